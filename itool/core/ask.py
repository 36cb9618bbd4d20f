"""How a front end asks for a command: never raises, tells the user instead."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from itool.core import commands as _commands  # noqa: F401 - fills the registry
from itool.core.pool import Pending
from itool.core.registry import COMMANDS

if TYPE_CHECKING:
    from itool.core.manager import Manager


class Ask(Protocol):
    """A front end's handle on the commands."""

    def __call__(self, name: str, /, **args: Any) -> Any:
        """Run a command; a failure is shown to the user and gives None."""


def asker(manager: Manager) -> Ask:
    """Return a function that runs commands for a person at a screen.

    A failure appears in the status line of the viewer that it concerns, or else as
    `Manager.failed`.
    """
    return partial(_ask, manager)


class Attempt(Protocol):
    """A dialog's handle on the commands: it shows failures by itself."""

    def __call__(self, name: str, /, **args: Any) -> Pending[Any]:
        """Run a command; the answer or the failure comes at once or later."""


def attempter(manager: Manager) -> Attempt:
    """Return a function that runs commands for a dialog that is told what fails."""
    return partial(_attempt, manager)


def _attempt(manager: Manager, name: str, /, **args: Any) -> Pending[Any]:
    outcome: Pending[Any] = Pending()
    try:
        answer = COMMANDS.run(manager, name, **args)
    except Exception as error:
        outcome.set_exception(error)
        return outcome
    if isinstance(answer, Pending):
        return answer
    outcome.set_result(answer)
    return outcome


def _ask(manager: Manager, name: str, /, **args: Any) -> Any:
    viewer = str(args.get("viewer", ""))
    try:
        answer = COMMANDS.run(manager, name, **args)
    except Exception as error:
        manager.report(error, viewer)
        return None
    if isinstance(answer, Pending):
        answer.add_done_callback(partial(_report_late, manager, viewer))
    return answer


def _report_late(manager: Manager, viewer: str, pending: Pending[Any]) -> None:
    error = pending.exception()
    if error is not None:
        manager.report(error, viewer)
