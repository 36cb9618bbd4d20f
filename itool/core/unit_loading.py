"""Loading the table of units beside the loop: before units meet, or when they do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, TypeVar

from itool.model import units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from itool.core.loop import Timer
    from itool.core.manager import Change, Manager
    from itool.core.pool import Pending
    from itool.model.axis import ArrayInfo

QUIET = 1.0
"""Seconds without a change after which there is time to load it."""

Result = TypeVar("Result")


class Compute(Protocol):
    """Runs something in the pool and then something else on the loop."""

    def __call__(
        self, work: Callable[[], None], then: Callable[[None], Result]
    ) -> Pending[Result]:
        """Return the answer, which comes later."""


def once_known(
    meet: bool, compute: Compute, act: Callable[[], Result]
) -> Result | Pending[Result]:
    """Return what `act` returns: later, if units `meet` whose table is to be loaded.

    Parameters
    ----------
    meet : bool
        Whether `act` compares different units.
    compute : callable
        `Manager.compute`, or that of a viewer.
    act : callable
        Called on the loop's thread.
    """
    if not meet or units.are_loaded():
        return act()
    return compute(units.load, lambda _: act())


def units_meet(infos: Iterable[ArrayInfo]) -> bool:
    """Return whether arrays that move together have one quantity in different units."""
    known: dict[str, str] = {}
    for info in infos:
        found = {axis.name: axis.units.strip() for axis in info.axes}
        found[""] = info.units.strip()  # of the samples
        for name, text in found.items():
            if text and known.setdefault(name, text) != text:
                return True
    return False


class UnitLoading:
    """Loads the table once viewers are open that would need it if they were linked.

    Nobody then waits for it who links them.

    Parameters
    ----------
    manager : Manager
        In whose pool it is loaded, once nothing has changed there for a moment.
    """

    def __init__(self, manager: Manager) -> None:
        self._manager = manager
        self._timer: Timer | None = None
        self._changed_at = 0.0
        manager.changed.connect(self._note)

    def close(self) -> None:
        """Load nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _note(self, change: Change) -> None:
        self._changed_at = time.monotonic()
        is_due = change.kind in ("opened", "data") and not units.are_loaded()
        if is_due and self._timer is None:
            self._wait(QUIET)

    def _wait(self, seconds: float) -> None:
        self._timer = self._manager.loop.after(seconds, self._look)

    def _look(self) -> None:
        self._timer = None
        left = self._changed_at + QUIET - time.monotonic()
        if left > 0:
            self._wait(left)
        elif units_meet(viewer.info for viewer in self._manager.viewers):
            self._manager.compute(units.load, lambda _: None)
