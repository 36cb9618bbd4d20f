"""Commands on the manager itself."""

from __future__ import annotations

import os
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from itool.core.log import tail
from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.registry import COMMANDS, command
from itool.core.shortcuts import table
from itool.wire.places import log_path


@command(name="manager.stop", title="Quit", menu="File", shortcut="Ctrl+Q")
def stop(manager: Manager) -> None:
    """End the manager's process after this command is answered."""
    manager.stop()


@command(name="manager.commands", title="List commands")
def commands(manager: Manager) -> list[dict[str, Any]]:
    """Return name, title, menu, shortcut, doc and JSON schema of every command."""
    keys = table(manager.settings)
    return [each.schema() | {"shortcut": keys.get(each.name, "")} for each in COMMANDS]


@command(name="manager.errors", title="List errors")
def errors(manager: Manager) -> list[str]:
    """Return the errors that no caller was waiting for, oldest first."""
    return list(manager.errors)


@command(name="manager.log", title="Read log")
def log(
    manager: Manager, lines: Annotated[int, Field(ge=1, le=100_000)] = 100
) -> Pending[list[str]]:
    """Return the last lines that this manager wrote to its log, oldest first."""
    read = partial(tail, log_path(), os.getpid(), lines)
    return manager.compute(read, lambda found: found)
