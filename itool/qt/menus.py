"""Menus: actions for the commands, with the shortcuts that the commands name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QMenuBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from itool.core.registry import COMMANDS, Command
from itool.qt import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MENUS = ("File", "Edit", "View", "Cursor", "Colour", "Viewers")


class Runs(Protocol):
    """A window that knows what a command without arguments is about."""

    def run_command(self, command: Command) -> None:
        """Run `command` on what this window shows or what is selected in it."""


def fill_menu_bar(
    window: QMainWindow, runs: Runs, commands: Iterable[Command]
) -> dict[str, QAction]:
    """Give `window` a menu for each group of `commands`; return actions by name."""
    bar = window.menuBar()
    assert bar is not None
    offered = list(commands)
    actions: dict[str, QAction] = {}
    for title in MENUS:
        group = [command for command in offered if command.menu == title]
        if not group:
            continue
        menu = add_menu(bar, title)
        if title == "File":
            # Quit stays at the very end, where everybody looks for it.
            group.sort(key=lambda command: command.name == "manager.stop")
        for command in group:
            actions[command.name] = _action(command, window, runs)
            if command.name == "manager.stop":
                menu.addSeparator()
            menu.addAction(actions[command.name])
        if title == "View":
            menu.addSeparator()
            menu.addMenu(_theme_menu(menu))
    help_menu = add_menu(bar, "Help")
    shortcuts = QAction("Keyboard shortcuts", window)
    shortcuts.setShortcut(QKeySequence("?"))
    shortcuts.triggered.connect(lambda: ShortcutList(window).open())
    help_menu.addAction(shortcuts)
    return actions


def add_menu(bar: QMenuBar, title: str) -> QMenu:
    """Return the menu called `title`, added to `bar` if it is not there."""
    for action in bar.actions():
        menu: QMenu | None = action.menu()
        if menu is not None and action.text() == title:
            return menu
    menu = bar.addMenu(title)
    assert menu is not None
    return menu


def add_action(
    menu: QMenu, title: str, call: Callable[[], object], *, checked: bool | None = None
) -> QAction:
    """Append an action that runs `call`."""
    action = QAction(title, menu)
    if checked is not None:
        action.setCheckable(True)
        action.setChecked(checked)
    action.triggered.connect(lambda _: call())
    menu.addAction(action)
    return action


def ask_files(parent: QWidget, then: Callable[[list[str]], object]) -> None:
    """Let the user pick files to open; not modal to the process."""
    dialog = QFileDialog(parent, "Open files")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setAttribute(_DELETE)
    dialog.filesSelected.connect(then)
    dialog.open()


def ask_path(parent: QWidget, name: str, then: Callable[[str], object]) -> None:
    """Let the user pick where to save the data called `name`."""
    dialog = QFileDialog(parent, f"Save data of {name}")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(["netCDF (*.nc)", "HDF5 (*.h5)", "Zarr (*.zarr)"])
    dialog.setDefaultSuffix("nc")
    dialog.selectFile(f"{name.replace('/', '-')}.nc")
    dialog.setAttribute(_DELETE)
    dialog.fileSelected.connect(then)
    dialog.open()


class ShortcutList(QDialog):
    """All shortcuts, and what the mouse does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(_DELETE)
        self.setWindowTitle("Keyboard shortcuts")
        content = QWidget()
        grid = QGridLayout(content)
        grid.setHorizontalSpacing(28)
        rows = [(c.shortcut, c.title) for c in COMMANDS if c.shortcut]
        for line, (keys, title) in enumerate([*rows, *GESTURES]):
            label = QLabel(keys)
            label.setProperty("role", "name")
            grid.addWidget(label, line, 0)
            grid.addWidget(QLabel(title), line, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(content)
        QVBoxLayout(self).addWidget(area)
        self.resize(470, 560)


_DELETE = Qt.WidgetAttribute.WA_DeleteOnClose

GESTURES = (
    ("Shift+Arrows", "Nudge the cursor by one sample"),
    ("Ctrl+Shift+Arrows", "Nudge the cursor by ten samples"),
    ("Drag a line", "Move a cursor"),
    ("Ctrl+Drag", "Bring the active cursor to the mouse"),
    ("Drag", "Pan"),
    ("Wheel, right drag", "Zoom; over an axis, along that axis only"),
    ("Double click", "View all"),
    ("Right click", "Menu of a panel"),
    ("?", "This list"),
)


def _action(command: Command, window: QMainWindow, runs: Runs) -> QAction:
    action = QAction(f"{command.title}…" if needs_path(command) else command.title)
    action.setParent(window)
    if command.shortcut:
        action.setShortcut(QKeySequence(command.shortcut))
    action.setStatusTip(command.doc.partition("\n")[0])
    action.triggered.connect(lambda: runs.run_command(command))
    return action


def needs_path(command: Command) -> bool:
    """Return whether a file has to be picked before the command runs."""
    return bool(command.params.model_fields.keys() & {"path", "paths"})


def _theme_menu(parent: QMenu) -> QMenu:
    menu = QMenu("Theme", parent)

    def fill() -> None:
        menu.clear()
        for mode in theme.MODES:
            is_chosen = theme.mode() == mode
            add_action(
                menu,
                mode.capitalize(),
                lambda m=mode: theme.choose(m),  # type: ignore[misc]
                checked=is_chosen,
            )

    menu.aboutToShow.connect(fill)
    return menu
