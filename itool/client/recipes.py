"""From a lazily opened variable to the recipe by which a manager opens it, too.

What xarray keeps of a file is private to it, so everything here may fail: then there is
no recipe, and the samples are sent. A manager compares some of them before it believes
one.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from itool.client.graphs import Origin, behind_dask
from itool.wire.later import block_regions
from itool.wire.recipes import (
    FileRecipe,
    SchedulerRecipe,
    checksum,
    is_remote,
    piece,
    write_recipe,
)
from itool.wire.tags import LARGE

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

    Sampler = Callable[[tuple[int, ...]], Any]

LOGGER = logging.getLogger("itool.client")

_ENGINES = {
    "H5NetCDFArrayWrapper": "h5netcdf",
    "NetCDF4ArrayWrapper": "netcdf4",
    "ZarrArrayWrapper": "zarr",
}
_WRAPPERS = (
    "CopyOnWriteArray",
    "ImplicitToExplicitIndexingAdapter",
    "MemoryCachedArray",
)


class _Selection(NamedTuple):
    """What was taken from an array of a file."""

    array: Any
    key: list[Any]
    axes: list[int | None]


class _File(NamedTuple):
    """Where an array of a file is."""

    path: str
    group: str
    variable: str
    size: int
    mtime_ns: int


def recipe_of(variable: xr.Variable) -> dict[str, Any] | None:
    """Return the recipe of `variable`, as plain data; None if there is none.

    There is one for large variables that xarray opened from netCDF, HDF5 or Zarr, with
    dask chunks or without, and that have only been selected from, transposed and
    divided into other chunks since. And there is one for those whose blocks a
    dask.distributed scheduler keeps.
    """
    if variable.nbytes < LARGE or variable.dtype.kind not in "biufcmM":
        return None
    try:
        return _scheduler_recipe(variable) or _file_recipe(variable)
    except Exception:  # xarray's insides differ from version to version
        LOGGER.debug("no recipe for a lazy variable", exc_info=True)
        return None


def _file_recipe(variable: xr.Variable) -> dict[str, Any] | None:
    lazy = variable._data
    origin = None
    if hasattr(lazy, "__dask_graph__"):
        behind = behind_dask(lazy)
        if behind is None:
            return None
        lazy, origin = behind
    selection = _selection(lazy)
    if selection is None:
        return None
    engine = _ENGINES.get(type(selection.array).__name__)
    if engine is None:
        return None
    sample = _plain_sampler(variable) if origin is None else _sampler(lazy, origin)
    check = checksum(variable.shape, sample)
    # Only now: reading has opened the file again if it had been closed.
    find = _zarr_file if engine == "zarr" else _netcdf_file
    file = find(selection.array)
    if file is None:
        return None
    key, axes = selection.key, selection.axes
    if origin is not None:
        key, axes = _composed(selection, origin)
    return write_recipe(
        FileRecipe(
            engine=engine,  # type: ignore[arg-type]
            key=key,
            axes=axes,
            dtype=variable.dtype.str,
            shape=list(variable.shape),
            check=check,
            **file._asdict(),
        )
    )


def _plain_sampler(variable: xr.Variable) -> Sampler:
    return lambda point: variable[piece(point)].values


def _sampler(lazy: Any, origin: Origin) -> Sampler:
    """Return what reads a sample from the file, where dask would read whole blocks."""
    import xarray as xr

    whole = xr.Variable(range(lazy.ndim), lazy.array, fastpath=True)
    return lambda point: whole[piece(origin.source(point))].values


def _composed(
    selection: _Selection, origin: Origin
) -> tuple[list[Any], list[int | None]]:
    """Return the key and the axes of what `origin` takes from `selection`."""
    kept = [d for d, item in enumerate(selection.key) if not isinstance(item, int)]
    dims = [None if axis is None else kept[axis] for axis in selection.axes]
    key = list(selection.key)

    def taken(axis: int | None, numbers: Any) -> int | None:
        dim = None if axis is None else dims[axis]
        if dim is not None:
            lines = np.arange(selection.array.shape[dim])[selection.key[dim]][numbers]
            key[dim] = _as_slice(lines) if lines.ndim else int(lines)
        return dim

    for axis, number in origin.fixed.items():
        taken(axis, number)
    order = [taken(axis, numbers) for axis, numbers in origin.lines]
    left = sorted(dim for dim in order if dim is not None)
    return key, [None if dim is None else left.index(dim) for dim in order]


def _scheduler_recipe(variable: xr.Variable) -> dict[str, Any] | None:
    """Return the recipe of what was persisted, once all of it has been computed."""
    distributed = sys.modules.get("distributed")
    array: Any = variable._data
    if distributed is None or not hasattr(array, "__dask_graph__"):
        return None
    graph = dict(array.__dask_graph__())
    keys = {(array.name, *index) for index, _ in block_regions(array.chunks)}
    if set(graph) != keys:
        return None
    for key, future in graph.items():
        if not isinstance(future, distributed.Future) or future.key != key:
            return None
    clients = {future.client for future in graph.values()}
    address = str(clients.pop().scheduler.address)
    if clients or not address.startswith(("tcp://", "tls://")):
        return None
    distributed.wait(list(graph.values()))
    if any(future.status != "finished" for future in graph.values()):
        return None
    chunks = [list(lengths) for lengths in array.chunks]
    return write_recipe(
        SchedulerRecipe(
            address=address, name=array.name, chunks=chunks, dtype=array.dtype.str
        )
    )


def _selection(lazy: Any) -> _Selection | None:
    """Walk through what xarray wraps an array of a file in."""
    found: _Selection | None = None
    while lazy is not None:
        name, module = type(lazy).__name__, type(lazy).__module__
        if name in _ENGINES:
            if found is not None and found.array is lazy:
                return found
            return None
        if name == "LazilyIndexedArray":
            new = _Selection(lazy.array, *_plain_key(lazy.key.tuple))
        elif name == "LazilyVectorizedIndexedArray":
            turned = _turned_key(lazy.key.tuple, lazy.shape)
            if turned is None:
                return None
            new = _Selection(lazy.array, *turned)
        elif name in _WRAPPERS or module.startswith("xarray.coding"):
            if name not in _WRAPPERS and lazy.array.shape != lazy.shape:
                return None
            lazy = lazy.array
            continue
        else:
            return None
        if found is not None:  # a selection of a selection
            return None
        found, lazy = new, lazy.array
    return None


def _plain_key(key: tuple[Any, ...]) -> tuple[list[Any], list[int | None]]:
    plain = [_plain(item) for item in key]
    kept = sum(not isinstance(item, int) for item in plain)
    return plain, list(range(kept))


def _plain(item: Any) -> Any:
    if isinstance(item, slice):
        ends = (item.start, item.stop, item.step)
        return slice(*(None if end is None else int(end) for end in ends))
    if isinstance(item, np.ndarray):
        return item.astype(np.int64)
    return int(item)


def _turned_key(
    key: tuple[Any, ...], shape: tuple[int, ...]
) -> tuple[list[Any], list[int | None]] | None:
    """Return a key of index arrays as one item a dimension, and the order after it.

    None if they pick points instead of lines and planes.
    """
    plain: list[Any] = []
    axes: list[int | None] = [None] * len(shape)
    kept = 0
    for item in key:
        found = _line_of(item)
        if found is None:
            return None
        axis, line = found
        if len(line) == 1:
            plain.append(int(line[0]))
            continue
        if axes[axis] is not None:
            return None
        axes[axis] = kept
        kept += 1
        plain.append(_as_slice(line))
    is_whole = all(
        axis is not None or length == 1
        for axis, length in zip(axes, shape, strict=True)
    )
    return (plain, axes) if is_whole else None


def _line_of(
    numbers: np.ndarray[Any, Any],
) -> tuple[int, np.ndarray[Any, Any]] | None:
    """Return the only axis along which `numbers` differ, and those along it."""
    corner: tuple[Any, ...] = (0,) * numbers.ndim
    for axis, length in enumerate(numbers.shape):
        line = numbers[(*corner[:axis], slice(None), *corner[axis + 1 :])]
        if length > 1 and (line != line[0]).any():
            spread = line.reshape([-1 if a == axis else 1 for a in range(numbers.ndim)])
            return (axis, line) if (numbers == spread).all() else None
    first = numbers[corner]
    return (0, first.reshape(1)) if (numbers == first).all() else None


def _as_slice(numbers: np.ndarray[Any, Any]) -> Any:
    first, last = int(numbers[0]), int(numbers[-1])
    steps = np.diff(numbers)
    step = int(steps[0]) if len(steps) else 1
    if step == 0 or (steps != step).any():
        return numbers.astype(np.int64)
    end = last + (1 if step > 0 else -1)
    return slice(first, None if end < 0 else end, step)


def _netcdf_file(array: Any) -> _File | None:
    store = array.datastore
    path = store._filename
    if not isinstance(path, str) or store._manager._mode != "r":
        return None
    group = store._group or ""
    if is_remote(path):
        return _File(path, group, array.variable_name, -1, -1)
    if not os.path.isabs(path) or not _is_open_here(path):
        return None
    status = os.stat(path)
    return _File(path, group, array.variable_name, status.st_size, status.st_mtime_ns)


def _is_open_here(path: str) -> bool:
    """Return whether what this process reads is what is at `path` now.

    A file that was replaced goes on being read here, and is not there any more.
    """
    wanted = os.stat(path)
    is_found = False
    for link in Path("/proc/self/fd").iterdir():
        try:
            if os.readlink(link) == f"{path} (deleted)":
                return False
            status = link.stat()
        except OSError:
            continue  # closed meanwhile
        same = (status.st_dev, status.st_ino) == (wanted.st_dev, wanted.st_ino)
        is_found = is_found or same
    return is_found


def _zarr_file(array: Any) -> _File | None:
    zarr_array = array._array
    store = zarr_array.store
    group, _, variable = f"/{zarr_array.path}".rpartition("/")
    if type(store).__name__ == "FsspecStore":
        url = str(store.fs.unstrip_protocol(store.path))
        return _File(url, group, variable, -1, -1) if is_remote(url) else None
    if type(store).__name__ != "LocalStore":
        return None
    root = Path(store.root).absolute()
    for name in ("zarr.json", ".zarray"):
        metadata = root / zarr_array.path / name
        if metadata.exists():
            status = metadata.stat()
            return _File(str(root), group, variable, status.st_size, status.st_mtime_ns)
    return None
