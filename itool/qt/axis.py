"""Axes: the ruler along one side of a panel, whose labels never collide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import QWidget

from itool.qt import theme
from itool.qt.ticks import Ticks, candidates, choose

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PyQt6.QtGui import QMouseEvent

    from itool.model.axis import AxisKind
    from itool.model.scene import PanelAxis

TICK = 5
"""Length of a tick in pixels."""
GAP = 3
ROOM = 10
"""Least distance between two labels in pixels."""
OVERHANG = {"x": 16, "y": 8}
"""Pixels by which the widget reaches past both ends of the panel, for end labels."""
LONGEST = 96
"""Widest label of a vertical axis in pixels; longer ones are cut."""
SURE = 8
"""Letters that are never wider than that."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The linear map between positions and pixels along one side of a panel.

    Attributes
    ----------
    low, high : float
        Visible positions.
    length : float
        Pixels.
    flipped : bool
        Whether `low` is at the far end: at the right, or at the bottom.
    """

    low: float = 0.0
    high: float = 1.0
    length: float = 1.0
    flipped: bool = False

    def pixel(self, position: float) -> float:
        """Return the pixel of `position`, counted from the left or the top."""
        at = (position - self.low) / (self.high - self.low) * self.length
        return self.length - at if self.flipped else at

    def pixels(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the pixels of many positions."""
        at = (positions - self.low) * (self.length / (self.high - self.low))
        return self.length - at if self.flipped else at

    def position(self, pixel: float) -> float:
        """Return the position at `pixel`; inverse of `pixel`."""
        at = self.length - pixel if self.flipped else pixel
        return self.low + at / (self.length or 1.0) * (self.high - self.low)


class AxisRuler(QWidget):
    """Ticks, labels and caption along the bottom or the left of a panel.

    Attributes
    ----------
    wheeled : pyqtSignal(float, float)
        The wheel was turned: by how much, and at which pixel.
    dragged : pyqtSignal(float)
        The axis was dragged by so many pixels since the last time.
    released : pyqtSignal()
        The drag ended.
    """

    wheeled = pyqtSignal(float, float)
    dragged = pyqtSignal(float)
    released = pyqtSignal()

    def __init__(self, side: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_vertical = side == "y"
        self.overhang = OVERHANG[side]
        self._scale = Scale()
        self._kind: AxisKind = "number"
        self._ruler: tuple[str, ...] = ()
        self._caption = ""
        self._ticks: Ticks | None = None
        self._widest = 0.0
        self._dragged_from: float | None = None
        self.setCursor(
            Qt.CursorShape.SizeVerCursor
            if self.is_vertical
            else Qt.CursorShape.SizeHorCursor
        )

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
        metrics = QFontMetricsF(self.font())
        caption = metrics.height() + GAP if self._caption or self.ticks.context else 0.0
        if not self.is_vertical:
            return round(TICK + GAP + metrics.height() + caption)
        widths = (metrics.horizontalAdvance(text) for text in self.ticks.texts)
        least = metrics.horizontalAdvance("−0.00")
        self._widest = max(self._widest, min(max(widths, default=0.0), LONGEST), least)
        return round(caption + self._widest + GAP + TICK + 1)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw ticks, labels and caption."""
        painter = QPainter(self)
        painter.setFont(self.font())
        ticks = self.ticks
        pixels = [self._scale.pixel(p) + self.overhang for p in ticks.positions]
        painter.setPen(theme.color("border"))
        for pixel in pixels:
            self._paint_tick(painter, pixel)
        painter.setPen(theme.color("axis"))
        metrics = QFontMetricsF(self.font())
        for pixel, text in zip(pixels, ticks.texts, strict=True):
            painter.drawText(*self._label(metrics, pixel, text))
        painter.setPen(theme.color("muted"))
        self._paint_caption(painter, ticks.context)

    def changeEvent(self, event: QEvent | None) -> None:
        """Measure labels anew when the font changes."""
        if event is not None and event.type() == QEvent.Type.FontChange:
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

    def _along(self, point: QPointF) -> float:
        return (point.y() if self.is_vertical else point.x()) - self.overhang

    def _changed(self) -> None:
        self._ticks = None
        self.update()

    def _chosen(self) -> Ticks:
        scale = self._scale
        most = max(2, int(scale.length / (34 if self.is_vertical else 30)))
        offered = candidates(scale.low, scale.high, self._kind, self._ruler, most)
        return choose(offered, self._fits)

    def _fits(self, ticks: Ticks) -> bool:
        metrics = QFontMetricsF(self.font())
        end = float("-inf")
        room = 2 if self.is_vertical else ROOM
        for pixel, text in sorted(
            zip(map(self._scale.pixel, ticks.positions), ticks.texts, strict=True)
        ):
            start, length = self._extent(metrics, pixel + self.overhang, text)
            if start < end:
                return False
            end = start + length + room
        return True

    def _extent(
        self, metrics: QFontMetricsF, pixel: float, text: str
    ) -> tuple[float, float]:
        """Return where a label begins and how long it is, along the axis."""
        if self.is_vertical:
            length = metrics.height()
        else:
            length = metrics.horizontalAdvance(text) + 2
        # A label at the very end leans inwards rather than being cut.
        most = self._scale.length + 2 * self.overhang - length
        return min(max(pixel - length / 2, 0.0), max(most, 0.0)), length

    def _paint_tick(self, painter: QPainter, pixel: float) -> None:
        at = int(pixel)
        if self.is_vertical:
            painter.drawLine(self.width() - TICK, at, self.width() - 1, at)
        else:
            painter.drawLine(at, 0, at, TICK - 1)

    def _label(
        self, metrics: QFontMetricsF, pixel: float, text: str
    ) -> tuple[QRectF, int, str]:
        start, length = self._extent(metrics, pixel, text)
        if not self.is_vertical:
            box = QRectF(start, TICK + GAP, length, metrics.height())
            return box, Qt.AlignmentFlag.AlignCenter.value, text
        if len(text) > SURE:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, LONGEST)
        box = QRectF(0, start, self.width() - TICK - GAP, length)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return box, flags.value, text

    def _paint_caption(self, painter: QPainter, context: str) -> None:
        text = "   ".join(part for part in (self._caption, context) if part)
        metrics = QFontMetricsF(self.font())
        length = self.height() if self.is_vertical else self.width()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, length)
        height = metrics.height()
        if self.is_vertical:
            painter.rotate(-90)
            box = QRectF(-self.height(), 0, self.height(), height)
        else:
            box = QRectF(0, self.height() - height, self.width(), height)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter.value, text)
