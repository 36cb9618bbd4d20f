"""NetCDF, HDF5 and Zarr: whatever xarray's backends open, in blocks."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import xarray as xr

from itool.errors import UnreadableFile
from itool.store.chunks import chunked, in_blocks
from itool.store.convert import arrays_of_groups

if TYPE_CHECKING:
    from pathlib import Path

ROOTS = ("zarr.json", ".zgroup", ".zarray", ".zmetadata")
"""Files of metadata, one of which a Zarr store has."""
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
    options.setdefault("consolidated", is_consolidated(path))
    return _store(str(path), path.stem, options)


def open_zipped_zarr(path: Path, **options: Any) -> dict[str, xr.DataArray]:
    """Open a Zarr store in a zip file, which may hold the folder or what is in it."""
    from zarr.storage import ZipStore

    with zipfile.ZipFile(path) as archive:
        roots = sorted(
            (name for name in archive.namelist() if name.endswith(ROOTS)), key=len
        )
    if not roots:
        raise UnreadableFile(
            f"'{path}' holds no Zarr store.", hint="Unpack it, and name the files."
        )
    folder = roots[0].rpartition("/")[0]
    if folder:
        options.setdefault("group", folder)
    options.setdefault("consolidated", False)
    store = ZipStore(path, mode="r")
    return _store(store, path.name.removesuffix(".zip").removesuffix(".zarr"), options)


def open_address(url: str, **options: Any) -> dict[str, xr.DataArray]:
    """Open a Zarr store or a netCDF file at an address, by whatever xarray has."""
    return _open(url, options)


def _store(store: Any, name: str, options: dict[str, Any]) -> dict[str, xr.DataArray]:
    import zarr

    root = zarr.open(store, mode="r", path=options.get("group"))
    if isinstance(root, zarr.Array):
        return {name: _plain(root, name)}
    arrays = dict(root.arrays())
    if arrays and not any(_has_dims(array) for array in arrays.values()):
        return {name: _plain(array, name) for name, array in arrays.items()}
    return _open(store, {"engine": "zarr", **options})


def _open(path: Path | Any, options: dict[str, Any]) -> dict[str, xr.DataArray]:
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
