"""Commands on regions: drawing and changing them, and reading what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import FiniteFloat, ValidationError

from itool.core.color_names import ColorName, Named
from itool.core.pool import Pending
from itool.core.regions import axes_of, measure, named, path_of, profile_of, region_of
from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.errors import BadArguments, DimsMismatch, listed
from itool.model import geometry, shapes
from itool.model.region import COLORS, FEWEST, Kind, Region, Width
from itool.model.resolve import Sight

if TYPE_CHECKING:
    from itool.model.axis import Axis

Place = tuple[FiniteFloat, FiniteFloat]
Places = tuple[Place, ...]


@command(name="region.add", title="Add region")
def add(
    viewer: Viewer,
    kind: Kind,
    points: Places,
    dims: tuple[str, str] | None = None,
    width: Width = 1,
    color: ColorName | None = None,
    name: str = "",
    drawn: bool = False,
) -> str:
    """Add a region and measure it.

    Parameters
    ----------
    kind : {"polygon", "polyline", "rectangle", "circle"}
        Only a polyline, a path, is open.
    points : list of (float, float)
        Vertices in order; two opposite corners of a rectangle; the centre of a circle
        and a corner of the box around it.
    dims : (str, str), optional
        What the two numbers of a point are along; rows and columns of the main image
        by default.
    width : int
        Samples averaged across a path.
    color, name : str, optional
        As CSS writes it (``"orange"``, ``"#ffa500"``), and what to call it.
    drawn : bool
        Whether points are positions as panels draw them instead of coordinate values.
        They differ along axes that are not uniform, whose positions are indexes.

    Returns
    -------
    str
        Id of the new region.
    """
    state = viewer.state
    chosen = dims or Sight(state, viewer.info).order[:2]
    axes = axes_of(viewer, chosen)
    values = _values(points, axes, drawn)
    if kind == "circle" and drawn and len(points) == 2 and _is_round(axes):
        values = _rounded(values)
    used = [r.color for r in state.regions]
    added = _checked(
        id=next(n for n in _names() if n not in {r.id for r in state.regions}),
        kind=kind,
        dims=chosen,
        points=values,
        width=width,
        color=color or min(COLORS, key=used.count),
        name=name,
    )
    viewer.update(regions=(*state.regions, added), region=added.id)
    return added.id


@command(name="region.remove", title="Remove region", menu="Region")
def remove(viewer: Viewer, region: str = "") -> None:
    """Remove a region, the active one by default."""
    gone = region_of(viewer, region)
    left = tuple(r for r in viewer.state.regions if r.id != gone.id)
    active = viewer.state.region
    if active == gone.id:
        active = left[-1].id if left else ""
    viewer.update(regions=left, region=active)


@command(name="region.clear", title="Remove all regions", menu="Region")
def clear(viewer: Viewer) -> None:
    """Remove all regions."""
    viewer.update(regions=(), region="")


@command(name="region.activate", title="Activate region")
def activate(viewer: Viewer, region: str) -> None:
    """Measure this region and give it handles; "" lets go of all."""
    viewer.update(region=viewer.state.find_region(region).id if region else "")


@command(name="region.move", title="Move region")
def move(viewer: Viewer, by: Place, region: str = "", drawn: bool = False) -> None:
    """Move a region by so much along its two dimensions.

    Parameters
    ----------
    by : (float, float)
        In coordinate values, or in positions if `drawn`.
    region : str, optional
        Id of the region; the active one by default.
    drawn : bool
        See `region.add`.
    """
    chosen = region_of(viewer, region)
    points = shapes.positions(chosen, viewer.info) if drawn else chosen.points
    moved = tuple((row + by[0], column + by[1]) for row, column in points)
    set_points(viewer, moved, chosen.id, drawn)


@command(name="region.set_points", title="Edit points")
def set_points(
    viewer: Viewer, points: Places, region: str = "", drawn: bool = False
) -> None:
    """Give a region other points, as `region.add` takes them."""
    chosen = region_of(viewer, region)
    axes = axes_of(viewer, chosen.dims)
    _replace(viewer, chosen, gesture="points", points=_values(points, axes, drawn))


@command(name="region.move_point", title="Move point")
def move_point(
    viewer: Viewer, point: int, to: Place, region: str = "", drawn: bool = False
) -> None:
    """Bring one handle of a region to another place.

    Parameters
    ----------
    point : int
        Number of the vertex; of a rectangle 0 to 3 are its corners all round, of a
        circle 0 is the centre and 1 and 2 are on the rim.
    to : (float, float)
        Where along the region's two dimensions.
    region : str, optional
        Id of the region; the active one by default.
    drawn : bool
        See `region.add`.
    """
    chosen = region_of(viewer, region)
    axes = axes_of(viewer, chosen.dims)
    places = shapes.positions(chosen, viewer.info)
    count = len(geometry.handles(places, chosen.kind))
    at = _known_point(chosen, point, count)
    ((row, column),) = _values((to,), axes, drawn)
    goal = (
        geometry.position_of(axes[0], row),
        geometry.position_of(axes[1], column),
    )
    moved = geometry.moved(places, chosen.kind, at, goal, _is_round(axes))
    set_points(viewer, moved, chosen.id, drawn=True)


@command(name="region.nudge", title="Nudge region")
def nudge(
    viewer: Viewer, steps: dict[str, int], point: int | None = None, region: str = ""
) -> None:
    """Move one handle of a region, or all of it, by so many samples.

    Parameters
    ----------
    steps : dict of str to int
        Samples along one or both dimensions of the region.
    point : int, optional
        Number of the handle, see `region.move_point`; all of the region by default.
    region : str, optional
        Id of the region; the active one by default.
    """
    chosen = region_of(viewer, region)
    if unknown := steps.keys() - set(chosen.dims):
        raise DimsMismatch(
            f"{chosen.id!r} lies on {listed(chosen.dims)}, not on {listed(unknown)}."
        )
    axes = axes_of(viewer, chosen.dims)
    places = shapes.positions(chosen, viewer.info)
    by = tuple(
        steps.get(axis.name, 0) * (axis.step if axis.is_uniform else 1.0)
        for axis in axes
    )
    if point is None:
        moved = tuple((row + by[0], column + by[1]) for row, column in places)
    else:
        handles = geometry.handles(places, chosen.kind)
        at = _known_point(chosen, point, len(handles))
        goal = handles[at][0] + by[0], handles[at][1] + by[1]
        moved = geometry.moved(places, chosen.kind, at, goal, _is_round(axes))
    set_points(viewer, moved, chosen.id, drawn=True)


@command(name="region.insert_point", title="Add vertex")
def insert_point(
    viewer: Viewer, point: int, to: Place, region: str = "", drawn: bool = False
) -> None:
    """Add a vertex to a polygon or polyline so that it gets the number `point`."""
    chosen = _with_vertices(viewer, region)
    at = min(max(point, 0), len(chosen.points))
    added = _values((to,), axes_of(viewer, chosen.dims), drawn)
    points = (*chosen.points[:at], *added, *chosen.points[at:])
    _replace(viewer, chosen, points=points)


@command(name="region.remove_point", title="Remove vertex")
def remove_point(viewer: Viewer, point: int, region: str = "") -> None:
    """Remove a vertex of a polygon or polyline, as long as enough are left."""
    chosen = _with_vertices(viewer, region)
    at = _known_point(chosen, point, len(chosen.points))
    if len(chosen.points) <= FEWEST[chosen.kind]:
        raise BadArguments(
            f"a {chosen.kind} needs {FEWEST[chosen.kind]} vertices, and "
            f"{chosen.id!r} has no more.",
            hint="Remove the region with the command `region.remove`.",
        )
    points = (*chosen.points[:at], *chosen.points[at + 1 :])
    _replace(viewer, chosen, points=points)


@command(name="region.width", title="Width of path")
def set_width(viewer: Viewer, width: Width, region: str = "") -> None:
    """Average this many samples across a path."""
    _replace(viewer, path_of(viewer, region), gesture="width", width=width)


@command(name="region.rename", title="Rename region")
def rename(viewer: Viewer, name: str, region: str = "") -> None:
    """Call a region something; "" gives it its id as name."""
    _replace(viewer, region_of(viewer, region), name=name)


@command(name="region.color", title="Colour region")
def color(viewer: Viewer, color: Named, region: str = "") -> None:
    """Give a region the colour ``"#rrggbb"``."""
    _replace(viewer, region_of(viewer, region), color=color)


@command(name="region.show", title="Show region")
def show(viewer: Viewer, visible: bool, region: str = "") -> None:
    """Show or hide a region."""
    _replace(viewer, region_of(viewer, region), visible=visible)


@command(name="region.statistics", title="Read statistics")
def statistics(viewer: Viewer, region: str = "") -> Pending[dict[str, float]]:
    """Return what the samples in a region amount to, on the image of the active cursor.

    Returns
    -------
    dict of str to float
        ``n``, ``sum``, ``mean``, ``std``, ``min`` and ``max`` of the samples that are
        not missing, and the ``area`` in the units of the axes, or the ``length`` of a
        path.
    """
    chosen = region_of(viewer, region)
    return viewer.compute(measure(viewer, chosen, "statistics"), named)


@command(name="region.read", title="Read profile")
def read(viewer: Viewer, region: str = "") -> Pending[Any]:
    """Return the samples along a path on the image of the active cursor.

    Returns
    -------
    DataArray
        Over the distance along the path.
    """
    chosen = path_of(viewer, region)
    return viewer.compute(profile_of(viewer, chosen), lambda made: made)


def _with_vertices(viewer: Viewer, region: str) -> Region:
    chosen = region_of(viewer, region)
    if chosen.kind not in ("polygon", "polyline"):
        raise BadArguments(
            f"{chosen.id!r} is a {chosen.kind}, whose points are always two.",
            hint="Move them with the command `region.move_point`.",
        )
    return chosen


def _known_point(region: Region, point: int, count: int) -> int:
    if not -count <= point < count:
        raise BadArguments(
            f"no point {point} in {region.id!r}; it has 0 to {count - 1}."
        )
    return point % count


def _replace(viewer: Viewer, region: Region, gesture: str = "", **fields: Any) -> None:
    changed = _checked(**{**dict(region), **fields})
    viewer.update(
        gesture=f"{gesture} {region.id}" if gesture else "",
        regions=viewer.state.with_region(changed),
        region=region.id,
    )


def _checked(**fields: Any) -> Region:
    try:
        return Region(**fields)
    except ValidationError as error:
        problems = "; ".join(e["msg"] for e in error.errors(include_url=False))
        raise BadArguments(f"this is no region: {problems}.") from None


def _values(points: Places, axes: tuple[Axis, Axis], drawn: bool) -> Places:
    if not drawn:
        return points
    return tuple(
        (geometry.value_at(axes[0], row), geometry.value_at(axes[1], column))
        for row, column in points
    )


def _is_round(axes: tuple[Axis, Axis]) -> bool:
    return geometry.shared_units(*axes) is not None


def _rounded(points: Places) -> Places:
    """Return a circle whose box is a square, as wide as the wider side."""
    (row, column), (far_row, far_column) = points
    reach = max(abs(far_row - row), abs(far_column - column))
    return points[0], (row + reach, column + reach)


def _names() -> list[str]:
    return [f"r{number}" for number in range(1, 10_000)]
