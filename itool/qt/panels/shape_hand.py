"""ShapeHand: draws new regions over an image and drags those that are there."""

from __future__ import annotations

from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QPointF, Qt, pyqtSignal

from itool.qt.panels.shape_item import Draft, Grip

if TYPE_CHECKING:
    from PyQt6.QtCore import QPoint

    from itool.model.shape import Shape
    from itool.qt.panels.image_panel import ImagePanel

Place = tuple[float, float]

NEAR = 8.0
"""Pixels from the first vertex within which a click closes a polygon."""
LEAST = 4.0
"""Pixels that a rectangle or circle must be dragged to be one."""
BY_CLICKS = ("polygon", "polyline")


class RegionTool(QObject):
    """Which kind of region the next clicks draw, for all images of a window.

    Attributes
    ----------
    kind : str
        Kind of region, or "" if clicks do what they always do.
    vertex : tuple of str and int, or None
        Region and number of the vertex that was clicked last: Delete removes it.
    changed : pyqtSignal
        Another tool was chosen, or drawing ended.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.kind = ""
        self.vertex: tuple[str, int] | None = None
        self.drawer: ShapeHand | None = None

    def choose(self, kind: str) -> None:
        """Draw this kind next; "" ends drawing."""
        if self.drawer is not None:
            self.drawer.drop()
        self.kind = kind
        self.changed.emit()


class ShapeHand:
    """What the mouse does with the regions of one image."""

    def __init__(self, panel: ImagePanel, tool: RegionTool) -> None:
        self._panel, self._tool = panel, tool
        self._places: list[Place] = []
        self._grip: Grip | None = None
        self._ray: int | None = None
        self._start: Place = (0.0, 0.0)

    def press(self, point: QPointF, button: Qt.MouseButton, is_free: bool) -> bool:
        """Take a press; False leaves it to cursors and panning.

        Parameters
        ----------
        point : QPointF
            Where.
        button : Qt.MouseButton
            Which.
        is_free : bool
            Whether the press would not take hold of a cursor.
        """
        if self._tool.kind:
            return self._draw(point, button)
        if button != Qt.MouseButton.LeftButton:
            return False
        grip = self._panel.shapes.under(point)
        if (grip is None or not grip.is_handle) and self._take_ray(point, is_free):
            return True
        if grip is None or not (grip.is_handle or is_free):
            self._mark(None)
            return False
        self._grip, self._start = grip, self._place(point)
        self._mark((grip.shape.region, grip.number) if grip.is_handle else None)
        self._panel.area.setFocus(Qt.FocusReason.MouseFocusReason)
        if not grip.shape.is_active:
            self._panel.run("region.activate", region=grip.shape.region)
        return True

    def move(self, point: QPointF) -> bool:
        """Go on with what was begun; False if nothing was."""
        if self._tool.kind:
            self._preview(point)
            return bool(self._places)
        if self._ray is not None:
            x, y = self._place(point)
            self._panel.run("guide.aim", ray=self._ray, to=(y, x), drawn=True)
            return True
        if self._grip is None:
            return False
        self._drag(self._grip, self._place(point))
        return True

    def release(self, point: QPointF) -> bool:
        """End what was begun; False if nothing was."""
        if self._places and self._tool.kind not in BY_CLICKS:
            first, here = (
                self._pixel(p) for p in (self._places[0], self._place(point))
            )
            if hypot(here.x() - first.x(), here.y() - first.y()) >= LEAST:
                self._places.append(self._place(point))
                self.finish()
            else:
                self.drop()
            return True
        if self._tool.kind:
            return True
        if self._ray is not None:
            self._ray = None
            self._panel.shapes.show_turn(None)
            self._panel.end_gesture()
            return True
        grip, self._grip = self._grip, None
        if grip is not None:
            self._panel.end_gesture()
        return grip is not None

    def double_click(self, point: QPointF) -> bool:
        """Finish a polygon, or add a vertex to the edge under the hand."""
        if self._tool.kind:
            self.finish()
            return True
        grip = self._panel.shapes.under(point)
        if grip is None:
            return False
        if not grip.is_handle and grip.shape.kind in BY_CLICKS:
            self._panel.run(
                "region.insert_point",
                region=grip.shape.region,
                point=grip.number + 1,
                to=self._along(grip.shape, self._place(point)),
                drawn=True,
            )
            self._mark((grip.shape.region, grip.number + 1))
        return True

    def cursor(self, point: QPointF) -> Qt.CursorShape | None:
        """Return how the mouse looks over a region, None if there is none."""
        if self._tool.kind:
            return Qt.CursorShape.CrossCursor
        ray = self._panel.shapes.ray_under(point)
        if ray is not None and (ray[1] or not self._panel.marks_under(point)):
            return Qt.CursorShape.PointingHandCursor
        if not self._panel.shapes.shapes:
            return None
        grip = self._panel.shapes.under(point)
        if grip is None:
            return None
        handle, edge = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.SizeAllCursor
        return handle if grip.is_handle else edge

    def open_menu(self, point: QPointF, at: QPoint) -> bool:
        """Open the menu of the region under the hand; False if there is none."""
        grip = self._panel.shapes.under(point)
        if grip is None:
            return False
        vertex = grip.number if grip.is_handle else None
        self._panel.menus.open_region_menu(grip.shape.region, vertex, at)
        return True

    def _take_ray(self, point: QPointF, is_free: bool) -> bool:
        found = self._panel.shapes.ray_under(point)
        if found is None or not (found[1] or is_free):
            return False
        self._ray = found[0]
        self._panel.shapes.show_turn(self._ray)
        return True

    def step_vertex(self, forward: bool) -> bool:
        """Mark the next handle of the active region, or the one before.

        False if there is none: then the focus goes on.
        """
        shape = next((s for s in self._panel.shapes.shapes if s.handles), None)
        if shape is None:
            return False
        vertex = self._tool.vertex
        at = vertex[1] if vertex is not None and vertex[0] == shape.region else None
        if at is None:
            following = 0 if forward else -1
        else:
            following = at + (1 if forward else -1)
        is_there = 0 <= following < len(shape.handles)
        self._mark((shape.region, following) if is_there else None)
        return is_there

    def finish(self) -> None:
        """Make a region of what was drawn, if it is enough."""
        kind, places = self._tool.kind, self._places
        dims = self._panel.panel.dims
        fewest = 3 if kind == "polygon" else 2
        self._places = []
        if len(places) >= fewest:
            points = [(y, x) for x, y in places]
            run = self._panel.run
            run("region.add", kind=kind, points=points, dims=dims, drawn=True)
            self._panel.end_gesture()
        self._tool.choose("")

    def drop(self) -> None:
        """Forget what was drawn."""
        self._places = []
        self._tool.drawer = None
        self._panel.shapes.show_draft(None)

    def _draw(self, point: QPointF, button: Qt.MouseButton) -> bool:
        if button == Qt.MouseButton.RightButton:
            self.finish()
            return True
        if button != Qt.MouseButton.LeftButton:
            return False
        if self._tool.drawer is not self:
            if self._tool.drawer is not None:
                self._tool.drawer.drop()
            self._tool.drawer = self
        if self._tool.kind == "polygon" and len(self._places) > 2:
            first = self._pixel(self._places[0])
            if hypot(first.x() - point.x(), first.y() - point.y()) <= NEAR:
                self.finish()
                return True
        here = self._place(point)
        if not self._places or here != self._places[-1]:
            self._places.append(here)
        self._preview(point)
        return True

    def _preview(self, point: QPointF) -> None:
        if not self._places:
            return
        kind, here = self._tool.kind, self._place(point)
        places = (*self._places, here)
        if kind not in BY_CLICKS:
            places = _outline(kind, self._places[0], here)
        self._panel.shapes.show_draft(Draft(kind, places, kind != "polyline"))

    def _drag(self, grip: Grip, here: Place) -> None:
        shape = grip.shape
        if grip.is_handle:
            self._panel.run(
                "region.move_point",
                region=shape.region,
                point=grip.number,
                to=self._along(shape, here),
                drawn=True,
            )
            return
        by = here[0] - self._start[0], here[1] - self._start[1]
        points = [self._along(shape, (x + by[0], y + by[1])) for x, y in shape.points]
        self._panel.run(
            "region.set_points", region=shape.region, points=points, drawn=True
        )

    def forget_vertex(self) -> None:
        """Mark no handle any more."""
        self._mark(None)

    def _mark(self, vertex: tuple[str, int] | None) -> None:
        self._tool.vertex = vertex
        self._panel.shapes.show_vertex(vertex)

    def _along(self, shape: Shape, place: Place) -> Place:
        """Return an (x, y) place in the order of the region's dimensions."""
        return place if shape.dims[0] == self._panel.panel.x.dim else place[::-1]

    def _place(self, point: QPointF) -> Place:
        x, y = self._panel.scales["x"], self._panel.scales["y"]
        return x.position(point.x()), y.position(point.y())

    def _pixel(self, place: Place) -> QPointF:
        return self._panel.shapes.pixel(place)


def _outline(kind: str, start: Place, here: Place) -> tuple[Place, ...]:
    if kind == "rectangle":
        return start, (here[0], start[1]), here, (start[0], here[1])
    across, down = here[0] - start[0], here[1] - start[1]
    turns = [2 * pi / 48 * step for step in range(48)]
    return tuple((start[0] + across * cos(t), start[1] + down * sin(t)) for t in turns)
