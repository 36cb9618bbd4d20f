"""Associated coordinates in a scene: read at the cursor, drawn beside profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itool.model.axis import with_units
from itool.model.control import CoordControl
from itool.model.coord import ALONG, COLORS, CoordRequest
from itool.model.scene import Layer, PanelAxis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.model.coord import Coord
    from itool.model.resolve import Sight


def controls(sight: Sight) -> Iterator[CoordControl]:
    """Yield every coordinate with its value at the active cursor."""
    indexes = {dim: spot.index for dim, spot in sight.spots(sight.active).items()}
    chosen = {coord.name: color for coord, color in _chosen(sight)}
    for coord in sight.info.coords:
        yield CoordControl(
            coord.name,
            coord.caption,
            coord.dims,
            coord.text(indexes),
            chosen.get(coord.name, ""),
            can_draw(coord, sight),
        )


def can_draw(coord: Coord, sight: Sight) -> bool:
    """Return whether `coord` has numbers along a dimension that has a panel."""
    return coord.is_numeric and any(dim in coord.dims for dim in sight.panel_dims)


def layers(dims: tuple[str, ...], sight: Sight) -> Iterator[Layer]:
    """Yield the coordinates drawn in the panel of `dims`, cut at the active cursor."""
    if len(dims) != 1:
        return
    spots = sight.spots(sight.active)
    for coord, color in _chosen(sight):
        if dims[0] in coord.dims:
            windows = tuple(
                sight.kept[dim][0] if dim in dims else spots[dim].span
                for dim in coord.dims
            )
            request = CoordRequest(sight.info.key, coord.name, dims, windows)
            yield Layer(ALONG + coord.name, request, color)


def twin(drawn: tuple[Layer, ...], sight: Sight) -> PanelAxis:
    """Return the axis of the values of coordinates."""
    found = [sight.info.coord(layer.id.removeprefix(ALONG)) for layer in drawn]
    coords = [coord for coord in found if coord is not None]
    is_time = all(coord.kind == "datetime" for coord in coords)
    caption = coords[0].caption if len(coords) == 1 else _together(coords)
    return PanelAxis("", caption, kind="datetime" if is_time else "number")


def _together(coords: list[Coord]) -> str:
    """Return the names of several coordinates, with units if they are of one kind."""
    names = ", ".join(coord.name for coord in coords)
    units = {coord.units for coord in coords}
    return with_units(names, units.pop()) if len(units) == 1 else names


def _chosen(sight: Sight) -> Iterator[tuple[Coord, str]]:
    """Yield the coordinates that are drawn, with their colours."""
    for place, name in enumerate(sight.state.associated):
        coord = sight.info.coord(name)
        if coord is not None and can_draw(coord, sight):
            yield coord, COLORS[place % len(COLORS)]
