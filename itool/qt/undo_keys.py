"""UndoKeys: undo and redo of the window reach it through fields that have none."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QWidget,
)

FIELDS = QLineEdit, QSpinBox, QDoubleSpinBox
KEYS = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class UndoKeys(QObject):
    """Keeps fields from taking the keys of undo after their text was entered.

    A field of Qt takes these keys always, and gives back an older text that nobody
    enters. Here it does so only while something is being typed.

    Parameters
    ----------
    application : QApplication
        Whose fields are meant.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        # Only the field with the focus is watched: a filter sees every event.
        application.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let go of the keys of undo and redo."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and any(event.matches(keys) for keys in KEYS)
            and not is_typed_in(watched)
        ):
            event.ignore()
            return True
        return False

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, FIELDS):
            old.removeEventFilter(self)
        if isinstance(new, FIELDS):
            new.installEventFilter(self)


def is_typed_in(field: QObject | None) -> bool:
    """Return whether `field` shows what was typed and not entered yet."""
    if isinstance(field, QSpinBox):
        return field.cleanText() != field.textFromValue(field.value())
    if isinstance(field, QDoubleSpinBox):
        return field.cleanText() != field.textFromValue(field.value())
    return isinstance(field, QLineEdit) and field.isModified()
