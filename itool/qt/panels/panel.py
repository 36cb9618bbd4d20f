"""PanelView: one plot with its axes; images and profiles are its two kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PyQt6.QtCore import QObject, QPoint, QPointF, QRect, QRectF
from PyQt6.QtWidgets import QApplication

from itool.model.aspect import LEAST_SAMPLES, inside
from itool.qt.panels.axis import AxisRuler
from itool.qt.panels.crosshair import Crosshair
from itool.qt.panels.plot_area import CLICK, PlotArea
from itool.qt.panels.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QWidget

    from itool.model.scene import Frame, Mark, Panel, PanelAxis, Scene, Side
    from itool.qt.panels.shape_hand import RegionTool

Span = tuple[float, float]


class Run(Protocol):
    """Runs a command on the viewer that a window shows."""

    def __call__(self, name: str, /, **args: Any) -> Any:
        """Run a command; a failure is shown to the user and gives None."""


class Menus(Protocol):
    """Where a panel finds its context menus, and what its clicks draw."""

    tool: RegionTool

    def open_panel_menu(self, panel: PanelView, at: QPoint) -> None:
        """Open the context menu of `panel` at a point of the screen."""

    def open_region_menu(self, region: str, vertex: int | None, at: QPoint) -> None:
        """Open the context menu of a region at a point of the screen."""

    def edit_points(self, region: str) -> None:
        """Open the table of a region's points."""

    def open_operation(self, name: str) -> None:
        """Open the dialog of an operation, by the name of its form."""

    def edit_filter(self, number: int) -> None:
        """Open the dialog of a filter, filled in with its parameters."""


