"""Menus: actions for the commands, with the shortcuts that the commands name."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QMenu,
    QMenuBar,
    QWidget,
)

from itool.qt import theme
from itool.qt.palette import CommandPalette
from itool.qt.shortcut_dialog import ShortcutDialog
from itool.qt.shortcuts import ShortcutList, keys_of, sequences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from itool.core.ask import Attempt
    from itool.core.registry import Command

T = TypeVar("T")

PATHS = ("path", "paths")
FORMATS = ["netCDF (*.nc)", "HDF5 (*.h5)", "Zarr (*.zarr)", "Zipped Zarr (*.zarr.zip)"]
EXPORTS = [
    "Picture (*.png)",
    "Vector picture (*.svg)",
    "Document (*.pdf)",
    *FORMATS,
    "Table (*.csv)",
    "numpy (*.npy)",
]
WORKSPACES = ["Workspace (*.ws)"]
SAVED = {"data.save": FORMATS, "export.save": EXPORTS}
"""What commands that write files offer."""
OPENS_FOLDER = ("workspace.open",)
UNLISTED = {"data.save": "File"}
"""Commands that need a file dialog, which a menu here can open."""
CHANGE = "window.shortcuts"
"""Name of the action that opens the dialog of shortcuts."""
MENUS = (
    "File",
    "Edit",
    "View",
    "Cursor",
    "Region",
    "Colour",
    "Operations",
    "Viewers",
)


class Runs(Protocol):
    """A window that knows what a command without arguments is about."""

    def run_command(self, command: Command) -> None:
        """Run `command` on what this window shows or what is selected in it."""


def fill_menu_bar(
    window: QMainWindow,
    runs: Runs,
    commands: Iterable[Command],
    attempt: Attempt | None = None,
) -> dict[str, QAction]:
    """Give `window` a menu for each group of `commands`; return actions by name.

    With `attempt`, which runs commands for a dialog, shortcuts can be changed.
    """
    bar = window.menuBar()
    assert bar is not None
    groups = _grouped(tuple(commands))
    listed = {command.name: command for group in groups.values() for command in group}
    actions: dict[str, QAction] = {}
    for title, group in groups.items():
        menu = add_menu(bar, title)
        made = {_action(command, window): command for command in group}
        call_chosen(menu, made, runs.run_command)
        for action, command in made.items():
            actions[command.name] = action
            if command.name == "manager.stop":
                menu.addSeparator()
            menu.addAction(action)
        if title == "View":
            menu.addSeparator()
            menu.addMenu(_theme_menu(menu))
    help_menu = add_menu(bar, "Help")
    shortcuts = QAction("Keyboard shortcuts", window)
    shortcuts.setShortcuts([QKeySequence("?"), QKeySequence("Shift+?")])
    change = partial(_change_shortcuts, window, attempt) if attempt else None
    shortcuts.triggered.connect(
        lambda: ShortcutList(window, actions.values(), change).open()
    )
    help_menu.addAction(shortcuts)
    if change is not None:
        actions[CHANGE] = add_action(help_menu, "Change shortcuts…", change)
    palette = QAction("All commands…", window)
    palette.setShortcut(QKeySequence("Ctrl+Shift+P"))
    palette.triggered.connect(
        lambda: CommandPalette(
            window,
            actions,
            lambda name: menu_of(listed[name]) if name in listed else "Operations",
        ).open()
    )
    help_menu.addAction(palette)
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


def call_chosen(
    menu: QMenu, actions: Mapping[QAction, T], call: Callable[[T], object]
) -> None:
    """Call with what stands for the action of `menu` that is triggered, in any way.

    One connection for a menu: those of all its actions took a twentieth of the time in
    which a window opens.
    """

    def chosen(action: QAction) -> None:
        if action in actions:
            call(actions[action])

    menu.triggered.connect(chosen)


def ask_path(
    parent: QWidget, command: Command, name: str, then: Callable[..., object]
) -> None:
    """Let the user pick the path that `command` takes, then run it with that.

    Parameters
    ----------
    parent : QWidget
        Window that the dialog belongs to.
    command : Command
        One that `needs_path`.
    name : str
        What would be saved; proposed as the name of the file.
    then : callable
        Called with ``paths=`` or ``path=``.
    """
    dialog = QFileDialog(parent, command.title)
    dialog.setAttribute(_DELETE)
    if "paths" in command.params.model_fields:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: then(paths=paths))
    elif command.name in OPENS_FOLDER:
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda path: then(path=path))
    else:
        filters = SAVED.get(command.name, WORKSPACES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix(_suffix(filters[0]))
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(_suffix(chosen))
        )
        dialog.selectFile(f"{name.replace('/', '-')}.{dialog.defaultSuffix()}")
        dialog.fileSelected.connect(lambda path: then(path=path))
    dialog.open()


_DELETE = Qt.WidgetAttribute.WA_DeleteOnClose


def _action(command: Command, window: QMainWindow) -> QAction:
    action = QAction(f"{command.title}…" if needs_path(command) else command.title)
    action.setParent(window)
    action.setShortcuts(sequences(keys_of(command)))
    action.setStatusTip(command.doc.partition("\n")[0])
    return action


def _change_shortcuts(window: QWidget, attempt: Attempt) -> None:
    ShortcutDialog(window, attempt).open()


def _suffix(name_filter: str) -> str:
    return name_filter.rpartition("*.")[2].rstrip(")")


@cache
def _grouped(commands: tuple[Command, ...]) -> dict[str, list[Command]]:
    """Return the commands of each menu that has some, in the order of menus."""
    by_menu = {
        title: [command for command in commands if menu_of(command) == title]
        for title in MENUS
    }
    # Quit stays at the very end, where everybody looks for it.
    by_menu["File"].sort(key=lambda command: command.name == "manager.stop")
    return {title: group for title, group in by_menu.items() if group}


def menu_of(command: Command) -> str:
    """Return the menu that lists `command`, or ""."""
    return command.menu or UNLISTED.get(command.name, "")


@cache
def needs_path(command: Command) -> bool:
    """Return whether a file has to be picked before the command runs."""
    fields = command.params.model_fields
    return any(name in fields and fields[name].is_required() for name in PATHS)


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
