"""Interactive n-D image slicing: one manager, shown in Qt, in a browser and in JupyterLab.

Importing this package loads nothing else. Notebooks and scripts start at
`itool.manager`.
"""

__version__ = "0.1.0"
