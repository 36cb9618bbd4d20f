"""Arrays in memory, with turned copies of the part that a cursor is dragged through."""

from __future__ import annotations

from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.store.kernels import pieces
from itool.store.partial_sums import PartialSums

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from itool.store.cache import BlockCache
    from itool.store.kernels import Region, Steps

    Place = tuple[tuple[int, int, int], ...]

DEPTH = 32
"""Bytes of a slab along the fastest axis: half a cache line."""

WIDEST = 64
"""Samples in a window along the fastest axis beyond which nothing is turned."""

FEWEST = 2**15
"""Samples across the other axes below which nothing is turned: it is quick anyway."""

PLACES = 16
"""Cuts that are remembered to tell a drag from a jump."""


class MemoryBlocks:
    """The samples of an array in memory.

    A cut across the fastest axis takes one sample out of every cache line of the
    array, which is 20 times slower than a cut along it. A cursor that is dragged
    there takes the neighbouring samples next. So when a second cut lies close to the
    one before, slabs of a few samples are turned, their fastest axis made the slowest,
    and kept in the cache for this and the following cuts. The sum of a slab is kept
    behind its samples, so that a wide average is one of few sums.

    The array must not change.

    Parameters
    ----------
    key : str
        Key of the array in the store.
    values : ndarray
        The samples; never copied as a whole.
    cache : BlockCache
        Where turned slabs are kept.
    """

    def __init__(self, key: str, values: NDArray[Any], cache: BlockCache) -> None:
        self._key, self._values, self._cache = key, values, cache
        wide = [axis for axis, size in enumerate(values.shape) if size > 1]
        by_stride = sorted(wide, key=lambda axis: -abs(values.strides[axis]))
        self._fastest = by_stride[-1] if by_stride else 0
        others = [a for a in range(values.ndim) if a != self._fastest]
        others.sort(key=lambda axis: -abs(values.strides[axis]))
        self._turn_order = [self._fastest, *others]
        self._turn_back = [int(axis) for axis in np.argsort(self._turn_order)]
        self._depth = max(2, DEPTH // values.itemsize)
        self._is_plain = values.dtype in (np.float32, np.float64)
        self._last: dict[Place, int] = {}
        self._sums = PartialSums(key, values, cache, self._fastest)

    def overview(self, windows: Region, kept: Collection[int], most: float) -> None:
        """Return None: what is in memory is read in one go."""

    def read(
        self, windows: Region, kept: Collection[int]
    ) -> Iterator[tuple[NDArray[Any], Region]]:
        """Yield the samples in `windows` in pieces, with the place of each piece.

        Along the fastest axis, a piece may be the sum of the samples in its place,
        unless that axis is one of the `kept`; and a piece may be the sum of
        everything that is not kept.
        """
        axis = self._sums.axis(windows, kept)
        self._sums.remember(windows, kept)
        if axis is not None:
            total = self._sums.total(windows, kept, axis)
            if total is not None:
                yield total, tuple(slice(None) for _ in windows)
                return
        slabs = self._slabs(windows)
        self._remember(windows)
        if not slabs:
            yield self._values[windows], tuple(slice(None) for _ in windows)
            return
        window = windows[self._fastest]
        takes_sums = self._fastest not in kept and len(slabs) > 2
        for number in slabs:
            make = partial(self._turned, windows, number, takes_sums)
            slab = self._cache.get(self._id(windows, number), make)
            first = number * self._depth
            start = max(window.start, first)
            stop = min(window.stop, first + self._depth)
            part = slab[start - first : stop - first]
            if takes_sums and len(part) == self._depth < len(slab):
                part = slab[self._depth :]
            region = [slice(None)] * len(windows)
            region[self._fastest] = slice(start - window.start, stop - window.start)
            yield part.transpose(self._turn_back), tuple(region)

    def steps(self, windows: Region, kept: Collection[int]) -> Steps | None:
        """Return what a read goes through, None if slabs must be made first.

        Returns
        -------
        sizes : tuple of int
            Samples along each axis.
        strides : tuple of int
            Bytes from one to the next.
        """
        sizes = [len(range(w.start, w.stop, w.step or 1)) for w in windows]
        axis = self._sums.axis(windows, kept)
        if axis is not None:
            sizes[axis] = self._sums.missing(windows, kept, axis) + 1
            return tuple(sizes), self._values.strides
        slabs = self._slabs(windows)
        if not slabs:
            return tuple(sizes), self._values.strides
        turned = [self._cache.peek(self._id(windows, number)) for number in slabs]
        if any(slab is None for slab in turned) or turned[0] is None:
            return None
        return tuple(sizes), turned[0].transpose(self._turn_back).strides

    def each(self) -> Iterator[NDArray[Any]]:
        """Yield all samples in pieces."""
        for piece in pieces(self._values):
            yield self._values[piece]

    def _slabs(self, windows: Region) -> range:
        """Return the numbers of the slabs that a read goes through; none if direct."""
        window = windows[self._fastest]
        length = window.stop - window.start
        others = _place(windows, self._fastest)
        across = prod(len(range(*place)) for place in others)
        if (
            length > WIDEST
            or (window.step or 1) > 1
            or abs(self._values.strides[self._fastest]) != self._values.itemsize
            or across < FEWEST
            or across * self._depth * self._values.itemsize > self._cache.limit // 8
        ):
            return range(0)
        slabs = range(window.start // self._depth, (window.stop - 1) // self._depth + 1)
        last = self._last.get(others)
        # A slab costs as much as 2 or 3 single planes, or one wide average.
        near = self._depth // (4 if length < 4 else 2)
        is_drag = last is not None and abs(last - window.start) <= near
        if is_drag or all(self._id(windows, number) in self._cache for number in slabs):
            return slabs
        return range(0)

    def _remember(self, windows: Region) -> None:
        if len(self._last) >= PLACES:
            self._last.clear()
        self._last[_place(windows, self._fastest)] = windows[self._fastest].start

    def _id(self, windows: Region, number: int) -> tuple[str, Any]:
        return self._key, (number, _place(windows, self._fastest))

    def _turned(self, windows: Region, number: int, with_sum: bool) -> NDArray[Any]:
        where = list(windows)
        first = number * self._depth
        where[self._fastest] = slice(first, first + self._depth)
        source = self._values[tuple(where)].transpose(self._turn_order)
        depth, *across = source.shape
        has_sum = with_sum and depth == self._depth and self._is_plain
        slab = np.empty((depth + has_sum, *across), source.dtype)
        # Row by row: numpy would go through all of memory once for every layer.
        for row in range(across[0]):
            slab[:depth, row] = source[:, row]
        if not has_sum:
            return slab
        with np.errstate(invalid="ignore", over="ignore"):
            slab[:depth].sum(axis=0, out=slab[depth])
        # Where samples are missing, they must be counted one by one.
        return slab if np.isfinite(slab[depth]).all() else slab[:depth]


def _place(windows: Region, axis: int) -> Place:
    return tuple(
        (window.start, window.stop, window.step or 1)
        for other, window in enumerate(windows)
        if other != axis
    )
