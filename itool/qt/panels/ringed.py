"""RingedWidget: one that shows a ring while keys that led here are meant for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QFocusEvent

BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class RingedWidget(QWidget):
    """A widget that paints a ring while `has_ring`.

    Attributes
    ----------
    has_ring : bool
        Whether it has the focus, and was given it by keys.
    """

    has_ring = False

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show where the keyboard is, if it was brought here by keys."""
        self.has_ring = event is not None and event.reason() in BY_KEYS
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Show it no longer."""
        self.has_ring = False
        self.update()
