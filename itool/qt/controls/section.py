"""Section: controls under a title, folded away with a click; what is folded is kept."""

from __future__ import annotations

from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

FOLDED = "sidebar/folded"


class Section(QWidget):
    """A rule, a title to click on, and what is below it.

    Parameters
    ----------
    title : str
        What the section is called, also in the settings.
    content : QWidget
        What is folded away.
    """

    def __init__(self, title: str, content: QWidget) -> None:
        super().__init__()
        self._title, self._content = title, content
        self.header = QToolButton()
        self.header.setProperty("role", "section")
        self.header.setCheckable(True)
        self.header.setToolTip("Click to fold or unfold")
        self.header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        rule = QFrame()
        rule.setProperty("role", "rule")
        layout.addWidget(rule)
        layout.addWidget(self.header)
        layout.addWidget(content)
        self.fold(title in _folded())
        self.header.clicked.connect(self._remember)

    def fold(self, is_folded: bool) -> None:
        """Hide what is below the title, or show it again."""
        self.header.setChecked(is_folded)
        self.header.setText(f"{'▸' if is_folded else '▾'} {self._title.upper()}")
        # To show what is shown anyway would make Qt lay it out before its window is.
        if self._content.isHidden() != is_folded:
            self._content.setHidden(is_folded)

    def _remember(self, is_folded: bool) -> None:
        self.fold(is_folded)
        rest = [title for title in _folded() if title != self._title]
        QSettings().setValue(FOLDED, [*rest, self._title] if is_folded else rest)


def _folded() -> list[str]:
    kept = QSettings().value(FOLDED)
    # A list of one is read back as its only item.
    return [kept] if isinstance(kept, str) else list(kept or [])
