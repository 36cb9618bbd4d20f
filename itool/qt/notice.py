"""Notice: a line that says what went wrong, without stopping anybody."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget


class Notice(QFrame):
    """Shows the newest failure until it is dismissed, and how many there were."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._count = 0
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        button = QToolButton()
        button.setText("Dismiss")
        button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 6, 6)
        layout.addWidget(self.text, 1)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, message: str) -> None:
        """Show `message`."""
        self._count += 1
        earlier = f"  (and {self._count - 1} before)" if self._count > 1 else ""
        self.text.setText(message + earlier)
        self.show()

    def dismiss(self) -> None:
        """Hide, and count from the start."""
        self._count = 0
        self.hide()
