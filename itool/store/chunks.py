"""How an array that is on disk is cut into blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dask.array as da
    import xarray as xr

ANYWHERE = "itool-anywhere-"
"""Begins the names of lazy arrays whose samples can be read one by one."""
TARGET = 4 * 2**20
"""Bytes of a block: some milliseconds to read, and a cut through the array touches few
of them."""


def chunked(data: xr.DataArray) -> xr.DataArray:
    """Return `data` in blocks that suit cuts in every direction, if it is on disk."""
    if not is_on_disk(data):
        return data
    preferred = data.encoding.get("preferred_chunks") or {}
    stored = [int(np.max(preferred.get(dim, 1))) for dim in data.dims]
    blocks = block_shape(data.shape, stored, data.dtype.itemsize)
    name = _name(bool(preferred))
    lazy = data.variable.chunk(dict(zip(data.dims, blocks, strict=True)), name=name)
    return data.copy(deep=False, data=lazy.data)


def in_blocks(
    source: Any, stored: Sequence[int] = (), target: int = TARGET
) -> da.Array:
    """Return a lazy array of what has ``shape``, ``dtype`` and takes slices.

    Parameters
    ----------
    source : object
        Where samples come from.
    stored, target
        See `block_shape`.
    """
    import dask.array as da  # half of a manager's start, so only where it is needed

    shape, itemsize = source.shape, source.dtype.itemsize
    blocks = block_shape(shape, stored or [1] * len(shape), itemsize, target)
    from_array: Any = da.from_array
    lazy: da.Array = from_array(
        _Slices(source), chunks=blocks, name=_name(bool(stored))
    )
    return lazy


def source_of(array: da.Array) -> Any:
    """Return what `array` takes its samples from, if any of them can be read by itself.

    That is a file that is not stored in chunks; None if it is, or if `array` is
    computed.
    """
    if not array.name.startswith(ANYWHERE):
        return None
    found = array.dask.get(f"original-{array.name}")
    return getattr(found, "value", found)


class _Slices:
    """What gives slices and nothing else: dask copies what has a ``copy``.

    An array that is mapped into memory would be read as a whole.
    """

    def __init__(self, source: Any) -> None:
        self._source = source
        self.shape, self.dtype = source.shape, source.dtype
        self.ndim = len(self.shape)

    def __getitem__(self, key: Any) -> Any:
        return np.asarray(self._source[key])


def is_on_disk(data: xr.DataArray) -> bool:
    """Return whether the samples of `data` are read from a file at every look."""
    # There is no public way to ask xarray without reading everything.
    variable = data.variable
    return hasattr(variable._data, "get_duck_array") and not variable._in_memory


def block_shape(
    shape: Sequence[int], stored: Sequence[int], itemsize: int, target: int = TARGET
) -> tuple[int, ...]:
    """Return the lengths of blocks of about `target` bytes.

    Parameters
    ----------
    shape : sequence of int
        Length of the array along every dimension.
    stored : sequence of int
        Lengths of the chunks in the file, 1 if it has none. A block consists of whole
        chunks, so that none is decompressed twice.
    itemsize : int
        Bytes of a sample.

    Notes
    -----
    The side that has the most blocks is doubled until the target is reached. That
    makes the number of blocks alike in all directions.

    Examples
    --------
    >>> block_shape((640, 640, 640), (1, 1, 1), 4)
    (128, 128, 64)
    >>> block_shape((240, 37, 49), (1, 37, 49), 4)
    (240, 37, 49)
    """
    block = [min(size, chunk) for size, chunk in zip(shape, stored, strict=True)]

    def room(axis: int) -> float:
        return -(-shape[axis] // block[axis])

    while True:
        axis = max(range(len(shape)), key=room)
        wider = min(shape[axis], 2 * block[axis])
        grown: Any = np.prod([*block[:axis], wider, *block[axis + 1 :]], dtype=float)
        if wider == block[axis] or grown * itemsize > target:
            return tuple(block)
        block[axis] = wider


def _name(has_chunks: bool) -> str:
    # A name of our own, or dask reads and hashes everything to find one.
    return f"{'itool-' if has_chunks else ANYWHERE}{uuid4().hex}"
