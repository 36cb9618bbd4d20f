"""Loaders: which kind of file is opened by what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itool.errors import (
    BadArguments,
    BadData,
    ItoolError,
    UnknownLoader,
    UnreadableFile,
    listed,
)
from itool.store.convert import chosen
from itool.store.formats.fits import open_fits
from itool.store.formats.hierarchical import (
    HDF5,
    ROOTS,
    open_address,
    open_netcdf,
    open_zarr,
    open_zipped_zarr,
)
from itool.store.formats.nifti import open_nifti
from itool.store.formats.npy import open_npy
from itool.store.saving import save_file

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

__all__ = ["LOADERS", "Loader", "open_files", "save_file"]


@dataclass(frozen=True)
class Loader:
    """A kind of file and how it is opened.

    Attributes
    ----------
    name, title : str
        Name in calls and on the command line; name for readers.
    suffixes : tuple of str
        Endings of file names, in lower case.
    open : callable
        ``open(path, **options)``, lazily: a list of DataArray, or a dict of them by
        ``"group/name"``. It raises what it likes; `open_files` makes an
        `UnreadableFile` of it.
    magics : tuple of bytes
        How such a file begins, one of them; empty if that is not known.
    is_folder : bool
        Whether it is a folder.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    open: Callable[..., list[xr.DataArray] | dict[str, xr.DataArray]]
    magics: tuple[bytes, ...] = ()
    is_folder: bool = False


_CLASSIC = (b"CDF\x01", b"CDF\x02", b"CDF\x05")
_FITS = (b"SIMPLE  =",)

LOADERS: dict[str, Loader] = {
    loader.name: loader
    for loader in (
        Loader(
            "netcdf",
            "netCDF",
            (".nc", ".nc4", ".cdf", ".netcdf"),
            open_netcdf,
            (HDF5, *_CLASSIC),
        ),
        Loader("hdf5", "HDF5", (".h5", ".hdf5", ".he5", ".nxs"), open_netcdf, (HDF5,)),
        Loader("zarr", "Zarr", (".zarr",), open_zarr, is_folder=True),
        Loader("zarr-zip", "zipped Zarr", (".zarr.zip",), open_zipped_zarr),
        Loader("nifti", "NIfTI", (".nii", ".nii.gz"), open_nifti),
        Loader("fits", "FITS", (".fits", ".fit", ".fts"), open_fits, _FITS),
        Loader("npy", "numpy", (".npy",), open_npy, (b"\x93NUMPY",)),
    )
}
"""Loaders by name. Of two that claim an ending, the first wins."""


def open_files(
    paths: list[str],
    loader: str | None,
    options: dict[str, Any],
    variables: list[str] | None = None,
) -> list[xr.DataArray]:
    """Open files lazily and return every array in them that can be shown.

    Parameters
    ----------
    paths : list of str
        Files, or folders of Zarr stores; ``~`` is the home folder. Addresses
        (``https://``, ``s3://``) of Zarr stores and netCDF files as they are.
    loader : str or None
        Name in `LOADERS`; None goes by the file's ending, or else by its first bytes.
    options : dict
        Passed on to the loader.
    variables : list of str or None
        Names of the variables to take, or ``"group/name"``; None takes all.

    Returns
    -------
    list of DataArray
        ``encoding["source"]`` is the absolute path, or the address.

    Raises
    ------
    UnknownLoader
        If `loader` is not a name in `LOADERS`.
    UnreadableFile
        If a file is missing, damaged, locked, or of an unknown format.
    BadArguments
        If the loader does not take the options, or there is no variable of a name.
    BadData
        If a file has nothing to show.
    """
    if loader is not None and loader not in LOADERS:
        raise UnknownLoader(
            f"no loader {loader!r}; there are {listed(LOADERS)}.",
            hint="Leave the loader out to go by the file's ending.",
        )
    if not paths:
        raise BadArguments("no file was named.", hint="Pass at least one path.")
    arrays = [named for path in paths for named in _open(path, loader, dict(options))]
    if variables is not None:
        return chosen(arrays, variables)
    return [array for _, array in arrays]


def find_loader(path: Path) -> Loader:
    """Return the loader for a file that exists, by its ending or its first bytes.

    Raises
    ------
    UnreadableFile
        If there is none.
    """
    name, is_folder = path.name.lower(), path.is_dir()
    if is_folder and any((path / f).exists() for f in ROOTS):
        return LOADERS["zarr"]
    if is_folder:
        raise UnreadableFile(
            f"'{path}' is a folder, and not a Zarr store.",
            hint="Name the files in it.",
        )
    for loader in LOADERS.values():
        if name.endswith(loader.suffixes) and not loader.is_folder:
            return loader
    start = _first_bytes(path)
    for loader in LOADERS.values():
        if start.startswith(loader.magics):
            return loader
    endings = [suffix for loader in LOADERS.values() for suffix in loader.suffixes]
    raise UnreadableFile(
        f"the format of '{path}' is unknown; known endings are {listed(endings)}.",
        hint="Open it with xarray and pass the DataArray instead.",
    )


