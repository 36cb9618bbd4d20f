"""Code that opens a file as a viewer shows it."""

from __future__ import annotations

import contextlib


def opening(path: str, name: str) -> str:
    """Return the lines that open a variable of the file `path` as ``data``.

    Plain xarray where that finds a variable of this name, else the loader of the file.
    """
    import xarray as xr

    with contextlib.suppress(Exception), xr.open_dataset(path, chunks=None) as dataset:
        if name in dataset.variables:
            return f"data = xr.open_dataset({path!r})[{name!r}]"
    wanted = f", variables=[{name!r}]" if name else ""
    return (
        "from itool.store.loaders import open_files\n\n"
        f"[data, *_] = open_files([{path!r}], None, {{}}{wanted})"
    )
