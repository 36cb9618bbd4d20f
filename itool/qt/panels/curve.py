"""Curve: one cursor's samples along a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF

from itool.model.dots import SPARSE
from itool.qt.panels.drawn_item import DrawnItem

if TYPE_CHECKING:
    from numpy.typing import NDArray

DOT = 3.0
"""Pixels of a dot from side to side."""
SMOOTH = 4000
"""Samples up to which a curve is drawn antialiased."""


class Curve(DrawnItem):
    """A line through points, broken where a sample is missing.

    It is one pixel of the screen wide: Qt draws a wider one ten times more slowly. On
    a dense screen three of them side by side are as wide as one elsewhere. Samples that
    are far apart have dots.

    Parameters
    ----------
    is_upright : bool
        Whether samples follow each other from bottom to top.
    """

    def __init__(self, is_upright: bool = False) -> None:
        super().__init__()
        self._is_upright = is_upright
        self._x: NDArray[np.floating] = np.empty(0)
        self._y: NDArray[np.floating] = np.empty(0)
        self._pen = QPen(QColor("black"), 1.0)
        self._pen.setCosmetic(True)

    def set_color(self, color: QColor) -> None:
        """Draw in another colour."""
        if color != self._pen.color():
            self._pen.setColor(color)
            self.update()

    def set_dashed(self) -> None:
        """Draw dashes from now on."""
        self._pen.setStyle(Qt.PenStyle.DashLine)
        self.update()

    def set_points(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> None:
        """Draw through other points, given in positions."""
        self._x, self._y = x, y
        self._changed()

    def paint(self, painter: QPainter) -> None:
        """Draw the line."""
        if self._drawn is None:
            self._drawn = self._polygons()
        lines, dots = self._drawn
        is_smooth = len(self._x) <= SMOOTH
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        painter.setPen(self._pen)
        for dx, dy in self._passes():
            painter.translate(dx, dy)
            for line in lines:
                painter.drawPolyline(line)
            painter.translate(-dx, -dy)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for dot in dots:
            painter.fillRect(dot, self._pen.color())

    def _passes(self) -> list[tuple[float, float]]:
        """Return where to draw: on a dense screen also a screen pixel beside it."""
        ratio = self.canvas.devicePixelRatioF() if self.canvas is not None else 1.0
        if ratio < 1.5:
            return [(0.0, 0.0)]
        return [(0.0, 0.0), (1 / ratio, 0.0), (0.0, 1 / ratio)]

    def _polygons(self) -> tuple[list[QPolygonF], list[QRectF]]:
        x, y = (
            scale.pixels(np.asarray(points, np.float64))
            for scale, points in zip(self._scales, (self._x, self._y), strict=True)
        )
        runs = finite_runs(x, y)
        along = y if self._is_upright else x
        gap = abs(along[-1] - along[0]) / (len(along) - 1) if len(along) > 1 else 0.0
        near = [run for run in runs if gap >= SPARSE]
        dots = [
            QRectF(left - DOT / 2, top - DOT / 2, DOT, DOT)
            for run in near
            for left, top in zip(x[run].tolist(), y[run].tolist(), strict=True)
        ]
        return [polygon(x[run], y[run]) for run in runs], dots


def finite_runs(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[slice]:
    """Return the runs of points that have both coordinates.

    Examples
    --------
    >>> finite_runs(np.arange(4.0), np.array([1.0, 2.0, np.nan, 4.0]))
    [slice(0, 2, None), slice(3, 4, None)]
    """
    finite = np.isfinite(x) & np.isfinite(y)
    if finite.all():
        return [slice(0, len(x))] if len(x) else []
    edges = np.flatnonzero(np.diff(finite.astype(np.int8), prepend=0, append=0))
    return [slice(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def polygon(x: NDArray[np.float64], y: NDArray[np.float64]) -> QPolygonF:
    """Return points as Qt draws them; a lone point becomes a short line."""
    if len(x) == 1:
        x, y = x[0] + np.array([-1.0, 1.0]), y.repeat(2)
    points: QPolygonF = pg.functions.create_qpolygonf(len(x))
    memory = pg.functions.ndarray_from_qpolygonf(points)
    # Qt's rasteriser misbehaves far outside the canvas.
    memory[:, 0] = np.clip(x, -1e5, 1e5)
    memory[:, 1] = np.clip(y, -1e5, 1e5)
    return points
