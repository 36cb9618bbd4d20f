"""Dots: the samples of a curve that are marked, because a line alone hides them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPARSE = 12.0
"""Pixels between samples from which on each has a dot, in every face."""


def dotted(values: NDArray[np.floating], pitch: float) -> NDArray[np.intp]:
    """Return which samples of a curve have dots.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        The curve; a missing sample breaks it.
    pitch : float
        Pixels between two samples.

    Returns
    -------
    ndarray of int
        All that are there if they are far apart, else those without a neighbour, of
        which there is no line.

    Examples
    --------
    >>> dotted(np.array([1.0, np.nan, 2.0, 3.0]), 1.0).tolist()
    [0]
    >>> dotted(np.array([1.0, np.nan, 2.0, 3.0]), 20.0).tolist()
    [0, 2, 3]
    """
    is_there = np.isfinite(values)
    if pitch >= SPARSE:
        return np.flatnonzero(is_there)
    padded = np.pad(is_there, 1)
    return np.flatnonzero(is_there & ~padded[:-2] & ~padded[2:])
