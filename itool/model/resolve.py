"""Resolve what the user means (a state) against what the array has (its axes)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itool.model import aspect, associated, shapes
from itool.model.axis import with_units
from itool.model.channel import channel_of, channels
from itool.model.control import CursorControl, DimControl, FilterControl
from itool.model.layout import Place, grid, places
from itool.model.operations.operation import described
from itool.model.profile import CurveScale, ProfileScale, drawn_limits
from itool.model.scene import (
    Layer,
    Mark,
    Panel,
    PanelAxis,
    Scene,
    SliceRequest,
    Window,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.model.aspect import Gauge
    from itool.model.axis import ArrayInfo, Axis, AxisKind
    from itool.model.color import Part
    from itool.model.cursor import Cursor
    from itool.model.state import ViewerState

IMAGE_SAMPLES = 2048
"""Samples read along one side of an image; more are thinned to the screen."""

PROFILE_SAMPLES = 16384
"""Samples read along a profile."""

PLAIN = ProfileScale()

PANEL_DIMS = 4
"""Dimensions that get panels; further ones get a slider."""


def resolve(state: ViewerState, info: ArrayInfo) -> Scene:
    """Return the scene that shows `state` on the array described by `info`.

    Pure: the same arguments give an equal scene, and nothing is read.
    """
    sight = Sight(state, info)
    order = sight.order
    shown = sight.panel_dims
    rows, columns = _weights(sight)
    return Scene(
        title=state.title or info.name or info.key,
        subtitle=_subtitle(info, sight.channel),
        panels=tuple(_panel(place, sight) for place in sight.places),
        rows=tuple(state.rows.get(str(i), w) for i, w in enumerate(rows)),
        columns=tuple(state.columns.get(str(i), w) for i, w in enumerate(columns)),
        controls=tuple(_control(dim, dim in shown, sight) for dim in order),
        cursors=tuple(
            CursorControl(c.id, c.color, c.visible, c.id == state.active)
            for c in state.cursors
        ),
        color=state.color,
        part=state.part if info.is_complex else None,
        value=Layer(sight.active.id, sight.request(sight.active, ())),
        value_caption=with_units(
            info.title or info.name or "value", _units(info, state.part)
        ),
        order=order,
        reducer=state.reducer,
        profile=state.profile,
        snap=state.snap,
        equal_aspect=state.equal_aspect,
        channel=sight.channel,
        channels=channels(info),
        filters=tuple(
            FilterControl(f.operation.title, described(f.operation), f.is_on)
            for f in state.filters
        ),
        link=state.link.group if state.link else "",
        guide=state.guide,
        regions=tuple(shapes.controls(state, info)),
        associated=tuple(associated.controls(sight)),
        measures=shapes.measures(state, info, sight.request(sight.active, ())),
    )


def screen_order(
    order: tuple[str, ...], info: ArrayInfo, channel: str | None = None
) -> tuple[str, ...]:
    """Return all dimensions of `info` by their place on screen.

    The dimensions named in `order` come first. By default the last two dimensions are
    the main image (rows, columns), and dimensions of a single sample come last. Colour
    channels, see `ViewerState.channel`, come after them all. Where as many dimensions
    are new as are gone, the new ones take the places of those.

    Examples
    --------
    >>> import numpy as np
    >>> from itool.model.axis import ArrayInfo, Axis
    >>> axes = tuple(Axis(d, np.arange(3.0)) for d in ("time", "lat", "lon"))
    >>> screen_order((), ArrayInfo("t", "t", axes))
    ('lat', 'lon', 'time')
    """
    colors = channel_of(channel, info)
    new = [x.name for x in info.axes if x.name not in order and x.name != colors]
    gone = [dim for dim in order if dim not in info.dims]
    if len(new) == len(gone) and all(len(info.axis(dim)) > 1 for dim in new):
        heirs = dict(zip(gone, new, strict=True))
        order = tuple(heirs.get(dim, dim) for dim in order)
    kept = tuple(dim for dim in order if dim in info.dims and dim != colors)
    wide = [x.name for x in info.axes if len(x) > 1 and x.name != colors]
    flat = [x.name for x in info.axes if len(x) <= 1]
    default = [*wide[-2:], *reversed(wide[:-2]), *flat, *([colors] if colors else [])]
    return kept + tuple(dim for dim in default if dim not in kept)


class Sight:
    """A state together with the array it looks at; everything is worked out once."""

    def __init__(self, state: ViewerState, info: ArrayInfo) -> None:
        self.state = state
        self.info = info
        self.channel = channel_of(state.channel, info)
        order = screen_order(state.order, info, state.channel)
        self.order = tuple(dim for dim in order if dim != self.channel)
        wide = sum(len(info.axis(dim)) > 1 for dim in self.order)
        self.panel_dims = self.order[: max(1, min(wide, PANEL_DIMS))]
        chosen = [c for c in state.cursors if c.id == state.active]
        self.active = (chosen or state.cursors)[0]
        self.places = places(self.panel_dims)
        images = [place.dims for place in self.places if all(place.dims)]
        self.tied = aspect.tied(info, images) if state.equal_aspect else {}
        self.axes = {
            axis.name: _panel_axis(axis, state, self.tied.get(axis.name, aspect.ALONE))
            for axis in info.axes
        }
        self.kept = {axis.name: self._windows(axis) for axis in info.axes}
        self._spots: dict[str, dict[str, Spot]] = {}

    def spots(self, cursor: Cursor) -> dict[str, Spot]:
        """Return where `cursor` is along every dimension."""
        found = self._spots.get(cursor.id)
        if found is None:
            axes, snap = self.info.axes, self.state.snap
            found = {
                axis.name: _colors(axis)
                if axis.name == self.channel
                else _spot(cursor, axis, snap)
                for axis in axes
            }
            self._spots[cursor.id] = found
        return found

    def request(self, cursor: Cursor, dims: tuple[str, ...]) -> SliceRequest:
        """Return the request for the cut through `cursor` that keeps `dims`."""
        spots = self.spots(cursor)
        windows = tuple(
            self.kept[name][len(dims) > 1] if name in dims else spot.span
            for name, spot in spots.items()
        )
        # With nothing to reduce, all reducers but one agree, and share what was read.
        is_cut = all(w.stop - w.start == 1 for w in windows if w.dim not in dims)
        reducer = self.state.reducer
        if is_cut and reducer != "std":
            reducer = "mean"
        return SliceRequest(self.info.key, dims, windows, self.state.part, reducer)

    def _windows(self, axis: Axis) -> tuple[Window, Window]:
        limits = self._seen(axis.name)
        profile, image = PROFILE_SAMPLES, IMAGE_SAMPLES
        return _kept(axis, limits, profile), _kept(axis, limits, image)

    def _seen(self, dim: str) -> tuple[float, float]:
        """Return about what is visible: as much as of all that are tied to `dim`."""
        span, gauge = self.axes[dim].limits or (0.0, 0.0), self.axes[dim].gauge
        widths = [
            aspect.width(self.axes[other].limits or (0.0, 0.0)) * there.scale
            for other, there in self.tied.items()
            if there.measure == gauge.measure
        ]
        return aspect.about(span, max(widths, default=0.0) / gauge.scale)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cursor is along one dimension, and what it averages there."""

    value: float
    index: int
    position: float
    span: Window
    band: tuple[float, float]


