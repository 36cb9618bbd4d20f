"""Events: what changed in the manager, numbered, for whoever watches."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import zmq

from itool.wire.messages import AskSnapshot, Event, Snapshot, pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.manager import Change, Manager
    from itool.server.mailbox import Mailbox

REST = 0.02
"""Seconds in which changes of one kind to one viewer are told once."""


class Events:
    """Numbers the changes of a manager and sends them out.

    Parameters
    ----------
    manager : Manager
        What is watched.
    mailbox : Mailbox
        The way to the server's thread.
    socket : zmq.Socket
        Where events go.
    """

    def __init__(
        self, manager: Manager, mailbox: Mailbox, socket: zmq.Socket[bytes]
    ) -> None:
        self.epoch = secrets.token_hex(8)
        self.seq = 0
        self._manager = manager
        self._mailbox = mailbox
        self._socket = socket
        self._revs: Counter[str] = Counter()
        self._waiting: dict[tuple[str, str], None] = {}
        manager.changed.connect(self._note)

    def close(self) -> None:
        """Note no more changes. Core's thread."""
        self._manager.changed.disconnect(self._note, missing_ok=True)

    def take_snapshot(
        self, ask: AskSnapshot, then: Callable[[Snapshot], object]
    ) -> None:
        """Give `then` the list of viewers, on the server's thread. Core's thread.

        Events that are waiting are sent first, so the list is as of the newest number.
        """
        self._flush()
        rows = [_plain(row) for row in self._manager.rows()]
        self._mailbox.post(lambda: then(Snapshot(ask.id, self.epoch, self.seq, rows)))

    def beat(self) -> None:
        """Repeat the newest number, so that a lost last event is noticed."""
        self._send(Event(self.epoch, self.seq, "", 0, "beat"))

    def answer_subscriber(self) -> None:
        """Greet who has just subscribed with the newest number."""
        while self._socket.poll(0):
            if self._socket.recv()[:1] == b"\x01":
                self.beat()

    def _note(self, change: Change) -> None:
        if not self._waiting:
            self._manager.loop.after(REST, self._flush)
        self._waiting[change.viewer, change.kind] = None

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        rows = {row.id: _plain(row) for row in self._manager.rows()}
        changes = [
            (viewer, kind, rows.get(viewer))
            for viewer, kind in waiting
            if kind == "closed" or viewer in rows or not viewer
        ]
        self._mailbox.post(partial(self._publish, changes))

    def _publish(self, changes: list[tuple[str, str, dict[str, Any] | None]]) -> None:
        for viewer, kind, row in changes:
            self.seq += 1
            self._revs[viewer] += 1
            event = Event(self.epoch, self.seq, viewer, self._revs[viewer], kind, row)
            self._send(event)
            if kind == "closed":
                del self._revs[viewer]

    def _send(self, event: Event) -> None:
        self._socket.send_multipart([event.kind.encode(), pack(event)], zmq.DONTWAIT)


def _plain(row: Any) -> dict[str, Any]:
    return asdict(row)
