"""Sums over all averaged axes but one, kept while a wide window is dragged along it."""

from __future__ import annotations

from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.store.kernels import EXACT

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from itool.store.cache import BlockCache
    from itool.store.kernels import Region

    Place = tuple[tuple[int, int, int], ...]

FEWEST = 2**20
"""Samples of a read below which nothing is kept: it is quick anyway."""

GAIN = 4
"""Samples a sum at least; a sum of fewer is not worth its memory."""

PLACES = 32
"""Reads that are remembered to tell a drag from a jump."""


class PartialSums:
    """What a dragged average needs of each index along the axis of the drag.

    An average over windows along several axes reads the product of their lengths.
    Dragged along one of them by a sample, it loses the sum at one index and gains
    that at another; so the sum at each index is kept, and an average is the sum of few
    sums. They are added anew for every average: a running sum would drift.

    Parameters
    ----------
    key : str
        Key of the array in the store.
    values : ndarray
        The samples.
    cache : BlockCache
        Where sums are kept.
    left_out : int
        The axis that nothing is kept along: that of neighbours in memory, of which
        cache lines have many at once.
    """

    def __init__(
        self, key: str, values: NDArray[Any], cache: BlockCache, left_out: int
    ) -> None:
        self._key, self._values, self._cache = key, values, cache
        self._left_out = left_out
        self._is_plain = values.dtype in (np.float32, np.float64)
        self._last: dict[Any, tuple[int, ...]] = {}

    def axis(self, windows: Region, kept: Collection[int]) -> int | None:
        """Return the axis that the windows are dragged along, None if sums do not help.

        Parameters
        ----------
        windows : tuple of slice
            One for each axis.
        kept : collection of int
            Axes that are not averaged.
        """
        wide = self._wide(windows, kept)
        if len(wide) < 2 or not self._is_plain:
            return None
        last = self._last.get(self._place(windows, kept))
        moved = [
            axis
            for axis in range(len(windows))
            if last is not None and last[axis] != windows[axis].start
        ]
        for axis in [*moved, *(axis for axis in wide if axis not in moved)]:
            if axis not in wide or axis == self._left_out:
                continue
            others = prod(_length(windows[a]) for a in wide if a != axis)
            if others < GAIN:
                continue
            is_drag = moved == [axis] and last is not None
            step = abs(last[axis] - windows[axis].start) if is_drag and last else 0
            if is_drag and 2 * step <= _length(windows[axis]):
                return axis
            if not self.missing(windows, kept, axis):
                return axis
        return None

    def remember(self, windows: Region, kept: Collection[int]) -> None:
        """Take note of a read, which the next one is compared with."""
        if len(self._last) >= PLACES:
            self._last.clear()
        starts = tuple(window.start for window in windows)
        self._last[self._place(windows, kept)] = starts

    def missing(self, windows: Region, kept: Collection[int], axis: int) -> int:
        """Return how many sums would have to be made."""
        window = windows[axis]
        return sum(
            self._id(windows, kept, axis, index) not in self._cache
            for index in range(window.start, window.stop)
        )

    def total(
        self, windows: Region, kept: Collection[int], axis: int
    ) -> NDArray[Any] | None:
        """Return the sums, averaged axes of length 1; None if a sample is missing."""
        window, total = windows[axis], None
        for index in range(window.start, window.stop):
            make = partial(self._sum, windows, kept, axis, index)
            found = self._cache.get(self._id(windows, kept, axis, index), make)
            if not found.size:  # samples are missing, and must be counted one by one
                return None
            if total is None:
                total = found.copy()
            else:
                total += found
        return total

    def _sum(
        self, windows: Region, kept: Collection[int], axis: int, index: int
    ) -> NDArray[Any]:
        where = list(windows)
        where[axis] = slice(index, index + 1)
        block = self._values[tuple(where)]
        stored = sorted(kept)
        count = prod(_length(w) for a, w in enumerate(windows) if a not in kept)
        dtype = np.dtype(np.float64) if count > EXACT else self._values.dtype
        with np.errstate(invalid="ignore", over="ignore"):
            sums = np.einsum(
                block, list(range(block.ndim)), stored, dtype=dtype, casting="unsafe"
            )
        if not np.isfinite(sums).all():
            return np.empty(0, dtype)
        hidden = tuple(a for a in range(block.ndim) if a not in kept)
        return np.expand_dims(np.asarray(sums), hidden)

    def _wide(self, windows: Region, kept: Collection[int]) -> list[int]:
        """Return the averaged axes of more than one sample; none if it is quick."""
        lengths = [_length(window) for window in windows]
        if prod(lengths) < FEWEST or any((w.step or 1) != 1 for w in windows):
            return []
        return [a for a, n in enumerate(lengths) if n > 1 and a not in kept]

    def _place(self, windows: Region, kept: Collection[int]) -> Any:
        return tuple(
            (w.start, w.stop) if axis in kept else _length(w)
            for axis, w in enumerate(windows)
        )

    def _id(
        self, windows: Region, kept: Collection[int], axis: int, index: int
    ) -> tuple[str, Any]:
        others = tuple((w.start, w.stop) for a, w in enumerate(windows) if a != axis)
        # The count decides how exact a sum is, and the length along `axis` the count.
        length = _length(windows[axis])
        return self._key, ("sum", tuple(kept), axis, index, length, others)


def _length(window: slice) -> int:
    return len(range(window.start, window.stop, window.step or 1))
