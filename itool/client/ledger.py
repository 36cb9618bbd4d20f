"""Ledger: what was heard of a manager's events, and whether anything is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from itool.wire.messages import Event, Snapshot


@dataclass(frozen=True, slots=True)
class ManagerEvent:
    """Something that happened in a manager.

    Attributes
    ----------
    kind : str
        ``opened``, ``closed``, ``shown``, ``hidden``, ``state`` (cursors, colours,
        limits, name...), ``data``, ``order``; ``resync`` first of all and whenever
        something was missed: begin anew from `rows`; ``ended`` last of all.
    seq : int
        Number of the event; each is one more than the one before, but after a resync.
    viewer : str
        Id of the viewer, or "".
    row : dict or None
        What the list of viewers says of it now.
    rows : tuple of dict
        With ``resync``, the whole list.
    epoch : str
        The run of the manager that counts.

    Examples
    --------
    >>> event = next(managers[0].events())
    >>> event.kind, len(event.rows)
    ('resync', 2)
    """

    kind: str
    seq: int = 0
    viewer: str = ""
    row: dict[str, Any] | None = None
    rows: tuple[dict[str, Any], ...] = ()
    epoch: str = ""


Verdict = Literal["news", "old", "gap"]


class Ledger:
    """Tells news from what is known already, and notices what was missed.

    It begins with nothing, so whatever is heard first is a gap.
    """

    def __init__(self) -> None:
        self._epoch = ""
        self._seq = -1

    def judge(self, event: Event) -> Verdict:
        """Return whether `event` is the next, known already, or follows missed ones."""
        if event.epoch != self._epoch:
            return "gap"
        is_beat = event.kind == "beat"
        if event.seq <= self._seq:
            return "old"
        if is_beat or event.seq > self._seq + 1:
            return "gap"
        self._seq = event.seq
        return "news"

    def begin(self, snapshot: Snapshot) -> ManagerEvent:
        """Return the event that starts anew from `snapshot`."""
        self._epoch, self._seq = snapshot.epoch, snapshot.seq
        rows = tuple(dict(row) for row in snapshot.rows)
        return ManagerEvent("resync", self._seq, rows=rows, epoch=self._epoch)

    def end(self) -> ManagerEvent:
        """Return the event that says that the manager is gone."""
        return ManagerEvent("ended", self._seq, epoch=self._epoch)


def told(event: Event) -> ManagerEvent:
    """Return an event of the wire as users see it."""
    return ManagerEvent(
        event.kind, event.seq, event.key, event.payload, epoch=event.epoch
    )
