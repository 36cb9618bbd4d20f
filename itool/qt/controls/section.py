"""Section: controls under a title, folded away with a click; what is folded is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PyQt6.QtCore import QSettings, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget
from PyQt6.sip import isdeleted

from itool.qt.later import Later

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.model.scene import Scene

FOLDED = "sidebar/folded"

Content = TypeVar("Content", bound=QWidget)


class Section(QWidget, Generic[Content]):
    """A rule, a title to click on, and what is below it.

    What is below is made when the section has been on screen for a moment, or when
    somebody asks for it; if it is folded away, when it is unfolded.

    Parameters
    ----------
    title : str
        What the section is called, also in the settings.
    make : callable
        Makes what is folded away, in the parent that it is given.
    show : callable
        Shows a scene in it.
    parent : QWidget
        What the section is in.
    """

    completed = pyqtSignal()
    """What is below the title has been made, and shows the scene."""

    def __init__(
        self,
        title: str,
        make: Callable[[QWidget], Content],
        show: Callable[[Content, Scene], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._title, self._make, self._show = title, make, show
        self._content: Content | None = None
        self._scene: Scene | None = None
        self.header = QToolButton()
        self.header.setObjectName("section")
        self.header.setCheckable(True)
        self.header.setToolTip("Click to fold or unfold")
        self.header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        rule = QFrame()
        rule.setObjectName("rule")
        layout.addWidget(rule)
        layout.addWidget(self.header)
        self.fold(title in _folded())
        self.header.clicked.connect(self._remember)

    @property
    def content(self) -> Content:
        """What is below the title; made now if it was not yet."""
        if self._content is None:
            self._content = self._make(self)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._content)
            self._content.setHidden(self.header.isChecked())
            if self._scene is not None:
                self._show(self._content, self._scene)
            self.completed.emit()
        return self._content

    @property
    def made(self) -> Content | None:
        """What is below the title, None as long as nobody needed it."""
        return self._content

    def show_scene(self, scene: Scene) -> None:
        """Show a scene, now or when there is something to show it in."""
        is_first, self._scene = self._scene is None, scene
        if self._content is not None:
            self._show(self._content, scene)
        elif is_first and not self.header.isChecked():
            Later.shared().call(self._complete)

    def fold(self, is_folded: bool) -> None:
        """Hide what is below the title, or show it again."""
        self.header.setChecked(is_folded)
        self.header.setText(f"{'▸' if is_folded else '▾'} {self._title.upper()}")
        if not is_folded and self._scene is not None:
            _ = self.content
        # To show what is shown anyway would make Qt lay it out before its window is.
        if self._content is not None and self._content.isHidden() != is_folded:
            self._content.setHidden(is_folded)

    def _complete(self) -> None:
        # The window may be gone by now.
        if not isdeleted(self) and not self.header.isChecked():
            _ = self.content

    def _remember(self, is_folded: bool) -> None:
        self.fold(is_folded)
        rest = [title for title in _folded() if title != self._title]
        QSettings().setValue(FOLDED, [*rest, self._title] if is_folded else rest)


def _folded() -> list[str]:
    kept = QSettings().value(FOLDED)
    # A list of one is read back as its only item.
    return [kept] if isinstance(kept, str) else list(kept or [])
