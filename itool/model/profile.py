"""Profiles: how samples along a dimension become a curve, the same in every face."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import FiniteFloat

from itool.model.value import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from itool.model.axis import AxisKind

Divisor = Literal["none", "mean", "max", "area"]
"""What a curve is divided by: nothing, the mean of its samples, the largest of their
moduli, or its area: the sum of the samples times their distance."""


class ProfileScale(Value):
    """How profiles are drawn.

    Attributes
    ----------
    norm : {"none", "mean", "max", "area"}
        What every curve is divided by, missing samples left out.
    log : bool
        Whether the axis of values is logarithmic; what is not positive is left out.
    offset : float
        How far the curve of each cursor is drawn above that of the one before, in
        units of the axis; in decades of a logarithmic one.
    """

    norm: Divisor = "none"
    log: bool = False
    offset: FiniteFloat = 0.0


class CurveScale(Value):
    """How one curve is drawn: a `ProfileScale`, and where the curve is in the stack.

    Attributes
    ----------
    norm, log
        See `ProfileScale`.
    shift : float
        How far it is drawn above where it is, in units of the axis.
    step : float
        Distance of neighbouring samples, of which the area is made.
    """

    norm: Divisor = "none"
    log: bool = False
    shift: float = 0.0
    step: float = 1.0


def curve_of(
    values: NDArray[np.floating], scale: CurveScale | None
) -> NDArray[np.floating]:
    """Return the positions at which samples are drawn on the axis of values.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Samples, NaN where missing.
    scale : CurveScale or None
        None draws samples where they are.

    Returns
    -------
    ndarray, shape (n,)
        Common logarithms if the axis is logarithmic.

    Examples
    --------
    >>> curve_of(np.array([1.0, 3.0]), CurveScale(norm="mean", shift=1.0))
    array([1.5, 2.5])
    >>> curve_of(np.array([100.0, 0.0]), CurveScale(log=True))
    array([ 2., nan])
    """
    if scale is None:
        return values
    drawn = values.astype(np.float64)
    by = _divisor(drawn, scale)
    if np.isfinite(by) and by != 0:
        drawn /= by
    if scale.log:
        drawn[~(drawn > 0)] = np.nan
        drawn = np.log10(drawn)
    return drawn + scale.shift


def drawn_limits(
    limits: tuple[float, float], kind: AxisKind
) -> tuple[float, float] | None:
    """Return at which positions of an axis of values of this kind `limits` stand.

    None if they stand nowhere: what is not positive, on a logarithmic one.

    Examples
    --------
    >>> drawn_limits((10.0, 1000.0), "log")
    (1.0, 3.0)
    """
    if kind != "log":
        return limits
    low, high = limits
    return (log10(low), log10(high)) if low > 0 else None


def _divisor(values: NDArray[np.float64], scale: CurveScale) -> float:
    present = values[np.isfinite(values)]
    if scale.norm == "none" or not present.size:
        return 1.0
    if scale.norm == "max":
        return float(np.abs(present).max())
    if scale.norm == "mean":
        return float(present.mean())
    return float(present.sum() * scale.step)
