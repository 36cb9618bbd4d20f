"""Resolve regions and guides against the axes they lie on."""

from __future__ import annotations

from dataclasses import replace
from math import cos, hypot, radians, sin
from typing import TYPE_CHECKING

from itool.model import aspect, geometry
from itool.model.scene import Layer, Window
from itool.model.shape import RegionControl, RegionRequest, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.model.axis import ArrayInfo
    from itool.model.region import Region
    from itool.model.scene import PanelAxis, SliceRequest
    from itool.model.state import ViewerState

Ray = tuple[float, float, float, float]


def shapes(
    dims: tuple[str, ...], state: ViewerState, info: ArrayInfo
) -> Iterator[Shape]:
    """Yield the regions that lie on the image of `dims` (rows, columns)."""
    for region in state.regions:
        if region.visible and set(region.dims) == set(dims):
            yield _shape(region, dims, state, info)


def rays(
    x: PanelAxis,
    y: PanelAxis,
    at: tuple[float, float],
    state: ViewerState,
    info: ArrayInfo,
) -> Iterator[Ray]:
    """Yield the guide lines through `at`, the (x, y) of the active cursor.

    They are longer than the image: whoever draws them cuts them off. Angles are those
    of lengths, where both axes have units of length, say.
    """
    guide = state.guide
    if not guide.visible:
        return
    long = aspect.stretch(info.axis(y.dim), info.axis(x.dim))
    wide, high = (
        max(abs(at[i] - end) for end in axis.extent) for i, axis in enumerate((x, y))
    )
    far = 2 * hypot(wide, high * long)
    for number in range(guide.fold):
        turn = radians(guide.angle + 360.0 / guide.fold * number)
        yield (*at, at[0] + far * cos(turn), at[1] + far * sin(turn) / long)


def controls(state: ViewerState, info: ArrayInfo) -> Iterator[RegionControl]:
    """Yield all regions as the control strip shows them."""
    for region in state.regions:
        area, length = _units(region, info)
        yield RegionControl(
            id=region.id,
            label=region.name or region.id,
            kind=region.kind,
            color=region.color,
            dims=region.dims,
            points=region.points,
            width=region.width,
            visible=region.visible,
            is_active=region.id == state.region,
            area_units=area,
            length_units=length,
        )


def measures(
    state: ViewerState, info: ArrayInfo, cut: SliceRequest
) -> tuple[Layer, ...]:
    """Return what is measured of the active region on `cut`, which keeps no dims."""
    found = [r for r in state.regions if r.id == state.region]
    if not found or not set(found[0].dims) <= set(info.dims):
        return ()
    statistics = request(found[0], info, cut, "statistics")
    layers = [Layer("statistics", statistics, found[0].color)]
    if found[0].is_path:
        profile = replace(statistics, what="profile")
        layers.append(Layer("profile", profile, found[0].color))
    return tuple(layers)


def request(
    region: Region, info: ArrayInfo, cut: SliceRequest, what: str
) -> RegionRequest:
    """Return the request for what is under `region`.

    Parameters
    ----------
    cut : SliceRequest
        Where the array is cut along the dimensions that the region does not have.
    what : {"statistics", "profile"}
        What is asked for.
    """
    points = indexes(region, info)
    rows, columns = (info.axis(dim) for dim in region.dims)
    margin = 1 + region.width if region.is_path else 1
    spans = geometry.bounds(points, region.kind, (len(rows), len(columns)), margin)
    kept = {
        dim: Window(dim, start, stop)
        for dim, (start, stop) in zip(region.dims, spans, strict=True)
    }
    windows = tuple(kept.get(window.dim, window) for window in cut.windows)
    image = replace(cut, dims=region.dims, windows=windows)
    is_profile = what == "profile"
    return RegionRequest(
        "profile" if is_profile else "statistics",
        image,
        region.kind,
        points,
        region.width,
    )


def indexes(region: Region, info: ArrayInfo) -> geometry.Points:
    """Return the points of `region` as indexes of its rows and columns."""
    rows, columns = (info.axis(dim) for dim in region.dims)
    return tuple(
        (geometry.index_of(rows, row), geometry.index_of(columns, column))
        for row, column in region.points
    )


def positions(region: Region, info: ArrayInfo) -> geometry.Points:
    """Return the points of `region` as they are drawn: (row, column)."""
    rows, columns = (info.axis(dim) for dim in region.dims)
    return tuple(
        (geometry.position_of(rows, row), geometry.position_of(columns, column))
        for row, column in region.points
    )


def _shape(
    region: Region, dims: tuple[str, ...], state: ViewerState, info: ArrayInfo
) -> Shape:
    points = positions(region, info)
    is_straight = region.dims == dims
    is_active = region.id == state.region

    def placed(places: geometry.Points) -> geometry.Points:
        return tuple((c, r) if is_straight else (r, c) for r, c in places)

    return Shape(
        region=region.id,
        kind=region.kind,
        dims=region.dims,
        points=placed(points),
        outline=placed(geometry.outline(points, region.kind)),
        handles=placed(geometry.handles(points, region.kind)) if is_active else (),
        width=region.width,
        label=region.name or region.id,
        color=region.color,
        is_active=is_active,
    )


def _units(region: Region, info: ArrayInfo) -> tuple[str, str]:
    if not set(region.dims) <= set(info.dims):
        return "", ""
    axes = [info.axis(dim) for dim in region.dims]
    shared = geometry.shared_units(*axes)
    length = "samples" if shared is None else shared
    if shared:
        return f"({shared})²", length
    return " × ".join(axis.units for axis in axes if axis.units), length
