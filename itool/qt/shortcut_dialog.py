"""ShortcutDialog: find a command, press its new keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itool.errors import ItoolError, ShortcutTaken
from itool.qt import theme
from itool.qt.columns import columns
from itool.qt.shortcuts import native

if TYPE_CHECKING:
    from itool.core.ask import Attempt
    from itool.core.pool import Pending

COMMAND = Qt.ItemDataRole.UserRole
TITLE, MENU, KEYS = 0, 1, 2
ABOUT = (
    "Choose a command, then press its new keys in the field below. They hold in every "
    "window and page, from now on."
)
MODIFIERS = {
    *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta),
    *(Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock, Qt.Key.Key_unknown),
}
LEAVING = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape}


class KeyField(QLineEdit):
    """A field that takes the next keys that are pressed, whatever they are.

    Attributes
    ----------
    pressed : pyqtSignal(str)
        The keys in the notation of Qt; "" if they are to be taken away.
    """

    pressed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName("New keys")
        self.setPlaceholderText("Press new keys; Backspace takes them away")

    def event(self, event: QEvent | None) -> bool:
        """Keep keys from the menus, whose shortcuts they may be."""
        if event is not None and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Tell the keys; Tab and Esc leave the field as always."""
        if event is None or Qt.Key(event.key()) in MODIFIERS:
            return
        if Qt.Key(event.key()) in LEAVING:
            event.ignore()
        elif Qt.Key(event.key()) == Qt.Key.Key_Backspace:
            self.pressed.emit("")
        else:
            keys = QKeySequence(event.keyCombination())
            portable = QKeySequence.SequenceFormat.PortableText
            self.pressed.emit(keys.toString(portable).replace("Enter", "Return"))


class ShortcutDialog(QDialog):
    """All commands with their keys, which it changes.

    Parameters
    ----------
    parent : QWidget
        The window that it belongs to.
    attempt : Attempt
        Runs commands of the manager.
    """

    def __init__(self, parent: QWidget, attempt: Attempt) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Change shortcuts")
        self._attempt = attempt
        self._refused: tuple[str, dict[str, Any]] | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search commands or keys")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self.refresh())
        self.list = columns(3, wide=TITLE)
        self.list.setHeaderLabels(["Command", "Menu", "Keys"])
        self.list.currentItemChanged.connect(lambda *_: self._enable())
        self.field = KeyField()
        self.field.pressed.connect(self._set)
        self.list.itemActivated.connect(lambda *_: self.field.setFocus())
        self.trouble = QLabel()
        self.trouble.setObjectName("failure")
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.setWordWrap(True)
        self.take = QPushButton("Take them from there")
        self.take.clicked.connect(self._take)
        self.reset = QPushButton("Reset")
        self.reset.clicked.connect(self._reset)
        self.reset_all = QPushButton("Reset all")
        self.reset_all.clicked.connect(lambda: self._change("shortcut.reset"))
        self._arrange()
        self._say(None)
        self.refresh()

    def refresh(self) -> None:
        """Show the commands that fit the search, with their keys as they are now."""
        kept = self._command()
        words = self.search.text().lower().split()
        self.list.clear()
        muted = QBrush(theme.color("muted"))
        for row in self._attempt("shortcut.list").result():
            shown = native(row["keys"])
            text = f"{row['menu']} {row['title']} {row['command']} {row['keys']}"
            if not all(word in text.lower() for word in words):
                continue
            item = QTreeWidgetItem([row["title"], row["menu"], shown])
            item.setForeground(MENU, muted)
            if row["keys"] != row["usual"]:
                bold = item.font(KEYS)
                bold.setBold(True)
                item.setFont(KEYS, bold)
                usual = native(row["usual"]) or "no keys"
                item.setToolTip(KEYS, f"Changed; usually {usual}")
            item.setData(TITLE, COMMAND, row)
            self.list.addTopLevelItem(item)
            if row["command"] == kept:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None:
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self._enable()

    def choose(self, command: str) -> None:
        """Select the row of a command."""
        for line in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(line)
            if item is not None and item.data(TITLE, COMMAND)["command"] == command:
                self.list.setCurrentItem(item)

    def _command(self) -> str:
        item = self.list.currentItem()
        return str(item.data(TITLE, COMMAND)["command"]) if item is not None else ""

    def _enable(self) -> None:
        item = self.list.currentItem()
        row = item.data(TITLE, COMMAND) if item is not None else None
        self.field.setEnabled(row is not None)
        self.field.setText(native(row["keys"]) if row is not None else "")
        self.reset.setEnabled(row is not None and row["keys"] != row["usual"])

    def _set(self, keys: str) -> None:
        self._change("shortcut.set", command=self._command(), shortcut=keys)

    def _reset(self) -> None:
        self._change("shortcut.reset", command=self._command())

    def _take(self) -> None:
        if self._refused is not None:
            name, args = self._refused
            self._change(name, **args, take=True)

    def _change(self, name: str, **args: Any) -> None:
        answer = self._attempt(name, **args)
        answer.add_done_callback(partial(self._answered, name, args))

    def _answered(self, name: str, args: dict[str, Any], answer: Pending[Any]) -> None:
        error = answer.exception()
        self._refused = (name, args) if isinstance(error, ShortcutTaken) else None
        self._say(error)
        self.refresh()

    def _say(self, error: BaseException | None) -> None:
        self.take.setVisible(self._refused is not None)
        if error is None:
            self.trouble.setText("")
            return
        text = str(error).replace("\n", " ")
        if isinstance(error, ShortcutTaken):
            text = error.message
        is_ours = isinstance(error, ItoolError)
        self.trouble.setText(text[:1].upper() + text[1:] if is_ours else text)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        about = QLabel(ABOUT)
        about.setObjectName("muted")
        about.setWordWrap(True)
        layout.addWidget(about)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        keys = QHBoxLayout()
        keys.addWidget(self.field, 1)
        keys.addWidget(self.reset)
        layout.addLayout(keys)
        said = QHBoxLayout()
        said.addWidget(self.trouble, 1)
        said.addWidget(self.take)
        layout.addLayout(said)
        foot = QHBoxLayout()
        foot.addWidget(self.reset_all)
        foot.addStretch(1)
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
        # Return belongs to the field, not to a button.
        for button in (self.take, self.reset, self.reset_all, close):
            button.setAutoDefault(False)
        self.resize(560, 560)
