"""CommandPalette: any command of a window, by a part of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QBrush, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QDialog,
    QLineEdit,
    QTreeWidgetItem,
    QVBoxLayout,
)

from itool.qt import theme
from itool.qt.columns import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PyQt6.QtGui import QAction
    from PyQt6.QtWidgets import QWidget

ACTION = Qt.ItemDataRole.UserRole
GROUP, TITLE, KEYS = 0, 1, 2
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8}


class CommandPalette(QDialog):
    """A field to type in, and the commands that match.

    Parameters
    ----------
    parent : QWidget
        The window that they belong to.
    actions : mapping of str to QAction
        Its actions by name of the command.
    group_of : callable
        Returns the menu that the command of a name is in.
    """

    def __init__(
        self,
        parent: QWidget,
        actions: Mapping[str, QAction],
        group_of: Callable[[str], str],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Commands")
        self._actions, self._group_of = actions, group_of
        self.search = QLineEdit()
        self.search.setPlaceholderText("Type a command")
        self.search.textChanged.connect(self._show)
        self.search.installEventFilter(self)
        self.list = columns(3, wide=TITLE)
        self.list.setHeaderHidden(True)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 9, 9, 9)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.resize(460, 380)
        self._show("")

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let arrows walk through the list while text is being typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in STEPS and self.list.topLevelItemCount():
                self._step(STEPS[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentItem(), TITLE)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        row = self.list.indexOfTopLevelItem(self.list.currentItem()) + by
        self._select(row % self.list.topLevelItemCount())

    def _select(self, row: int) -> None:
        self.list.setCurrentItem(self.list.topLevelItem(row))

    def _show(self, text: str) -> None:
        self.list.clear()
        muted = QBrush(theme.color("muted"))
        names = {action: name for name, action in self._actions.items()}
        for action in matching(self._actions, text):
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = QTreeWidgetItem([self._group_of(names[action]), action.text(), keys])
            item.setTextAlignment(KEYS, RIGHT)
            item.setForeground(GROUP, muted)
            item.setForeground(KEYS, muted)
            item.setToolTip(TITLE, action.statusTip())
            item.setData(TITLE, ACTION, action)
            self.list.addTopLevelItem(item)
        self._select(0)

    def _choose(self, item: QTreeWidgetItem | None, _column: int) -> None:
        if item is not None:
            action = item.data(TITLE, ACTION)
            self.accept()
            action.trigger()


def matching(actions: Mapping[str, QAction], text: str) -> list[QAction]:
    """Return the enabled actions that have every word of `text` in title or name.

    Those whose title begins with the first word come first.
    """
    words = text.lower().split()
    found = [
        action
        for name, action in actions.items()
        if action.isEnabled()
        and all(word in f"{action.text()} {name}".lower() for word in words)
    ]
    first = words[0] if words else ""
    return sorted(found, key=lambda action: not action.text().lower().startswith(first))
