"""The probe of a native window: colour maps, limits and the colour bar."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtTest import QTest

from itool.qt.controls.colormap_list import ColormapList
from tests.contract.faces.qt.window import (
    CONTROL,
    LEFT,
    PLAIN,
    SHIFT,
    QtWindow,
)


class QtColors(QtWindow):
    """Colour maps, limits and the colour bar."""

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

    def set_part(self, part: str) -> None:
        buttons = self._colors.parts.buttons()
        self.click(next(b for b in buttons if b.property("part") == part))
        self.settle()

    def set_levels(self, low: float, high: float) -> None:
        for edit, value in ((self._colors.low, low), (self._colors.high, high)):
            self._type(edit, value)

    def set_level(self, end: int, level: float) -> None:
        self._type((self._colors.low, self._colors.high)[end], level)

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

    def press_on_bar(self, keys: str) -> None:
        *held, key = keys.split("+")
        modifier = {"Shift": SHIFT, "Alt": Qt.KeyboardModifier.AltModifier}
        bar = self.window.grid.bar
        self._activate()
        bar.setFocus(Qt.FocusReason.TabFocusReason)
        code = getattr(Qt.Key, f"Key_{key}")
        QTest.keyClick(bar, code, modifier[held[0]] if held else PLAIN)
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

    @property
    def counts(self) -> list[int]:
        return [int(count) for count in self.window.grid.bar.counts]

    @property
    def bar_labels(self) -> dict[float, float]:
        bar = self.window.grid.bar
        values = np.array([*bar.labels()])
        levels = bar.norm.forward(values)
        return dict(zip(values.tolist(), levels.tolist(), strict=True))

    def _open_colormaps(self, search: str) -> ColormapList:
        self.click(self._colors.map)
        popup = self._colors.map.findChildren(ColormapList)[-1]
        QTest.keyClicks(popup.search, search)
        return popup

    def _bar_point(self, level: float) -> QPointF:
        return QPointF(30, (1 - level) * (self.window.grid.bar.height() - 1))
