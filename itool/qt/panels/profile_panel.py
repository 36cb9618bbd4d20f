"""ProfilePanel: a plot of one dimension, with a curve per cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import Qt

from itool.model.layout import value_limits
from itool.model.sampling import positions
from itool.qt import theme
from itool.qt.panels.axis import AxisRuler
from itool.qt.panels.curve import Curve
from itool.qt.panels.panel import Menus, PanelView, Run, Span
from itool.qt.panels.scale import Scale
from itool.qt.panels.value_hand import ValueHand

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PyQt6.QtCore import QPointF, QRect, QRectF
    from PyQt6.QtWidgets import QWidget

    from itool.model.scene import Frame, Panel, PanelAxis, Scene, Side

PER_PIXEL = 4
"""Samples per screen pixel above which only extremes are drawn."""


MEANT = 16.0
"""Pixels along the axis of values from which a box zooms it."""


class ProfilePanel(PanelView):
    """Curves over one dimension; upright where the dimension runs vertically."""

    def __init__(self, parent: QWidget, run: Run, menus: Menus) -> None:
        super().__init__(parent, run, menus)
        self._curves: dict[str, Curve] = {}
        self._frames: dict[str, Frame] = {}
        self._thinned_for = Scale()
        self._ground = parent
        self._values = ValueHand(run)
        self.twin: AxisRuler | None = None
        self._twin_scale = Scale()

    def show_panel(self, panel: Panel, scene: Scene) -> None:
        """Draw everything of `panel` that needs no samples."""
        beside = {layer.id: layer.color for layer in panel.associated}
        colors = {layer.id: layer.color for layer in panel.layers} | beside
        for gone in self._curves.keys() - colors.keys():
            self.area.remove_item(self._curves.pop(gone))
            self._frames.pop(gone, None)
        self._values.forget()
        super().show_panel(panel, scene)
        self._show_twin(panel)
        for cursor, color in colors.items():
            curve = self._curves.get(cursor)
            if curve is None:
                curve = self._curves[cursor] = Curve(self.panel.is_upright)
                self.area.add_item(curve)
                if cursor in beside:
                    curve.set_dashed()
                curve.set_scales(*self._scales_of(cursor))
            curve.set_color(theme.curve_color(color))
        active = next((m.cursor for m in panel.marks if m.is_active), "")
        for cursor, curve in self._curves.items():
            curve.set_level(2 if cursor == active else 1)

    def show_frame(self, frame: Frame) -> None:
        """Draw the curve of one cursor."""
        if frame.layer in self._curves:
            self._frames[frame.layer] = frame
            self.rescale()
            if frame.layer in self._beside():
                self._rescale_twin()
            self._draw(frame)

    def forget(self) -> None:
        """Drop all curves, because the panel shows something else from now on."""
        for curve in self._curves.values():
            self.area.remove_item(curve)
        self._curves.clear()
        self._frames.clear()

    def scaled(self, x: Scale, y: Scale) -> None:
        """Draw curves where they are now; thin long ones for what is visible."""
        for name, curve in self._curves.items():
            curve.set_scales(*self._scales_of(name))
        self._rescale_twin()
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
        beside = self._beside()
        frames = self._frames.items()
        return value_limits([f.range for name, f in frames if name not in beside])

    def twin_room(self) -> int:
        """Return the pixels that the axis of coordinates needs, 0 if there is none."""
        return self.twin.thickness() + 1 if self.twin is not None else 0

    def pan(self, pixels: QPointF) -> None:
        """Move what is visible by `pixels`; values too, unless they fit the curves."""
        super().pan(pixels)
        if self._value_axis().limits is not None:
            self._pan_values(pixels.x() if self._value_side == "x" else pixels.y())

    def zoom_box(self, box: QRectF) -> None:
        """Show what `box` holds, along axes that it is wide along."""
        super().zoom_box(box)
        side = self._value_side
        if self._is_wide(box, side):
            self._values.show(self.panel, self._within(box, side))

    @property
    def _value_side(self) -> Side:
        return "x" if self.panel.is_upright else "y"

    def _value_axis(self) -> PanelAxis:
        return self.panel.x if self.panel.is_upright else self.panel.y

    def _is_wide(self, box: QRectF, side: Side) -> bool:
        if side != self._value_side:
            return super()._is_wide(box, side)
        # A hand that means the other axis alone does not go quite straight.
        return (box.width() if side == "x" else box.height()) > MEANT

    def _zoom_axis(self, side: Side, notches: float, at: float) -> None:
        if side == self._value_side:
            self._values.zoom(self.panel, self.scales[side], 0.85**notches, at)
        else:
            super()._zoom_axis(side, notches, at)

    def _pan_axis(self, side: Side, by: float) -> None:
        if side == self._value_side:
            self._pan_values(by)
        else:
            super()._pan_axis(side, by)

    def _pan_values(self, by: float) -> None:
        self._values.pan(self.panel, self.scales[self._value_side], by)

    def _show_all(self, side: Side) -> None:
        if side == self._value_side:
            self._values.fit(self.panel)
            self.end_gesture()
        else:
            super()._show_all(side)

    def place(self, canvas: QRect, left: int) -> None:
        """Put the canvas there and the rulers around it."""
        super().place(canvas, left)
        if self.twin is None:
            return
        over, room = self.twin.overhang, self.twin.thickness()
        if self.panel.is_upright:
            top = canvas.top() - 2 - room
            self.twin.setGeometry(
                canvas.left() - over, top, canvas.width() + 2 * over, room
            )
        else:
            self.twin.setGeometry(
                canvas.right() + 2,
                canvas.top() - over,
                room,
                canvas.height() + 2 * over,
            )

    def dispose(self) -> None:
        """Release the widgets."""
        self._drop_twin()
        super().dispose()

    def _show_twin(self, panel: Panel) -> None:
        if panel.twin is None:
            self._drop_twin()
            return
        side = "x" if panel.is_upright else "y"
        if self.twin is not None and self.twin.is_vertical != (side == "y"):
            self._drop_twin()
        if self.twin is None:
            self.twin = AxisRuler(side, self._ground, is_far=True)
            self.twin.setCursor(Qt.CursorShape.ArrowCursor)
            self.twin.set_scale(self._twin_scale)
            self.twin.show()
        self.twin.describe(panel.twin)
        self._rescale_twin()

    def _drop_twin(self) -> None:
        if self.twin is not None:
            self.twin.hide()
            self.twin.deleteLater()
            self.twin = None

    def _beside(self) -> set[str]:
        return {layer.id for layer in self.panel.associated}

    def _scales_of(self, layer: str) -> tuple[Scale, Scale]:
        x, y = self.scales["x"], self.scales["y"]
        if layer not in self._beside():
            return x, y
        return (self._twin_scale, y) if self.panel.is_upright else (x, self._twin_scale)

    def _rescale_twin(self) -> None:
        """Fit the axis of coordinates to what is drawn on it."""
        if self.twin is None:
            return
        names = self._beside() & self._frames.keys()
        low, high = value_limits([self._frames[name].range for name in names])
        is_upright = self.panel.is_upright
        length = self.area.width() if is_upright else self.area.height()
        scale = Scale(low, high, float(length), not is_upright)
        if scale != self._twin_scale:
            self._twin_scale = scale
            self.twin.set_scale(scale)
        for name in self._beside() & self._curves.keys():
            self._curves[name].set_scales(*self._scales_of(name))

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
