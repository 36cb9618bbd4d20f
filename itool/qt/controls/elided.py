"""ElidedLabel: a text that ends in an ellipsis where there is no room for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QHelpEvent, QPalette
from PyQt6.QtWidgets import QLabel, QSizePolicy, QStylePainter, QToolTip

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

SHORTEST = 24
"""Pixels that even the longest text leaves to itself."""


class ElidedLabel(QLabel):
    """One line of plain text that may be narrower than it is long."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def event(self, event: QEvent | None) -> bool:
        """Show all of the text under the mouse if there is no room for it."""
        if (
            isinstance(event, QHelpEvent)
            and event.type() == QEvent.Type.ToolTip
            and not self.toolTip()
            and self.shown() != self.text()
        ):
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """Return the room for a few letters."""
        least = super().minimumSizeHint()
        return QSize(min(SHORTEST, least.width()), least.height())

    def shown(self) -> str:
        """Return what there is room for."""
        room = self.contentsRect().width()
        mode = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.text(), mode, room)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw what there is room for."""
        flags = self.alignment() | Qt.TextFlag.TextSingleLine
        QStylePainter(self).drawItemText(
            self.contentsRect(),
            int(flags.value),
            self.palette(),
            self.isEnabled(),
            self.shown(),
            QPalette.ColorRole.WindowText,
        )
