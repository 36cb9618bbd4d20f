"""Commands on the manager itself."""

from __future__ import annotations

from typing import Any

from itool.core.manager import Manager
from itool.core.registry import COMMANDS, command


@command(name="manager.stop", title="Quit", menu="File", shortcut="Ctrl+Q")
def stop(manager: Manager) -> None:
    """End the manager's process after this command is answered."""
    manager.stop()


@command(name="manager.commands", title="List commands")
def commands(manager: Manager) -> list[dict[str, Any]]:
    """Return name, title, menu, shortcut, doc and JSON schema of every command."""
    return [each.schema() for each in COMMANDS]


@command(name="manager.errors", title="List errors")
def errors(manager: Manager) -> list[str]:
    """Return the errors that no caller was waiting for, oldest first."""
    return list(manager.errors)
