"""Colour: how a sample becomes one of 255 colours, the same in every front end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field, FiniteFloat

from itool.model.norm import Norm, NormKind
from itool.model.value import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Part = Literal["abs", "angle", "real", "imag"]
Percent = Annotated[float, Field(ge=0, le=100)]

MISSING = 0
"""Pixel of a missing sample (NaN, infinity); it is drawn transparent."""

LEVELS = (1.5, 255.5)
"""What the first and the last colour become before fractions are cut off."""

BINS = 85
"""Bins of a histogram, of three colours each."""

FEW = 65_536
"""Samples that percentiles are found from; of larger images every n-th is taken."""


class ColorScale(Value):
    """How samples map to colours.

    Attributes
    ----------
    cmap : str
        Name of a colour map in the catalogue of the package ``cmap``.
    gamma : float
        Exponent applied to the level; below 1 brightens weak signal.
    reverse : bool
        Whether the colour map runs backwards.
    limits : tuple of float or None
        Values of the first and the last colour in units of the data; None finds them
        in each image.
    norm : {"linear", "log", "symlog", "asinh", "centered"}
        What is spaced evenly along the colours, see `itool.model.norm.Norm`.
    center : float
        Value of the colour in the middle, if the norm is "centered". Limits that are
        found are then as far below it as above.
    linear_width : float or None
        Distance from zero within which "symlog" and "asinh" are linear; None is one
        hundredth of the larger limit.
    percentiles : tuple of float or None
        Percentages of samples below the first and the last colour where limits are
        found; None is the smallest and the largest sample.
    fits_view : bool
        Whether limits are found in the visible part of each image only.
    """

    cmap: str = "magma"
    gamma: Annotated[float, Field(gt=0, le=20)] = 1.0
    reverse: bool = False
    limits: tuple[float, float] | None = None
    norm: NormKind = "linear"
    center: FiniteFloat = 0.0
    linear_width: Annotated[FiniteFloat, Field(gt=0)] | None = None
    percentiles: tuple[Percent, Percent] | None = None
    fits_view: bool = False


LINEAR = ColorScale()


def fitted(
    color: ColorScale, found: tuple[float, float], positive: float = np.nan
) -> Norm:
    """Return the norm that `color` asks for of an image.

    Parameters
    ----------
    color : ColorScale
        What is asked for.
    found : tuple of float
        Limits found in the image, which count unless `color` has limits; (nan, nan)
        if it has no samples.
    positive : float
        Its smallest positive sample, which is the lower limit of a logarithm where
        that would not be positive; NaN if there is none.

    Examples
    --------
    >>> norm = fitted(ColorScale(norm="centered"), (-1.0, 3.0))
    >>> norm.low, norm.center, norm.high
    (-3.0, 0.0, 3.0)
    """
    low, high = color.limits or found
    if np.isnan(low):
        low, high = (1.0, 10.0) if color.norm == "log" else (0.0, 1.0)
    center, width = color.center, color.linear_width
    if color.norm == "log" and low <= 0:
        low = positive if positive < high else high / 10
        low, high = (low, high) if low > 0 else (1.0, 10.0)
    elif color.norm == "centered" and not (color.limits and low < center < high):
        half = max(high - center, center - low) or 1.0
        low, high = center - half, center + half
    if width is None:
        width = max(abs(low), abs(high)) / 100 or 1.0
    return Norm(color.norm, low, high, color.gamma, center, width)


def found_limits(
    values: NDArray[np.floating], percentiles: tuple[float, float] | None
) -> tuple[float, float]:
    """Return the limits of finite samples, (nan, nan) if there is none.

    Parameters
    ----------
    values : ndarray, any shape
        Real samples.
    percentiles : tuple of float or None
        Percentages of samples below the limits (linear interpolation), found from at
        most `FEW` of them; None is the smallest and the largest sample.

    Examples
    --------
    >>> found_limits(np.array([1.0, np.nan, 3.0, np.inf]), None)
    (1.0, 3.0)
    >>> found_limits(np.arange(101.0), (2.0, 98.0))
    (2.0, 98.0)
    """
    if not values.size:
        return np.nan, np.nan
    if percentiles is not None:
        values = _few(values)
    low, high = float(values.min()), float(values.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        values = values[np.isfinite(values)]
        if not values.size:
            return np.nan, np.nan
        low, high = float(values.min()), float(values.max())
    if percentiles is None:
        return low, high
    low, high = np.percentile(values, percentiles).tolist()
    return low, high


def smallest_positive(values: NDArray[np.floating]) -> float:
    """Return the smallest positive finite sample, NaN if there is none."""
    positive = values[(values > 0) & (values < np.inf)]
    return float(positive.min()) if positive.size else np.nan


def pixels(
    values: NDArray[np.floating],
    limits: tuple[float, float] = (0.0, 1.0),
    gamma: float = 1.0,
    norm: Norm | None = None,
) -> NDArray[np.uint8]:
    """Map samples to the 255 colours of a colour map.

    Parameters
    ----------
    values : ndarray, any shape
        Real samples.
    limits : tuple of float
        Values of the first and the last colour; samples beyond them are clipped.
    gamma : float
        Exponent of the power-law norm.
    norm : Norm, optional
        Which sample has which level; counts instead of `limits` and `gamma`.

    Returns
    -------
    ndarray of uint8
        Shape of `values`, C order: `MISSING` (0) for samples that are not finite or,
        of a logarithm, not positive, otherwise 1 for the first colour to 255 for the
        last.

    Notes
    -----
    The levels are those of matplotlib's norms, see `Norm`, quantised to 255.

    Examples
    --------
    >>> pixels(np.array([0.0, 0.5, 1.0, np.nan]), (0.0, 1.0))
    array([  1, 128, 255,   0], dtype=uint8)
    """
    norm = norm or Norm("linear", *limits, gamma)
    level = norm.forward(values, LEVELS)
    missing = ~np.isfinite(level if norm.kind == "log" else values)
    np.clip(level, 1, 255, out=level)
    if missing.any():
        level[missing] = MISSING
    return level.astype(np.uint8)


def histogram(pixels: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return how many samples have each third colour, missing samples left out.

    Parameters
    ----------
    pixels : ndarray of uint8
        What `pixels` made of samples. Samples beyond the limits are in the first and
        the last bin, as they are drawn.

    Returns
    -------
    ndarray of int, shape (85,)
        From the first colours to the last: bins are even along the colour bar.

    Examples
    --------
    >>> histogram(np.array([0, 1, 3, 4, 255], np.uint8))[[0, 1, -1]].tolist()
    [2, 1, 1]
    """
    counts: NDArray[np.intp] = np.bincount(pixels.ravel(), minlength=256)[1:]
    return np.asarray(counts.reshape(BINS, -1).sum(axis=1))


def _few(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return every n-th of the samples, along rows and columns alike."""
    step = -(-values.size // FEW)
    # A step that shares a factor with the width would pick some columns only.
    while step > 1 and np.gcd(step, values.shape[-1]) > 1:
        step += 1
    return values.ravel()[::step] if step > 1 else values
