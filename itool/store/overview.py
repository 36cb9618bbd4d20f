"""Overviews: pictures of arrays too large to wait for, which get finer as one looks."""

from __future__ import annotations

import time
from itertools import product
from math import ceil, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.store.progress import CURRENT, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from itool.store.kernels import Region
    from itool.store.reducers import Reduction

    Show = Callable[[NDArray[np.floating]], object]
    Fetch = Callable[["Cell", Region], NDArray[Any]]
    Part = tuple[int, slice, slice]
    Cell = tuple[int, ...]

PACE = 0.5
"""Least seconds between two pictures that get finer."""
REST = 4
"""Times as long is read between them as it took to make one."""


class Overview:
    """The blocks of one read, in the order in which its picture gets finer.

    A *cell* is what one block shows along the dimensions that stay. First comes one
    cell of many along each of them, then those in the middle between them, and so on.

    Parameters
    ----------
    along : sequence of sequence of (int, slice, slice)
        For every axis of the array its blocks: number, samples within the block, and
        where they lie in the window.
    kept : sequence of int
        Axes that stay, in the order of the answer.
    fetch : callable
        Returns the samples of a block, given its numbers and the samples within it.
    nbytes : float
        Bytes that are read for one block.
    most : float
        Bytes that are read for all; levels that are finer are left out.

    Examples
    --------
    Of nine blocks in a row, every eighth comes first:

    >>> row = [(n, slice(0, 1), slice(n, n + 1)) for n in range(9)]
    >>> overview = Overview([row], [0], lambda numbers, within: np.ones(1))
    >>> [[cell[0] for cell in level] for level in overview.levels]
    [[0, 8], [4], [2, 6], [1, 3, 5, 7]]
    """

    def __init__(
        self,
        along: Sequence[Sequence[Part]],
        kept: Sequence[int],
        fetch: Fetch,
        nbytes: float = 0.0,
        most: float = np.inf,
    ) -> None:
        self._along, self._kept, self._fetch = along, tuple(kept), fetch
        self._shape = tuple(len(along[axis]) for axis in kept)
        hidden = [len(parts) for axis, parts in enumerate(along) if axis not in kept]
        self._each = prod(hidden)
        self._done: set[Cell] = set()
        self._spacing = 0
        self.levels = list(self._levels(most / max(1.0, nbytes * self._each)))

    def read(self, found: Reduction, show: Show | None = None) -> NDArray[np.floating]:
        """Add the blocks to `found` and return what came of them.

        Parameters
        ----------
        show : callable, optional
            Called now and then with what there is.

        Raises
        ------
        Cancelled
            If whoever follows this thread has given the work up.
        """
        progress, due = CURRENT.get() or Progress(), time.monotonic() + PACE
        cells = sum(map(len, self.levels))
        total, done = cells * self._each, 0
        progress.share = cells / prod(self._shape)
        for level, spacing in zip(self.levels, self._spacings, strict=True):
            for cell in level:
                for numbers, within, place in self._blocks(cell):
                    progress.check()
                    found.add(self._fetch(numbers, within), place)
                    done += 1
                    progress.tell(done, total)
                self._done.add(cell)
                now = time.monotonic()
                if show is not None and now > due and done < total:
                    show(self._filled(found.result()))
                    due = time.monotonic() + max(PACE, REST * (time.monotonic() - now))
            self._spacing = spacing
        return self._filled(found.result())

    def _filled(self, values: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return `values`, where nothing was read the mean of a cell nearby."""
        if len(self._done) == prod(self._shape):
            return values
        drawn = np.full_like(values, np.nan)
        spacing = self._spacing or self._spacings[0]
        means: dict[Cell, Any] = {}
        for cell in product(*map(range, self._shape)):
            place = self._place(cell)
            if cell in self._done:
                drawn[place] = values[place]
                continue
            source = self._nearest(cell, spacing)
            if source is not None:
                if source not in means:
                    means[source] = _mean(values[self._place(source)])
                drawn[place] = means[source]
        return drawn

    def _nearest(self, cell: Cell, spacing: int) -> Cell | None:
        for half in (spacing // 2, 0):
            near = tuple((number + half) // spacing * spacing for number in cell)
            if near in self._done:
                return near
        return None

    def _blocks(self, cell: Cell) -> Iterator[tuple[Cell, Region, Region]]:
        chosen = dict(zip(self._kept, cell, strict=True))
        along = [
            [parts[chosen[axis]]] if axis in chosen else parts
            for axis, parts in enumerate(self._along)
        ]
        for parts in product(*along):
            numbers, within, place = zip(*parts, strict=True)
            yield numbers, within, place

    def _place(self, cell: Cell) -> tuple[slice, ...]:
        return tuple(
            self._along[axis][number][2]
            for axis, number in zip(self._kept, cell, strict=True)
        )

    def _levels(self, most: float) -> Iterator[list[Cell]]:
        """Yield the cells of every level until there are more than `most`."""
        spacing, count = 1, 0
        while 2 * spacing < max(self._shape, default=0):
            spacing *= 2
        self._spacings: list[int] = []
        while spacing:
            cells = list(self._cells(spacing, self._spacings))
            count += len(cells)
            if self._spacings and count > most:
                return
            self._spacings.append(spacing)
            yield cells
            spacing //= 2

    def _cells(self, spacing: int, coarser: list[int]) -> Iterator[Cell]:
        for cell in product(*(range(0, size, spacing) for size in self._shape)):
            if not coarser or any(number % (2 * spacing) for number in cell):
                yield cell


def bands(windows: Region, axis: int, count: int) -> list[list[Part]]:
    """Return parts of a read that need no blocks: `count` bands along `axis`.

    Examples
    --------
    >>> bands((slice(2, 8, 2), slice(0, 5, 1)), 0, 2)[0]
    [(0, slice(2, 6, 2), slice(0, 2, None)), (1, slice(6, 8, 2), slice(2, 3, None))]
    """
    along = []
    for number, window in enumerate(windows):
        size = len(range(window.start, window.stop, window.step or 1))
        each = ceil(size / min(count, size)) if number == axis else size
        along.append(
            [_band(window, first, each, size) for first in range(0, size, each)]
        )
    return along


def _band(window: slice, first: int, each: int, size: int) -> Part:
    step, last = window.step or 1, min(size, first + each)
    start = window.start + first * step
    stop = min(window.stop, window.start + last * step)
    return first // each, slice(start, stop, step), slice(first, last)


def _mean(values: NDArray[np.floating]) -> Any:
    """Return the mean along the first two axes, missing samples left out."""
    axes = tuple(range(min(values.ndim, 2)))
    present = np.isfinite(values)
    count = present.sum(axis=axes)
    total = np.where(present, values, 0.0).sum(axis=axes)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
