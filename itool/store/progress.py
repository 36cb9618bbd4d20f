"""Progress: how far work is, and whether it is still wanted."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from itool.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Iterator


class Progress:
    """How far one piece of work is. Told by one thread, read and given up by others.

    Attributes
    ----------
    done, total : int
        Blocks done, of so many; 0 of 0 while that is not known.
    is_given_up : bool
        Whether nobody waits for the work any more.
    share : float
        Share of what was asked for that the work is about, 1 unless that is too much.
    """

    def __init__(self) -> None:
        self.done = self.total = 0
        self.share = 1.0
        self.is_given_up = False

    @property
    def fraction(self) -> float | None:
        """Share that is done, from 0 to 1; None while it is not known."""
        return self.done / self.total if self.total else None

    def tell(self, done: int, total: int) -> None:
        """Note how far the work is."""
        self.done, self.total = done, total

    def check(self) -> None:
        """Go on only if the work is still wanted.

        Raises
        ------
        Cancelled
            If it is not.
        """
        if self.is_given_up:
            raise Cancelled("the work was given up; nothing was changed.")


CURRENT: ContextVar[Progress | None] = ContextVar("progress", default=None)
"""The progress of what the present thread works on."""


@contextmanager
def followed(progress: Progress) -> Iterator[None]:
    """Let what this thread works out tell `progress`, block by block."""
    token = CURRENT.set(progress)
    try:
        yield
    finally:
        CURRENT.reset(token)
