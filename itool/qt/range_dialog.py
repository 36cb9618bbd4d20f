"""RangeDialog: the visible ranges of a panel, to be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from itool.core.ask import Attempt
    from itool.core.pool import Pending

LETTERS = 14
"""Letters that a field has room for."""


class RangeDialog(QDialog):
    """Two fields for each axis of a panel.

    Parameters
    ----------
    parent : QWidget
        The window.
    ranges : list of dict
        What the command `view.ranges` answers.
    attempt : Attempt
        Runs commands on the viewer.
    """

    def __init__(
        self, parent: QWidget, ranges: list[dict[str, Any]], attempt: Attempt
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Visible range")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._ranges, self._attempt = ranges, attempt
        self._waiting = 0
        self._is_open = True
        self.fields: list[tuple[QLineEdit, QLineEdit]] = []
        self.trouble = QLabel()
        self.trouble.setObjectName("failure")
        self.trouble.setWordWrap(True)
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.hide()
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(self._rows())
        layout.addWidget(self.trouble)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.Reset)
        if reset := self.buttons.button(kinds.Reset):
            reset.setText("Show all")
            reset.setToolTip("All samples along these axes, and all of every curve")
            reset.clicked.connect(self.show_all)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)

    def accept(self) -> None:
        """Show what was typed; stay open and say what is amiss with it."""
        wanted: dict[str, dict[str, Any]] = {}
        for about, fields in zip(self._ranges, self.fields, strict=True):
            typed = [field.text().strip() for field in fields]
            before = about["texts"] or ["", ""]
            if typed == before:
                continue
            # What was not typed is not rounded to its text.
            numbers = about["ends"] or before
            ends = [
                number if text == old else text
                for text, old, number in zip(typed, before, numbers, strict=True)
            ]
            of = wanted.setdefault(_command(about), {})
            of[about["dim"]] = ends if any(typed) else None
        self._ask(wanted)

    def show_all(self) -> None:
        """Show all samples along both axes, and all of every curve."""
        wanted: dict[str, Any] = {}
        for about in self._ranges:
            wanted.setdefault(_command(about), {})[about["dim"]] = None
        self._ask(wanted)

    def done(self, result: int) -> None:
        """Close."""
        self._is_open = False
        super().done(result)

    def _ask(self, wanted: dict[str, Any]) -> None:
        if not wanted:
            super().accept()
            return
        self.trouble.hide()
        self._waiting = len(wanted)
        for name, limits in wanted.items():
            pending = self._attempt(name, limits=limits)
            pending.add_done_callback(self._answered)

    def _answered(self, answer: Pending[Any]) -> None:
        if not self._is_open:
            return
        self._waiting -= 1
        if error := answer.exception():
            self.trouble.setText(str(error))
            self.trouble.show()
        if not self._waiting and self.trouble.isHidden():
            super().accept()

    def _rows(self) -> QGridLayout:
        grid = QGridLayout()
        for row, about in enumerate(self._ranges):
            label = QLabel(about["caption"])
            grid.addWidget(label, row, 0)
            low, high = (self._field(about, side) for side in (0, 1))
            label.setBuddy(low)
            grid.addWidget(low, row, 1)
            grid.addWidget(QLabel("to"), row, 2)
            grid.addWidget(high, row, 3)
            self.fields.append((low, high))
        return grid

    def _field(self, about: dict[str, Any], side: int) -> QLineEdit:
        field = QLineEdit(*about["texts"][side : side + 1])
        field.setAccessibleName(f"{about['caption']} {('from', 'to')[side]}")
        field.setPlaceholderText("fits" if about["is_value"] else "all")
        field.setMinimumWidth(field.fontMetrics().averageCharWidth() * LETTERS)
        return field


def _command(about: dict[str, Any]) -> str:
    return "profile.limits" if about["is_value"] else "view.limits"
