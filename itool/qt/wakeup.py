"""Lets Python see signals such as Ctrl+C while Qt waits for events."""

from __future__ import annotations

import signal
import socket
from typing import Any, cast

from PyQt6.QtCore import QObject, QSocketNotifier


class SignalWakeup(QObject):
    """Wakes Qt's loop for every signal; Python's own handlers then run.

    Made and closed on the main thread.
    """

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._previous = signal.set_wakeup_fd(self._writer.fileno())
        number = cast("Any", self._reader.fileno())  # the stubs want a sip.voidptr
        self._notifier = QSocketNotifier(number, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def close(self) -> None:
        """Put things back as they were."""
        signal.set_wakeup_fd(self._previous)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()
        self.deleteLater()

    def _drain(self) -> None:
        # Returning to Python is the point; the bytes only say which signal it was.
        self._reader.recv(4096)
