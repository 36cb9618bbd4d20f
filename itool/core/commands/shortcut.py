"""Commands on the keys that give commands; kept in the user's settings."""

from __future__ import annotations

from dataclasses import asdict

from itool.core import shortcuts
from itool.core.manager import Manager
from itool.core.registry import command


@command(name="shortcut.list", title="List shortcuts")
def list_shortcuts(manager: Manager) -> list[dict[str, str]]:
    """Return name, title, menu, keys and usual keys of every command with a menu.

    Dialogs of operations are called ``"operation:NAME"``. Keys are written as in
    ``"Ctrl+Shift+Z"``; "" is none.
    """
    return [asdict(each) for each in shortcuts.shortcuts(manager.settings)]


@command(name="shortcut.set", title="Change shortcut")
def set_shortcut(
    manager: Manager, command: str, shortcut: str, take: bool = False
) -> None:
    """Give other keys to `command`, in all windows and pages and for good.

    Parameters
    ----------
    command : str
        One that `shortcut.list` returns.
    shortcut : str
        For example ``"Ctrl+Shift+K"``, ``"?"`` or ``"F4"``; "" for none.
    take : bool
        Whether a command that has these keys loses them; otherwise that is an error.
    """
    shortcuts.assign(manager.settings, command, shortcut, take=take)


@command(name="shortcut.reset", title="Reset shortcuts")
def reset(manager: Manager, command: str | None = None, take: bool = False) -> None:
    """Give `command`, or every command if it is left out, its usual keys again.

    Parameters
    ----------
    command : str, optional
        One that `shortcut.list` returns.
    take : bool
        Whether a command that has these keys now loses them.
    """
    shortcuts.reset(manager.settings, command, take=take)
