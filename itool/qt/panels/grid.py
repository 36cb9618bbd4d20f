"""PanelGrid: places the panels so that cursor lines run straight through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtCore import QEvent, QRect, Qt, QTimer
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from itool.model.aspect import EqualAspect, equal_aspect, lanes, limits_of
from itool.qt import theme
from itool.qt.panels.color_bar import ColorBar
from itool.qt.panels.image_panel import ImagePanel
from itool.qt.panels.profile_panel import ProfilePanel

if TYPE_CHECKING:
    from itool.model.aspect import Span
    from itool.model.scene import Frame, Panel, Scene, Side
    from itool.qt.panels.panel import Menus, PanelView, Run

GUTTER = 12
EDGE = 8
"""Room around the panels in pixels, twice as much at the right for end labels."""
LEAST = 40
"""Smallest side of a canvas in pixels."""


@dataclass(frozen=True, slots=True)
class Track:
    """A row or a column: where its canvases begin and how long they are."""

    start: int
    length: int

    @property
    def stop(self) -> int:
        """One pixel past the last."""
        return self.start + self.length


class Margins(NamedTuple):
    """Pixels beside each column and each row of canvases, for their rulers."""

    left: list[int]
    right: list[int]
    above: list[int]
    below: list[int]


class PanelGrid(QWidget):
    """All panels of a viewer, with a colour bar beside the main image."""

    def __init__(self, run: Run, menus: Menus, parent: QWidget) -> None:
        super().__init__(parent)
        self._run, self._menus = run, menus
        self._cells: dict[tuple[int, int], PanelView] = {}
        self._by_id: dict[str, PanelView] = {}
        self._scene: Scene | None = None
        self.rows: list[Track] = []
        self.columns: list[Track] = []
        self._margins = Margins([], [], [], [])
        self._aspect: EqualAspect | None = None
        self._limits: dict[str, Span] = {}
        self._held: tuple[str, int, float, list[int]] | None = None
        self.bar = ColorBar(self, run)
        self.bar.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._fit_margins)
        self.setMouseTracking(True)
        # It fills its own ground, so that Qt does not paint the window under it first.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def panel(self, panel_id: str) -> PanelView:
        """Return the panel called `panel_id`."""
        return self._by_id[panel_id]

    @property
    def panels(self) -> tuple[PanelView, ...]:
        """All panels, in reading order."""
        return tuple(self._by_id.values())

    def show_scene(self, scene: Scene) -> None:
        """Draw all that needs no samples."""
        old, self._scene = self._scene, scene
        cells = {panel.cell: panel for panel in scene.panels}
        if cells.keys() != self._cells.keys():
            self._rebuild(cells)
        self._by_id = {p.id: self._cells[cell] for cell, p in cells.items()}
        was_tied = self._aspect is not None
        self._tie()
        for panel in scene.panels:
            self._by_id[panel.id].show_panel(panel, scene)
        if was_tied or self._aspect is not None:
            for view in self.panels:
                view.rescale()
        self.bar.show_color(scene.color)
        has_image = any(panel.kind == "image" for panel in scene.panels)
        self.bar.setVisible(has_image and not scene.channel)
        if old is None or _about_room(scene) != _about_room(old):
            self._margins = self._wanted_margins()
            self._arrange()

    def show_frame(self, frame: Frame) -> None:
        """Draw the samples of one layer."""
        panel = self._by_id.get(frame.panel)
        if panel is None:
            return
        panel.show_frame(frame)
        if panel is self._main() and frame.pixels is not None:
            self.bar.show_frame(frame)
        if isinstance(panel, ProfilePanel) and not self._soon.isActive():
            self._soon.start(0)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Share the room out anew."""
        self._arrange()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the ground, and a thin frame around every canvas."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("window"))
        painter.setPen(theme.color("border"))
        for panel in self._cells.values():
            painter.drawRect(panel.area.geometry().adjusted(-1, -1, 0, 0))

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Take hold of the gap between two rows or columns."""
        gap = self._gap_at(event) if event is not None else None
        if event is None or gap is None or event.button() != Qt.MouseButton.LeftButton:
            return
        kind, index = gap
        at = event.position().y() if kind == "rows" else event.position().x()
        tracks = self.rows if kind == "rows" else self.columns
        self._held = (kind, index, at, [track.length for track in tracks])

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Give one panel what its neighbour loses."""
        if event is None:
            return
        if self._held is None:
            self._hover(self._gap_at(event))
            return
        kind, index, start, lengths = self._held
        by = (event.position().y() if kind == "rows" else event.position().x()) - start
        pair = lengths[index] + lengths[index + 1]
        first = min(max(lengths[index] + round(by), LEAST), pair - LEAST)
        wanted = [float(each) for each in lengths]
        wanted[index], wanted[index + 1] = float(first), float(pair - first)
        if LEAST <= first <= pair - LEAST:
            self._run("view.sizes", **{kind: wanted})

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Let go."""
        if self._held is not None:
            self._held = None
            self._run("edit.pause")

    def _rebuild(self, cells: dict[tuple[int, int], Panel]) -> None:
        for view in self._cells.values():
            view.dispose()
        kinds = {"image": ImagePanel, "profile": ProfilePanel}
        self._cells = {
            cell: kinds[panel.kind](self, self._run, self._menus)
            for cell, panel in cells.items()
        }
        for view in self._cells.values():
            view.area.show()
            view.look = self._look

    def _main(self) -> PanelView | None:
        return next((p for p in self.panels if isinstance(p, ImagePanel)), None)

    def _wanted_margins(self) -> Margins:
        """Return the room that rulers need around rows and columns."""
        assert self._scene is not None
        above, below = ([0] * len(self._scene.rows) for _ in range(2))
        left, right = ([0] * len(self._scene.columns) for _ in range(2))
        for (row, column), view in self._cells.items():
            if view.panel.shows_x:
                below[row] = max(below[row], view.rulers["x"].thickness() + 1)
            if view.panel.shows_y:
                left[column] = max(left[column], view.rulers["y"].thickness() + 1)
            if isinstance(view, ProfilePanel):
                if view.panel.is_upright:
                    above[row] = max(above[row], view.twin_room())
                else:
                    right[column] = max(right[column], view.twin_room())
        if len(left) > 1:
            bar = 0 if self._scene.channel else self.bar.room() - GUTTER
            left[1] = max(left[1], bar)
        return Margins(left, right, above, below)

    def _fit_margins(self) -> None:
        if self._scene is not None:
            wanted = self._wanted_margins()
            if wanted != self._margins:
                self._margins = wanted
                self._arrange()

    def _arrange(self) -> None:
        if self._scene is None:
            return
        left, right, above, below = self._margins
        self.rows = _tracks(self._scene.rows, above, below, self.height() - 2 * EDGE)
        self.columns = _tracks(
            self._scene.columns, left, right, self.width() - 3 * EDGE
        )
        self._tie()
        for (row, column), view in self._cells.items():
            across, down = self.columns[column], self.rows[row]
            canvas = QRect(across.start, down.start, across.length, down.length)
            view.place(canvas, max(left[column], 1))
            if view.seen:
                view.rescale()
        if len(self.columns) > 1:
            beside, down = self.columns[0].stop, self.rows[1]
            self.bar.setGeometry(
                beside, down.start, self.columns[1].start - beside, down.length
            )
        self.update()

    def _tie(self) -> None:
        """Work out what panels show where units of both axes are equally long."""
        scene, self._aspect = self._scene, None
        if scene is None:
            return
        self._limits = limits_of(scene)
        shape = len(scene.rows), len(scene.columns)
        if scene.equal_aspect and shape == (len(self.rows), len(self.columns)):
            lengths: dict[Side, list[float]] = {
                "x": [float(track.length) for track in self.columns],
                "y": [float(track.length) for track in self.rows],
            }
            self._aspect = equal_aspect(scene, lengths)
        self._see()

    def _see(self) -> None:
        """Tell every panel what equal aspect shows there."""
        spans = self._aspect.spans(self._limits) if self._aspect is not None else {}
        for panel in self._scene.panels if self._scene is not None else ():
            self._by_id[panel.id].seen = {
                side: spans[lane]
                for side, lane in lanes(panel).items()
                if lane in spans
            }

    def _look(self, view: PanelView, wanted: dict[Side, Span]) -> None:
        """Show this in a panel, and as much in all that are tied to it."""
        if self._aspect is None:
            return
        here = lanes(view.panel)
        moved = self._aspect.moved(
            self._limits, {here[side]: span for side, span in wanted.items()}
        )
        self._limits |= moved
        self._see()
        full = self._aspect.full
        limits = {dim: None if s == full[dim] else s for dim, s in moved.items()}
        self._run("view.limits", limits=limits)

    def _gap_at(self, event: QMouseEvent) -> tuple[str, int] | None:
        point = event.position()
        for kind, tracks, at in (
            ("rows", self.rows, point.y()),
            ("columns", self.columns, point.x()),
        ):
            for index in range(len(tracks) - 1):
                if tracks[index].stop <= at < tracks[index + 1].start:
                    return kind, index
        return None

    def _hover(self, gap: tuple[str, int] | None) -> None:
        if gap is None:
            self.unsetCursor()
        elif gap[0] == "rows":
            self.setCursor(Qt.CursorShape.SplitVCursor)
        else:
            self.setCursor(Qt.CursorShape.SplitHCursor)


def _about_room(scene: Scene) -> tuple[object, ...]:
    """Return what decides how much room panels and rulers have."""
    twins = [panel.id for panel in scene.panels if panel.twin is not None]
    return scene.rows, scene.columns, scene.order, twins, scene.channel


def _tracks(
    weights: tuple[float, ...], before: list[int], after: list[int], length: int
) -> list[Track]:
    """Share `length` pixels out by `weights`, after margins and gutters."""
    count = len(weights)
    fixed = sum(before) + sum(after) + GUTTER * (count - 1)
    free = max(length - fixed, LEAST * count)
    tracks, start, used = [], EDGE, 0.0
    for index, weight in enumerate(weights):
        first = round(used)
        used += free * weight / sum(weights)
        start += before[index]
        tracks.append(Track(start, round(used) - first))
        start += tracks[-1].length + after[index] + GUTTER
    return tracks
