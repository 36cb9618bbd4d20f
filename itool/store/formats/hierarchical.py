"""NetCDF, HDF5 and Zarr: whatever xarray's backends open, in blocks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import xarray as xr

from itool.store.chunks import chunked, in_blocks
from itool.store.convert import arrays_of_groups

if TYPE_CHECKING:
    from pathlib import Path

HDF5 = b"\x89HDF\r\n\x1a\n"


def open_netcdf(path: Path, **options: Any) -> dict[str, xr.DataArray]:
    """Open netCDF, classic or 4, or any HDF5 file; all groups are looked into."""
    with path.open("rb") as file:
        is_hdf5 = file.read(len(HDF5)) == HDF5
    engine = options.setdefault("engine", "h5netcdf" if is_hdf5 else "netcdf4")
    if engine == "h5netcdf":
        # Dimensions without a name, as plain HDF5 has them, are numbered.
        options.setdefault("phony_dims", "access")
    return _open(path, options)


def open_zarr(path: Path, **options: Any) -> dict[str, xr.DataArray]:
    """Open a Zarr store in a folder, version 2 or 3."""
    import zarr

    root = zarr.open(str(path), mode="r")
    if isinstance(root, zarr.Array):
        return {path.stem: _plain(root, path.stem)}
    arrays = dict(root.arrays())
    if arrays and not any(_has_dims(array) for array in arrays.values()):
        return {name: _plain(array, name) for name, array in arrays.items()}
    options.setdefault("consolidated", is_consolidated(path))
    return _open(path, {"engine": "zarr", **options})


def _open(path: Path, options: dict[str, Any]) -> dict[str, xr.DataArray]:
    options = {"chunks": None, "cache": False, "decode_timedelta": False, **options}
    try:
        groups = _groups(path, options)
    except (ValueError, OverflowError):
        if "decode_times" in options:
            raise
        # A time axis that does not decode is still an axis of numbers.
        groups = _groups(path, {"decode_times": False, **options})
    arrays = arrays_of_groups(groups, "file")
    return {name: chunked(array) for name, array in arrays.items()}


def _groups(path: Path, options: dict[str, Any]) -> dict[str, xr.Dataset]:
    if "group" in options:
        return {"/": xr.open_dataset(path, **options)}
    return dict(xr.open_groups(path, **options))


def _plain(array: Any, name: str) -> xr.DataArray:
    """Return a Zarr array that has no dimension names."""
    samples = in_blocks(array, array.chunks)
    return xr.DataArray(samples, name=name, attrs=dict(array.attrs))


def _has_dims(array: Any) -> bool:
    names = getattr(array.metadata, "dimension_names", None)
    return bool(names) or "_ARRAY_DIMENSIONS" in array.attrs or array.ndim == 0


def is_consolidated(path: Path) -> bool:
    """Return whether a Zarr store has all its metadata in one file."""
    if (path / ".zmetadata").exists():
        return True
    root = path / "zarr.json"
    return root.exists() and bool(
        json.loads(root.read_text()).get("consolidated_metadata")
    )
