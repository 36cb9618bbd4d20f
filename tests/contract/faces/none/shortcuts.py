"""The probe of no window: shortcuts."""

from __future__ import annotations

from itool.core.registry import COMMANDS
from itool.core.shortcuts import shortcuts
from itool.errors import ItoolError, ShortcutTaken
from tests.contract.faces.none.window import NoneWindow


class NoneShortcuts(NoneWindow):
    """Shortcuts."""

    def change_shortcut(self, title: str, keys: str, *, take: bool = False) -> str:
        rows = shortcuts(self._face.manager.settings)
        args = {"command": next(row.command for row in rows if row.title == title)}
        name = "shortcut.reset" if keys == "Reset" else "shortcut.set"
        if keys != "Reset":
            args["shortcut"] = "" if keys == "Backspace" else keys
        try:
            COMMANDS.run(self._face.manager, name, **args)
        except ShortcutTaken as error:
            if not take:
                return str(error)
            COMMANDS.run(self._face.manager, name, **args, take=True)
        except ItoolError as error:
            return str(error)
        self.settle()
        return ""

    def reset_shortcuts(self) -> None:
        self._ask("shortcut.reset")
        self.settle()

    @property
    def shortcuts(self) -> dict[str, str]:
        rows = shortcuts(self._face.manager.settings)
        return {row.title: row.keys for row in rows if row.keys}

    def tip(self, command: str) -> str:
        rows = shortcuts(self._face.manager.settings)
        return next(row.keys for row in rows if row.command == command)
