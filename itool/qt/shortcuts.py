"""Shortcuts in native windows: on actions, in tool tips, and the list of them all."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from itool.core.registry import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PyQt6.QtGui import QAction

    from itool.core.registry import Command

B = TypeVar("B", bound=QAbstractButton)
_in_use: dict[str, str] = {}
"""Keys by name of the command, for widgets that are made from now on."""
_hinted: WeakKeyDictionary[QAbstractButton, tuple[str, str]] = WeakKeyDictionary()
"""Command and tip of buttons whose tool tips name the keys of a command.

Not properties of theirs: Qt compares a property's name with those of all others.
"""

GESTURES = (
    ("Arrows", "Nudge the cursor on the image that has the focus (Tab)"),
    ("Shift+Arrows", "Nudge the cursor by one sample"),
    ("Ctrl+Shift+Arrows", "Nudge the cursor by ten samples"),
    ("Drag a line", "Move a cursor"),
    ("Ctrl+Drag", "Bring the active cursor to the mouse"),
    ("Shift while dragging", "Move all cursors together"),
    ("Drag", "Pan"),
    ("Wheel, right drag", "Zoom; over an axis, along that axis only"),
    ("Alt+Drag", "Zoom to a box"),
    ("Drag the colour bar", "Move its ends or both; wheel zooms, double click resets"),
    ("Double click", "View all; on the edge of a region, add a vertex"),
    ("Drag an edge, a handle", "Move a region, or one of its points"),
    ("Drag a dot on a guide", "Turn the guides"),
    ("Del", "Remove the vertex that was clicked last"),
    ("Tab, arrows", "Go to a handle; move it by a sample, with Shift by ten"),
    ("Return, Esc", "Finish a region, or stop drawing it"),
    ("Right click", "Menu of a panel"),
    ("?", "This list"),
)


def use(table: Mapping[str, str]) -> None:
    """Give widgets that are made from now on the keys of `table`, by command."""
    _in_use.clear()
    _in_use.update(table)


def keys_of(command: Command) -> str:
    """Return the keys of `command`: those in use, or its own."""
    return _in_use.get(command.name, command.shortcut)


def hinted(button: B, command: str) -> B:
    """Return `button`, whose tool tip names the keys of `command`."""
    tip = button.toolTip()
    _hinted[button] = command, tip
    button.setToolTip(_with_keys(tip, keys_of(COMMANDS[command])))
    return button


def show_shortcuts(
    window: QWidget, actions: Mapping[str, QAction], table: Mapping[str, str]
) -> None:
    """Give the keys of `table` to `actions` and to the tool tips of `window`.

    Parameters
    ----------
    window : QWidget
        Whose buttons may be `hinted`.
    actions : mapping of str to QAction
        By name of the command; those that `table` does not name stay as they are.
    table : mapping of str to str
        Keys by name of the command.
    """
    for name, action in actions.items():
        # What the list of viewers adds, such as renaming, has keys of its own.
        if name in table and action.shortcuts() != (wanted := sequences(table[name])):
            action.setShortcuts(wanted)
    for button in window.findChildren(QAbstractButton):
        if button in _hinted:
            command, tip = _hinted[button]
            button.setToolTip(_with_keys(tip, table.get(command, "")))


@cache
def sequences(keys: str) -> list[QKeySequence]:
    """Return what Qt calls `keys`; a character may need Shift to be typed, or not."""
    if not keys:
        return []
    held, _, last = keys.rpartition("+")
    if not last:  # the key is "+" itself
        held, last = held.removesuffix("+"), "+"
    spelt = [keys]
    if len(last) == 1 and not last.isalpha():
        spelt.append(f"{held}+Shift+{last}" if held else f"Shift+{last}")
    return [QKeySequence(each) for each in spelt]


def native(keys: str) -> str:
    """Return `keys` as this desktop writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class ShortcutList(QDialog):
    """All shortcuts, and what the mouse does.

    Parameters
    ----------
    parent : QWidget
        The window that they belong to.
    actions : iterable of QAction
        What has shortcuts there.
    change : callable, optional
        Opens the dialog that changes them.
    """

    def __init__(
        self,
        parent: QWidget,
        actions: Iterable[QAction],
        change: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        content = QWidget()
        grid = QGridLayout(content)
        grid.setHorizontalSpacing(28)
        keyed = [action for action in actions if not action.shortcut().isEmpty()]
        rows = [(a.shortcut().toString(_NATIVE), a.text()) for a in keyed]
        for line, (keys, title) in enumerate([*rows, *GESTURES]):
            label = QLabel(keys)
            label.setObjectName("name")
            grid.addWidget(label, line, 0)
            grid.addWidget(QLabel(title), line, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(content)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = area.verticalScrollBar()
        room = content.sizeHint().width() + (bar.sizeHint().width() if bar else 0)
        area.setMinimumWidth(room + 4)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        foot = QHBoxLayout()
        if change is not None:
            self.change_button = QPushButton("Change shortcuts…")
            self.change_button.clicked.connect(self.accept)
            self.change_button.clicked.connect(lambda: change())
            foot.addWidget(self.change_button)
        foot.addStretch(1)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
        self.resize(self.sizeHint().width(), 600)


_NATIVE = QKeySequence.SequenceFormat.NativeText


def _with_keys(tip: str, keys: str) -> str:
    return f"{tip} ({native(keys)})" if keys else tip
