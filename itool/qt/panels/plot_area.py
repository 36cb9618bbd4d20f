"""PlotArea: the canvas of one panel, and what the mouse does on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pyqtgraph as pg
from PyQt6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PyQt6.QtWidgets import QGraphicsScene, QGraphicsView

from itool.qt import theme

if TYPE_CHECKING:
    from PyQt6.QtGui import (
        QContextMenuEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )
    from PyQt6.QtWidgets import QWidget

    from itool.model.scene import Mark
    from itool.qt.panels.shape_hand import ShapeHand

CLICK = 4.0
"""Pixels that the mouse may wander during a click."""


class Hand(Protocol):
    """What a panel does when the mouse does something."""

    def resized(self) -> None:
        """Fit scales to the new size."""

    def marks_under(self, point: QPointF) -> list[Mark]:
        """Return the cursor lines that `point` takes hold of."""

    def side(self, dim: str) -> str:
        """Return the axis, "x" or "y", that `dim` runs along."""

    def pick(self, marks: list[Mark]) -> None:
        """Make the cursor of `marks` the active one."""

    def drag_marks(self, marks: list[Mark], point: QPointF, together: bool) -> None:
        """Move the lines of `marks` to `point`, those of other cursors with them."""

    def drag_cursor(self, point: QPointF, together: bool) -> None:
        """Move the active cursor to `point`, the others with it if `together`."""

    def pan(self, pixels: QPointF) -> None:
        """Move what is visible by `pixels`."""

    def zoom(self, factor: tuple[float, float], anchor: QPointF) -> None:
        """Show `factor` times as much, with `anchor` staying where it is."""

    def view_all(self) -> None:
        """Show all samples."""

    def end_gesture(self) -> None:
        """Let the next change be undone by itself."""

    def open_menu(self, at: QPoint) -> None:
        """Open the context menu at a point of the screen."""


@dataclass
class _Drag:
    """A mouse button that is held down."""

    kind: str
    start: QPointF
    last: QPointF
    marks: list[Mark]
    together: bool
    has_moved: bool = False


class PlotArea(pg.GraphicsView):  # type: ignore[misc]
    """A pyqtgraph view that hands the mouse to its panel and draws no chrome.

    Its scene is measured in pixels: items are told the scales of the panel, which
    costs less than a transform that changes with every move of a cursor.
    """

    def __init__(self, hand: Hand, parent: QWidget) -> None:
        super().__init__(parent, background=None)
        self.setCentralItem(None)
        # Every change covers the whole canvas, so that there is nothing to index or
        # to keep.
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setCacheMode(self.CacheModeFlag(0))
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setMinimumSize(QSize(1, 1))
        self.setContentsMargins(0, 0, 0, 0)
        self._hand = hand
        self._drag: _Drag | None = None
        self.shape_hand: ShapeHand | None = None
        self.paint_background()

    def paint_background(self) -> None:
        """Take the background from the theme."""
        self.setBackground(theme.color("plot"))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint at once: pyqtgraph would first ask all items, which have no wishes."""
        QGraphicsView.paintEvent(self, event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit scales to the new size."""
        super().resizeEvent(event)
        if event is not None:
            self._hand.resized()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.paint_background()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a line, of the cursor, or of the whole view."""
        point = event.position()
        marks: list[Mark] = []
        together = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self.shape_hand is not None and is_plain:
            is_free = not self._hand.marks_under(point)
            if self.shape_hand.press(point, event.button(), is_free):
                event.accept()
                return
        if event.button() == Qt.MouseButton.RightButton:
            kind = "zoom"
        elif event.button() == Qt.MouseButton.MiddleButton:
            kind = "pan"
        elif event.button() != Qt.MouseButton.LeftButton:
            return
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            kind = "cursor"
            self._hand.drag_cursor(point, together)
        elif marks := self._hand.marks_under(point):
            kind = "marks"
            self._hand.pick(marks)
        else:
            kind = "pan"
        self._drag = _Drag(kind, point, point, marks, together)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what was begun, or show what could be."""
        point = event.position()
        drag = self._drag
        if drag is None:
            if self.shape_hand is None or not self.shape_hand.move(point):
                self._hover(point)
            return
        if not drag.has_moved:
            distance = (point - drag.start).manhattanLength()
            drag.has_moved = distance > (0 if drag.marks else CLICK)
        if drag.has_moved:
            self._continue(drag, point)
            drag.last = point
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what was begun; a right click that went nowhere opens the menu."""
        drag, self._drag = self._drag, None
        if drag is None:
            if self.shape_hand is not None and self.shape_hand.release(
                event.position()
            ):
                event.accept()
            return
        if drag.kind == "zoom" and not drag.has_moved:
            at = event.globalPosition().toPoint()
            if self.shape_hand is not None and self.shape_hand.open_menu(
                drag.start, at
            ):
                return
            self._hand.open_menu(event.globalPosition().toPoint())
        else:
            self._hand.end_gesture()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all samples."""
        if event.button() == Qt.MouseButton.LeftButton:
            hand = self.shape_hand
            if hand is not None and hand.double_click(event.position()):
                event.accept()
                return
            if self._hand.marks_under(event.position()):
                self.mousePressEvent(event)
            else:
                self._hand.view_all()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave all keys to the window."""
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the mouse."""
        factor = 0.85 ** (event.angleDelta().y() / 120)
        self._hand.zoom((factor, factor), event.position())
        event.accept()

    def leaveEvent(self, event: QEvent | None) -> None:
        """Nothing is shown of a mouse that is elsewhere."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu to the mouse button, which may also begin a zoom."""
        event.accept()

    def _continue(self, drag: _Drag, point: QPointF) -> None:
        moved = point - drag.last
        if drag.kind == "marks":
            self._hand.drag_marks(drag.marks, point, drag.together)
        elif drag.kind == "cursor":
            self._hand.drag_cursor(point, drag.together)
        elif drag.kind == "pan":
            self._hand.pan(moved)
        else:
            factor = (1.01 ** -moved.x(), 1.01 ** moved.y())
            self._hand.zoom(factor, drag.start)

    def _hover(self, point: QPointF) -> None:
        marks = self._hand.marks_under(point)
        viewport = self.viewport()
        if viewport is None:
            return
        shape = self.shape_hand.cursor(point) if self.shape_hand is not None else None
        if shape is not None:
            viewport.setCursor(shape)
        elif not marks:
            viewport.unsetCursor()
        elif len(marks) > 1:
            viewport.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            viewport.setCursor(self._hand_shape(marks[0]))

    def _hand_shape(self, mark: Mark) -> Qt.CursorShape:
        if self._hand.side(mark.dim) == "x":
            return Qt.CursorShape.SplitHCursor
        return Qt.CursorShape.SplitVCursor
