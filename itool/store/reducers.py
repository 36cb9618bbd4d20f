"""Reducers other than the mean: what becomes of the samples around a cursor."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from itool.errors import BadData
from itool.store.kernels import Mean, drawn_dtype, real

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from itool.model.color import Part
    from itool.model.cursor import Reducer
    from itool.store.kernels import Region

MOST_FOR_MEDIAN = 2**27
"""Samples of one median, which is the only reducer that needs all of them at once."""


class Reduction(Protocol):
    """Samples that come block by block, reduced along all but some axes."""

    @property
    def has_missing(self) -> bool:
        """Whether a missing sample was left out so far."""

    def add(self, block: NDArray[Any], region: Region | None = None) -> None:
        """Take the samples that lie at `region` of the window."""

    def result(self) -> NDArray[np.floating]:
        """Return what came of them, NaN where all are missing."""


def reduction(
    reducer: Reducer,
    sizes: Sequence[int],
    kept: Sequence[int],
    dtype: np.dtype[Any],
    part: Part,
) -> Reduction:
    """Return an empty reduction.

    Parameters
    ----------
    reducer : {"mean", "sum", "min", "max", "median", "std"}
        See `itool.model.cursor.Reducer`.
    sizes, kept, dtype, part
        See `itool.store.kernels.Mean`.

    Examples
    --------
    >>> sums = reduction("sum", (2, 2), [1], np.dtype(float), "abs")
    >>> sums.add(np.array([[1.0, np.nan], [3.0, np.nan]]))
    >>> sums.result()
    array([ 4., nan])
    """
    if reducer == "mean":
        return Mean(sizes, kept, dtype, part)
    if reducer == "sum":
        return Sum(sizes, kept, dtype, part)
    cells = _Cells(sizes, kept, dtype, part)
    if reducer == "std":
        return _Spread(cells)
    if reducer == "median":
        return _Median(cells)
    return _Extreme(cells, np.fmin if reducer == "min" else np.fmax)


class Sum(Mean):
    """Sums; an "angle" is that of the sum."""

    def result(self) -> NDArray[np.floating]:
        """Return the sums in the order asked for."""
        count = self.present()
        total = self.total()
        if total.dtype.kind == "c":
            total = np.angle(total)
        return np.where(count == 0, np.nan, total).astype(self.drawn, order="C")


class _Cells:
    """Which axes stay, in which order, and which are reduced."""

    def __init__(
        self,
        sizes: Sequence[int],
        kept: Sequence[int],
        dtype: np.dtype[Any],
        part: Part,
    ) -> None:
        stored = sorted(kept)
        self.sizes = tuple(sizes)
        self.order = [stored.index(axis) for axis in kept]
        self.hidden = tuple(a for a in range(len(sizes)) if a not in kept)
        self.shape = tuple(sizes[axis] for axis in stored)
        self.drawn = drawn_dtype(dtype)
        self.has_missing = False
        self._part: Part = part
        self._stored = stored

    def place(self, region: Region | None) -> tuple[Any, ...]:
        """Return where the samples of `region` go among those that stay."""
        return (*(region[a] for a in self._stored), ...) if region else (...,)

    def samples(self, block: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
        """Return real numbers of `dtype`."""
        return np.asarray(real(block, self._part)).astype(dtype, copy=False)

    def turned(self, values: NDArray[Any]) -> NDArray[np.floating]:
        """Return `values`, one a cell, as they are asked for."""
        return np.array(values.transpose(self.order), self.drawn, order="C")


class _Extreme:
    """The smallest or the largest sample."""

    def __init__(self, cells: _Cells, choose: np.ufunc) -> None:
        self._cells, self._choose = cells, choose
        self._best = np.full(cells.shape, np.nan, cells.drawn)

    @property
    def has_missing(self) -> bool:
        """Always false: missing samples cost nothing here."""
        return False

    def add(self, block: NDArray[Any], region: Region | None = None) -> None:
        """Take samples."""
        cells, place = self._cells, self._cells.place(region)
        found = cells.samples(block, cells.drawn)
        if cells.hidden:
            found = self._choose.reduce(found, axis=cells.hidden)
        self._best[place] = self._choose(self._best[place], found)

    def result(self) -> NDArray[np.floating]:
        """Return the extremes."""
        return self._cells.turned(self._best)


class _Spread:
    """The standard deviation of the population (``ddof=0``).

    Blocks are merged as by Chan, Golub and LeVeque, Algorithms for computing the sample
    variance, The American Statistician 37 (1983) 242, which loses no digits where the
    spread is small beside the mean.
    """

    def __init__(self, cells: _Cells) -> None:
        self._cells = cells
        self._count = np.zeros(cells.shape)
        self._mean = np.zeros(cells.shape)
        self._squares = np.zeros(cells.shape)

    @property
    def has_missing(self) -> bool:
        """Whether a missing sample was left out so far."""
        return self._cells.has_missing

    def add(self, block: NDArray[Any], region: Region | None = None) -> None:
        """Take samples."""
        cells, place = self._cells, self._cells.place(region)
        samples = cells.samples(block, np.dtype(np.float64))
        present = ~np.isnan(samples)
        cells.has_missing |= not present.all()
        count = present.sum(axis=cells.hidden)
        filled = np.where(present, samples, 0.0)
        with np.errstate(invalid="ignore", over="ignore"):
            mean = filled.sum(axis=cells.hidden) / np.maximum(count, 1)
            away = samples - np.expand_dims(mean, cells.hidden)
            squares = np.where(present, away * away, 0.0).sum(axis=cells.hidden)
            before, total = self._count[place], self._count[place] + count
            weight = count / np.maximum(total, 1)
            apart = mean - self._mean[place]
            self._squares[place] += squares + apart * apart * before * weight
            self._mean[place] += apart * weight
        self._count[place] = total

    def result(self) -> NDArray[np.floating]:
        """Return the standard deviations."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self._cells.turned(np.sqrt(self._squares / self._count))


