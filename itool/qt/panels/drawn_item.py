"""DrawnItem: what is drawn over a whole plot area, and kept until it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itool.qt.panels.scale import Scale

if TYPE_CHECKING:
    from PyQt6.QtCore import QRect
    from PyQt6.QtGui import QPainter
    from PyQt6.QtWidgets import QWidget


class DrawnItem:
    """One layer of a plot area; curve, raster and crosshair are such.

    What `paint` works out it keeps in ``_drawn``, which is None after every change.

    Attributes
    ----------
    level : int
        Items of higher levels are painted over those of lower ones.
    canvas : QWidget or None
        The plot area that it lies on.
    """

    def __init__(self, level: int = 0) -> None:
        self.level = level
        self.canvas: QWidget | None = None
        self._scales = (Scale(), Scale())
        self._drawn: Any = None

    def set_scales(self, x: Scale, y: Scale) -> None:
        """Take over which positions are visible and where."""
        if (x, y) != self._scales:
            self._scales = (x, y)
            self._changed()

    def set_level(self, level: int) -> None:
        """Move above or below other items."""
        if level != self.level:
            self.level = level
            self.update()

    def paint(self, painter: QPainter) -> None:
        """Draw in pixels of the plot area."""
        raise NotImplementedError

    def covers(self, area: QRect) -> bool:
        """Return whether nothing under this item can be seen in `area`."""
        return False

    def update(self) -> None:
        """Have the plot area painted again, once the loop is idle."""
        if self.canvas is not None:
            self.canvas.update()

    def _changed(self) -> None:
        self._drawn = None
        self.update()
