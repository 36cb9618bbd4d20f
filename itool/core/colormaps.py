"""Colour maps: the ones offered first, and how a name becomes a table of colours."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from cmap import Colormap

if TYPE_CHECKING:
    from numpy.typing import NDArray

CURATED = (
    "magma",
    "inferno",
    "plasma",
    "viridis",
    "cividis",
    "turbo",
    "gray",
    "hot",
    "cubehelix",
    "CMRmap",
    "gnuplot2",
    "Blues",
    "Greens",
    "Oranges",
    "BuPu",
    "YlGnBu",
    "YlOrRd",
    "crameri:batlow",
    "crameri:lajolla",
    "crameri:oslo",
    "cmocean:thermal",
    "cmocean:haline",
    "cmocean:deep",
    "colorbrewer:RdBu_r",
    "matplotlib:coolwarm",
    "bwr",
    "seismic",
    "PuOr",
    "crameri:vik",
    "cmocean:balance",
    "twilight",
    "hsv",
)
"""Names that a front end lists; any other name of the catalogue works too."""


@lru_cache(maxsize=64)
def color_table(name: str, reverse: bool = False) -> NDArray[np.uint8]:
    """Return the colours of the pixels 0 to 255 of a frame.

    Parameters
    ----------
    name : str
        Name in the catalogue of the package ``cmap``.
    reverse : bool
        Whether the colour map runs backwards.

    Returns
    -------
    ndarray of uint8, shape (256, 4)
        Red, green, blue and opacity; read-only. Row 0 belongs to missing samples and
        is transparent, rows 1 to 255 run from the first colour to the last.

    Examples
    --------
    >>> color_table("gray")[[0, 1, 255]].tolist()
    [[0, 0, 0, 0], [0, 0, 0, 255], [255, 255, 255, 255]]
    """
    stops = np.linspace(1.0 if reverse else 0.0, 0.0 if reverse else 1.0, 255)
    table = np.zeros((256, 4), np.uint8)
    table[1:] = np.rint(Colormap(name)(stops) * 255)
    table.flags.writeable = False
    return table