class PanelView(QObject):
    """One plot: a canvas, a ruler below and a ruler at the left.

    The three widgets are children of the grid, which places them so that canvases
    line up. All changes are asked for with `run` and come back as a scene.

    Attributes
    ----------
    seen : dict of {"x", "y"} to tuple of float
        What equal aspect shows along an axis, instead of its limits.
    look : callable
        Asks that these axes show this, where equal aspect decides.
    """

    def __init__(self, parent: QWidget, run: Run, menus: Menus) -> None:
        super().__init__(parent)
        self._run, self._menus = run, menus
        self.area = PlotArea(self, parent)
        self.rulers = {side: AxisRuler(side, parent) for side in ("x", "y")}
        self.crosshair = Crosshair(has_halo=False)
        self.area.add_item(self.crosshair)
        self.scales = {"x": Scale(), "y": Scale()}
        self.seen: dict[Side, Span] = {}
        self.look: Callable[[PanelView, dict[Side, Span]], None] | None = None
        self._shown: Panel | None = None
        self._asked: dict[str, Span | None] = {}
        for side, ruler in self.rulers.items():
            ruler.wheeled.connect(lambda n, at, s=side: self._zoom_axis(s, n, at))
            ruler.dragged.connect(lambda by, s=side: self._pan_axis(s, by))
            ruler.released.connect(self.end_gesture)
            ruler.doubled.connect(lambda s=side: self._show_all(s))

    @property
    def panel(self) -> Panel:
        """What was shown last."""
        assert self._shown is not None
        return self._shown

    def show_panel(self, panel: Panel, scene: Scene) -> None:
        """Draw everything of `panel` that needs no samples."""
        old, self._shown = self._shown, panel
        self._asked.clear()
        if panel == old:
            return
        if old is None or old.id != panel.id:
            self.forget()
        self.crosshair.show_panel(panel)
        for side, axis in (("x", panel.x), ("y", panel.y)):
            if old is None or axis is not getattr(old, side):
                self.rulers[side].describe(axis)
        if old is None or (panel.shows_x, panel.shows_y) != (old.shows_x, old.shows_y):
            self.rulers["x"].setVisible(panel.shows_x)
            self.rulers["y"].setVisible(panel.shows_y)
        self.rescale()

    def show_frame(self, frame: Frame) -> None:
        """Draw the samples of one layer."""
        raise NotImplementedError

    def forget(self) -> None:
        """Drop all samples, because the panel shows something else from now on."""

    def value_span(self) -> Span:
        """Return the visible range of a profile's value axis."""
        return 0.0, 1.0

    def place(self, canvas: QRect, left: int) -> None:
        """Put the canvas there and the rulers beside it, the left one `left` wide."""
        self.area.setGeometry(canvas)
        x, y = self.rulers["x"], self.rulers["y"]
        x.setGeometry(
            canvas.left() - x.overhang,
            canvas.bottom() + 2,
            canvas.width() + 2 * x.overhang,
            x.thickness(),
        )
        y.setGeometry(
            canvas.left() - left,
            canvas.top() - y.overhang,
            left - 1,
            canvas.height() + 2 * y.overhang,
        )

    def copy_image(self) -> None:
        """Put the canvas as it is on screen, without axes, on the clipboard."""
        if clipboard := QApplication.clipboard():
            clipboard.setPixmap(self.area.grab())

    def dispose(self) -> None:
        """Release the widgets."""
        widgets: tuple[QWidget, ...] = (self.area, *self.rulers.values())
        for widget in widgets:
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def rescale(self) -> None:
        """Work out which positions are visible and where, and tell all items."""
        if self._shown is None:
            return
        width, height = float(self.area.width()), float(self.area.height())
        x_span = self.seen.get("x") or self._span(self.panel.x)
        y_span = self.seen.get("y") or self._span(self.panel.y)
        x = Scale(*x_span, width, self.panel.x.is_inverted)
        y = Scale(*y_span, height, not self.panel.y.is_inverted)
        if (x, y) == (self.scales["x"], self.scales["y"]):
            return
        self.scales = {"x": x, "y": y}
        self.rulers["x"].set_scale(x)
        self.rulers["y"].set_scale(y)
        self.crosshair.set_scales(x, y)
        self.scaled(x, y)

    def scaled(self, x: Scale, y: Scale) -> None:
        """Fit what this kind of panel draws to new scales."""

    # What the mouse does; see `itool.qt.panels.plot_area.Hand`.

    def resized(self) -> None:
        """Fit scales to the new size."""
        self.rescale()

    def side(self, dim: str) -> Side:
        """Return the axis that `dim` runs along."""
        return self.panel.side(dim)

    def marks_under(self, point: QPointF) -> list[Mark]:
        """Return the cursor lines that `point` takes hold of."""
        return self.crosshair.under(point)

    def pick(self, marks: list[Mark]) -> None:
        """Make the cursor of `marks` the active one."""
        if not marks[0].is_active:
            self._run("cursor.activate", cursor=marks[0].cursor)

    def drag_marks(self, marks: list[Mark], point: QPointF, together: bool) -> None:
        """Move the lines of `marks` to `point`, those of other cursors with them."""
        dims, cursor = [mark.dim for mark in marks], marks[0].cursor
        self._move(dims, point, cursor=cursor, together=together)

    def drag_cursor(self, point: QPointF, together: bool) -> None:
        """Move the active cursor to `point` along the dimensions of this panel."""
        self._move(list(self.panel.dims), point, together=together)

    def pan(self, pixels: QPointF) -> None:
        """Move what is visible by `pixels`."""
        self._ask_limits(
            {
                dim: self._panned(dim, pixels.x() if side == "x" else pixels.y())
                for dim, side in self._sides().items()
            }
        )

    def zoom(self, factor: tuple[float, float], anchor: QPointF) -> None:
        """Show `factor` times as much, with `anchor` staying where it is."""
        self._ask_limits(
            {
                dim: self._zoomed(
                    dim,
                    factor[side == "y"],
                    anchor.x() if side == "x" else anchor.y(),
                )
                for dim, side in self._sides().items()
            }
        )

    def zoom_box(self, box: QRectF) -> None:
        """Show what `box` holds, along axes that it is a few pixels wide along."""
        wanted = {}
        for dim, side in self._sides().items():
            if self._is_wide(box, side):
                wanted[dim] = self._visible(dim, *self._within(box, side))
        self._ask_limits(wanted)

    def box_of(self, box: QRectF) -> QRectF:
        """Return `box`, from end to end along axes that it does not zoom."""
        shown = QRectF(self.area.rect())
        if self._is_wide(box, "x"):
            shown.setLeft(box.left())
            shown.setRight(box.right())
        if self._is_wide(box, "y"):
            shown.setTop(box.top())
            shown.setBottom(box.bottom())
        return shown

    def _is_wide(self, box: QRectF, side: Side) -> bool:
        """Return whether `box` says what is to be seen along this side."""
        pixels = box.width() if side == "x" else box.height()
        return pixels > CLICK and side in self._sides().values()

    def _within(self, box: QRectF, side: Side) -> Span:
        """Return the positions between which `box` lies, the lower first."""
        ends = box.left(), box.right()
        if side == "y":
            ends = box.top(), box.bottom()
        low, high = sorted(map(self.scales[side].position, ends))
        return low, high

    def view_all(self) -> None:
        """Show all samples along every dimension."""
        self._run("view.all")

    def end_gesture(self) -> None:
        """Let the next change be undone by itself."""
        self._run("edit.pause")

    def open_menu(self, at: QPoint) -> None:
        """Open the context menu at a point of the screen."""
        self._menus.open_panel_menu(self, at)

    def _move(self, dims: list[str], point: QPointF, **how: Any) -> None:
        values: dict[str, float] = {}
        indexes: dict[str, int] = {}
        for dim in dims:
            side = self.panel.side(dim)
            at = point.x() if side == "x" else point.y()
            position = self.scales[side].position(at)
            if self._axis(dim).ruler:
                indexes[dim] = max(0, round(position))
            else:
                values[dim] = position
        if indexes:
            self._run("cursor.place", index=indexes, **how)
        if values:
            self._run("cursor.move", point=values, **how)

    def _zoom_axis(self, side: Side, notches: float, at: float) -> None:
        factor = 0.85**notches
        self.zoom(
            (factor if side == "x" else 1.0, factor if side == "y" else 1.0),
            QPointF(at, at),
        )

    def _show_all(self, side: Side) -> None:
        """Show all along one axis."""
        axis = self.panel.x if side == "x" else self.panel.y
        self._run("view.limits", limits={axis.dim: None})
        self.end_gesture()

    def _pan_axis(self, side: Side, by: float) -> None:
        self.pan(QPointF(by if side == "x" else 0.0, by if side == "y" else 0.0))

    def _sides(self) -> dict[str, Side]:
        return {dim: self.panel.side(dim) for dim in self.panel.dims}

    def _axis(self, dim: str) -> PanelAxis:
        return self.panel.x if self.panel.x.dim == dim else self.panel.y

    def _span(self, axis: PanelAxis) -> Span:
        if not axis.dim:
            return axis.limits or self.value_span()
        return axis.limits or full_span(axis)

    def _now(self, dim: str) -> Span:
        # Several turns of the wheel may come before the scene that answers the first.
        axis = self._axis(dim)
        if seen := self.seen.get(self.panel.side(dim)):
            return seen
        return self._asked.get(dim, axis.limits) or full_span(axis)

    def _visible(self, dim: str, low: float, high: float) -> Span:
        """Return the span between `low` and `high` as far as there are samples."""
        axis = self._axis(dim)
        first, last = full_span(axis)
        least = min(LEAST_SAMPLES, axis.size) * (last - first) / (axis.size or 1)
        short = max(0.0, least - (high - low)) / 2
        wide = max(low - short, first), min(high + short, last)
        return wide if wide[0] < wide[1] else self._now(dim)

    def _panned(self, dim: str, pixels: float) -> Span:
        axis, scale = self._axis(dim), self.scales[self.panel.side(dim)]
        low, high = self._now(dim)
        by = (
            -pixels
            * (high - low)
            / (scale.length or 1.0)
            * (-1 if scale.flipped else 1)
        )
        first, last = full_span(axis)
        by = min(max(by, min(first - low, 0.0)), max(last - high, 0.0))
        return low + by, high + by

    def _zoomed(self, dim: str, factor: float, pixel: float) -> Span:
        axis, scale = self._axis(dim), self.scales[self.panel.side(dim)]
        low, high = self._now(dim)
        first, last = full_span(axis)
        least = min(LEAST_SAMPLES, axis.size) * (last - first) / (axis.size or 1)
        is_tied = self.panel.side(dim) in self.seen
        if not is_tied and factor < 1 and (high - low) * factor < least:
            factor = min(1.0, least / (high - low))
        anchor = Scale(low, high, scale.length, scale.flipped).position(pixel)
        low, high = anchor + (low - anchor) * factor, anchor + (high - anchor) * factor
        return (low, high) if is_tied else inside((low, high), (first, last))

    def _ask_limits(self, wanted: dict[str, Span]) -> None:
        changed: dict[str, Span | None] = {}
        tied: dict[Side, Span] = {}
        for dim, span in wanted.items():
            if span == self._now(dim):
                continue
            if self.panel.side(dim) in self.seen:
                tied[self.panel.side(dim)] = span
                continue
            first, last = full_span(self._axis(dim))
            is_all = span[0] <= first and span[1] >= last
            changed[dim] = None if is_all else span
        if changed:
            self._asked.update(changed)
            self._run("view.limits", limits=changed)
        if tied and self.look is not None:
            self.look(self, tied)


def full_span(axis: PanelAxis) -> Span:
    """Return the positions between the outer edges of all samples, low end first."""
    low, high = sorted(axis.extent)
    return low, high
