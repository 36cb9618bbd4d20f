"""The probe of a native window: gestures and marks on its panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMenu,
)

from itool.qt.panels.image_panel import ImagePanel
from itool.qt.panels.profile_panel import ProfilePanel
from itool.qt.range_dialog import RangeDialog
from tests.contract.faces.qt.window import (
    CONTROL,
    LEFT,
    PLAIN,
    SHIFT,
    QtWindow,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from itool.qt.panels.axis import AxisRuler
    from tests.contract.probe import Span


class QtPanels(QtWindow):
    """Gestures and marks on its panels."""

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

    def choose_here(self, panel: str, entry: str, **at: float) -> None:
        view = self._panel(panel)
        place = self._pixel(view, at, self._bare(view))
        view.open_menu(view.area.mapToGlobal(place.toPoint()))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(a for a in menu.actions() if a.text() == entry).trigger()
        menu.close()
        self.settle()

    def copied_picture(self, panel: str, entry: str) -> NDArray[np.uint8]:
        clipboard = QApplication.clipboard()
        assert clipboard is not None
        clipboard.clear()
        self.choose_here(panel, entry)
        picture = clipboard.image().convertToFormat(QImage.Format.Format_RGBX8888)
        bits = picture.constBits()
        assert bits is not None
        shape = picture.height(), picture.width(), 4
        return np.frombuffer(bits.asstring(4 * shape[0] * shape[1]), np.uint8).reshape(
            shape
        )[..., :3]

    def zoom_box(
        self, panel: str, start: dict[str, float], to: dict[str, float]
    ) -> None:
        view = self._panel(panel)
        begin = self._pixel(view, start, self._bare(view))
        self._drag(view, begin, to, Qt.KeyboardModifier.AltModifier)

    def zoom(self, panel: str, **at: float) -> None:
        view = self._panel(panel)
        point = self._pixel(view, at, self._bare(view))
        self._wheel(view.area, point)

    def zoom_axis(self, panel: str, dim: str) -> None:
        view = self._panel(panel)
        ruler = view.rulers[view.panel.side(dim)]
        self._wheel(ruler, QPointF(ruler.width() / 2, ruler.height() / 2))

    def pan_values(self, panel: str, share: float) -> None:
        ruler, start = self._value_ruler(panel)
        side = self._panel(panel).panel.side("")
        area = self._panel(panel).area
        by = (
            QPointF(share * area.width(), 0)
            if side == "x"
            else QPointF(0, -share * area.height())
        )
        self._send(ruler, QEvent.Type.MouseButtonPress, start, LEFT)
        for part in (0.5, 1.0):
            point = start + part * by
            self._send(ruler, QEvent.Type.MouseMove, point, Qt.MouseButton.NoButton)
        self._send(ruler, QEvent.Type.MouseButtonRelease, start + by, LEFT)
        self.settle()

    def fit_values(self, panel: str) -> None:
        ruler, point = self._value_ruler(panel)
        self._send(ruler, QEvent.Type.MouseButtonDblClick, point, LEFT)
        self.settle()

    def type_range(self, panel: str, **ends: tuple[str, str]) -> str:
        self.choose_here(panel, "Visible range…")
        dialog = self.window.findChildren(RangeDialog)[-1]
        for fields in dialog.fields:
            name = fields[0].accessibleName().removesuffix(" from")
            is_value = fields[0].placeholderText() == "fits"
            texts = ends.get("values" if is_value else name.split(" (")[0], ())
            for field, text in zip(fields, texts, strict=False):
                field.setText(text)
        said: list[str] = []
        dialog.finished.connect(lambda _: said.append(""))
        dialog.accept()
        self.settle(lambda: bool(said) or not dialog.trouble.isHidden())
        if said:
            return ""
        message = dialog.trouble.text()
        dialog.reject()
        return message

    def _value_ruler(self, panel: str) -> tuple[AxisRuler, QPointF]:
        view = self._panel(panel)
        ruler = view.rulers[view.panel.side("")]
        return ruler, QPointF(ruler.width() / 2, ruler.height() / 2)

    def view_all(self, panel: str) -> None:
        view = self._panel(panel)
        self._mouse(view, QEvent.Type.MouseButtonDblClick, self._bare(view))
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

    def resize_columns(self, by: float) -> None:
        grid = self.window.grid
        first, second, *_ = grid.columns
        start = QPoint(first.stop + 2, grid.rows[0].start + 5)
        stop = start + QPoint(round(by * (first.length + second.length)), 0)
        QTest.mousePress(grid, LEFT, PLAIN, start)
        self._send(grid, QEvent.Type.MouseMove, QPointF(stop), LEFT)
        QTest.mouseRelease(grid, LEFT, PLAIN, stop)
        self.settle()

    def double_click(self, panel: str, **at: float) -> None:
        view = self._panel(panel)
        place = self._pixel(view, at, QPointF())
        self._mouse(view, QEvent.Type.MouseButtonDblClick, place)
        self._mouse(view, QEvent.Type.MouseButtonRelease, place)
        self.settle()

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

    def twin(self, panel: str) -> tuple[str, Span] | None:
        ruler = getattr(self._panel(panel), "twin", None)
        if ruler is None:
            return None
        assert ruler.isVisible()
        return ruler.caption, (ruler.scale.low, ruler.scale.high)

    def scales(self, panel: str) -> dict[str, float]:
        scales = self._panel(panel).scales
        lengths = {"x": self._panel(panel).area.width()}
        lengths["y"] = self._panel(panel).area.height()
        shown = self._panel(panel).panel
        return {
            dim: lengths[shown.side(dim)]
            / (scales[shown.side(dim)].high - scales[shown.side(dim)].low)
            for dim in shown.dims
        }

    def ticks(self, panel: str, dim: str) -> tuple[str, ...]:
        view = self._panel(panel)
        return view.rulers[view.panel.side(dim)].ticks.texts
