"""Resolve what the user means (a state) against what the array has (its axes)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from itool.model.axis import ArrayInfo, Axis
from itool.model.cursor import Cursor
from itool.model.layout import Place, grid, places
from itool.model.scene import (
    CursorControl,
    DimControl,
    Layer,
    Mark,
    Panel,
    PanelAxis,
    Scene,
    SliceRequest,
    Window,
)
from itool.model.state import ViewerState

IMAGE_SAMPLES = 2048
"""Samples read along one side of an image; more are thinned to the screen."""

PROFILE_SAMPLES = 16384
"""Samples read along a profile."""

PANEL_DIMS = 4
"""Dimensions that get panels; further ones get a slider."""


def resolve(state: ViewerState, info: ArrayInfo) -> Scene:
    """Return the scene that shows `state` on the array described by `info`.

    Pure: the same arguments give an equal scene, and nothing is read.
    """
    sight = Sight(state, info)
    order = sight.order
    shown = sight.panel_dims
    rows, columns = grid(len(shown))
    return Scene(
        title=state.title or info.name or info.key,
        subtitle=_subtitle(info),
        panels=tuple(_panel(place, sight) for place in places(shown)),
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
        value_caption=_with_units(info.title or info.name or "value", info.units),
        order=order,
        snap=state.snap,
        link=state.link.group if state.link else "",
    )


def screen_order(order: tuple[str, ...], info: ArrayInfo) -> tuple[str, ...]:
    """Return all dimensions of `info` by their place on screen.

    The dimensions named in `order` come first. By default the last two dimensions are
    the main image (rows, columns), and dimensions of a single sample come last.

    Examples
    --------
    >>> import numpy as np
    >>> axes = tuple(Axis(d, np.arange(3.0)) for d in ("time", "lat", "lon"))
    >>> screen_order((), ArrayInfo("t", "t", axes))
    ('lat', 'lon', 'time')
    """
    kept = tuple(dim for dim in order if dim in info.dims)
    wide = [axis.name for axis in info.axes if len(axis) > 1]
    flat = [axis.name for axis in info.axes if len(axis) <= 1]
    default = [*wide[-2:], *reversed(wide[:-2]), *flat]
    return kept + tuple(dim for dim in default if dim not in kept)


@dataclass(frozen=True)
class Sight:
    """A state together with the array it looks at."""

    state: ViewerState
    info: ArrayInfo

    @property
    def order(self) -> tuple[str, ...]:
        """All dimensions by their place on screen."""
        return screen_order(self.state.order, self.info)

    @property
    def panel_dims(self) -> tuple[str, ...]:
        """The dimensions that get panels: one to four."""
        wide = sum(len(axis) > 1 for axis in self.info.axes)
        return self.order[: max(1, min(wide, PANEL_DIMS))]

    @property
    def active(self) -> Cursor:
        """The cursor that images are cut at."""
        for cursor in self.state.cursors:
            if cursor.id == self.state.active:
                return cursor
        return self.state.cursors[0]

    def value(self, cursor: Cursor, axis: Axis) -> float:
        """Return the coordinate value of `cursor` on `axis`, inside its range."""
        value = cursor.point.get(axis.name)
        if value is None:
            return axis.middle
        at = axis.fraction(value)
        return axis.value(round(at) if self.state.snap else at)

    def span(self, cursor: Cursor, axis: Axis) -> Window:
        """Return the samples that `cursor` averages along `axis`."""
        bins = cursor.bins.get(axis.name, 1)
        start = axis.index(self.value(cursor, axis)) - bins // 2
        return Window(axis.name, max(0, start), min(len(axis), start + bins))

    def request(self, cursor: Cursor, dims: tuple[str, ...]) -> SliceRequest:
        """Return the request for the cut through `cursor` that keeps `dims`."""
        most = IMAGE_SAMPLES if len(dims) > 1 else PROFILE_SAMPLES
        windows = tuple(
            self._kept(axis, most) if axis.name in dims else self.span(cursor, axis)
            for axis in self.info.axes
        )
        return SliceRequest(self.info.key, dims, windows, self.state.part)

    def limits(self, axis: Axis) -> tuple[float, float]:
        """Return the visible positions along `axis`, low end first."""
        low, high = sorted(axis.extent())
        return self.state.limits.get(axis.name, (low, high))

    def _kept(self, axis: Axis, most: int) -> Window:
        size = len(axis)
        if size <= most:
            return Window(axis.name, 0, size)
        ends = [(p - axis.first) / axis.step for p in self.limits(axis)]
        margin = abs(ends[1] - ends[0]) / 2
        start = max(0, int(min(ends) - margin))
        stop = min(size, int(max(ends) + margin) + 2)
        if start >= stop:
            start, stop = 0, size
        step = -(-(stop - start) // most)
        return Window(axis.name, start, stop, step)


def _panel(place: Place, sight: Sight) -> Panel:
    y_dim, x_dim = place.dims
    dims = tuple(dim for dim in place.dims if dim)
    return Panel(
        id="-".join(dims),
        kind="image" if len(dims) == 2 else "profile",
        cell=place.cell,
        x=_panel_axis(x_dim, sight),
        y=_panel_axis(y_dim, sight),
        layers=tuple(_layers(dims, sight)),
        marks=tuple(_marks(dims, sight)),
        shows_x=place.shows_x,
        shows_y=place.shows_y,
    )


def _panel_axis(dim: str, sight: Sight) -> PanelAxis:
    if not dim:
        return PanelAxis("", sight.info.units)
    axis = sight.info.axis(dim)
    return PanelAxis(
        dim=dim,
        caption=axis.caption,
        kind=axis.kind,
        extent=axis.extent(),
        limits=sight.limits(axis),
        is_inverted=dim in sight.state.inverted,
        size=len(axis),
        ruler=axis.ruler,
    )


def _layers(dims: tuple[str, ...], sight: Sight) -> Iterator[Layer]:
    if len(dims) == 2:
        yield Layer(sight.active.id, sight.request(sight.active, dims))
        return
    for cursor in sight.state.cursors:
        if cursor.visible:
            yield Layer(cursor.id, sight.request(cursor, dims), cursor.color)


def _marks(dims: tuple[str, ...], sight: Sight) -> Iterator[Mark]:
    for cursor in sight.state.cursors:
        if not cursor.visible:
            continue
        for dim in dims:
            axis = sight.info.axis(dim)
            position = axis.position(sight.value(cursor, axis))
            band = (position, position)
            if cursor.bins.get(dim, 1) > 1:
                span = sight.span(cursor, axis)
                band = (axis.edge(span.start), axis.edge(span.stop))
            is_active = cursor.id == sight.active.id
            yield Mark(cursor.id, dim, position, band, cursor.color, is_active)


def _control(dim: str, is_panel: bool, sight: Sight) -> DimControl:
    axis = sight.info.axis(dim)
    value = sight.value(sight.active, axis)
    index = axis.index(value)
    ahead = min(index + 1, len(axis) - 1)
    behind = max(ahead - 1, 0)
    ends = (axis.value(0), axis.value(len(axis) - 1))
    return DimControl(
        dim=dim,
        caption=axis.caption,
        size=len(axis),
        index=index,
        value=value,
        text=axis.text(value),
        bins=sight.active.bins.get(dim, 1),
        is_panel=is_panel,
        step=abs(axis.value(ahead) - axis.value(behind)),
        lowest=min(ends),
        highest=max(ends),
        is_numeric=axis.kind == "number",
    )


def _subtitle(info: ArrayInfo) -> str:
    sizes = " × ".join(
        f"{dim}: {size}" for dim, size in zip(info.dims, info.shape, strict=True)
    )
    return f"{sizes}  ·  {info.dtype}{'  ·  lazy' if info.is_lazy else ''}"


def _with_units(text: str, units: str) -> str:
    return f"{text} [{units}]" if units else text
