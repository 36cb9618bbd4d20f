"""Interactive n-D image slicing: one manager, in Qt, the browser and JupyterLab.

Importing this package loads nothing else. Notebooks and scripts start at
`itool.manager`.
"""

__version__ = "0.1.0"
