"""The page, its scripts and its styles: files, found by `importlib.resources`."""
