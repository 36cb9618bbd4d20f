"""Shortcuts: which keys give which command, as the user wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itool.core.forms import menu as operation_menu
from itool.core.registry import COMMANDS
from itool.errors import BadArguments, ShortcutTaken, listed
from itool.model.keys import check_free, read_keys

if TYPE_CHECKING:
    from itool.core.settings import Settings

SECTION = "shortcuts"
UNLISTED = ("data.save",)
"""Commands without a menu of their own that windows offer nevertheless."""
OPERATION = "operation:"
"""Before the name of an operation's form: its dialog is opened by keys, too."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One command and its keys.

    Attributes
    ----------
    command : str
        Name, or ``"operation:NAME"`` for the dialog of an operation.
    title, menu : str
        What a menu says, and which menu.
    keys : str
        In the notation of Qt (``"Ctrl+Shift+Z"``), or "".
    usual : str
        The keys it has unless the user wants others.
    """

    command: str
    title: str
    menu: str
    keys: str
    usual: str


def shortcuts(settings: Settings) -> tuple[Shortcut, ...]:
    """Return all commands that keys can give, with their keys.

    What the settings say of unknown commands, and keys that are none, are passed over.
    """
    chosen = settings.section(SECTION)
    return tuple(
        Shortcut(name, title, menu, _wanted(chosen.get(name), usual), usual)
        for name, (title, menu, usual) in _offered().items()
    )


def table(settings: Settings) -> dict[str, str]:
    """Return the keys of all commands that have some."""
    return {each.command: each.keys for each in shortcuts(settings) if each.keys}


def assign(settings: Settings, command: str, keys: str, *, take: bool = False) -> None:
    """Give `keys` to `command`; "" takes its keys away.

    Raises
    ------
    BadArguments
        If there is no such command, or the keys are none, reserved or fixed.
    ShortcutTaken
        If another command has them, unless `take` is true.
    UnreadableFile
        If the settings cannot be written; nothing is changed then.
    """
    all_of_them = {each.command: each for each in shortcuts(settings)}
    if command not in all_of_them:
        raise BadArguments(
            f"no command {command!r} that keys could give; there are "
            f"{listed(sorted(all_of_them))}.",
            hint="Commands that need arguments have no shortcut.",
        )
    usual, keys = all_of_them[command].usual, read_keys(keys)
    if keys and keys != usual:
        check_free(keys)
    changes = {command: None if keys == usual else keys}
    for other in all_of_them.values():
        if keys and other.keys == keys and other.command != command:
            if not take:
                raise ShortcutTaken(
                    f"{keys} is taken by {other.title!r} ({other.command}).",
                    hint="Choose other keys, or take them away there (take=True).",
                )
            changes[other.command] = ""
    settings.change(SECTION, changes)


def reset(
    settings: Settings, command: str | None = None, *, take: bool = False
) -> None:
    """Give `command`, or every command, its usual keys again.

    Raises
    ------
    BadArguments
        If there is no such command.
    ShortcutTaken
        If another command has the usual keys of `command` now, unless `take` is true.
    """
    if command is None:
        settings.change(SECTION, dict.fromkeys(settings.section(SECTION)))
    else:
        usual = _offered().get(command, ("", "", ""))[2]
        assign(settings, command, usual, take=take)


def _wanted(chosen: str | None, usual: str) -> str:
    if chosen is None:
        return usual
    try:
        return read_keys(chosen)
    except BadArguments:
        return usual


def _offered() -> dict[str, tuple[str, str, str]]:
    """Return title, menu and usual keys of all commands that keys can give."""
    commands = {
        each.name: (each.title, each.menu or "File", each.shortcut)
        for each in COMMANDS
        if each.menu or each.name in UNLISTED
    }
    operations = {
        OPERATION + name: (f"{title}…", "Operations", "")
        for name, title in operation_menu()
    }
    return commands | operations
