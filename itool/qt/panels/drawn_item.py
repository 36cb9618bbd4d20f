"""DrawnItem: what is drawn over a whole plot area, and kept until it changes."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PyQt6.QtCore import QRectF

from itool.qt.panels.scale import Scale


class DrawnItem(pg.GraphicsObject):  # type: ignore[misc]
    """A graphics item over a whole plot area; curve, raster and crosshair are such.

    What `paint` works out it keeps in ``_drawn``, which is None after every change.
    """

    def __init__(self) -> None:
        super().__init__()
        self._scales = (Scale(), Scale())
        self._box = QRectF()
        self._drawn: Any = None

    def set_scales(self, x: Scale, y: Scale) -> None:
        """Take over which positions are visible and where."""
        if (x, y) != self._scales:
            self._scales = (x, y)
            self.prepareGeometryChange()
            self._box = QRectF(0, 0, x.length, y.length)
            self._changed()

    def boundingRect(self) -> QRectF:
        """Return the whole plot area."""
        return self._box

    def _changed(self) -> None:
        self._drawn = None
        self.update()
