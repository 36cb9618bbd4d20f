"""ShapeItem: the regions and guides over an image, and which is under the hand."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING

from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPen, QPolygonF

from itool.qt.panels.drawn_item import DrawnItem

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

    from itool.model.scene import Panel
    from itool.model.shape import Shape

HALO = QColor(0, 0, 0, 110)
GUIDE = QColor(255, 255, 255, 200)
REACH = 7.0
"""Pixels within which a handle or an edge is taken hold of."""
HALF = 4.0
"""Half the side of a handle in pixels."""
RAY_REACH = 0.38
"""How far the handle of a ray is from the cursor, of the shorter side."""
FAR = 1e5
"""Pixels beyond which Qt's rasteriser misbehaves."""

Places = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Grip:
    """A part of a region under the hand: a handle, or an edge."""

    shape: Shape
    number: int
    is_handle: bool


@dataclass(frozen=True)
class Draft:
    """A region that is being drawn; places are (x, y) positions."""

    kind: str
    outline: Places
    is_closed: bool


class ShapeItem(DrawnItem):
    """All regions and guides of one image, and the region that is being drawn."""

    def __init__(self) -> None:
        super().__init__(110)
        self._panel: Panel | None = None
        self._draft: Draft | None = None
        self._vertex: tuple[str, int] | None = None
        self._turned: int | None = None

    @property
    def turn_text(self) -> str:
        """The angle of the ray that is being turned, as it is written beside it."""
        if self._panel is None or self._turned is None:
            return ""
        x0, y0, x1, y1 = self._panel.rays[self._turned]
        return f"{degrees(atan2(y1 - y0, x1 - x0)):.1f}°".replace("-", "−")

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The regions that are drawn."""
        return self._panel.shapes if self._panel is not None else ()

    def show_panel(self, panel: Panel) -> None:
        """Draw the regions and guides of `panel`."""
        old, self._panel = self._panel, panel
        if old is None or (panel.shapes, panel.rays) != (old.shapes, old.rays):
            self.update()

    def show_draft(self, draft: Draft | None) -> None:
        """Draw a region that is not one yet."""
        if draft != self._draft:
            self._draft = draft
            self.update()

    def show_turn(self, ray: int | None) -> None:
        """Write the angle of a ray beside it while it is being turned."""
        if ray != self._turned:
            self._turned = ray
            self.update()

    def show_vertex(self, vertex: tuple[str, int] | None) -> None:
        """Mark the vertex that the Delete key would remove."""
        if vertex != self._vertex:
            self._vertex = vertex
            self.update()

    def under(self, point: QPointF) -> Grip | None:
        """Return what `point` takes hold of: handles first, then the topmost edge."""
        for shape in reversed(self.shapes):
            for number, place in enumerate(shape.handles):
                at = self.pixel(place)
                if hypot(at.x() - point.x(), at.y() - point.y()) <= REACH:
                    return Grip(shape, number, is_handle=True)
        for shape in reversed(self.shapes):
            for number, edge in enumerate(self._edges(shape.outline, shape.is_closed)):
                if _distance(edge, point) <= REACH - 2:
                    return Grip(shape, number, is_handle=False)
        return None

    def ray_under(self, point: QPointF) -> tuple[int, bool] | None:
        """Return the ray that `point` takes hold of, and whether by its handle."""
        rays = self._panel.rays if self._panel is not None else ()
        for number in range(len(rays)):
            grip = self.ray_grip(number)
            if hypot(grip.x() - point.x(), grip.y() - point.y()) <= REACH:
                return number, True
        for number, (x0, y0, x1, y1) in enumerate(rays):
            line = QLineF(self.pixel((x0, y0)), self._end(x0, y0, x1, y1))
            start = line.p1()
            # Where all rays meet, nobody knows which is meant.
            is_apart = hypot(start.x() - point.x(), start.y() - point.y()) > 4 * REACH
            if is_apart and _distance(line, point) <= REACH - 2:
                return number, False
        return None

    def ray_grip(self, number: int) -> QPointF:
        """Return the pixel of the handle of a ray."""
        assert self._panel is not None
        x0, y0, x1, y1 = self._panel.rays[number]
        x, y = self._scales
        start = QPointF(x.pixel(x0), y.pixel(y0))
        far = QPointF(x.pixel(x1), y.pixel(y1)) - start
        reach = RAY_REACH * min(x.length, y.length)
        return start + far * (reach / (hypot(far.x(), far.y()) or 1.0))

    def pixel(self, place: tuple[float, float]) -> QPointF:
        """Return the pixel of an (x, y) position."""
        x, y = self._scales
        across, down = x.pixel(place[0]), y.pixel(place[1])
        return QPointF(max(min(across, FAR), -FAR), max(min(down, FAR), -FAR))

    def paint(self, painter: QPainter) -> None:
        """Draw guides, then regions, then their handles."""
        if self._panel is None or not (
            self._panel.shapes or self._panel.rays or self._draft
        ):
            return
        painter.setRenderHint(painter.RenderHint.Antialiasing, True)
        self._draw_rays(painter)
        for shape in self.shapes:
            self._draw(painter, shape)
        if self._draft is not None:
            color = QColor("#ffffff")
            self._stroke(painter, self._draft.outline, self._draft.is_closed, color, 1)
            for place in self._draft.outline if self._draft.kind[0] == "p" else ():
                self._square(painter, self.pixel(place), color)
        painter.setRenderHint(painter.RenderHint.Antialiasing, False)

    def _draw_rays(self, painter: QPainter) -> None:
        assert self._panel is not None
        for x0, y0, x1, y1 in self._panel.rays:
            ray = QLineF(self.pixel((x0, y0)), self._end(x0, y0, x1, y1))
            for pen in (QPen(HALO, 3), QPen(GUIDE, 1, Qt.PenStyle.DashLine)):
                painter.setPen(pen)
                painter.drawLine(ray)
        for number in range(len(self._panel.rays)):  # over all lines
            painter.setPen(QPen(HALO, 1.5))
            painter.setBrush(GUIDE)
            painter.drawEllipse(self.ray_grip(number), HALF, HALF)
            if number == self._turned:
                at = self.ray_grip(number) + QPointF(9, -9)
                for shift, color in ((1, QColor("#000000")), (0, QColor("#ffffff"))):
                    painter.setPen(color)
                    painter.drawText(at + QPointF(shift, shift), self.turn_text)

    def _draw(self, painter: QPainter, shape: Shape) -> None:
        color = QColor(shape.color)
        if shape.width > 1 and not shape.is_closed:
            self._band(painter, shape, color)
        width = 2.0 if shape.is_active else 1.2
        self._stroke(painter, shape.outline, shape.is_closed, color, width)
        for number, place in enumerate(shape.handles):
            is_marked = (shape.region, number) == self._vertex
            fill = color if is_marked else QColor("#ffffff")
            self._square(painter, self.pixel(place), color, fill)
        at = self.pixel(max(shape.outline, key=lambda p: -self.pixel(p).y()))
        at += QPointF(6, -6)
        painter.setPen(HALO)
        painter.drawText(at + QPointF(1, 1), shape.label)
        painter.setPen(color)
        painter.drawText(at, shape.label)

    def _band(self, painter: QPainter, shape: Shape, color: QColor) -> None:
        """Shade the samples across a path, as wide as they are drawn on average."""
        assert self._panel is not None
        sizes = [
            abs((axis.extent[1] - axis.extent[0]) / (axis.size or 1))
            * scale.length
            / abs(scale.high - scale.low)
            for axis, scale in zip(
                (self._panel.x, self._panel.y), self._scales, strict=True
            )
        ]
        shade = QColor(color)
        shade.setAlpha(60)
        pen = QPen(shade, shape.width * sum(sizes) / 2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([self.pixel(p) for p in shape.outline]))

    def _stroke(
        self,
        painter: QPainter,
        outline: Places,
        is_closed: bool,
        color: QColor,
        width: float,
    ) -> None:
        line = QPolygonF([self.pixel(place) for place in outline])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(HALO, width + 2), QPen(color, width)):
            painter.setPen(pen)
            if is_closed:
                painter.drawPolygon(line)
            else:
                painter.drawPolyline(line)

    def _square(
        self, painter: QPainter, at: QPointF, color: QColor, fill: QColor | None = None
    ) -> None:
        painter.setPen(QPen(color.darker(160), 1))
        painter.setBrush(fill or color)
        painter.drawRect(QRectF(at.x() - HALF, at.y() - HALF, 2 * HALF, 2 * HALF))

    def _end(self, x0: float, y0: float, x1: float, y1: float) -> QPointF:
        """Return the far end of a ray in pixels, pulled in along its own line."""
        x, y = self._scales
        start = QPointF(x.pixel(x0), y.pixel(y0))
        far = QPointF(x.pixel(x1), y.pixel(y1)) - start
        length = hypot(far.x(), far.y()) or 1.0
        return start + far * min(1.0, FAR / length)

    def _edges(self, outline: Places, is_closed: bool) -> list[QLineF]:
        points = [self.pixel(place) for place in outline]
        ends = [*points[1:], points[0]] if is_closed else points[1:]
        return [QLineF(a, b) for a, b in zip(points, ends, strict=False)]


def _distance(edge: QLineF, point: QPointF) -> float:
    along = edge.p2() - edge.p1()
    square = QPointF.dotProduct(along, along)
    share = QPointF.dotProduct(point - edge.p1(), along) / square if square else 0.0
    nearest = edge.p1() + along * min(max(share, 0.0), 1.0)
    return hypot(point.x() - nearest.x(), point.y() - nearest.y())