def _colors(axis: Axis) -> Spot:
    """Return where every cursor is along colour channels: in the three but opacity."""
    at = axis.first
    return Spot(axis.value(0), 0, at, Window(axis.name, 0, min(3, len(axis))), (at, at))


def _spot(cursor: Cursor, axis: Axis, snap: bool) -> Spot:
    value = cursor.point.get(axis.name)
    at = len(axis) // 2 if value is None else axis.fraction(value)
    index = round(at)
    at = index if snap else at
    bins = cursor.bins.get(axis.name, 1)
    start = index - bins // 2
    span = Window(axis.name, max(0, start), min(len(axis), start + bins))
    position = axis.first + at * axis.step
    band = (position, position)
    if bins > 1:
        band = (axis.edge(span.start), axis.edge(span.stop))
    return Spot(axis.value(at), index, position, span, band)


def _kept(axis: Axis, limits: tuple[float, float], most: int) -> Window:
    """Return the samples of a drawn dimension: the visible ones, thinned to `most`."""
    size = len(axis)
    if size <= most:
        return Window(axis.name, 0, size)
    ends = [(position - axis.first) / axis.step for position in limits]
    visible = min(max(1, int(abs(ends[1] - ends[0]))), size)
    step = -(-3 * (visible + 2) // most)
    # Whole strides and halves of what is visible, so that a pan does not read at
    # every pixel.
    stride = max(step, visible // 2 // step * step)
    start = max(0, int(min(ends)) // stride * stride - stride)
    stop = min(size, -(-int(max(ends) + 2) // stride) * stride + stride)
    if start >= stop:
        start, stop, step = 0, size, -(-size // most)
    return Window(axis.name, start, stop, step)


def _panel_axis(axis: Axis, state: ViewerState, gauge: Gauge) -> PanelAxis:
    low, high = sorted(axis.extent())
    return PanelAxis(
        dim=axis.name,
        caption=axis.caption,
        kind=axis.kind,
        extent=axis.extent(),
        limits=state.limits.get(axis.name, (low, high)),
        is_inverted=axis.name in state.inverted,
        size=len(axis),
        ruler=axis.ruler,
        gauge=gauge,
    )


def _weights(sight: Sight) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the weights of rows and columns before the user's own."""
    sides: tuple[dict[int, tuple[str, float]], ...] = ({}, {})
    for place in sight.places:
        for spans, at, dim in zip(sides, place.cell, place.dims, strict=True):
            if dim in sight.tied and all(place.dims):
                (first, last), gauge = sight.axes[dim].extent, sight.tied[dim]
                length = abs(last - first) * gauge.scale
                known = spans.get(at, ("", 0.0))[1]
                spans[at] = (gauge.measure, max(length, known))
    rows, columns = grid(len(sight.panel_dims))
    return aspect.shares(rows, sides[0]), aspect.shares(columns, sides[1])


def _panel(place: Place, sight: Sight) -> Panel:
    y_dim, x_dim = place.dims
    dims = tuple(dim for dim in place.dims if dim)
    drawn = tuple(associated.layers(dims, sight))
    return Panel(
        id="-".join(dims),
        kind="image" if len(dims) == 2 else "profile",
        cell=place.cell,
        x=sight.axes[x_dim] if x_dim else _value_axis(sight, y_dim),
        y=sight.axes[y_dim] if y_dim else _value_axis(sight, x_dim),
        layers=tuple(_layers(dims, sight)),
        marks=tuple(_marks(dims, sight)),
        shows_x=place.shows_x,
        shows_y=place.shows_y,
        shapes=tuple(shapes.shapes(dims, sight.state, sight.info)) if y_dim else (),
        rays=tuple(_rays(dims, sight)),
        associated=drawn,
        twin=associated.twin(drawn, sight) if drawn else None,
    )


def _layers(dims: tuple[str, ...], sight: Sight) -> Iterator[Layer]:
    if len(dims) == 2:
        colors = (sight.channel,) if sight.channel else ()
        white = (sight.state.white or sight.info.white) if colors else 0.0
        request = sight.request(sight.active, (*dims, *colors))
        yield Layer(sight.active.id, request, white=white)
        return
    shown = [cursor for cursor in sight.state.cursors if cursor.visible]
    for place, cursor in enumerate(shown):
        request = sight.request(cursor, dims)
        curve = _curve_scale(sight, request.window(dims[0]), place)
        yield Layer(cursor.id, request, cursor.color, curve)


def _units(info: ArrayInfo, part: Part) -> str:
    """Return the units of what is taken of the samples: a phase has its own."""
    return "rad" if info.is_complex and part == "angle" else info.units


def _value_axis(sight: Sight, dim: str) -> PanelAxis:
    profile, units = sight.state.profile, _units(sight.info, sight.state.part)
    by = {"none": "", "mean": "mean", "max": "maximum", "area": "area"}[profile.norm]
    caption = f"{units or 'value'} ÷ {by}" if by else units
    kind: AxisKind = "log" if profile.log else "number"
    limits = sight.state.profile_limits.get(dim)
    return PanelAxis("", caption, kind, limits=limits and drawn_limits(limits, kind))


def _curve_scale(sight: Sight, window: Window, place: int) -> CurveScale | None:
    """Return how the curve of the `place`-th visible cursor is drawn."""
    profile = sight.state.profile
    if profile == PLAIN:
        return None
    # Where positions are indexes, so are the steps of an area.
    step = abs(sight.info.axis(window.dim).step) * window.step
    return CurveScale(
        norm=profile.norm, log=profile.log, shift=profile.offset * place, step=step
    )


def _marks(dims: tuple[str, ...], sight: Sight) -> Iterator[Mark]:
    for cursor in sight.state.cursors:
        if not cursor.visible:
            continue
        spots = sight.spots(cursor)
        is_active = cursor.id == sight.active.id
        for dim in dims:
            spot = spots[dim]
            yield Mark(
                cursor.id, dim, spot.position, spot.band, cursor.color, is_active
            )


def _rays(dims: tuple[str, ...], sight: Sight) -> Iterator[shapes.Ray]:
    if len(dims) == 2 and dims == sight.order[:2]:
        y, x = (sight.spots(sight.active)[dim].position for dim in dims)
        y_axis, x_axis = (sight.axes[dim] for dim in dims)
        yield from shapes.rays(x_axis, y_axis, (x, y), sight.state, sight.info)


def _control(dim: str, is_panel: bool, sight: Sight) -> DimControl:
    axis = sight.info.axis(dim)
    spot = sight.spots(sight.active)[dim]
    ahead = min(spot.index + 1, len(axis) - 1)
    behind = max(ahead - 1, 0)
    ends = (axis.value(0), axis.value(len(axis) - 1))
    return DimControl(
        dim=dim,
        caption=axis.caption,
        size=len(axis),
        index=spot.index,
        value=spot.value,
        text=axis.text(spot.value),
        bins=sight.active.bins.get(dim, 1),
        width=axis.width_of(sight.active.bins.get(dim, 1), spot.index),
        is_panel=is_panel,
        step=abs(axis.value(ahead) - axis.value(behind)),
        lowest=min(ends),
        highest=max(ends),
        is_numeric=axis.kind == "number",
    )


def _subtitle(info: ArrayInfo, channel: str) -> str:
    sizes = " × ".join(
        f"{dim}: {size}" for dim, size in zip(info.dims, info.shape, strict=True)
    )
    more = [f"colours along {channel}"] if channel else []
    more += ["lazy"] if info.is_lazy else []
    return "  ·  ".join([sizes, info.dtype, *more])
