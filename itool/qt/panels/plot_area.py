"""PlotArea: the canvas of one panel, and what the mouse does on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PyQt6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from itool.qt import theme
from itool.qt.panels.ringed import RingedWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import (
        QContextMenuEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )
    from PyQt6.QtWidgets import QWidget

    from itool.model.scene import Mark
    from itool.qt.panels.drawn_item import DrawnItem
    from itool.qt.panels.shape_hand import ShapeHand

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
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

    def zoom_box(self, box: QRectF) -> None:
        """Show what `box` holds, along axes that it is a few pixels wide along."""

    def box_of(self, box: QRectF) -> QRectF:
        """Return `box`, from end to end along axes that it does not zoom."""

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

    @property
    def box(self) -> QRectF:
        """What lies between its ends."""
        return QRectF(self.start, self.last).normalized()


class PlotArea(RingedWidget):
    """A widget that paints items over each other and hands the mouse to its panel.

    Items are told the scales of the panel and paint in pixels, which costs less than
    a transform that changes with every move of a cursor.
    """

    def __init__(self, hand: Hand, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(1, 1))
        self._hand = hand
        self._drag: _Drag | None = None
        self._items: list[DrawnItem] = []
        self.shape_hand: ShapeHand | None = None

    def add_item(self, item: DrawnItem) -> None:
        """Paint `item` too, over all items of its level."""
        self._items.append(item)
        item.canvas = self
        self.update()

    def remove_item(self, item: DrawnItem) -> None:
        """Paint `item` no longer."""
        self._items.remove(item)
        item.canvas = None
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the background and all items, from the lowest level to the highest."""
        painter = QPainter(self)
        if not any(item.covers(self.rect()) for item in self._items):
            painter.fillRect(self.rect(), theme.color("plot"))
        for item in sorted(self._items, key=lambda item: item.level):
            item.paint(painter)
        if self.has_ring:
            painter.setPen(QPen(theme.color("accent"), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect())
        if self._drag is not None and self._drag.kind == "box":
            soft = QColor(theme.color("accent"))
            painter.setPen(QPen(soft, 1))
            soft.setAlpha(40)
            painter.setBrush(soft)
            painter.drawRect(self._hand.box_of(self._drag.box))

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go from handle to handle of the active region before the focus goes on."""
        if self.shape_hand is not None and self.shape_hand.step_vertex(next):
            return True
        return super().focusNextPrevChild(next)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit scales to the new size."""
        self._hand.resized()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Take hold of a line, of the cursor, or of the whole view."""
        assert event is not None
        point = event.position()
        marks: list[Mark] = []
        together = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        is_plain = not event.modifiers() & (CONTROL | ALT)
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
        elif event.modifiers() & ALT:
            kind = "box"
        elif event.modifiers() & CONTROL:
            kind = "cursor"
            self._hand.drag_cursor(point, together)
        elif marks := self._hand.marks_under(point):
            kind = "marks"
            self._hand.pick(marks)
        else:
            kind = "pan"
        self._drag = _Drag(kind, point, point, marks, together)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Go on with what was begun, or show what could be."""
        assert event is not None
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
            moved, drag.last = point - drag.last, point
            self._continue(drag, point, moved)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End what was begun; a right click that went nowhere opens the menu."""
        assert event is not None
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
            if drag.kind == "box":
                self.update()
                self._hand.zoom_box(drag.box)
            self._hand.end_gesture()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Show all samples."""
        assert event is not None
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

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom about the mouse."""
        assert event is not None
        factor = 0.85 ** (event.angleDelta().y() / 120)
        self._hand.zoom((factor, factor), event.position())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Leave the menu to the mouse button, which may also begin a zoom."""
        assert event is not None
        event.accept()

    def _continue(self, drag: _Drag, point: QPointF, moved: QPointF) -> None:
        if drag.kind == "marks":
            self._hand.drag_marks(drag.marks, point, drag.together)
        elif drag.kind == "cursor":
            self._hand.drag_cursor(point, drag.together)
        elif drag.kind == "box":
            self.update()
        elif drag.kind == "pan":
            self._hand.pan(moved)
        else:
            factor = (1.01 ** -moved.x(), 1.01 ** moved.y())
            self._hand.zoom(factor, drag.start)

    def _hover(self, point: QPointF) -> None:
        marks = self._hand.marks_under(point)
        shape = self.shape_hand.cursor(point) if self.shape_hand is not None else None
        if shape is not None:
            self.setCursor(shape)
        elif not marks:
            self.unsetCursor()
        elif len(marks) > 1:
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            self.setCursor(self._hand_shape(marks[0]))

    def _hand_shape(self, mark: Mark) -> Qt.CursorShape:
        if self._hand.side(mark.dim) == "x":
            return Qt.CursorShape.SplitHCursor
        return Qt.CursorShape.SplitVCursor
