"""Norm: which sample is which fraction of the way from the first to the last colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import frexp, isfinite
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NormKind = Literal["linear", "log", "symlog", "asinh", "centered"]

STRAIGHT = np.log(10.0) * 10.0 / 9.0
"""Length of the straight part of "symlog", where a decade is ln 10 long."""

ORDINARY: dict[type, int] = {np.float32: 100, np.float64: 900}
"""Exponents of two up to which samples are worked with as they are, by precision."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Norm:
    """A monotonic map of samples to levels: 0 is the first colour, 1 the last.

    All front ends, the colour bar and figures use the same norm, see
    `itool.core.frames`.

    Attributes
    ----------
    kind : {"linear", "log", "symlog", "asinh", "centered"}
        What is spaced evenly: samples, their logarithms, their logarithms on both
        sides of zero (straight in between, or inverse hyperbolic sine), or samples on
        either side of `center`, which is in the middle.
    low, high : float
        Samples at the levels 0 and 1.
    gamma : float
        Exponent that is applied to the level, on both sides of the middle if
        "centered".
    center : float
        Sample in the middle of "centered", between `low` and `high`.
    width : float
        Distance from zero within which "symlog" and "asinh" are (nearly) linear.

    Notes
    -----
    With ``gamma=1`` these are `Normalize`, `LogNorm`, `SymLogNorm` (base 10),
    `AsinhNorm` and `TwoSlopeNorm` (`CenteredNorm`, if `center` is halfway) of
    matplotlib; "linear" with another gamma is `PowerNorm`.
    """

    kind: NormKind = "linear"
    low: float = 0.0
    high: float = 1.0
    gamma: float = 1.0
    center: float = 0.0
    width: float = 1.0

    def forward(
        self, values: NDArray[np.floating], span: Span = (0.0, 1.0)
    ) -> NDArray[np.floating]:
        """Return the level of each sample, stretched so that 0 and 1 become `span`.

        Parameters
        ----------
        values : ndarray, any shape
            Real samples.
        span : tuple of float
            What the samples `low` and `high` become.

        Returns
        -------
        ndarray
            Shape of `values`, C order, float32 for samples of up to 32 bits, otherwise
            float64. Samples beyond `low` and `high` have levels beyond `span`, or the
            nearer end of it if `gamma` is not 1. Where a sample has no level (a
            logarithm of what is not positive), it is not finite.

        Examples
        --------
        >>> norm = Norm("log", 1.0, 100.0)
        >>> norm.forward(np.array([1.0, 10.0, 100.0])).round(6).tolist()
        [0.0, 0.5, 1.0]
        """
        work = np.float32 if values.dtype.itemsize <= 4 else np.float64
        if power := self._power_of_two(ORDINARY[work]):
            near = np.ldexp(np.asarray(values, np.float64), power)
            return self._times(power).forward(near, span).astype(work)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if self.kind == "centered":
                return self._two_slopes(values, span, work)
            bent = self._bend(values, work)
            low, high = self._ends()
            if self.gamma != 1.0:
                return self._power(bent, (low, high), span, work)
            scale = work(span[1] - span[0]) / work((high - low) or 1.0)
            out = bent if bent is not values else None
            level: NDArray[np.floating] = np.multiply(
                bent, scale, order="C", dtype=work, out=out
            )
            level += work(span[0]) - work(low) * scale
            return level

    def inverse(self, levels: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the samples that have these levels; beyond 0 and 1, too.

        Examples
        --------
        >>> norm = Norm("log", 1.0, 100.0)
        >>> norm.inverse(np.array([0.0, 0.5, 1.0])).round(6).tolist()
        [1.0, 10.0, 100.0]
        """
        level = np.asarray(levels, np.float64)
        if shift := self._power_of_two(ORDINARY[np.float64]):
            return np.ldexp(self._times(shift).inverse(level), -shift)
        power = 1.0 / self.gamma
        if self.kind == "centered":
            side = 2.0 * level - 1.0
            side = np.sign(side) * np.abs(side) ** power
            arm = np.where(side < 0, self.center - self.low, self.high - self.center)
            return np.asarray(self.center + side * arm)
        if power != 1.0:
            level = np.sign(level) * np.abs(level) ** power
        low, high = self._ends()
        return self._unbend(low + level * ((high - low) or 1.0))

    def _power_of_two(self, most: int) -> int:
        """Return the power of two that makes ordinary numbers of extreme samples.

        Differences of the largest and of the smallest numbers are no numbers.
        """
        largest = max(abs(self.low), abs(self.high))
        exponent = frexp(largest)[1] if isfinite(largest) else 0
        return -exponent if abs(exponent) > most else 0

    def _times(self, power: int) -> Norm:
        given = np.array([self.low, self.high, self.center, self.width])
        with np.errstate(over="ignore"):
            low, high, center, width = np.ldexp(given, power).tolist()
        return replace(self, low=low, high=high, center=center, width=width)

    def _ends(self) -> Span:
        if self.kind == "linear":
            return self.low, self.high
        low, high = self._bend(np.array([self.low, self.high]), np.float64)
        return float(low), float(high)

    def _bend(self, values: NDArray[np.floating], work: type) -> NDArray[np.floating]:
        if self.kind == "linear":
            return values
        if self.kind == "log":
            return np.asarray(np.log(values, order="C", dtype=work))
        scaled: NDArray[np.floating] = np.multiply(
            values, work(1.0 / self.width), order="C", dtype=work
        )
        if self.kind == "asinh":
            np.arcsinh(scaled, out=scaled)
            return scaled
        far = np.log(np.maximum(np.abs(scaled), work(1.0)))
        np.copysign(far, scaled, out=far)
        np.clip(scaled, -1, 1, out=scaled)
        scaled *= work(STRAIGHT)
        scaled += far
        return scaled

    def _unbend(self, bent: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.kind == "log":
            return np.asarray(np.exp(bent))
        if self.kind == "asinh":
            return np.asarray(self.width * np.sinh(bent))
        if self.kind == "symlog":
            size = np.abs(bent)
            far = np.exp(np.maximum(size - STRAIGHT, 0.0))
            near = np.minimum(size / STRAIGHT, 1.0)
            return np.asarray(np.copysign(self.width * near * far, bent))
        return bent

    def _power(
        self, bent: NDArray[np.floating], ends: Span, span: Span, work: type
    ) -> NDArray[np.floating]:
        level: NDArray[np.floating] = np.subtract(
            bent, work(ends[0]), order="C", dtype=work
        )
        level /= work((ends[1] - ends[0]) or 1.0)
        np.clip(level, 0, 1, out=level)
        np.power(level, work(self.gamma), out=level)
        level *= work(span[1] - span[0])
        level += work(span[0])
        return level

    def _two_slopes(
        self, values: NDArray[np.floating], span: Span, work: type
    ) -> NDArray[np.floating]:
        half = (span[1] - span[0]) / 2
        level: NDArray[np.floating] = np.subtract(
            values, work(self.center), order="C", dtype=work
        )
        below = work(1.0 / ((self.center - self.low) or 1.0))
        above = work(1.0 / ((self.high - self.center) or 1.0))
        if below != above:
            level -= work(1.0 - below / above) * np.minimum(level, work(0.0))
        level *= above
        if self.gamma != 1.0:
            size = np.minimum(np.abs(level), work(1.0))
            np.power(size, work(self.gamma), out=size)
            np.copysign(size, level, out=level)
        level *= work(half)
        level += work(span[0] + half)
        return level
