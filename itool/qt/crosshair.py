"""Crosshair: the cursor lines of a panel, and which of them is under the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from itool.qt.axis import Scale

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from itool.model.scene import Mark, Panel

REACH = 6.0
"""Pixels within which a line is taken hold of."""


class Crosshair(pg.GraphicsObject):  # type: ignore[misc]
    """All cursor lines of one panel, with the averaged band behind each."""

    def __init__(self, has_halo: bool) -> None:
        super().__init__()
        self.setZValue(100)
        self._has_halo = has_halo
        self._panel: Panel | None = None
        self._scales = (Scale(), Scale())

    def show_panel(self, panel: Panel) -> None:
        """Draw the marks of `panel`."""
        if self._panel is None or panel.marks != self._panel.marks:
            self.update()
        self._panel = panel

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that are drawn."""
        return self._panel.marks if self._panel is not None else ()

    def set_scales(self, x: Scale, y: Scale) -> None:
        """Take over which positions are visible and where."""
        if (x, y) != self._scales:
            self._scales = (x, y)
            self.prepareGeometryChange()
            self.update()

    def under(self, point: QPointF) -> list[Mark]:
        """Return the marks within reach of `point`: at most one along each dimension.

        Lines of one cursor belong together: where two cursors are within reach, the
        active one is returned, or else the nearest.
        """
        if self._panel is None:
            return []
        found = [
            (not mark.is_active, distance, mark)
            for mark in self._panel.marks
            if (distance := self._distance(mark, point)) <= REACH
        ]
        found.sort(key=lambda each: each[:2])
        return [m for _, _, m in found if m.cursor == found[0][2].cursor]

    def boundingRect(self) -> QRectF:
        """Return the whole canvas: lines run across it."""
        x, y = self._scales
        return QRectF(0, 0, x.length, y.length)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw bands, then lines, the active cursor on top."""
        if self._panel is None:
            return
        marks = sorted(self._panel.marks, key=lambda mark: mark.is_active)
        for mark in marks:
            self._paint_band(painter, mark)
        for mark in marks:
            self._paint_line(painter, mark)

    def _distance(self, mark: Mark, point: QPointF) -> float:
        assert self._panel is not None
        x, y = self._scales
        if self._panel.side(mark.dim) == "x":
            return abs(x.pixel(mark.position) - point.x())
        return abs(y.pixel(mark.position) - point.y())

    def _paint_band(self, painter: QPainter, mark: Mark) -> None:
        if mark.band[0] == mark.band[1]:
            return
        shade = QColor(mark.color)
        shade.setAlpha(64 if mark.is_active else 36)
        ends = sorted(round(self._pixel(mark, edge)) for edge in mark.band)
        painter.fillRect(self._strip(mark, ends[0], ends[1] - ends[0]), shade)

    def _paint_line(self, painter: QPainter, mark: Mark) -> None:
        at = int(self._pixel(mark, mark.position))
        if self._has_halo:
            painter.fillRect(self._strip(mark, at - 1, 3), QColor(0, 0, 0, 70))
        tint = QColor(mark.color)
        if mark.is_active:
            painter.fillRect(self._strip(mark, at, 1), tint)
            return
        tint.setAlpha(200)
        pen = QPen(tint, 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        strip = self._strip(mark, at, 1)
        painter.drawLine(strip.topLeft(), strip.bottomRight())

    def _pixel(self, mark: Mark, position: float) -> float:
        assert self._panel is not None
        x, y = self._scales
        return (x if self._panel.side(mark.dim) == "x" else y).pixel(position)

    def _strip(self, mark: Mark, start: int, width: int) -> QRect:
        # Whole pixels: Qt fills a rectangle of fractions many times more slowly.
        assert self._panel is not None
        x, y = self._scales
        if self._panel.side(mark.dim) == "x":
            return QRect(start, 0, width, round(y.length))
        return QRect(0, start, round(x.length), width)
