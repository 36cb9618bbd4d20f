"""Readings: which samples are on their way, and how long slow ones took."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from itool.model.sizes import seconds_text, size_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.loop import Loop

PATIENCE = 0.2
"""Seconds of reading after which a viewer says that it is slow."""

PACE = 0.25
"""Seconds between two looks at how far a slow read is."""
LONG = 1.0
"""Seconds of reading after which a viewer offers to give it up."""

Place = tuple[str, str]


class Readings:
    """The reads of one viewer that others wait for.

    Those that overlap count as one: what a user waits for is the last of them.

    Parameters
    ----------
    loop : Loop
        Where the patience ends.
    tell : callable
        Called when `is_slow`, `is_long` or `note` have changed by themselves, and now
        and then while a read goes on.
    clock : callable
        Seconds that pass.

    Attributes
    ----------
    is_slow : bool
        Whether samples have been on their way for longer than `PATIENCE`.
    is_long : bool
        Whether they have been for longer than `LONG`.
    note : str
        How much the last reads fetched and how long they took, if they were slow; "".
    """

    def __init__(
        self,
        loop: Loop,
        tell: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.is_slow = self.is_long = False
        self.note = ""
        self._loop, self._tell, self._clock = loop, tell, clock
        self._places: set[Place] = set()
        self._batch = self._nbytes = 0
        self._began, self._share = 0.0, 1.0

    def __bool__(self) -> bool:
        return bool(self._places)

    def begin(self, place: Place, nbytes: int) -> None:
        """Note that samples are asked for."""
        if not self._places:
            self._batch += 1
            self._began, self._nbytes, self._share = self._clock(), 0, 1.0
            batch = self._batch
            self._loop.after(PATIENCE, lambda: self._check(batch))
        self._places.add(place)
        self._nbytes += nbytes

    def end(self, place: Place, share: float = 1.0) -> None:
        """Note that they have come, or never will.

        Parameters
        ----------
        place : tuple of str
            Panel and layer.
        share : float
            Share of the blocks that samples were taken of, 1 unless there are too many.
        """
        self._places.discard(place)
        self._share = min(share, self._share)
        if not self._places:
            self.is_long = False
            self._show(False, self._account() if self.is_slow else "")

    def skip(self) -> None:
        """Note that samples were there at once, so that nobody waited for them."""
        if not self._places:
            self._show(False, "")

    def _check(self, batch: int) -> None:
        if self._places and batch == self._batch:
            self.is_long = self._clock() - self._began > LONG
            self.is_slow, self.note = True, ""
            self._tell()
            self._loop.after(PACE, lambda: self._check(batch))

    def _account(self) -> str:
        took = seconds_text(self._clock() - self._began)
        if self._share < 1:
            share = f"{100 * self._share:.2g} % of its blocks, read in {took}"
            return f"Overview of a large array: {share}. Zoom in for all samples"
        return f"Read {size_text(self._nbytes)} in {took}"

    def _show(self, is_slow: bool, note: str) -> None:
        if (is_slow, note) != (self.is_slow, self.note):
            self.is_slow, self.note = is_slow, note
            self._tell()
