"""Cuts and averages of numpy blocks: the arithmetic under every frame."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from itool.model.color import Part

Region = tuple[slice, ...]
Index = tuple[Any, ...]
Steps = tuple[tuple[int, ...], tuple[int, ...]]
"""What a read goes through: samples along each axis, and bytes from one to the next."""

PIECE = 2**18
"""Samples that are summed at a time: 1 MiB of float32, which stays in the CPU's cache
for a second look if there is a NaN among them."""

EXACT = 1024
"""Samples per sum beyond which sums are kept in float64."""


def cut(
    values: NDArray[Any], windows: Region, kept: Sequence[int], part: Part = "abs"
) -> NDArray[np.floating]:
    """Keep some axes of `values` and average the others over their window.

    Parameters
    ----------
    values : ndarray, shape (n0, n1, ...)
        Real or complex numbers, integers or booleans.
    windows : tuple of slice
        One for each axis.
    kept : sequence of int
        Axes that stay, in the order of the answer.
    part : {"abs", "angle", "real", "imag"}
        What is taken of complex samples, before they are averaged; but an averaged
        "angle" is that of the averaged samples.

    Returns
    -------
    ndarray of float32 or float64
        C order, see `drawn_dtype`. Missing samples (NaN) are left out of an average;
        it is NaN where all are missing.

    Examples
    --------
    >>> rows = np.array([[1.0, np.nan], [3.0, 4.0]])
    >>> cut(rows, (slice(0, 2), slice(0, 2)), kept=[1])
    array([2., 4.])
    """
    block = values[windows]
    mean = Mean(block.shape, kept, values.dtype, part)
    mean.add(block)
    return mean.result()


class Mean:
    """An average that is summed block by block.

    Parameters
    ----------
    sizes : sequence of int
        Samples in the window along every axis of the array.
    kept : sequence of int
        Axes that stay, in the order of the answer.
    dtype : numpy dtype
        That of the array.
    part : {"abs", "angle", "real", "imag"}
        What is taken of complex samples.

    Attributes
    ----------
    drawn : numpy dtype
        That of the result.
    has_missing : bool
        Whether a missing sample was left out so far.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        kept: Sequence[int],
        dtype: np.dtype[Any],
        part: Part = "abs",
    ) -> None:
        # Sums are kept in storage order and turned at the end: summing along memory
        # is several times faster than along the answer.
        self._stored = sorted(kept)
        self._order = [self._stored.index(axis) for axis in kept]
        self._hidden = [a for a in range(len(sizes)) if a not in kept]
        self._count = prod(sizes[axis] for axis in self._hidden)
        self._all = list(range(len(sizes)))
        self._part: Part = part
        self.drawn = drawn_dtype(dtype)
        self._shape = tuple(sizes[axis] for axis in self._stored)
        self._missing: NDArray[np.float64] | None = None
        sums: np.dtype[Any] = self.drawn
        if part == "angle" and dtype.kind == "c" and self._count > 1:
            sums = np.dtype(np.complex128)
        elif self._count > EXACT:
            sums = np.dtype(np.float64)
        self._total: NDArray[Any] = np.zeros(self._shape, sums)

    @property
    def has_missing(self) -> bool:
        """Whether a missing sample was left out so far."""
        return self._missing is not None

    def add(self, block: NDArray[Any], region: Region | None = None) -> None:
        """Add samples.

        Parameters
        ----------
        block : ndarray
            All axes of the array, also those that are averaged.
        region : tuple of slice, optional
            Where in the window the block lies, one slice for each axis; everywhere by
            default.
        """
        place: Index = (*(region[a] for a in self._stored), ...) if region else (...,)
        target = self._total[place]
        if self._count == 1:
            flat = tuple(
                0 if axis in self._hidden else slice(None) for axis in self._all
            )
            target[...] = self._real(block[flat])
            return
        for piece in pieces(block, self._stored):
            spot: Index = (*(piece[axis] for axis in self._stored), ...)
            samples = self._real(block[piece])
            sums = self._sum(samples, self._total.dtype)
            if not np.isfinite(sums).all():
                samples, present = _without_gaps(samples, self._total.dtype)
                sums = self._sum(samples, self._total.dtype)
                if self._missing is None:
                    self._missing = np.zeros(self._shape)
                gaps = self._sum(~present, np.dtype(np.float32))
                self._missing[place][spot] += gaps
            target[spot] += sums

    def total(self) -> NDArray[Any]:
        """Return the sums in the order asked for."""
        return self._total.transpose(self._order)

    def present(self) -> Any:
        """Return how many samples were summed: a number, or one for each sum."""
        if self._missing is None:
            return self._count
        return self._count - self._missing.transpose(self._order)

    def result(self) -> NDArray[np.floating]:
        """Return the average in the order asked for."""
        total, count = self.total(), self.present()
        if self._count == 1:
            return np.array(total, self.drawn, order="C")
        if total.dtype.kind == "c":
            total = np.where(count == 0, np.nan, np.angle(total))
            count = 1
        mean = np.empty(total.shape, self.drawn)
        with np.errstate(invalid="ignore", divide="ignore"):
            np.divide(total, count, out=mean, casting="unsafe")
        return mean

    def _real(self, samples: NDArray[Any]) -> NDArray[Any]:
        # An average phase is that of the average: +179 and -179 degrees make 180.
        if self._part == "angle" and self._count > 1:
            return samples
        return real(samples, self._part)

    def _sum(self, samples: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
        # Unlike a sum, einsum walks through memory in order whatever the axes are.
        return np.asarray(
            np.einsum(samples, self._all, self._stored, dtype=dtype, casting="unsafe")
        )


def real(samples: NDArray[Any], part: Part) -> NDArray[Any]:
    """Return real numbers for `samples`; a view of them where possible."""
    if samples.dtype.kind != "c":
        return samples
    if part == "real":
        return samples.real
    if part == "imag":
        return samples.imag
    return np.asarray(np.abs(samples) if part == "abs" else np.angle(samples))


def drawn_dtype(dtype: np.dtype[Any]) -> np.dtype[np.floating]:
    """Return the dtype that samples of `dtype` are drawn in.

    Examples
    --------
    >>> drawn_dtype(np.dtype("int16")), drawn_dtype(np.dtype("complex128"))
    (dtype('float32'), dtype('float64'))
    """
    size = dtype.itemsize // 2 if dtype.kind == "c" else dtype.itemsize
    return np.dtype(np.float32 if size <= 4 else np.float64)


def pieces(block: NDArray[Any], kept: Sequence[int] = ()) -> Iterator[Region]:
    """Cut a block into pieces of about `PIECE` samples, at best along a `kept` axis."""
    whole = [slice(None)] * block.ndim
    by_stride = sorted(
        (axis for axis, size in enumerate(block.shape) if size > 1),
        key=lambda axis: abs(block.strides[axis]),
        reverse=True,
    )
    if block.size <= PIECE or not by_stride:
        yield tuple(whole)
        return
    # Never along the fastest axis: that would cut the runs in memory.
    along = next((a for a in by_stride[:-1] if a in kept), by_stride[0])
    size = block.shape[along]
    length = max(1, PIECE * size // block.size)
    for start in range(0, size, length):
        whole[along] = slice(start, start + length)
        yield tuple(whole)


def _without_gaps(
    samples: NDArray[Any], dtype: np.dtype[Any]
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return a copy of `samples` with 0 for NaN, and where they were present."""
    filled = samples.astype(dtype, order="C")
    present = ~np.isnan(filled)
    if dtype.kind == "c":
        filled[~present] = 0
    else:
        # Bits times zero are the number zero; an assignment by mask is 4 times slower.
        bits = filled.view(np.dtype(f"u{dtype.itemsize}"))
        np.multiply(bits, present, out=bits)
    return filled, present
