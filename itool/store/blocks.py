"""Dask arrays read block by block, each block computed once while memory allows."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.store.chunks import source_of
from itool.store.kernels import pieces
from itool.store.overview import Overview, bands

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from itool.store.cache import BlockCache
    from itool.store.kernels import Region, Steps

BIG = 16
"""A block that is larger than the cache's limit divided by this is never computed as a
whole: only what is asked of it."""


BANDS = 64
"""Parts in which samples of every so many rows are read from a file."""
PAGE = 4096
"""Bytes between two samples of a row from which on those between are not read."""


class LazyBlocks:
    """The blocks of a dask array.

    Parameters
    ----------
    key : str
        Key of the array in the store.
    array : dask array
        Where blocks come from.
    cache : BlockCache
        Where they are kept.
    """

    def __init__(self, key: str, array: Any, cache: BlockCache) -> None:
        self._key, self._array, self._cache = key, array, cache
        self._chunks: tuple[tuple[int, ...], ...] = array.chunks
        largest = prod(max(sizes) for sizes in self._chunks)
        self._is_big = largest * array.dtype.itemsize > cache.limit // BIG

    @cached_property
    def _source(self) -> Any:
        return source_of(self._array)

    def read(
        self, windows: Region, kept: Collection[int] = ()
    ) -> Iterator[tuple[NDArray[Any], Region]]:
        """Yield the samples in `windows` in pieces, with the place of each piece."""
        if self._is_big:
            whole = tuple(slice(None) for _ in windows)
            part = self._array[windows]
            # In this thread: reads already come from a pool, and a pool in a pool only
            # takes the drawing thread's core.
            yield np.asarray(part.compute(scheduler="synchronous")), whole
            return
        for index, local, region in self._touched(windows):
            yield self._block(index)[local], region

    def overview(
        self, windows: Region, kept: Collection[int], most: float
    ) -> Overview | None:
        """Return how `windows` is read little by little; None if in one go only.

        Parameters
        ----------
        windows, kept
            As for a read; `kept` in the order of the answer.
        most : float
            Bytes to read if samples are left out anyway.
        """
        itemsize = self._array.dtype.itemsize
        steps = [window.step or 1 for window in windows]
        most = most if prod(steps) > 1 else float("inf")
        source = self._source if prod(steps) > 3 else None
        if source is not None:
            axis = min(kept)
            parts = bands(windows, axis, BANDS)
            size = prod(
                len(range(w.start, w.stop, 1 if a == len(steps) - 1 else steps[a]))
                for a, w in enumerate(windows)
            )
            nbytes = size * itemsize / len(parts[axis])
            return Overview(
                parts, list(kept), lambda _, place: rows(source, place), nbytes, most
            )
        if self._is_big:
            return None
        along = [
            list(overlaps(window, sizes))
            for window, sizes in zip(windows, self._chunks, strict=True)
        ]
        nbytes = prod(max(sizes) for sizes in self._chunks) * itemsize
        return Overview(
            along,
            list(kept),
            lambda index, local: self._block(index)[local],
            nbytes,
            most,
        )

    def steps(self, windows: Region, kept: Collection[int] = ()) -> Steps | None:
        """Return what a read goes through, None if blocks must be computed."""
        if self._is_big or not all(
            (self._key, index) in self._cache for index, _, _ in self._touched(windows)
        ):
            return None
        sizes, itemsize = [max(n) for n in self._chunks], self._array.dtype.itemsize
        strides = (itemsize * prod(sizes[axis + 1 :]) for axis in range(len(sizes)))
        lengths = (len(range(w.start, w.stop, w.step or 1)) for w in windows)
        return tuple(lengths), tuple(strides)

    def each(self) -> Iterator[NDArray[Any]]:
        """Yield all samples in pieces, and keep no block."""
        for index in product(*(range(len(sizes)) for sizes in self._chunks)):
            kept = self._cache.peek((self._key, index))
            block = self._compute(index) if kept is None else kept
            for piece in pieces(block):
                yield block[piece]

    def _block(self, index: tuple[int, ...]) -> NDArray[Any]:
        return self._cache.get((self._key, index), lambda: self._compute(index))

    def _compute(self, index: tuple[int, ...]) -> NDArray[Any]:
        from dask.local import get_sync  # loaded with the first lazy array only

        # ``array.blocks[index].compute()`` gives the same, and takes 4 ms longer to
        # build, optimise and submit a graph of one task.
        key = (self._array.name, *index)
        graph = self._array.__dask_graph__().cull({key})
        return np.asarray(get_sync(dict(graph), key))

    def _touched(
        self, windows: Region
    ) -> Iterator[tuple[tuple[int, ...], Region, Region]]:
        along = [
            list(overlaps(window, sizes))
            for window, sizes in zip(windows, self._chunks, strict=True)
        ]
        for parts in product(*along):
            yield (
                tuple(index for index, _, _ in parts),
                tuple(local for _, local, _ in parts),
                tuple(region for _, _, region in parts),
            )


def rows(source: Any, place: Region) -> NDArray[Any]:
    """Return samples of `source`, whose last axis is read in runs if they are near."""
    *before, last = place
    step = last.step or 1
    if step * source.dtype.itemsize >= PAGE:
        return np.asarray(source[place])
    run = slice(last.start, last.stop)
    return np.asarray(source[(*before, run)])[..., ::step]


def overlaps(window: slice, sizes: Sequence[int]) -> Iterator[tuple[int, slice, slice]]:
    """Yield the blocks that `window` touches along one dimension.

    Parameters
    ----------
    window : slice
        Start, stop and step are given, and positive.
    sizes : sequence of int
        Lengths of the blocks.

    Yields
    ------
    tuple of int, slice, slice
        Number of the block, samples within the block, samples within the window.

    Examples
    --------
    >>> list(overlaps(slice(1, 6, 2), (3, 3)))
    [(0, slice(1, 3, 2), slice(0, 1, None)), (1, slice(0, 3, 2), slice(1, 3, None))]
    """
    start, stop, step = window.start, window.stop, window.step or 1
    ends = list(accumulate(sizes))
    index, done = bisect_right(ends, start), 0
    while index < len(sizes):
        first = ends[index] - sizes[index]
        at = start + done * step
        if at >= stop:
            return
        last = min(stop, ends[index])
        count = max(0, -(-(last - at) // step))
        if count:
            yield (
                index,
                slice(at - first, last - first, step),
                slice(done, done + count),
            )
        done += count
        index += 1
