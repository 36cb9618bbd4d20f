"""Axes: the ruler along one side of a panel, whose labels never collide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QPointF, QRect, Qt, pyqtSignal
from PyQt6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QRegion,
    QWheelEvent,
)
from PyQt6.QtWidgets import QWidget

from itool.qt import theme
from itool.qt.panels.scale import Scale
from itool.qt.panels.ticks import Ticks, candidates, choose

if TYPE_CHECKING:
    from PyQt6.QtGui import QMouseEvent

    from itool.model.axis import AxisKind
    from itool.model.scene import PanelAxis

TICK = 5
"""Length of a tick in pixels."""
GAP = 3
ROOM = 10
"""Least distance between two labels in pixels."""
OVERHANG = {"x": 8, "y": 8}
"""Pixels by which the widget reaches past both ends of the panel, for end labels."""
LEAST = 24
"""Pixels below which there is no room for a caption."""
LONGEST = 96
"""Widest label of a vertical axis in pixels; longer ones are cut."""
KEPT = 2000
"""Widths of texts that are remembered."""


class Letters:
    """A font whose texts are measured once."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetricsF(font)
        self.height = self._metrics.height()
        self.ascent = self._metrics.ascent()
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Return the width of `text` in pixels."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > KEPT:
                self._widths.clear()
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width

    def cut(self, text: str, width: float, *, middle: bool = False) -> str:
        """Return `text` with an ellipsis where it is wider than `width`."""
        if self.width(text) <= width:
            return text
        kind = Qt.TextElideMode
        mode = kind.ElideMiddle if middle else kind.ElideRight
        return self._metrics.elidedText(text, mode, width)


