"""Calls in the manager's own process: no wire, and the same behaviour."""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from itool.errors import ManagerFailed
from itool.wire.plain import as_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.manager import Manager

    Wait = Callable[[Future[Any]], None]


class LocalManager:
    """The manager that lives in this process.

    Parameters
    ----------
    manager : Manager
        On its own thread, which is the one that makes this object.
    wait : callable, optional
        Keeps the manager's loop turning until a future is settled. Without it, a
        command that takes time cannot be awaited on the manager's own thread.
    """

    def __init__(self, manager: Manager, wait: Wait | None = None) -> None:
        self.manager = manager
        self.pid = os.getpid()
        self._wait = wait
        self._thread = threading.get_ident()

    @property
    def index(self) -> int:
        """Number of the manager in the registry."""
        return self.manager.index

    @property
    def is_here(self) -> bool:
        """Whether this is the manager's own thread."""
        return threading.get_ident() == self._thread

    def call(self, command: str, /, **args: Any) -> Any:
        """Run a command and return its result, which shares no memory with a window.

        May be called on any thread.
        """
        if threading.get_ident() == self._thread:
            args = _sent(args)
            return _apart(as_plain(self._run_here(command, args)))
        return self.submit(command, **args).result()

    def submit(self, command: str, /, **args: Any) -> Future[Any]:
        """Run a command and return its result later. Any thread."""
        args = _sent(args)
        outcome: Future[Any] = Future()
        self.manager.loop.post(lambda: self._begin(command, args, outcome))
        return outcome

    def wait_for(self, outcome: Future[Any], seconds: float | None = None) -> Any:
        """Return the result of `outcome`; on the manager's thread, while it goes on."""
        is_here = threading.get_ident() == self._thread
        if is_here and self._wait is not None and not outcome.done():
            self._wait(outcome)
        return outcome.result(seconds)

    def _run_here(self, command: str, args: dict[str, Any]) -> Any:
        value = _run(self.manager, command, args)
        if not isinstance(value, Future):
            return value
        if not value.done():
            if self._wait is None:
                raise ManagerFailed(
                    f"{command!r} takes time; the manager's own thread cannot wait.",
                    hint="Call it from another thread or from a notebook.",
                )
            self._wait(value)
        return value.result()

    def _begin(self, command: str, args: dict[str, Any], outcome: Future[Any]) -> None:
        try:
            value = _run(self.manager, command, args)
            if isinstance(value, Future):
                value.add_done_callback(lambda done: _pass_on(done, outcome))
            else:
                outcome.set_result(_apart(as_plain(value)))
        except BaseException as error:  # the caller's, as if it had crossed the wire
            outcome.set_exception(error)


def set_local_manager(manager: Manager, wait: Wait | None = None) -> None:
    """Let calls in this process reach `manager` directly. Manager's thread."""
    global _local
    _local = LocalManager(manager, wait)


def clear_local_manager() -> None:
    """Forget the manager of this process, because it ends."""
    global _local
    _local = None


def local_manager() -> LocalManager | None:
    """Return the manager of this process, if it has one."""
    return _local if _local is not None and _local.pid == os.getpid() else None


def _run(manager: Manager, command: str, args: dict[str, Any]) -> Any:
    from itool.core import commands  # noqa: F401 - fills the registry
    from itool.core.registry import COMMANDS

    return COMMANDS.run(manager, command, **args)


def _pass_on(done: Future[Any], outcome: Future[Any]) -> None:
    try:
        outcome.set_result(_apart(as_plain(done.result())))
    except BaseException as error:
        outcome.set_exception(error)


def _sent(args: dict[str, Any]) -> dict[str, Any]:
    """Return `args` as if they had crossed the wire; what cannot is refused."""
    if any(_has_samples(value) for value in args.values()):
        from itool.wire.codec import encode  # when there is an array

        encode(args, recipe=lambda lazy: {})
    return {name: _apart(value) for name, value in args.items()}


def _has_samples(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(_has_samples(item) for item in value)
    return hasattr(value, "dtype") or hasattr(value, "attrs")


def _apart(value: Any) -> Any:
    """Return `value` with samples of its own, as if it had crossed the wire."""
    if isinstance(value, list | tuple):
        return [_apart(item) for item in value]
    if isinstance(value, dict):
        return {name: _apart(item) for name, item in value.items()}
    if hasattr(value, "to_dataset") or hasattr(value, "data_vars"):
        return value.copy(deep=True)  # DataArray, Dataset, DataTree
    if hasattr(value, "__array__") and hasattr(value, "copy"):
        return value.copy()
    return value


_local: LocalManager | None = None
