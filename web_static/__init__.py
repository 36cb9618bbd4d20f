"""The page, its scripts and its styles, as files; found through `importlib.resources`."""
