"""Colour: how a sample becomes one of 255 colours, the same in every front end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from itool.model.value import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

Part = Literal["abs", "angle", "real", "imag"]

MISSING = 0
"""Pixel of a missing sample (NaN, infinity); it is drawn transparent."""


class ColorScale(Value):
    """How samples map to colours.

    Attributes
    ----------
    cmap : str
        Name of a colour map in the catalogue of the package ``cmap``.
    gamma : float
        Exponent of the power-law norm; below 1 brightens weak signal.
    reverse : bool
        Whether the colour map runs backwards.
    limits : tuple of float or None
        Values of the first and the last colour in units of the data; None follows
        each image's own smallest and largest sample.
    """

    cmap: str = "magma"
    gamma: Annotated[float, Field(gt=0, le=20)] = 1.0
    reverse: bool = False
    limits: tuple[float, float] | None = None


def pixels(
    values: NDArray[np.floating], limits: tuple[float, float], gamma: float = 1.0
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

    Returns
    -------
    ndarray of uint8
        Shape of `values`, C order: `MISSING` (0) for samples that are not finite,
        otherwise 1 for the first colour to 255 for the last.

    Notes
    -----
    With ``gamma=1`` the mapping is `matplotlib.colors.Normalize`, otherwise
    `matplotlib.colors.PowerNorm`, quantised to 255 levels.

    Examples
    --------
    >>> pixels(np.array([0.0, 0.5, 1.0, np.nan]), (0.0, 1.0))
    array([  1, 128, 255,   0], dtype=uint8)
    """
    with np.errstate(over="ignore", invalid="ignore"):
        level = _levels(values, limits, gamma)
    missing = ~np.isfinite(values)
    np.clip(level, 1, 255, out=level)
    if missing.any():
        level[missing] = MISSING
    return level.astype(np.uint8)


def _levels(
    values: NDArray[np.floating], limits: tuple[float, float], gamma: float
) -> NDArray[np.floating]:
    low, high = limits
    work = np.float32 if values.dtype.itemsize <= 4 else np.float64
    level: NDArray[np.floating]
    span = work(high - low) if high > low else work(1)
    if gamma == 1.0:
        scale = work(254) / span
        level = np.multiply(values, scale, order="C", dtype=work)
        level += work(1.5) - work(low) * scale
        return level
    level = np.subtract(values, work(low), order="C", dtype=work)
    level /= span
    np.clip(level, 0, 1, out=level)
    np.power(level, work(gamma), out=level)
    level *= work(254)
    level += work(1.5)
    return level