class _Median:
    """The middle sample, or the mean of the two in the middle."""

    def __init__(self, cells: _Cells) -> None:
        count = prod(cells.sizes)
        if cells.hidden and count > MOST_FOR_MEDIAN:
            raise BadData(
                f"the median of {count:.2g} samples needs them all in memory at once; "
                f"{MOST_FOR_MEDIAN:.2g} is the most.",
                hint="Use fewer bins, or the mean.",
            )
        self._cells = cells
        self._all = np.full(cells.sizes, np.nan, cells.drawn)

    @property
    def has_missing(self) -> bool:
        """Whether a missing sample was left out so far."""
        return self._cells.has_missing

    def add(self, block: NDArray[Any], region: Region | None = None) -> None:
        """Take samples."""
        self._all[region or ...] = self._cells.samples(block, self._cells.drawn)

    def result(self) -> NDArray[np.floating]:
        """Return the medians."""
        axes = self._cells.hidden
        if not axes:
            return self._cells.turned(self._all)
        middle = np.median(self._all, axis=axes)
        if np.isnan(middle).any():
            self._cells.has_missing = True
            middle = _median_of_present(self._all, axes)
        return self._cells.turned(middle)


def _median_of_present(
    samples: NDArray[np.floating], axes: tuple[int, ...]
) -> NDArray[np.floating]:
    # numpy warns where all samples of a cell are missing, from any thread.
    flat = np.moveaxis(samples, axes, range(-len(axes), 0))
    flat = np.sort(flat.reshape(*flat.shape[: flat.ndim - len(axes)], -1), axis=-1)
    count = np.isfinite(flat).sum(axis=-1, keepdims=True) + np.isinf(flat).sum(
        axis=-1, keepdims=True
    )
    low = np.take_along_axis(flat, np.maximum(count - 1, 0) // 2, axis=-1)
    high = np.take_along_axis(flat, np.minimum(count // 2, flat.shape[-1] - 1), axis=-1)
    middle = np.where(count == 0, np.nan, low + (high - low) / 2)
    return np.asarray(middle[..., 0])
