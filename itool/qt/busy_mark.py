"""BusyMark: a small arc that turns while somebody waits."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, Qt, QTimer
from PyQt6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PyQt6.QtWidgets import QWidget

from itool.qt import theme

SIZE = 14
LINE = 2.0
TICK = 60
"""Milliseconds between two pictures; a sixteenth of a turn each."""


class BusyMark(QWidget):
    """An arc that turns as long as it is visible; hidden at first."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(SIZE, SIZE)
        self.setAccessibleName("Busy")
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._turn)
        self.hide()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Begin to turn."""
        self._timer.start()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Rest."""
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw a ring, and the arc on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(self.rect()).adjusted(LINE, LINE, -LINE, -LINE)
        painter.setPen(QPen(theme.color("border"), LINE))
        painter.drawEllipse(ring)
        cap = Qt.PenCapStyle.RoundCap
        pen = QPen(theme.color("accent"), LINE)
        pen.setCapStyle(cap)
        painter.setPen(pen)
        painter.drawArc(ring, -self._angle * 16, 90 * 16)

    def _turn(self) -> None:
        self._angle = (self._angle + 22) % 360
        self.update()
