"""WatchSession: tells one namespace what becomes of its watched viewers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.manager import Change
    from itool.core.watched import Revisions, WatchedViewers


class WatchSession:
    """Tells one namespace which revision each of its viewers has.

    Every message holds all revisions and a number; the next one is sent when the last
    one was answered with its number. An older number asks for the last one again. So
    nothing is lost for good, and no more than one message is ever on the way.
    """

    def __init__(
        self, rows: WatchedViewers, source: str, send: Callable[[str], None]
    ) -> None:
        self.source = source
        self._rows = rows
        self._send = send
        self._told: tuple[int, Revisions] | None = None
        self._number = self._answered = 0
        self.note()

    def note(self, change: Change | None = None) -> None:
        """Tell of what changed, or remember to."""
        if self._answered == self._number:
            self._tell()

    def receive(self, message: bytes | str) -> None:
        """Take an answer: ``{"n": number}``."""
        try:
            number = int(json.loads(message)["n"])
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
            return
        self._answered = min(number, self._number)
        if self._answered < self._number:
            self._number -= 1  # say it again, as it is now
            self._told = None
            self._answered = self._number
        self._tell()

    def close(self) -> None:
        """Note that the namespace is gone."""
        self._rows.ended(self)

    def _tell(self) -> None:
        # Ties too: a viewer that came and went leaves the revisions as they were.
        state = self._rows.ties, self._rows.revisions(self.source)
        if state != self._told:
            self._told = state
            self._number += 1
            notice = {"n": self._number, "ties": state[0], "revisions": state[1]}
            self._send(json.dumps(notice))
