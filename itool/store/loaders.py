"""Files: how each kind is opened lazily, and how an array is saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xarray as xr

from itool.errors import BadArguments, UnreadableFile
from itool.store.convert import arrays_of


def open_files(
    paths: list[str], loader: str | None, options: dict[str, Any]
) -> list[xr.DataArray]:
    """Return every displayable array in the files."""
    arrays = []
    for path in paths:
        if not Path(path).exists():
            raise UnreadableFile(f"there is no file {path!r}.")
        found = xr.open_dataset(path, chunks={}, decode_timedelta=False, **options)
        for array in arrays_of(found):
            array.encoding["source"] = str(path)
            arrays.append(array)
    return arrays


def save_file(data: xr.DataArray, path: Path) -> None:
    """Write `data` to `path`."""
    if path.suffix == ".zarr":
        data.to_zarr(path)
    elif path.suffix in (".nc", ".h5"):
        data.to_netcdf(path, engine="h5netcdf")
    else:
        raise BadArguments(f"unknown ending {path.suffix!r} of {path.name!r}.")
