"""Frames: samples from the store, with the colours that all front ends draw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from itool.model.color import ColorScale, pixels
from itool.model.scene import Frame, Layer

if TYPE_CHECKING:
    from numpy.typing import NDArray


def frame_of(
    panel: str, layer: Layer, values: NDArray[np.floating], color: ColorScale
) -> Frame:
    """Return the frame of `layer` made of `values`, which were just read."""
    span = finite_range(values)
    frame = Frame(panel, layer.id, layer.request, values, None, span, span)
    return recolored(frame, color) if values.ndim == 2 else frame


def recolored(frame: Frame, color: ColorScale) -> Frame:
    """Return the image `frame` with the colours that `color` asks for."""
    limits = color.limits or frame.range
    if np.isnan(limits[0]):
        limits = (0.0, 1.0)
    drawn = pixels(frame.values, limits, color.gamma)
    return replace(frame, pixels=drawn, limits=limits, color=color)


def is_colored(frame: Frame, color: ColorScale) -> bool:
    """Return whether the pixels of `frame` are those that `color` asks for."""
    made = frame.color
    return made is None or (made.limits, made.gamma) == (color.limits, color.gamma)


def finite_range(values: NDArray[np.floating]) -> tuple[float, float]:
    """Return the smallest and largest finite sample, (nan, nan) if there is none.

    Examples
    --------
    >>> finite_range(np.array([1.0, np.nan, 3.0, np.inf]))
    (1.0, 3.0)
    """
    if not values.size:
        return np.nan, np.nan
    low, high = float(values.min()), float(values.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    finite = values[np.isfinite(values)]
    if not finite.size:
        return np.nan, np.nan
    return float(finite.min()), float(finite.max())
