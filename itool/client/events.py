"""Events of one manager, for a `for` loop that nothing escapes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from itool.client.connection import (
    connection_to,
    lives,
    make_watch_socket,
    shared_context,
)
from itool.client.ledger import Ledger, ManagerEvent, told
from itool.errors import ImageToolManagerNotFoundError, WireError
from itool.wire.messages import unpack_event
from itool.wire.processes import boot_id
from itool.wire.registry import list_managers

if TYPE_CHECKING:
    from collections.abc import Iterator

    import zmq

    from itool.wire.registry import ManagerRecord

_LOOK = 0.5
"""Seconds between two looks whether the manager's process lives."""
_SILENCE = 3.0
"""Seconds without a sign of life, which comes every second, that ask for a look."""


def events(record: ManagerRecord, timeout: float | None) -> Iterator[ManagerEvent]:
    """Yield what happens in the manager of `record`, until it ends.

    Parameters
    ----------
    record : ManagerRecord
        The manager.
    timeout : float or None
        Stop after this many seconds in which nothing happened.
    """
    ledger = Ledger()
    socket = make_watch_socket(shared_context(), record)
    try:
        quiet_since = heard = time.monotonic()
        while lives(record):
            left = _LOOK
            if timeout is not None:
                left = min(left, quiet_since + timeout - time.monotonic())
                if left <= 0:
                    return
            if not socket.poll(int(left * 1000) + 1):
                if time.monotonic() - heard > _SILENCE and not _is_listed(record):
                    break
                continue
            heard = time.monotonic()
            found = _next(socket, ledger, record)
            if found is not None:
                yield found
                quiet_since = time.monotonic()
    except ImageToolManagerNotFoundError:
        pass  # it ended while it was asked for its viewers
    finally:
        socket.close()
    yield ledger.end()


def _is_listed(record: ManagerRecord) -> bool:
    """Return whether the manager has not signed off; one in this process may have."""
    if record.boot_id != boot_id():
        return True  # on another machine, behind a tunnel
    return any(each.id == record.id for each in list_managers())


def _next(
    socket: zmq.Socket[bytes], ledger: Ledger, record: ManagerRecord
) -> ManagerEvent | None:
    try:
        event = unpack_event(socket.recv_multipart()[-1])
    except WireError:
        return None
    verdict = ledger.judge(event)
    if verdict == "gap":
        return ledger.begin(connection_to(record).snapshot())
    return told(event) if verdict == "news" else None
