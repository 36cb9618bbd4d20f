"""Colour maps: which there are, and how a name becomes a table of colours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from cmap import Catalog, Colormap

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
"""Names that a front end lists first; any other name of the catalogue works too."""

CATEGORIES = ("sequential", "diverging", "cyclic", "qualitative", "miscellaneous")
"""Kinds of colour maps, as the catalogue of the package ``cmap`` tells them apart."""

STOPS = (*range(1, 256, 16), 255)
"""Rows of a table that make a swatch of it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A colour map of the catalogue.

    Attributes
    ----------
    name : str
        The name to use, as short as it is clear.
    category : str
        One of `CATEGORIES`.
    words : str
        What a search looks in: name and name space, lower case.
    """

    name: str
    category: str
    words: str


@cache
def catalogue() -> dict[str, Listed]:
    """Return all colour maps by name; those that run backwards are left out."""
    # A short name stands for one namespaced map; others of that name stay in full.
    catalog = Catalog()
    short = {str(n): str(catalog.resolve(n)) for n in catalog if ":" not in n}
    meant = set(short.values())
    full = {str(n): str(n) for n in catalog if ":" in n and n not in meant}
    return {
        name: Listed(name, str(catalog[whole].category), f"{name} {whole}".lower())
        for name, whole in sorted({**short, **full}.items())
        if not name.endswith("_r")
    }


def find_maps(text: str, category: str = "") -> list[str]:
    """Return the maps with all words of `text` in their names, the usual ones first.

    Parameters
    ----------
    text : str
        Words in any order, upper or lower case.
    category : str
        One of `CATEGORIES`, or "" for all.

    Examples
    --------
    >>> find_maps("vir", "sequential")[:1]
    ['viridis']
    """
    words = text.lower().split()
    found = [
        each.name
        for each in catalogue().values()
        if category in ("", each.category) and all(word in each.words for word in words)
    ]
    return sorted(found, key=lambda name: _rank(name, words))


def _rank(name: str, words: list[str]) -> tuple[int, bool, str]:
    """Put the very name first, names that begin like it next, the usual ones first."""
    plain = name.lower()
    begins = not words or plain.rpartition(":")[2].startswith(words[0])
    nearness = 0 if plain == " ".join(words) else 1 if begins else 2
    return nearness, name not in CURATED, plain


def swatch(name: str) -> list[str]:
    """Return 17 colours from the first to the last, as a style sheet writes them.

    Examples
    --------
    >>> swatch("gray")[0], swatch("gray")[-1]
    ('#000000', '#ffffff')
    """
    table = color_table(name)
    return [f"#{table[row, :3].tobytes().hex()}" for row in STOPS]


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
