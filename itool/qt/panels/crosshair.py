"""Crosshair: the cursor lines of a panel, and which of them is under the hand."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRect
from PyQt6.QtGui import QBrush, QColor, QImage

from itool.qt.panels.drawn_item import DrawnItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt6.QtGui import QPainter

    from itool.model.scene import Mark, Panel
    from itool.qt.panels.scale import Scale

HALO = QColor(0, 0, 0, 70)
DASH, PAUSE = 4, 3
REACH = 6.0
"""Pixels within which a line is taken hold of."""


Strip = tuple[QRect, QColor | QBrush | QImage]
"""What is filled, and with what; an image is drawn at its first corner."""


class Crosshair(DrawnItem):
    """All cursor lines of one panel, with the averaged band behind each."""

    def __init__(self, has_halo: bool) -> None:
        super().__init__(100)
        self._has_halo = has_halo
        self._panel: Panel | None = None

    def show_panel(self, panel: Panel) -> None:
        """Draw the marks of `panel`."""
        old, self._panel = self._panel, panel
        if old is None or self._drawn is None:
            self._changed()
        elif panel.marks != old.marks:
            drawn, self._drawn = self._drawn, list(self._strips())
            self._repaint(drawn, self._drawn)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks that are drawn."""
        return self._panel.marks if self._panel is not None else ()

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

    def paint(self, painter: QPainter) -> None:
        """Draw bands, then lines, the active cursor on top."""
        if self._drawn is None:
            self._drawn = list(self._strips())
        for strip, color in self._drawn:
            if isinstance(color, QImage):
                painter.drawImage(strip.topLeft(), color)
            else:
                painter.fillRect(strip, color)

    def _repaint(self, old: list[Strip], new: list[Strip]) -> None:
        """Have the plot area painted again where lines were or are, if they moved."""
        if len(old) != len(new) or self.canvas is None:
            self.update()
            return
        upright, flat = QRect(), QRect()
        for (was, before), (now, after) in zip(old, new, strict=True):
            if was == now and before == after:
                continue
            if was.height() == now.height() == self.canvas.height():
                upright = upright.united(was).united(now)
            else:
                flat = flat.united(was).united(now)
        # Pieces of both kinds cost Qt more than the whole.
        if upright.isEmpty() or flat.isEmpty():
            self.canvas.update(upright.united(flat))
        else:
            self.update()

    def _distance(self, mark: Mark, point: QPointF) -> float:
        at = self._scale_of(mark).pixel(mark.position)
        return abs(at - (point.x() if self._is_upright(mark) else point.y()))

    def _is_upright(self, mark: Mark) -> bool:
        return self._panel is not None and self._panel.x.dim == mark.dim

    def _scale_of(self, mark: Mark) -> Scale:
        return self._scales[0 if self._is_upright(mark) else 1]

    def _strips(self) -> Iterator[Strip]:
        """Yield filled rectangles, bottom first.

        They are of whole pixels: Qt fills fractions many times more slowly.
        """
        marks = sorted(self.marks, key=lambda mark: mark.is_active)
        for mark in marks:
            if mark.band[0] != mark.band[1]:
                scale = self._scale_of(mark)
                first, last = sorted(round(scale.pixel(edge)) for edge in mark.band)
                shade = QColor(mark.color)
                shade.setAlpha(64 if mark.is_active else 36)
                yield self._strip(mark, first, last - first), shade
        for mark in marks:
            at = int(self._scale_of(mark).pixel(mark.position))
            if self._has_halo:
                rim = self._strip(mark, at - 1, 3)
                yield rim, upright_rim(rim.height()) if self._is_upright(mark) else HALO
            tint: QColor | QBrush = QColor(mark.color)
            if not mark.is_active:
                tint = dashed(mark.color, self._is_upright(mark))
            yield self._strip(mark, at, 1), tint

    def _strip(self, mark: Mark, start: int, width: int) -> QRect:
        x, y = self._scales
        if self._is_upright(mark):
            return QRect(start, 0, width, round(y.length))
        return QRect(0, start, round(x.length), width)


@lru_cache(maxsize=64)
def upright_rim(length: int) -> QImage:
    """Return the rim of an upright line: blended by Qt four times as fast as a fill."""
    rim = QImage(3, max(length, 1), QImage.Format.Format_ARGB32_Premultiplied)
    rim.fill(HALO)
    return rim


@lru_cache(maxsize=256)
def dashed(color: str, is_upright: bool) -> QBrush:
    """Return what fills a strip with dashes: a texture, which is one fill for all."""
    length = DASH + PAUSE
    size = (1, length) if is_upright else (length, 1)
    texture = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    texture.fill(0)
    for at in range(DASH):
        texture.setPixelColor(*((0, at) if is_upright else (at, 0)), QColor(color))
    return QBrush(texture)
