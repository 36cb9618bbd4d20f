"""Calls for the server's thread, from any thread, with a bell for its poller."""

from __future__ import annotations

import socket
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Mailbox:
    """A queue of calls whose descriptor is readable while it is not empty."""

    def __init__(self) -> None:
        self._calls: deque[Callable[[], object]] = deque()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._is_open = True

    def fileno(self) -> int:
        """Return the descriptor to poll for reading."""
        return self._ear.fileno()

    def post(self, call: Callable[[], object]) -> None:
        """Run `call` soon on the server's thread; dropped once it has ended."""
        if not self._is_open:
            return
        self._calls.append(call)
        # A full buffer means that the bell is ringing already.
        with suppress(OSError):
            self._bell.send(b"!")

    def take(self) -> Iterator[Callable[[], object]]:
        """Yield the calls that are waiting. Server's thread only."""
        with suppress(BlockingIOError):
            self._ear.recv(4096)  # if more is there, the poller rings again
        for _ in range(len(self._calls)):
            yield self._calls.popleft()

    def close(self) -> None:
        """Take no more calls."""
        self._is_open = False
        self._bell.close()
        self._ear.close()
