"""Which manager is meant: the one named, the default, or the only one."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import contextmanager
from numbers import Integral
from typing import TYPE_CHECKING, Any

from itool.client.failures import ended
from itool.client.local import local_manager
from itool.errors import (
    ImageToolManagerAmbiguousError,
    ImageToolManagerNotFoundError,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol, Self

    from itool.client.local import LocalManager
    from itool.wire.registry import ManagerRecord

    class Door(Protocol):
        """What takes calls: a connection, or the manager in this process."""

        def call(self, command: str, /, **args: Any) -> Any:
            """Run a command and return its result."""


TARGET_VARIABLE = "ITOOL_MANAGER_TARGET"


class VeryIndex(int):
    """The index of one very manager; after its end it names no other one.

    Parameters
    ----------
    index : int
        Its number.
    id : str
        Its name.
    """

    id: str

    def __new__(cls, index: int, id: str) -> Self:
        """Return `index`, bound to the manager `id`."""
        made = super().__new__(cls, index)
        made.id = id
        return made


class _Default:
    """The manager that is meant when none is named; one for the process."""

    def __init__(self) -> None:
        self.index: int | None = None
        self.id: str | None = None
        self.is_read = False

    def set(self, index: int | None, id: str | None = None) -> None:
        self.index, self.id, self.is_read = index, id, True

    def validated(self, live: list[ManagerRecord]) -> int | None:
        """Return the default if it is live; forget one that has ended."""
        self.read_environment()
        if self.index is None:
            return None
        record = _by_index(live, self.index)
        if record is not None and self.id in (None, record.id):
            self.id = record.id  # from now on, this very manager
            return self.index
        if record is not None:
            warnings.warn(
                f"the default manager {self.index} has ended, and another one has its "
                "number; the default is forgotten.",
                stacklevel=4,
            )
        self.set(None)
        return None

    def read_environment(self) -> None:
        text = os.environ.get(TARGET_VARIABLE, "")
        if self.is_read or not text:
            return
        self.is_read = True
        if not text.isdecimal():
            raise ValueError(f"{TARGET_VARIABLE} is {text!r}, not a manager's index.")
        self.index = int(text)


_default = _Default()


def live_managers() -> list[ManagerRecord]:
    """Return the records of the live managers by index."""
    from itool.wire.registry import list_managers

    return list_managers()


def checked_index(target: object) -> int:
    """Return `target` as an index.

    Raises
    ------
    TypeError
        If it is not an integer; a bool is none.
    ValueError
        If it is negative.
    """
    if isinstance(target, bool) or not isinstance(target, Integral):
        raise TypeError(
            f"Manager target must be an integer, not {type(target).__name__} {target}."
        )
    if target < 0:
        raise ValueError(f"Manager target must be >= 0, not {target}.")
    return int(target)


def live_record(index: int) -> ManagerRecord:
    """Return the record of the live manager `index`.

    Raises
    ------
    ImageToolManagerNotFoundError
        If there is none.
    """
    live = live_managers()
    record = _by_index(live, index)
    if record is None:
        raise ImageToolManagerNotFoundError(
            f"no manager {index} is live; there are "
            f"{listed((r.index for r in live), nothing='none')}.",
            hint="Start one with `itool-manager`.",
        )
    return record


def resolve(target: object = None) -> ManagerRecord:
    """Return the record of the manager that `target` means.

    Parameters
    ----------
    target : int, optional
        Index of a manager; by default the default manager, or the only one.
    """
    if isinstance(target, VeryIndex):
        return very_record(target.id, int(target))
    if target is not None:
        return live_record(checked_index(target))
    live = live_managers()
    chosen = _default.validated(live)
    if chosen is not None:
        return live_record(chosen)
    if not live:
        raise ImageToolManagerNotFoundError(
            "no ImageTool manager is running.",
            hint="Start one with `itool-manager`, or `itool-manager --web` without a "
            "display.",
        )
    if len(live) > 1:
        raise ImageToolManagerAmbiguousError(
            f"several managers are live: {listed(r.index for r in live)}.",
            hint="Pass target=, or choose one with set_default_manager().",
        )
    return live[0]


def door(target: object = None) -> Door:
    """Return what takes calls for the manager that `target` means."""
    if isinstance(target, VeryIndex):
        line = _known_line(target.id)
        if line is not None:
            return line
        record = resolve(target)
        return local_of(record) or _line_to(record)
    local = local_manager()
    if local is not None:
        _default.read_environment()
        index = checked_index(target) if target is not None else _default.index
        if index is None or index == local.index:
            return local
    return _line_to(resolve(target))


def very_record(id: str, index: int) -> ManagerRecord:
    """Return the record of this very manager.

    Raises
    ------
    ImageToolManagerNotFoundError
        If it has ended, even if another one has its index now.
    """
    record = _by_index(live_managers(), index)
    if record is None or record.id != id:
        raise ended(index)
    return record


def local_of(record: ManagerRecord) -> LocalManager | None:
    """Return the manager of this process if it is the one of `record`."""
    local = local_manager()
    is_own = local is not None and record.pid == os.getpid()
    return local if is_own and local and record.index == local.index else None


def set_default(index: object) -> int:
    """Make a live manager the default and return its index."""
    number = checked_index(index)
    live = live_managers()
    record = _by_index(live, number)
    if record is None:
        raise ValueError(
            f"no manager {number} is live; there are {listed(r.index for r in live)}."
        )
    _default.set(number, record.id)
    return number


def get_default(*, validate: bool = True) -> int | None:
    """Return the index of the default manager; with `validate`, only if it is live."""
    if validate:
        return _default.validated(live_managers())
    _default.read_environment()
    return _default.index


def clear_default() -> None:
    """Have no default manager."""
    _default.set(None)


@contextmanager
def using(index: object) -> Iterator[int]:
    """Make a manager the default for a while."""
    _default.read_environment()
    before = _default.index, _default.id
    number = set_default(index)
    try:
        yield number
    finally:
        _default.set(*before)


def selection() -> dict[str, Any]:
    """Return the live managers and which one a call without a target would reach."""
    live = live_managers()
    default = _default.validated(live)
    if default is not None:
        resolved, reason = default, "default"
    elif len(live) == 1:
        resolved, reason = live[0].index, "single"
    else:
        resolved, reason = None, "multiple" if live else "none"
    return {
        "managers": [described(record, default) for record in live],
        "default_index": default,
        "resolved_index": resolved,
        "needs_selection": reason == "multiple",
        "reason": reason,
    }


def described(record: ManagerRecord, default: int | None) -> dict[str, Any]:
    """Return what a user may know of a manager: no keys, no ids."""
    return {
        "index": record.index,
        "pid": record.pid,
        "host": record.interface,
        "port": record.request_port,
        "watch_port": record.watch_port,
        "started": record.started,
        "version": record.version,
        "workspace_path": record.workspace_path,
        "is_default": record.index == default,
    }


def _line_to(record: ManagerRecord) -> Door:
    from itool.client.connection import connection_to  # zmq, when it is needed

    return connection_to(record)


def _known_line(id: str) -> Door | None:
    """Return the line to a manager that is there, as far as the registry tells.

    A line knows by itself when its manager is killed.
    """
    from itool.wire.registry import is_as_told

    connection = sys.modules.get("itool.client.connection")
    if connection is None or not is_as_told():
        return None
    line: Door | None = connection.known_connection(id)
    return line


def _by_index(live: list[ManagerRecord], index: int) -> ManagerRecord | None:
    return next((record for record in live if record.index == index), None)
