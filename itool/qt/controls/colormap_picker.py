"""ColormapPicker: a button with the colour map in use, and a searchable list."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from cmap import Catalog
from PyQt6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PyQt6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
)

from itool.core.colormaps import CURATED
from itool.qt import theme
from itool.qt.panels.raster import argb_table, colored

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from itool.model.color import ColorScale
    from itool.qt.panels.panel import Run

SWATCH = QSize(72, 12)
POPUP = QSize(280, 360)


class ColormapPicker(QToolButton):
    """Shows the colour map in use and opens the list of all."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._color: ColorScale | None = None
        self.setToolTip("Colour map")
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)

    def show_color(self, color: ColorScale) -> None:
        """Show the name and colours of a colour map."""
        if color != self._color:
            self._color = color
            self.setText(color.cmap)
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for a swatch and a name."""
        return QSize(200, 28)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the swatch, and the name below a mark that a list will open."""
        text, color = self.text(), self._color
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        if color is None:
            return
        box = QRect(8, 8, 84, self.height() - 16)
        painter.drawPixmap(box, swatch(color.cmap, color.reverse).pixmap(SWATCH))
        painter.setPen(theme.color("text"))
        name = QRect(box.right() + 9, 0, self.width() - box.right() - 28, self.height())
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            name,
            left.value,
            painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, name.width()
            ),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("muted"))
        tip = QPoint(self.width() - 13, self.height() // 2 + 2)
        painter.drawLine(tip, tip + QPoint(-4, -4))
        painter.drawLine(tip, tip + QPoint(4, -4))

    def _open(self) -> None:
        popup = ColormapList(self, self._run, self._color.cmap if self._color else "")
        corner = self.mapToGlobal(
            QPoint(self.width() - POPUP.width(), self.height() + 2)
        )
        popup.setGeometry(QRect(corner, POPUP))
        popup.show()
        popup.search.setFocus()


class ColormapList(QFrame):
    """The list of colour maps: the curated ones, or what matches the search."""

    def __init__(self, parent: QWidget, run: Run, current: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._run = run
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search all colour maps")
        self.search.setClearButtonEnabled(True)
        self.names = ColormapNames()
        self.view = QListView()
        self.view.setModel(self.names)
        self.view.setIconSize(SWATCH)
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.search)
        layout.addWidget(self.view)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._take_current)
        self.view.clicked.connect(self._take)
        self.view.activated.connect(self._take)
        self.setFocusProxy(self.search)
        self._select(current)

    def _filter(self, text: str) -> None:
        self.names.find(text)
        self._select(self.names.names[0] if self.names.names else "")

    def _select(self, name: str) -> None:
        if name in self.names.names:
            index = self.names.index(self.names.names.index(name))
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def _take_current(self) -> None:
        if self.names.names:
            self._take(self.view.currentIndex())

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self._run("color.map", cmap=self.names.names[index.row()])
            self.close()


class ColormapNames(QAbstractListModel):
    """Names of colour maps with a swatch each, drawn when it is scrolled to."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = list(CURATED)

    def find(self, text: str) -> None:
        """List the names with all words of `text`, the curated ones if empty."""
        words = text.lower().split()
        self.beginResetModel()
        if words:
            found = [n for n, t in catalogue().items() if all(w in t for w in words)]
            self.names = sorted(found, key=lambda n: (n not in CURATED, n.lower()))
        else:
            self.names = list(CURATED)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of names listed."""
        return len(self.names)

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Return the name, or its swatch."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.names[index.row()]
        if role == Qt.ItemDataRole.DecorationRole:
            return swatch(self.names[index.row()], False)
        return None


@cache
def catalogue() -> dict[str, str]:
    """Return all colour maps: the name to use, and the words that find it."""
    # A short name stands for one namespaced map; others of that name stay in full.
    catalog = Catalog()
    short = {str(n): str(catalog.resolve(n)) for n in catalog if ":" not in n}
    meant = set(short.values())
    full = {str(n): str(n) for n in catalog if ":" in n and n not in meant}
    found = {n: f"{n} {words}".lower() for n, words in {**short, **full}.items()}
    return {n: words for n, words in sorted(found.items()) if not n.endswith("_r")}


@cache
def swatch(name: str, reverse: bool) -> QIcon:
    """Return the colours of a colour map from first to last."""
    pixels = np.arange(1, 256, dtype=np.uint8)[None]
    return QIcon(
        QPixmap.fromImage(colored(pixels, argb_table(name, reverse)).scaled(SWATCH))
    )
