"""How the manual is built: `make docs`."""

import itool

project = "itool"
author = "the itool developers"
copyright = "the itool developers"
release = version = itool.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "furo"
html_title = f"itool {release}"
exclude_patterns = ["build"]
