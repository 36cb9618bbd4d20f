"""The probe of a native window: shortcuts."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QLabel

from itool.qt.shortcut_dialog import ShortcutDialog
from itool.qt.shortcuts import GESTURES, ShortcutList
from tests.contract.faces.qt.window import QtWindow

KEYS, TITLE = 0, 1


class QtShortcuts(QtWindow):
    """Shortcuts."""

    def change_shortcut(self, title: str, keys: str, *, take: bool = False) -> str:
        dialog = self._shortcut_dialog()
        QTest.keyClicks(dialog.search, title.lower())
        if keys == "Reset":
            self.click(dialog.reset)
        else:
            combination = QKeySequence(keys)[0]
            QTest.keyClick(
                dialog.field, combination.key(), combination.keyboardModifiers()
            )
        self.settle()
        if take and dialog.take.isVisible():
            self.click(dialog.take)
            self.settle()
        said = dialog.trouble.text()
        dialog.reject()
        self.settle()
        return said

    def reset_shortcuts(self) -> None:
        dialog = self._shortcut_dialog()
        self.click(dialog.reset_all)
        dialog.reject()
        self.settle()

    @property
    def shortcuts(self) -> dict[str, str]:
        dialog = self._shortcut_list()
        labels = [label.text() for label in dialog.findChildren(QLabel)]
        dialog.reject()
        self.settle()
        pairs = zip(labels[1::2], labels[::2], strict=True)
        gestures = {title for _, title in GESTURES}
        return {title.rstrip("…"): k for title, k in pairs if title not in gestures}

    def tip(self, command: str) -> str:
        buttons = self.window.findChildren(QAbstractButton)
        found = [b.toolTip() for b in buttons if b.property("command") == command]
        if not found:
            return self.window.actions_by_name[command].shortcut().toString()
        return found[0].rpartition(" (")[2].rstrip(")") if "(" in found[0] else ""

    def _shortcut_list(self) -> ShortcutList:
        shift = Qt.KeyboardModifier.ShiftModifier
        self._activate()
        QTest.keyClick(self.window, Qt.Key.Key_Question, shift)
        self.settle()
        return next(d for d in self.window.findChildren(ShortcutList) if d.isVisible())

    def _shortcut_dialog(self) -> ShortcutDialog:
        listed = self._shortcut_list()
        self.click(listed.change_button)
        self.settle()
        dialogs = self.window.findChildren(ShortcutDialog)
        return next(dialog for dialog in dialogs if dialog.isVisible())
