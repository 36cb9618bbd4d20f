"""The probe of a native window: cursors, dims and profiles in its sidebar."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QApplication,
    QColorDialog,
    QMenu,
)

from tests.contract.faces.qt.window import (
    QtWindow,
)


class QtControls(QtWindow):
    """Cursors, dims and profiles in its sidebar."""

    def set_index(self, dim: str, index: int) -> None:
        self._type(self._sidebar.row(dim).index, index)

    def set_value(self, dim: str, value: float | str) -> None:
        self._type(self._sidebar.row(dim).value, value)

    def set_bins(self, dim: str, bins: float | str) -> None:
        self._type(self._sidebar.row(dim).bins, bins)

    def play(self, dim: str) -> None:
        self.click(self._sidebar.row(dim).play)
        self.settle()

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

    def draw_coord(self, coord: str) -> None:
        self.click(self._sidebar.coords.row(coord).draw)
        self.settle()

    @property
    def readings(self) -> dict[str, str]:
        rows = self._sidebar.coords.rows
        return {row.coord: row.value.text() for row in rows}

    def toggle(self, what: str) -> None:
        buttons = {
            "view": self._colors.view,
            "reverse": self._colors.reverse,
            "lock": self._colors.lock,
            "snap": self._sidebar.snap,
            "equal": self._sidebar.equal,
            "rgb": self._sidebar.rgb,
        }
        self.click(buttons[what])
        self.settle()

    def swap(self, dim: str, other: str) -> None:
        menu = self._sidebar.row(dim).place.menu()
        assert menu is not None
        menu.aboutToShow.emit()
        names = [d for d in self._scene.order if d != dim]
        menu.actions()[names.index(other)].trigger()
        self.settle()

    def invert(self, dim: str) -> None:
        menu = self._sidebar.row(dim).place.menu()
        assert menu is not None
        menu.aboutToShow.emit()
        menu.actions()[-1].trigger()
        self.settle()

    def add_cursor(self) -> None:
        self.click(self._sidebar.cursors.add)
        self.settle()

    def activate(self, cursor: str) -> None:
        self.click(self._sidebar.cursors.chips[cursor])
        self.settle()

    def choose_of(self, cursor: str, entry: str) -> None:
        chip = self._sidebar.cursors.chips[cursor]
        chip.customContextMenuRequested.emit(QPoint(2, 2))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(a for a in menu.actions() if a.text() == entry).trigger()
        menu.close()
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
        self.click(row.hand)
        dialog = row.findChild(QColorDialog)
        assert dialog is not None
        dialog.setCurrentColor(QColor(color))
        dialog.accept()
        self.settle()

    def index(self, dim: str) -> int:
        return self._sidebar.row(dim).index.value()

    def text(self, dim: str) -> str:
        return self._sidebar.row(dim).value.text()

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
