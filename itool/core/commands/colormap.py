"""Commands that tell which colour maps there are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from itool.core.colormaps import catalogue, find_maps, swatch
from itool.core.commands.color import known_map
from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.registry import command

Category = Literal[
    "", "sequential", "diverging", "cyclic", "qualitative", "miscellaneous"
]
Names = Annotated[list[str], Field(max_length=100)]


@command(name="colormap.list", title="List colour maps")
def list_maps(
    manager: Manager, search: str = "", category: Category = ""
) -> Pending[list[dict[str, str]]]:
    """Return the colour maps of the package ``cmap``, the usual ones first.

    Parameters
    ----------
    search : str
        Words that the name has, in any order.
    category : {"", "sequential", "diverging", "cyclic", "qualitative", "miscellaneous"}
        Kind of colour map; all by default.

    Returns
    -------
    list of dict
        ``name`` and ``category``, and in ``words`` what a search looks in.
    """

    def work() -> list[dict[str, str]]:
        maps = catalogue()
        return [
            {"name": name, "category": maps[name].category, "words": maps[name].words}
            for name in find_maps(search, category)
        ]

    return manager.compute(work, lambda found: found)


@command(name="colormap.swatches", title="Read swatches of colour maps")
def swatches(manager: Manager, names: Names) -> Pending[dict[str, Any]]:
    """Return 17 colours of each map, evenly from the first to the last.

    Parameters
    ----------
    names : list of str
        At most 100 names of the ``cmap`` catalogue.

    Returns
    -------
    dict of str to list of str
        Colours like ``"#440154"`` by name.
    """
    known = [known_map(name) for name in names]
    return manager.compute(
        lambda: {name: swatch(name) for name in known}, lambda found: found
    )
