"""Which manager is meant: the one named, the default, or the only one."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from numbers import Integral
from typing import TYPE_CHECKING, Any

from itool.client.failures import ended
from itool.client.local import local_manager
from itool.errors import (
    BadArguments,
    ImageToolManagerAmbiguousError,
    ImageToolManagerNotFoundError,
    UnknownManager,
    WrongType,
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
_WHICH = "See which ones are live with `itool list` or itool.manager.managers."


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
    """The manager that is meant when none is named.

    Parameters
    ----------
    index : int, optional
        Its number; none by default.
    id : str, optional
        Its name, once it is known.
    bound_by : str
        What chose it for good: it is never forgotten for another one. What
        `set_default` chose is, when it has ended.
    """

    def __init__(
        self, index: int | None = None, id: str | None = None, bound_by: str = ""
    ) -> None:
        self.index, self.id, self.bound_by = index, id, bound_by
        self.is_read = index is not None

    def set(self, index: int | None, id: str | None = None) -> None:
        self.index, self.id, self.bound_by, self.is_read = index, id, "", True

    def validated(self, live: list[ManagerRecord]) -> int | None:
        """Return the default if it is live; forget one that has ended."""
        self.read_environment()
        if self.index is None:
            return None
        record = _by_index(live, self.index)
        if record is not None and self.id in (None, record.id):
            self.id = record.id  # from now on, this very manager
            return self.index
        if self.bound_by:
            return None
        if record is not None:
            warnings.warn(
                f"the default manager {self.index} has ended, and another one has its "
                "number; the default is forgotten.",
                stacklevel=4,
            )
        self.set(None)
        return None

    def check(self, live: list[ManagerRecord]) -> None:
        """Raise if what was chosen for good is gone."""
        if self.index is None or not self.bound_by:
            return
        record = _by_index(live, self.index)
        if record is None or self.id not in (None, record.id):
            what = "is not live" if self.id is None else "has ended"
            others = listed(r.index for r in live)
            raise UnknownManager(
                f"manager {self.index}, which {self.bound_by} chose, {what}; live are: "
                f"{others}.",
                hint="Pass target=, or choose another with set_default_manager().",
            )

    def read_environment(self) -> None:
        text = os.environ.get(TARGET_VARIABLE, "").strip()
        if self.is_read or not text:
            return
        if not text.isdecimal():
            live = listed(record.index for record in live_managers())
            raise BadArguments(
                f"{TARGET_VARIABLE} is {text!r}, not a manager's index; live are: "
                f"{live}.",
                hint="Set it to one of these, or choose with set_default_manager().",
            )
        self.index, self.is_read = int(text), True
        self.bound_by = f"{TARGET_VARIABLE}={text}"


_default = _Default()
_of_block: ContextVar[_Default | None] = ContextVar("itool_manager", default=None)
"""The choice of a ``with`` block, in its thread or asyncio task only."""


def live_managers() -> list[ManagerRecord]:
    """Return the records of the live managers by index."""
    from itool.wire.registry import list_managers

    return list_managers()


def checked_index(target: object) -> int:
    """Return `target` as an index; a handle as that of its very manager.

    Raises
    ------
    WrongType
        If it is neither a handle nor an integer; a bool is none.
    BadArguments
        If it is negative.
    """
    if hasattr(target, "_target"):
        return checked_index(target._target())
    if isinstance(target, VeryIndex):
        return target
    if isinstance(target, bool) or not isinstance(target, Integral):
        raise WrongType(
            "Manager target must be an integer or a handle, not "
            f"{type(target).__name__} {target!r}.",
            hint=_WHICH,
        )
    if target < 0:
        raise BadArguments(f"Manager target must be >= 0, not {target}.", hint=_WHICH)
    return int(target)


def live_record(index: int) -> ManagerRecord:
    """Return the record of the live manager `index`.

    Raises
    ------
    UnknownManager
        If there is none, or another one than the `VeryIndex` names.
    """
    if isinstance(index, VeryIndex):
        return very_record(index.id, int(index))
    live = live_managers()
    record = _by_index(live, index)
    if record is None:
        raise UnknownManager(
            f"no manager {index} is live; there are "
            f"{listed((r.index for r in live), nothing='none')}.",
            hint=_WHICH if live else "Start one with `itool-manager`.",
        )
    return record


def resolve(target: object = None) -> ManagerRecord:
    """Return the record of the manager that `target` means.

    Parameters
    ----------
    target : int or handle, optional
        Index of a manager; by default the default manager, or the only one.
    """
    if target is not None:
        return live_record(checked_index(target))
    live = live_managers()
    default = _present()
    chosen = default.validated(live)
    if chosen is not None:
        return live_record(chosen)
    default.check(live)
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
    if target is not None:
        target = checked_index(target)
    line = _known_line(target.id) if isinstance(target, VeryIndex) else None
    if line is not None:
        return line
    local = local_manager()
    if local is not None and not isinstance(target, VeryIndex):
        default = _present()
        default.read_environment()
        index = default.index if target is None else target
        is_very = target is None and default.id is not None
        if index is None or (index == local.index and not is_very):
            return local
    record = resolve(target)
    return local_of(record) or _line_to(record)


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
    """Make a live manager the default and return its index.

    Within a block of `using` it is the default until the end of the block.
    """
    record = live_record(checked_index(index))
    if _of_block.get() is None:
        _default.set(record.index, record.id)
    else:
        _of_block.set(_Default(record.index, record.id))
    return record.index


def get_default(*, validate: bool = True) -> int | None:
    """Return the index of the default manager; with `validate`, only if it is live."""
    default = _present()
    if validate:
        return default.validated(live_managers())
    default.read_environment()
    return default.index


def clear_default() -> None:
    """Have no default manager."""
    if _of_block.get() is None:
        _default.set(None)
    else:
        nobody = _Default()
        nobody.set(None)
        _of_block.set(nobody)


@contextmanager
def using(index: object) -> Iterator[int]:
    """Make a manager the default for a while, in this thread or asyncio task."""
    record = live_record(checked_index(index))
    block = _Default(record.index, record.id, f"use_manager({record.index})")
    before = _of_block.set(block)
    try:
        yield record.index
    finally:
        # A block that ends in another context has set nothing there.
        with suppress(ValueError):
            _of_block.reset(before)


def selection() -> dict[str, Any]:
    """Return the live managers and which one a call without a target would reach."""
    live = live_managers()
    chosen = _present()
    default = chosen.validated(live)
    if default is not None:
        resolved, reason = default, "default"
    elif chosen.bound_by:
        resolved, reason = None, "ended"
    elif len(live) == 1:
        resolved, reason = live[0].index, "single"
    else:
        resolved, reason = None, "multiple" if live else "none"
    return {
        "managers": [described(record, default) for record in live],
        "default_index": default,
        "resolved_index": resolved,
        "needs_selection": reason in ("multiple", "ended"),
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


def _present() -> _Default:
    """Return the default that holds here: of the block, or of the process."""
    return _of_block.get() or _default


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
