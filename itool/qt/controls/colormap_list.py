"""ColormapList: all colour maps, to be searched, sorted by kind and marked."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QSettings,
    QSize,
    Qt,
)
from PyQt6.QtGui import QIcon, QKeyEvent, QPixmap
from PyQt6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QToolButton,
    QVBoxLayout,
)

from itool.core.colormaps import CATEGORIES, CURATED, catalogue, find_maps
from itool.qt.panels.raster import argb_table, colored

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

Choose = Callable[[str], object]
SWATCH = QSize(72, 12)
RECENT = 6
"""Maps used last that are listed first."""
SUGGESTED = "suggested"
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ColormapList(QFrame):
    """Search field, kinds, and the list of colour maps that match."""

    def __init__(self, parent: QWidget, choose: Choose, current: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._choose = choose
        self.search = QLineEdit()
        self.search.setPlaceholderText(f"Search {len(catalogue())} colour maps")
        self.search.setClearButtonEnabled(True)
        self.kind = QComboBox()
        self.kind.addItem("Suggested", SUGGESTED)
        self.kind.addItem("All", "")
        for category in CATEGORIES:
            self.kind.addItem(category.capitalize(), category)
        self.mark = QToolButton()
        self.mark.setText("★")
        self.mark.setCheckable(True)
        self.mark.setToolTip("Keep the marked map among the favourites (Ctrl+B)")
        self.names = ColormapNames()
        self.count = QLabel()
        self.count.setObjectName("muted")
        self.view = QListView()
        self.view.setModel(self.names)
        self.view.setIconSize(SWATCH)
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._arrange()
        self._connect()
        self.setFocusProxy(self.search)
        self._filter()
        self._select(current)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Move in the list with the arrow keys while the search field has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in MOVES:
                QApplication.sendEvent(self.view, event)
                return True
            is_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() == Qt.Key.Key_B and is_control:
                self._toggle_mark()
                return True
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.search)
        row = QHBoxLayout()
        row.addWidget(self.kind, 1)
        row.addWidget(self.count)
        row.addWidget(self.mark)
        layout.addLayout(row)
        layout.addWidget(self.view)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._take_current)
        self.search.installEventFilter(self)
        self.kind.currentIndexChanged.connect(self._filter)
        self.mark.clicked.connect(self._toggle_mark)
        self.view.clicked.connect(self._take)
        chosen = self.view.selectionModel()
        if chosen is not None:
            chosen.currentChanged.connect(lambda *_: self._show_mark())

    def _filter(self) -> None:
        self.names.find(self.search.text(), self.kind.currentData())
        self.count.setText(str(len(self.names.names)))
        self._select(self.names.names[0] if self.names.names else "")
        self._show_mark()

    def _select(self, name: str) -> None:
        if name in self.names.names:
            index = self.names.index(self.names.names.index(name))
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def _current(self) -> str:
        index = self.view.currentIndex()
        return self.names.names[index.row()] if index.isValid() else ""

    def _show_mark(self) -> None:
        self.mark.setChecked(self._current() in remembered("favourites"))
        self.mark.setEnabled(bool(self._current()))

    def _toggle_mark(self) -> None:
        name, marked = self._current(), remembered("favourites")
        if not name:
            return
        if name in marked:
            marked.remove(name)
        else:
            marked.append(name)
        remember("favourites", marked)
        self.names.refresh()
        self._show_mark()

    def _take_current(self) -> None:
        self._take(self.view.currentIndex())

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            name = self.names.names[index.row()]
            others = [n for n in remembered("recent") if n != name]
            remember("recent", [name, *others][:RECENT])
            self._choose(name)
            self.close()


class ColormapNames(QAbstractListModel):
    """Names of colour maps with a swatch each, drawn when it is scrolled to."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self._marked: set[str] = set()
        self.find("")

    def find(self, text: str, category: str = SUGGESTED) -> None:
        """List the maps of `category` with all words of `text`.

        The suggested ones are the favourites, those used last and the usual ones; they
        are listed where nothing is searched for.
        """
        self.beginResetModel()
        self._marked = set(remembered("favourites"))
        if category == SUGGESTED and not text.strip():
            usual = [*remembered("favourites"), *remembered("recent"), *CURATED]
            self.names = list(dict.fromkeys(usual))
        else:
            self.names = find_maps(text, "" if category == SUGGESTED else category)
        self.endResetModel()

    def refresh(self) -> None:
        """Draw marks anew."""
        self._marked = set(remembered("favourites"))
        self.dataChanged.emit(self.index(0), self.index(len(self.names) - 1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of names listed."""
        return len(self.names)

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Return the name, or its swatch."""
        name = self.names[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{name}  ★" if name in self._marked else name
        if role == Qt.ItemDataRole.DecorationRole:
            return swatch(name, False)
        return None


def remembered(what: str) -> list[str]:
    """Return the "favourites" or the "recent" maps, as far as they exist."""
    names = QSettings().value(f"colormaps/{what}") or []
    listed = [names] if isinstance(names, str) else list(names)
    return [name for name in listed if name in catalogue()]


def remember(what: str, names: list[str]) -> None:
    """Keep the "favourites" or the "recent" maps for the next time."""
    QSettings().setValue(f"colormaps/{what}", names)


@cache
def swatch(name: str, reverse: bool) -> QIcon:
    """Return the colours of a colour map from first to last."""
    pixels = np.arange(1, 256, dtype=np.uint8)[None]
    return QIcon(
        QPixmap.fromImage(colored(pixels, argb_table(name, reverse)).scaled(SWATCH))
    )
