"""Files that are written: beside the target first, then put in its place."""

from __future__ import annotations

import os
import shutil
import zipfile
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from itool.errors import BadArguments, UnreadableFile, listed

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

NETCDF = (".nc", ".nc4")
HDF5 = (".h5", ".hdf5")
ZARR = (".zarr",)
ZIPPED = (".zarr.zip",)
TABLES = (".csv", ".npy")


def save_file(data: xr.DataArray, path: Path) -> None:
    """Write `data` to a file; its ending chooses the format.

    netCDF (.nc), HDF5 (.h5) and Zarr (.zarr, or .zarr.zip for a single file) keep
    everything. A table (.csv) has a column of coordinates and the samples beside it;
    that of an image has a column for each of its columns, that of more dimensions a
    line for each sample. A numpy file (.npy) has the samples alone.

    The file appears under its name when it is complete; a file of that name is
    replaced then. Samples are written as they are, not packed as they were in the
    file they came from.

    Raises
    ------
    BadArguments
        If the ending is unknown, the folder does not exist, the Zarr store exists
        already, or the format cannot hold the data.
    UnreadableFile
        If the folder or the disk does not take the file.

    Notes
    -----
    A Zarr store is never replaced: it is a folder of files that a lazy array may
    still read, and what is missing there reads as fill values, without an error.
    """
    from itool.store.info import with_text_names

    data = with_text_names(data)
    suffix = ending(path)
    endings = (*NETCDF, *HDF5, *ZARR, *ZIPPED, *TABLES)
    if suffix not in endings:
        raise BadArguments(
            f"no format for the ending {suffix!r} of {path.name!r}; "
            f"there are {listed(endings)}.",
            hint=f"Call it {path.stem + '.nc'!r}, for example.",
        )
    _check_folder(path)
    if suffix in ZARR and path.exists():
        raise BadArguments(
            f"'{path}' exists; a Zarr store is not replaced, as it may be open.",
            hint="Choose another name, or delete it first.",
        )
    # Of the same ending, as Zarr's and HDF5's tools go by it.
    beside = _beside(path)
    try:
        _write(data, beside, suffix)
        beside.replace(path)
    except (TypeError, ValueError) as error:
        raise BadArguments(
            f"{suffix} cannot hold the array {data.name!s:.80}: {error}",
            hint="Change or drop what it names, or save to another format.",
        ) from error
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        _remove(beside)


def ending(path: Path) -> str:
    """Return the ending of a file's name that tells its format.

    Examples
    --------
    >>> from pathlib import Path
    >>> ending(Path("Cut.Zarr.zip")), ending(Path("cut.nc"))
    ('.zarr.zip', '.nc')
    """
    both = "".join(path.suffixes[-2:]).lower()
    return both if both in ZIPPED else path.suffix.lower()


def save_bytes(content: bytes, path: Path) -> None:
    """Write a file that appears under its name when it is complete.

    Raises
    ------
    BadArguments
        If the folder does not exist.
    UnreadableFile
        If the folder or the disk does not take the file.
    """
    _check_folder(path)
    beside = _beside(path)
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        _remove(beside)


def _check_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise BadArguments(
            f"there is no folder '{path.parent}'.", hint="Make it first."
        )
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise UnreadableFile(
            f"'{path}' cannot be written: this user may not write to its folder.",
            hint="Choose another folder.",
        )
    if path.is_dir() and path.suffix.lower() not in ZARR:
        raise BadArguments(f"'{path}' is a folder.", hint="Choose another name.")


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.stem}-{uuid4().hex[:8]}{ending(path)}")


def _unwritable(path: Path, error: OSError) -> UnreadableFile:
    return UnreadableFile(
        f"'{path}' cannot be written: {error.strerror or error}",
        hint="Choose a folder that you may write to and that has room.",
    )


def _write(data: xr.DataArray, path: Path, suffix: str) -> None:
    # What the encoding says of chunks, packing and compression fits the source, not
    # what is in memory now.
    plain = data.drop_encoding()
    if suffix in ZARR:
        if plain.chunks is not None:  # Zarr's chunks are all of one size
            plain = plain.chunk({d: max(n) for d, n in plain.chunksizes.items()})
        plain.to_zarr(path, mode="w-", consolidated=False)
        return
    if suffix in ZIPPED:
        _zip(plain, path)
        return
    if suffix == ".csv":
        _table(plain).to_csv(path)
        return
    if suffix == ".npy":
        np.save(path, plain.to_numpy(), allow_pickle=False)
        return
    is_strict = suffix in NETCDF
    plain.to_netcdf(path, engine="h5netcdf", invalid_netcdf=not is_strict)


def _zip(data: xr.DataArray, path: Path) -> None:
    """Write a Zarr store, then all of it into one file; blocks are compressed."""
    folder = path.with_suffix("")  # of the ending .zarr
    try:
        _write(data, folder, ".zarr")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(folder))
    finally:
        _remove(folder)


def _table(data: xr.DataArray) -> Any:
    named = data.rename(data.name if data.name is not None else "value")
    if named.ndim > 2:
        return named.reset_coords(drop=True).to_dataframe()
    table: Any = named.reset_coords(drop=True).to_pandas()
    return table.rename(named.name) if named.ndim == 1 else table


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
