"""The shortcuts of one manager, to be read and changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from itool.client.strict import Strict
from itool.client.tables import text_table
from itool.errors import UnknownCommand, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.client.handle import ImageToolManagerHandle


class Shortcuts(Strict, Mapping[str, str]):
    """Keys by name of the command; "" where there are none.

    What is changed holds at once in all windows and pages of the manager, and is kept
    in the user's settings for every manager that starts from then on.

    Examples
    --------
    >>> managers[0].shortcuts["view.transpose"]
    'T'
    """

    __slots__ = ("manager",)

    def __init__(self, manager: ImageToolManagerHandle) -> None:
        self.manager = manager

    @property
    def rows(self) -> list[dict[str, str]]:
        """All commands that keys can give: command, title, menu, keys, usual keys."""
        return [dict(row) for row in self.manager.run("shortcut.list")]

    def __getitem__(self, command: str) -> str:
        rows = self.rows
        for row in rows:
            if row["command"] == command:
                return row["keys"]
        raise UnknownCommand(
            f"no command {command!r} that keys could give; there are "
            f"{listed(row['command'] for row in rows)}."
        )

    def __setitem__(self, command: str, keys: str) -> None:
        self.set(command, keys)

    def __iter__(self) -> Iterator[str]:
        return iter([row["command"] for row in self.rows])

    def __len__(self) -> int:
        return len(self.rows)

    def set(self, command: str, keys: str, *, take: bool = False) -> None:
        """Give `keys` to a command.

        Parameters
        ----------
        command : str
            For example ``"view.transpose"``, or ``"operation:gaussian"`` for the
            dialog of an operation.
        keys : str
            For example ``"Ctrl+Shift+K"``, ``"?"`` or ``"F4"``; "" for none.
        take : bool
            Whether a command that has these keys loses them.

        Raises
        ------
        BadArguments
            If these are no keys, or those of browsers, or their meaning is fixed.
        ShortcutTaken
            If another command has them and `take` is false.

        Examples
        --------
        >>> managers[0].shortcuts.set("view.transpose", "K")
        >>> managers[0].shortcuts.reset("view.transpose")
        """
        self.manager.run("shortcut.set", command=command, shortcut=keys, take=take)

    def reset(self, command: str | None = None) -> None:
        """Give a command, or all of them, their usual keys again.

        Raises
        ------
        ShortcutTaken
            If another command has the usual keys of this one now.
        """
        self.manager.run("shortcut.reset", command=command)

    def __repr__(self) -> str:
        rows = [(r["keys"], r["title"], r["command"]) for r in self.rows if r["keys"]]
        return text_table(("Keys", "Title", "Command"), rows)
