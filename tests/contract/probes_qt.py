"""The desktop face under test: real windows, mouse events and keys, off the screen."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QMouseEvent, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QColorDialog,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)

from itool.core.manager import Manager
from itool.qt.controls.colormap_list import ColormapList
from itool.qt.desktop import Desktop
from itool.qt.loop import QtLoop
from itool.qt.operation_dialog import OperationDialog
from itool.qt.palette import CommandPalette
from itool.qt.panels.image_panel import ImagePanel
from itool.qt.panels.profile_panel import ProfilePanel
from itool.qt.points_table import PointsTable
from itool.store.store import DataStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from itool.core.viewer import Viewer
    from itool.model.scene import Mark
    from itool.qt.controls.region_controls import RegionControls
    from itool.qt.panels.panel import PanelView
    from itool.qt.viewer_window import ViewerWindow
    from tests.contract.probe import Span

PATIENCE = 10.0
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class QtFace:
    """A manager with native windows."""

    def __init__(self) -> None:
        self.loop = QtLoop()
        self.manager = Manager(DataStore(), self.loop)
        self.desktop = Desktop(self.manager)
        self.desktop.show()

    def show(self, viewer: Viewer) -> QtProbe:
        self.settle()
        return QtProbe(self, self.desktop.windows[viewer.id])

    def settle(self, until: Callable[[], object] | None = None) -> None:
        deadline = time.monotonic() + PATIENCE
        for _ in range(4):
            QApplication.processEvents()
        while until is not None and not until():
            assert time.monotonic() < deadline, "waited in vain"
            QApplication.processEvents()
            time.sleep(0.005)

    def close(self) -> None:
        self.desktop.close()
        self.manager.dispose()
        self.settle()
        self.loop.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.settle()


class QtProbe:
    """One ImageTool window."""

    def __init__(self, face: QtFace, window: ViewerWindow) -> None:
        self._face, self.window = face, window
        self._sidebar, self._colors = window.sidebar, window.sidebar.colors

    def settle(self, until: Callable[[], object] | None = None) -> None:
        self._face.settle(until)

    def wait(self, until: Callable[[], object]) -> None:
        self._face.settle(until)

    def drag(self, panel: str, cursor: str = "", **to: float) -> None:
        view, here = self._panel(panel), self.crosshair(panel, cursor)
        start = {d: x for d, x in here.items() if d in to}
        self._drag(view, self._pixel(view, start, self._bare(view)), to)

    def drag_together(self, panel: str, **to: float) -> None:
        view, here = self._panel(panel), self.crosshair(panel)
        start = {d: x for d, x in here.items() if d in to}
        self._drag(view, self._pixel(view, start, self._bare(view)), to, SHIFT)

    def drag_anywhere(self, panel: str, **to: float) -> None:
        view = self._panel(panel)
        self._drag(view, self._bare(view), to, CONTROL)

    def click_line(self, panel: str, cursor: str, dim: str) -> None:
        view = self._panel(panel)
        here = {dim: self.crosshair(panel, cursor)[dim]}
        point = self._pixel(view, here, self._bare(view))
        self._mouse(view, QEvent.Type.MouseButtonPress, point)
        self._mouse(view, QEvent.Type.MouseButtonRelease, point)
        self.settle()

    def pan(self, panel: str, **by: float) -> None:
        view = self._panel(panel)
        start = self._bare(view)
        here = {d: self._position(view, d, start) for d in by}
        self._drag(view, start, {d: here[d] + n for d, n in by.items()})

    def zoom(self, panel: str, **at: float) -> None:
        view = self._panel(panel)
        point = self._pixel(view, at, self._bare(view))
        self._wheel(view.area.viewport(), point)

    def view_all(self, panel: str) -> None:
        view = self._panel(panel)
        self._mouse(view, QEvent.Type.MouseButtonDblClick, self._bare(view))
        self.settle()

    def press(self, keys: str) -> None:
        *modifiers, key = keys.split("+")
        held = PLAIN
        for name, modifier in (
            ("Shift", Qt.KeyboardModifier.ShiftModifier),
            ("Ctrl", CONTROL),
        ):
            if name in modifiers:
                held |= modifier
        code = {"Del": "Delete"}.get(key, key)
        QTest.keyClick(self.window, getattr(Qt.Key, f"Key_{code}"), held)
        self.settle()

    def set_index(self, dim: str, index: int) -> None:
        self._type(self._sidebar.row(dim).index, index)

    def set_value(self, dim: str, value: float) -> None:
        self._type(self._sidebar.row(dim).value, value)

    def set_bins(self, dim: str, bins: float) -> None:
        self._type(self._sidebar.row(dim).bins, bins)

    def play(self, dim: str) -> None:
        QTest.mouseClick(self._sidebar.row(dim).play, LEFT)
        self.settle()

    def jump(self, title: str) -> None:
        next(a for a in self._history() if a.text() == title).trigger()
        self.settle()

    def command(self, text: str) -> None:
        QTest.keyClick(self.window, Qt.Key.Key_P, CONTROL | SHIFT)
        self.settle()
        palette = self.window.findChild(CommandPalette)
        assert palette is not None
        QTest.keyClicks(palette.search, text)
        QTest.keyClick(palette.search, Qt.Key.Key_Return)
        self.settle()

    def export(self, format: str, what: str, path: Path) -> None:
        if what in self.panels:
            menu_of = self.window.open_panel_menu
            menu_of(self._panel(what), QPoint())
            menu = self.window.findChildren(QMenu)[-1]
            next(a for a in menu.actions() if a.text() == "Export panel…").trigger()
            menu.close()
        else:
            assert not what
            self.window.actions_by_name["export.save"].trigger()
        dialog = self.window.findChild(QFileDialog)
        assert dialog is not None
        chosen = next(f for f in dialog.nameFilters() if f"*.{format})" in f)
        dialog.selectNameFilter(chosen)
        dialog.filterSelected.emit(chosen)
        dialog.fileSelected.emit(str(path))
        dialog.close()
        self.settle(until=path.exists)

    def set_profile(self, norm: str = "", offset: float | None = None) -> None:
        controls = self._sidebar.profiles
        if norm:
            row = controls.norm.findData(norm)
            controls.norm.setCurrentIndex(row)
            controls.norm.activated.emit(row)
            self.settle()
        if offset is not None:
            self._type(controls.offset, offset)

    def set_reducer(self, reducer: str) -> None:
        box = self._sidebar.reducer
        box.setFocus()
        box.setCurrentText(reducer)
        box.textActivated.emit(reducer)
        self.settle()

    def set_slider(self, dim: str, index: int) -> None:
        slider = self._sidebar.row(dim).slider
        slider.setSliderDown(True)
        slider.setSliderPosition(index)
        slider.setSliderDown(False)
        self.settle()

    def set_colormap(self, name: str) -> None:
        popup = self._open_colormaps(name)
        QTest.keyClick(popup.search, Qt.Key.Key_Return)
        self.settle()

    def list_colormaps(self, search: str = "", kind: str = "") -> list[str]:
        popup = self._open_colormaps(search)
        names = [popup.kind.itemData(at) for at in range(popup.kind.count())]
        popup.kind.setCurrentIndex(names.index(kind))
        self.settle()
        model = popup.names
        indexes = [model.index(row) for row in range(model.rowCount())]
        found = [str(model.data(index)).removesuffix("  ★") for index in indexes]
        icons = [model.data(i, Qt.ItemDataRole.DecorationRole) for i in indexes[:20]]
        assert not any(icon.isNull() for icon in icons)
        popup.close()
        return found

    def favour_colormap(self, name: str) -> None:
        popup = self._open_colormaps(name)
        QTest.keyClick(popup.search, Qt.Key.Key_B, CONTROL)
        popup.close()
        self.settle()

    def set_gamma(self, gamma: float) -> None:
        self._type(self._colors.gamma, gamma)

    def set_levels(self, low: float, high: float) -> None:
        for edit, value in ((self._colors.low, low), (self._colors.high, high)):
            self._type(edit, value)

    def set_norm(self, name: str) -> None:
        box = self._colors.norm
        box.setFocus()
        wanted = box.findData(name)
        while box.currentIndex() != wanted:
            is_above = wanted < box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Up if is_above else Qt.Key.Key_Down)
            self.settle()

    def set_pivot(self, value: float) -> None:
        self._type(self._colors.pivot, value)

    def set_percentiles(self, low: float, high: float) -> None:
        for edit, value in ((self._colors.lowest, low), (self._colors.highest, high)):
            self._type(edit, value)

    def drag_bar(self, start: float, stop: float) -> None:
        bar = self.window.grid.bar
        first, last = self._bar_point(start), self._bar_point(stop)
        self._send(bar, QEvent.Type.MouseButtonPress, first, LEFT)
        for share in (0.5, 1.0):
            point = first + share * (last - first)
            self._send(bar, QEvent.Type.MouseMove, point, Qt.MouseButton.NoButton)
        self._send(bar, QEvent.Type.MouseButtonRelease, last, LEFT)
        self.settle()

    def zoom_bar(self, level: float) -> None:
        self._wheel(self.window.grid.bar, self._bar_point(level))

    def reset_bar(self) -> None:
        bar, middle = self.window.grid.bar, self._bar_point(0.5)
        self._send(bar, QEvent.Type.MouseButtonDblClick, middle, LEFT)
        self.settle()

    def share_levels(self) -> None:
        self.window.actions_by_name["color.share"].trigger()
        self.settle()

    def toggle(self, what: str) -> None:
        buttons = {
            "view": self._colors.view,
            "reverse": self._colors.reverse,
            "lock": self._colors.lock,
            "snap": self._sidebar.snap,
        }
        QTest.mouseClick(buttons[what], LEFT)
        self.settle()

    def swap(self, dim: str, other: str) -> None:
        menu = self._sidebar.row(dim).place.menu()
        assert menu is not None
        menu.aboutToShow.emit()
        names = [d for d in self._scene.order if d != dim]
        menu.actions()[names.index(other)].trigger()
        self.settle()

    def add_cursor(self) -> None:
        QTest.mouseClick(self._sidebar.cursors.add, LEFT)
        self.settle()

    def activate(self, cursor: str) -> None:
        QTest.mouseClick(self._sidebar.cursors.chips[cursor], LEFT)
        self.settle()

    def set_cursor_colors(self, source: str) -> None:
        box = self._sidebar.cursor_colors.source
        names = {"own": None, "spread": ""}
        wanted = names.get(source, source.removeprefix("by "))
        index = [box.itemData(at) for at in range(box.count())].index(wanted)
        box.setFocus()
        far = index - box.currentIndex()
        for _ in range(abs(far)):
            QTest.keyClick(box, Qt.Key.Key_Down if far > 0 else Qt.Key.Key_Up)
            self.settle()

    def set_cursor_color(self, color: str) -> None:
        row = self._sidebar.cursor_colors
        QTest.mouseClick(row.hand, LEFT)
        dialog = row.findChild(QColorDialog)
        assert dialog is not None
        dialog.setCurrentColor(QColor(color))
        dialog.accept()
        self.settle()

    def resize_columns(self, by: float) -> None:
        grid = self.window.grid
        first, second, *_ = grid.columns
        start = QPoint(first.stop + 2, grid.rows[0].start + 5)
        stop = start + QPoint(round(by * (first.length + second.length)), 0)
        QTest.mousePress(grid, LEFT, PLAIN, start)
        self._send(grid, QEvent.Type.MouseMove, QPointF(stop), LEFT)
        QTest.mouseRelease(grid, LEFT, PLAIN, stop)
        self.settle()

    def draw(self, panel: str, kind: str, *points: dict[str, float]) -> None:
        view = self._panel(panel)
        QTest.mouseClick(self._regions.tools[kind], LEFT)
        places = [self._pixel(view, point, QPointF()) for point in points]
        if kind in ("rectangle", "circle"):
            self._drag(view, places[0], points[1])
            return
        for place in places:
            self._mouse(view, QEvent.Type.MouseMove, place)
            self._mouse(view, QEvent.Type.MouseButtonPress, place)
            self._mouse(view, QEvent.Type.MouseButtonRelease, place)
        self._mouse(view, QEvent.Type.MouseButtonDblClick, places[-1])
        self._mouse(view, QEvent.Type.MouseButtonRelease, places[-1])
        self.settle()

    def drag_shape(
        self, panel: str, start: dict[str, float], to: dict[str, float]
    ) -> None:
        view = self._panel(panel)
        self._drag(view, self._pixel(view, start, QPointF()), to)

    def double_click(self, panel: str, **at: float) -> None:
        view = self._panel(panel)
        place = self._pixel(view, at, QPointF())
        self._mouse(view, QEvent.Type.MouseButtonDblClick, place)
        self._mouse(view, QEvent.Type.MouseButtonRelease, place)
        self.settle()

    def act_on_region(self, name: str) -> None:
        QTest.mouseClick(self._regions.actions_by_name[name], LEFT)
        viewers = self._face.manager.viewers
        self.settle(lambda: all(viewer.is_drawn for viewer in viewers))

    def type_point(self, row: int, column: int, value: float) -> None:
        QTest.mouseClick(self._regions.actions_by_name["points"], LEFT)
        table = self.window.findChild(PointsTable)
        assert table is not None
        item = table.table.item(row, column)
        assert item is not None
        item.setText(f"{value:g}")
        table.close()
        self.settle()

    def shapes(self, panel: str) -> dict[str, list[tuple[float, float]]]:
        view = self._panel(panel)
        if not isinstance(view, ImagePanel):
            return {}
        return {s.region: list(s.outline) for s in view.shapes.shapes}

    def rays(self, panel: str) -> int:
        return len(self._panel(panel).panel.rays)

    @property
    def statistics(self) -> dict[str, float]:
        shown = self._regions.statistics
        return shown.numbers if shown.isVisibleTo(self._sidebar) else {}

    @property
    def path_profile(self) -> NDArray[np.floating] | None:
        shown = self._regions.profile
        return shown.samples if shown.isVisibleTo(self._sidebar) else None

    @property
    def _regions(self) -> RegionControls:
        return self._sidebar.regions

    @property
    def title(self) -> str:
        return self.window.windowTitle().partition(": ")[2]

    @property
    def message(self) -> str:
        label = self.window.message
        return label.text() if label.property("role") == "failure" else ""

    @property
    def value(self) -> float:
        text = self._sidebar.value.text.replace("−", "-")
        return float(text) if text[-1:].isdigit() else np.nan

    @property
    def panels(self) -> tuple[str, ...]:
        views = self.window.grid.panels
        return tuple(view.panel.id for view in views if view.area.isVisible())

    @property
    def cursors(self) -> tuple[str, ...]:
        return tuple(self._sidebar.cursors.chips)

    @property
    def active(self) -> str:
        chips = self._sidebar.cursors.chips
        return next(name for name, chip in chips.items() if chip.isChecked())

    @property
    def can(self) -> set[str]:
        actions = self.window.actions_by_name
        return {n for n in ("undo", "redo") if actions[f"edit.{n}"].isEnabled()}

    def crosshair(self, panel: str, cursor: str = "") -> dict[str, float]:
        who = cursor or self.active
        marks = self._panel(panel).crosshair.marks
        return {mark.dim: mark.position for mark in marks if mark.cursor == who}

    def color(self, panel: str, cursor: str) -> str:
        marks = self._panel(panel).crosshair.marks
        return next(mark.color for mark in marks if mark.cursor == cursor)

    def band(self, panel: str, dim: str, cursor: str = "") -> Span:
        return self._mark(panel, dim, cursor or self.active).band

    def image(self, panel: str) -> NDArray[np.uint8] | None:
        view = self._panel(panel)
        assert isinstance(view, ImagePanel)
        return view.raster.pixels

    def corner(self, panel: str) -> tuple[int, int, int]:
        picture = self._panel(panel).area.grab().toImage()
        color = picture.pixelColor(0, picture.height() - 1)
        return color.red(), color.green(), color.blue()

    @property
    def counts(self) -> list[int]:
        return [int(count) for count in self.window.grid.bar.counts]

    @property
    def bar_labels(self) -> dict[float, float]:
        bar = self.window.grid.bar
        values = np.array([*bar.labels()])
        levels = bar.norm.forward(values)
        return dict(zip(values.tolist(), levels.tolist(), strict=True))

    def curve(self, panel: str, cursor: str = "") -> NDArray[np.floating] | None:
        view = self._panel(panel)
        assert isinstance(view, ProfilePanel)
        return view.curve(cursor or self.active)

    def limits(self, panel: str) -> dict[str, Span]:
        view = self._panel(panel)
        sides = {view.panel.x.dim: "x", view.panel.y.dim: "y"}
        return {
            dim: (view.scales[side].low, view.scales[side].high)
            for dim, side in sides.items()
        }

    def ticks(self, panel: str, dim: str) -> tuple[str, ...]:
        view = self._panel(panel)
        return view.rulers[view.panel.side(dim)].ticks.texts

    def index(self, dim: str) -> int:
        return self._sidebar.row(dim).index.value()

    def text(self, dim: str) -> str:
        return self._sidebar.row(dim).value.text()

    @property
    def history(self) -> tuple[str, ...]:
        return tuple(action.text() for action in self._history())

    @property
    def clipboard(self) -> str:
        clipboard = QApplication.clipboard()
        assert clipboard is not None
        return clipboard.text()

    def is_playing(self, dim: str) -> bool:
        return self._sidebar.row(dim).play.isChecked()

    @property
    def reducer(self) -> str:
        return self._sidebar.reducer.currentText()

    def bins(self, dim: str) -> int:
        return self._sidebar.row(dim).bins.value()

    @property
    def sliders(self) -> tuple[str, ...]:
        rows = self._sidebar.rows
        return tuple(row.dim for row in rows if row.slider.isVisibleTo(self._sidebar))

    @property
    def _scene(self) -> Any:
        scene = self.window.scene
        assert scene is not None
        return scene

    def _history(self) -> list[Any]:
        menu = self.window.findChild(QMenu, "history")
        assert menu is not None
        menu.aboutToShow.emit()
        return list(menu.actions())

    def open_operation(self, name: str) -> None:
        self.window.actions_by_name[f"operation:{name}"].trigger()
        self._dialog = self.window.findChildren(OperationDialog)[-1]
        self.settle()

    def fill(self, field: str, value: str | bool) -> None:
        widget = self._dialog.form.inputs[field]
        if isinstance(widget, QLineEdit):
            widget.selectAll()
            QTest.keyClick(widget, Qt.Key.Key_Delete)
            QTest.keyClicks(widget, str(value))
        elif isinstance(widget, QCheckBox):
            if widget.isChecked() != value:
                widget.click()
        elif isinstance(widget, QComboBox):
            widget.setCurrentIndex(widget.findData(value))
        else:
            widget.setPlainText(str(value))

    def preview(self) -> tuple[str, bool]:
        dialog = self._dialog
        self.settle(lambda: not dialog.is_due and dialog.size_line.text())
        return dialog.code.toPlainText(), not dialog.picture.pixmap().isNull()

    def carry_out(self, place: str) -> str:
        dialog, gone = self._dialog, []
        dialog.finished.connect(gone.append)
        dialog.place.setCurrentIndex(dialog.place.findData(place))
        dialog.apply_button.click()
        self.settle(lambda: gone or dialog.apply_button.isEnabled())
        said = "" if gone else dialog.trouble.text()
        if not gone:
            dialog.reject()
        self.window.activateWindow()
        self.settle()
        return said

    @property
    def filters(self) -> tuple[tuple[str, bool], ...]:
        rows = self._sidebar.filters.rows
        return tuple((row.check.text(), row.check.isChecked()) for row in rows)

    def switch_filter(self, number: int) -> None:
        self._sidebar.filters.rows[number].check.click()
        self.settle()

    def remove_filter(self, number: int) -> None:
        self._sidebar.filters.rows[number].away.click()
        self.settle()

    def copy_code(self) -> str:
        clipboard = QApplication.clipboard()
        clipboard.setText("")
        self.window.actions_by_name["viewer.code"].trigger()
        self.settle(lambda: clipboard.text() != "")
        return str(clipboard.text())

    def _panel(self, panel: str) -> PanelView:
        return self.window.grid.panel(panel)

    def _mark(self, panel: str, dim: str, cursor: str) -> Mark:
        marks = self._panel(panel).crosshair.marks
        return next(m for m in marks if (m.cursor, m.dim) == (cursor, dim))

    def _pixel(self, view: PanelView, at: dict[str, float], rest: QPointF) -> QPointF:
        """Return the pixel of a point; where it leaves a dim out, that of `rest`."""
        point = QPointF(rest)
        for dim, position in at.items():
            side = view.panel.side(dim)
            pixel = view.scales[side].pixel(position)
            point.setX(pixel) if side == "x" else point.setY(pixel)
        return point

    def _position(self, view: PanelView, dim: str, point: QPointF) -> float:
        side = view.panel.side(dim)
        return view.scales[side].position(point.x() if side == "x" else point.y())

    def _bare(self, view: PanelView) -> QPointF:
        """Return a point that is far from all lines."""
        width, height = view.area.width(), view.area.height()
        for across in (0.5, 0.27, 0.73, 0.12, 0.88):
            for down in (0.5, 0.27, 0.73, 0.12, 0.88):
                point = QPointF(across * width, down * height)
                if not view.marks_under(point):
                    return point
        raise AssertionError("lines are everywhere")

    def _drag(
        self,
        view: PanelView,
        start: QPointF,
        to: dict[str, float],
        held: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        stop = self._pixel(view, to, start)
        self._mouse(view, QEvent.Type.MouseButtonPress, start, held)
        for fraction in (0.4, 0.8, 1.0):
            point = start + fraction * (stop - start)
            self._mouse(view, QEvent.Type.MouseMove, point, held)
        self._mouse(view, QEvent.Type.MouseButtonRelease, stop, held)
        self.settle()

    def _open_colormaps(self, search: str) -> ColormapList:
        QTest.mouseClick(self._colors.map, LEFT)
        popup = self._colors.map.findChildren(ColormapList)[-1]
        QTest.keyClicks(popup.search, search)
        return popup

    def _bar_point(self, level: float) -> QPointF:
        return QPointF(30, (1 - level) * (self.window.grid.bar.height() - 1))

    def _wheel(self, widget: QWidget, point: QPointF) -> None:
        event = QWheelEvent(
            point,
            QPointF(widget.mapToGlobal(point.toPoint())),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            PLAIN,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
        self.settle()

    def _mouse(
        self,
        view: PanelView,
        kind: QEvent.Type,
        point: QPointF,
        held: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
        self._send(view.area.viewport(), kind, point, button, held)

    def _send(
        self,
        widget: QWidget,
        kind: QEvent.Type,
        point: QPointF,
        button: Qt.MouseButton,
        held: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        buttons = (
            Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
        )
        away = QPointF(widget.mapToGlobal(point.toPoint()))
        event = QMouseEvent(kind, point, away, button, buttons, held)
        QApplication.sendEvent(widget, event)

    def _type(self, field: Any, number: float) -> None:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, f"{number:g}")
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.settle()
