"""Colour channels: a dimension whose samples are red, green, blue and opacity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from itool.model.axis import ArrayInfo

COLORS = ("rgb", "rgba", "color", "colors", "colour", "colours")
"""Names of dimensions of colours, whatever the dtype of the samples."""

CHANNELS = (*COLORS, "channel", "channels", "band", "bands")
"""Names of dimensions that are taken for colours where samples have a byte each."""


def channels(info: ArrayInfo) -> tuple[str, ...]:
    """Return the dimensions that could be colour channels, those so named first.

    They have 3 or 4 samples, and there are two other dimensions for an image.
    """
    if len(info.axes) < 3 or info.is_complex:
        return ()
    found = [axis.name for axis in info.axes if len(axis) in (3, 4)]
    return tuple(sorted(found, key=lambda dim: dim.lower() not in CHANNELS))


def channel_of(chosen: str | None, info: ArrayInfo) -> str:
    """Return the dimension that is shown as colours, or "".

    Parameters
    ----------
    chosen : str or None
        What the user chose: a dimension, or "" for none. None takes a dimension by its
        name: see `CHANNELS` for samples of a byte, `COLORS` for others.
    """
    offered = channels(info)
    if chosen is not None:
        return chosen if chosen in offered else ""
    names = CHANNELS if info.dtype == "uint8" else COLORS
    return next((dim for dim in offered if dim.lower() in names), "")


def white_of(dtype: str | np.dtype[Any]) -> float:
    """Return the sample of full brightness: the largest integer, or 1.

    Examples
    --------
    >>> white_of("uint8"), white_of(">u2"), white_of("float32")
    (255.0, 65535.0, 1.0)
    """
    kind = np.dtype(dtype)
    return float(np.iinfo(kind).max) if kind.kind in "iu" else 1.0


def true_color(values: NDArray[np.floating], white: float) -> NDArray[np.uint8]:
    """Return samples of red, green, blue (and opacity) as pixels.

    Parameters
    ----------
    values : ndarray, shape (rows, columns, 3 or 4)
        Samples; those beyond 0 and `white` are clipped.
    white : float
        Sample of full brightness.

    Returns
    -------
    ndarray of uint8, shape (rows, columns, 4)
        Opacity is 0 where a sample is missing.

    Examples
    --------
    >>> true_color(np.array([[[1.0, 0.5, 0.0], [np.nan, 0.0, 0.0]]]), 1.0).tolist()
    [[[255, 128, 0, 255], [0, 0, 0, 0]]]
    """
    drawn = np.full((*values.shape[:2], 4), 255, np.uint8)
    present = np.isfinite(values).all(axis=2)
    levels: Any = np.clip(values * (255 / (white or 1.0)) + 0.5, 0, 255)
    levels = np.where(present[..., np.newaxis], levels, 0)
    drawn[..., : values.shape[2]] = levels.astype(np.uint8)
    drawn[~present] = 0
    return drawn