def _open(
    given: str, name: str | None, options: dict[str, Any]
) -> list[tuple[str, xr.DataArray]]:
    path: str | Path = given
    arrays: list[xr.DataArray] | dict[str, xr.DataArray]
    try:
        if "://" in given:
            loader = _loader_there(given, name)
            arrays = _open_there(given, loader, options)
        else:
            path = Path(given).expanduser().absolute()
            loader = _loader_here(path, name)
            arrays = loader.open(path, **options)
    except BadData as error:
        raise BadData(f"'{path}': {error.message}", hint=error.hint) from None
    except ItoolError:
        raise
    except PermissionError:
        raise UnreadableFile(
            f"'{path}' may not be read by this user.",
            hint="Ask its owner for the right to read it.",
        ) from None
    except TypeError as error:
        if not options:
            raise _unreadable(path, loader, error) from error
        raise BadArguments(
            f"loader {loader.name!r} does not take the options {listed(options)}: "
            f"{_first_line(error)}"
        ) from error
    except Exception as error:
        raise _unreadable(path, loader, error) from error
    if isinstance(arrays, list):
        named = [(str(array.name), array) for array in arrays]
    else:
        named = [*arrays.items()]
    for _, array in named:
        array.encoding["source"] = str(path)
    return named


def _loader_here(path: Path, name: str | None) -> Loader:
    _check_exists(path)
    loader = find_loader(path) if name is None else LOADERS[name]
    _check_start(path, loader)
    return loader


def _loader_there(url: str, name: str | None) -> Loader:
    """Return the loader for an address: the one named, or by its ending."""
    known = {each: LOADERS[each] for each in ("zarr", "netcdf", "hdf5")}
    ending = re.split("[?#]", url)[0].rstrip("/").lower()
    for loader in known.values():
        if loader.name == name or (name is None and ending.endswith(loader.suffixes)):
            return loader
    raise UnreadableFile(
        f"no loader opens the address {url!r}" + (f" as {name!r}." if name else "."),
        hint=f"Name one of {listed(known)}, or save the file here first.",
    )


def _open_there(
    url: str, loader: Loader, options: dict[str, Any]
) -> dict[str, xr.DataArray]:
    engine = {"engine": "zarr"} if loader.name == "zarr" else {}
    return open_address(url, **(engine | options))


def _check_exists(path: Path) -> None:
    if path.exists():
        return
    folder = path.parent
    if not folder.is_dir():
        raise UnreadableFile(
            f"there is no file '{path}', nor a folder '{folder}'.",
            hint="Check the path; it is one of the machine that runs the manager.",
        )
    near = get_close_matches(path.name, [p.name for p in folder.iterdir()], 3)
    raise UnreadableFile(
        f"there is no file {path.name!r} in '{folder}'.",
        hint=f"Did you mean {listed(near)}?" if near else "Check the path.",
    )


def _check_start(path: Path, loader: Loader) -> None:
    """Raise `UnreadableFile` if a file does not begin as files of its kind do."""
    if loader.is_folder != path.is_dir():
        wanted = "a folder" if loader.is_folder else "a file"
        raise UnreadableFile(
            f"'{path}' is not {loader.title}, which is {wanted}.",
            hint="Leave the loader out to go by the file's ending.",
        )
    if loader.is_folder:
        return
    start = _first_bytes(path)
    if not start:
        raise UnreadableFile(f"'{path}' is empty.", hint="Was it written completely?")
    if loader.magics and not start.startswith(loader.magics):
        others = [
            x.name for x in LOADERS.values() if x.magics and start.startswith(x.magics)
        ]
        raise UnreadableFile(
            f"'{path}' is not {loader.title}: it begins with {start[:8]!r}.",
            hint=f"Pass loader={others[0]!r}."
            if others
            else "Was it written completely, and is its ending right?",
        )


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def _unreadable(path: str | Path, loader: Loader, error: Exception) -> UnreadableFile:
    hint = "It may be damaged, or still being written."
    if isinstance(path, str):
        hint = "Can the manager's machine reach it, and has it what xarray asks for?"
    return UnreadableFile(
        f"'{path}' cannot be read as {loader.title}: {_first_line(error)}", hint=hint
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