class AxisRuler(QWidget):
    """Ticks, labels and caption along the bottom or the left of a panel.

    With `is_far`, along the top or the right.

    Attributes
    ----------
    wheeled : pyqtSignal(float, float)
        The wheel was turned: by how much, and at which pixel.
    dragged : pyqtSignal(float)
        The axis was dragged by so many pixels since the last time.
    released : pyqtSignal()
        The drag ended.
    doubled : pyqtSignal()
        The axis was double-clicked.
    """

    wheeled = pyqtSignal(float, float)
    dragged = pyqtSignal(float)
    released = pyqtSignal()
    doubled = pyqtSignal()

    def __init__(self, side: str, parent: QWidget, *, is_far: bool = False) -> None:
        super().__init__(parent)
        self.is_vertical = side == "y"
        self._is_far = is_far
        self.overhang = OVERHANG[side]
        self._scale = Scale()
        self._kind: AxisKind = "number"
        self._ruler: tuple[str, ...] = ()
        self._caption = ""
        self._ticks: Ticks | None = None
        self._letters = Letters(self.font())
        self._widest = 0.0
        self._dragged_from: float | None = None
        self.setCursor(
            Qt.CursorShape.SizeVerCursor
            if self.is_vertical
            else Qt.CursorShape.SizeHorCursor
        )

    @property
    def caption(self) -> str:
        """What is written along it."""
        return self._caption

    @property
    def scale(self) -> Scale:
        """Which positions are visible and where."""
        return self._scale

    @property
    def ticks(self) -> Ticks:
        """The ticks that are drawn."""
        if self._ticks is None:
            self._ticks = self._chosen()
        return self._ticks

    def describe(self, axis: PanelAxis) -> None:
        """Take over how the axis is labelled."""
        named = (axis.caption, axis.kind, axis.ruler)
        if named != (self._caption, self._kind, self._ruler):
            self._caption, self._kind, self._ruler = named
            self._widest = 0.0
            self._changed()

    def set_scale(self, scale: Scale) -> None:
        """Take over which positions are visible and where."""
        if scale != self._scale:
            self._scale = scale
            self._changed()

    def thickness(self) -> int:
        """Return the width (vertical) or height (horizontal) that labels need.

        It never shrinks while the axis means the same, or panels would jump about
        while a cursor is dragged.
        """
        letters = self._letters
        caption = letters.height + GAP if self._caption or self.ticks.context else 0.0
        if not self.is_vertical:
            return round(TICK + GAP + letters.height + caption)
        widest = max(map(letters.width, self.ticks.texts), default=0.0)
        least = letters.width("−0.00")
        self._widest = max(self._widest, min(widest, LONGEST), least)
        return round(caption + self._widest + GAP + TICK + 1)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw ticks, labels and caption."""
        if event is None:
            return
        painter = QPainter(self)
        painter.setFont(self._letters.font)
        exposed = event.rect()
        first, last = (
            (exposed.top(), exposed.bottom())
            if self.is_vertical
            else (exposed.left(), exposed.right())
        )
        ticks = self.ticks
        pixels = [self._scale.pixel(p) + self.overhang for p in ticks.positions]
        painter.setPen(theme.color("border"))
        for pixel in pixels:
            self._paint_tick(painter, int(pixel))
        painter.setPen(theme.color("axis"))
        for pixel, text in zip(pixels, ticks.texts, strict=True):
            start, length = self._extent(pixel, text)
            if start <= last and start + length >= first:
                self._paint_label(painter, start, text)
        painter.setPen(theme.color("muted"))
        self._paint_caption(painter, ticks.context)

    def changeEvent(self, event: QEvent | None) -> None:
        """Measure labels anew when the font changes."""
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._letters = Letters(self.font())
            self._widest = 0.0
            self._changed()
        super().changeEvent(event)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom along this axis only."""
        if event is not None:
            self.wheeled.emit(
                event.angleDelta().y() / 120, self._along(event.position())
            )
            event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin to pan along this axis."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = self._along(event.position())

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Pan along this axis only."""
        if event is not None and self._dragged_from is not None:
            at = self._along(event.position())
            self.dragged.emit(at - self._dragged_from)
            self._dragged_from = at

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End the pan."""
        if self._dragged_from is not None:
            self._dragged_from = None
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Show all along this axis."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.doubled.emit()

    def _along(self, point: QPointF) -> float:
        return (point.y() if self.is_vertical else point.x()) - self.overhang

    def _changed(self) -> None:
        self._ticks = None
        if not self.is_vertical:
            self.update()
            return
        # Nothing is drawn in the corner that the axis below reaches into, which would
        # otherwise be painted again with this one at every move of a cursor.
        corner = QRect(0, 0, self.overhang, self.overhang)
        corner.moveBottomRight(self.rect().bottomRight())
        self.update(QRegion(self.rect()) - QRegion(corner))

    def _chosen(self) -> Ticks:
        scale = self._scale
        most = max(2, int(scale.length / (34 if self.is_vertical else 30)))
        offered = candidates(scale.low, scale.high, self._kind, self._ruler, most)
        return choose(offered, self._fits)

    def _fits(self, ticks: Ticks) -> bool:
        end = float("-inf")
        room = 2 if self.is_vertical else ROOM
        for pixel, text in sorted(
            zip(map(self._scale.pixel, ticks.positions), ticks.texts, strict=True)
        ):
            start, length = self._extent(pixel + self.overhang, text)
            if start < end:
                return False
            end = start + length + room
        return True

    def _extent(self, pixel: float, text: str) -> tuple[float, float]:
        """Return where a label begins and how long it is, along the axis."""
        letters = self._letters
        length = letters.height if self.is_vertical else letters.width(text)
        # A label at the very end leans inwards rather than being cut.
        most = self._scale.length + 2 * self.overhang - length
        return min(max(pixel - length / 2, 0.0), max(most, 0.0)), length

    def _paint_tick(self, painter: QPainter, at: int) -> None:
        is_end = self.is_vertical != self._is_far  # ticks are at the panel's edge
        length = self.width() if self.is_vertical else self.height()
        start, stop = (length - TICK, length - 1) if is_end else (0, TICK - 1)
        if self.is_vertical:
            painter.drawLine(start, at, stop, at)
        else:
            painter.drawLine(at, start, at, stop)

    def _paint_label(self, painter: QPainter, start: float, text: str) -> None:
        letters = self._letters
        if self.is_vertical:
            text = letters.cut(text, LONGEST)
            left = self.width() - TICK - GAP - letters.width(text)
            if self._is_far:
                left = float(TICK + GAP)
            painter.drawText(QPointF(left, start + letters.ascent), text)
        else:
            top = self.height() - TICK - GAP - letters.height if self._is_far else 0.0
            down = letters.ascent if self._is_far else TICK + GAP + letters.ascent
            painter.drawText(QPointF(start, top + down), text)

    def _paint_caption(self, painter: QPainter, context: str) -> None:
        letters = self._letters
        length = self.height() if self.is_vertical else self.width()
        # What all labels have in common is never cut: they would mean something else.
        rest = length - letters.width(f"   {context}") if context else float(length)
        caption = letters.cut(self._caption, rest, middle=True) if rest > LEAST else ""
        text = "   ".join(part for part in (caption, context) if part)
        start = (length - letters.width(text)) / 2
        if self.is_vertical:
            painter.rotate(-90)
            # Beside the labels of this axis: those below may need more room.
            beside = float(max(0, self.width() - self.thickness()))
            across = self.width() - letters.height if self._is_far else beside
            painter.drawText(QPointF(start - length, across + letters.ascent), text)
        else:
            below = 0.0 if self._is_far else self.height() - letters.height
            painter.drawText(QPointF(start, below + letters.ascent), text)
