"""ProfilePanel: a plot of one dimension, with a curve per cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itool.model.layout import value_limits
from itool.model.sampling import positions
from itool.qt import theme
from itool.qt.panels.curve import Curve
from itool.qt.panels.panel import Menus, PanelView, Run, Span
from itool.qt.panels.scale import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PyQt6.QtWidgets import QWidget

    from itool.model.scene import Frame, Panel, PanelAxis, Scene

PER_PIXEL = 4
"""Samples per screen pixel above which only extremes are drawn."""


class ProfilePanel(PanelView):
    """Curves over one dimension; upright where the dimension runs vertically."""

    def __init__(self, parent: QWidget, run: Run, menus: Menus) -> None:
        super().__init__(parent, run, menus)
        self._curves: dict[str, Curve] = {}
        self._frames: dict[str, Frame] = {}
        self._thinned_for = Scale()

    def show_panel(self, panel: Panel, scene: Scene) -> None:
        """Draw everything of `panel` that needs no samples."""
        colors = {layer.id: layer.color for layer in panel.layers}
        for gone in self._curves.keys() - colors.keys():
            self.area.remove_item(self._curves.pop(gone))
            self._frames.pop(gone, None)
        super().show_panel(panel, scene)
        for cursor, color in colors.items():
            curve = self._curves.get(cursor)
            if curve is None:
                curve = self._curves[cursor] = Curve()
                self.area.add_item(curve)
                curve.set_scales(self.scales["x"], self.scales["y"])
            curve.set_color(theme.curve_color(color))
        active = next((m.cursor for m in panel.marks if m.is_active), "")
        for cursor, curve in self._curves.items():
            curve.set_level(2 if cursor == active else 1)

    def show_frame(self, frame: Frame) -> None:
        """Draw the curve of one cursor."""
        if frame.layer in self._curves:
            self._frames[frame.layer] = frame
            self.rescale()
            self._draw(frame)

    def forget(self) -> None:
        """Drop all curves, because the panel shows something else from now on."""
        for curve in self._curves.values():
            self.area.remove_item(curve)
        self._curves.clear()
        self._frames.clear()

    def scaled(self, x: Scale, y: Scale) -> None:
        """Draw curves where they are now; thin long ones for what is visible."""
        for curve in self._curves.values():
            curve.set_scales(x, y)
        along = y if self.panel.is_upright else x
        if along != self._thinned_for:
            self._thinned_for = along
            for frame in self._frames.values():
                if len(frame.values) > self._most():
                    self._draw(frame)

    def curve(self, cursor: str) -> NDArray[np.floating] | None:
        """Return where a cursor's curve is drawn, None if there is none."""
        frame = self._frames.get(cursor)
        return None if frame is None else frame.drawn

    def value_span(self) -> Span:
        """Return a range that all curves fit in."""
        return value_limits([frame.range for frame in self._frames.values()])

    def _draw(self, frame: Frame) -> None:
        axis = self._long_axis()
        at = positions(axis, frame.request.window(axis.dim), len(frame.values))
        values = frame.values if frame.drawn is None else frame.drawn
        if len(values) > self._most():
            at, values = extremes(*_visible(at, values, axis), self._most())
        x, y = (values, at) if self.panel.is_upright else (at, values)
        self._curves[frame.layer].set_points(x, y)

    def _most(self) -> int:
        upright = self.panel.is_upright
        pixels = int(self.area.height() if upright else self.area.width())
        return PER_PIXEL * max(pixels, 1)

    def _long_axis(self) -> PanelAxis:
        return self.panel.y if self.panel.is_upright else self.panel.x


def extremes(
    at: NDArray[np.float64], values: NDArray[np.floating], most: int
) -> tuple[NDArray[np.float64], NDArray[np.floating]]:
    """Thin a curve to at most `most` samples, keeping the extremes of every run.

    Examples
    --------
    >>> at = np.arange(8.0)
    >>> extremes(at, np.array([0.0, 9.0, 1.0, 2.0, 0.0, 1.0, -5.0, 0.0]), 4)[1].tolist()
    [0.0, 9.0, -5.0, 1.0]
    """
    run = -(-2 * len(values) // most)
    if run <= 2:
        return at, values
    whole = len(values) // run * run
    runs = values[:whole].reshape(-1, run)
    thin = np.stack([runs.min(axis=1), runs.max(axis=1)], axis=1).ravel()
    starts = at[:whole].reshape(-1, run)
    where = np.stack([starts[:, 0], starts[:, run // 2]], axis=1).ravel()
    return (
        np.concatenate([where, at[whole:]]),
        np.concatenate([thin, values[whole:]]),
    )


def _visible(
    at: NDArray[np.float64], values: NDArray[np.floating], axis: PanelAxis
) -> tuple[NDArray[np.float64], NDArray[np.floating]]:
    if axis.limits is None:
        return at, values
    inside = np.flatnonzero((at >= axis.limits[0]) & (at <= axis.limits[1]))
    if not inside.size:
        return at[:0], values[:0]
    kept = slice(max(inside[0] - 1, 0), inside[-1] + 2)
    return at[kept], values[kept]
