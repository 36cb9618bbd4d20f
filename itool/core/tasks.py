"""Tasks: operations under way on one viewer, how far they are, and giving them up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from itool.core.pool import Pending
from itool.errors import Cancelled
from itool.store.progress import Progress, followed

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.loop import Loop

PACE = 0.1
"""Seconds between two looks at how far the work is."""

Work = TypeVar("Work")
Result = TypeVar("Result")


class Tasks:
    """The operations of one viewer that somebody waits for.

    Parameters
    ----------
    loop : Loop
        Where they are looked after.
    tell : callable
        Called when `title` or `fraction` may have changed.
    """

    def __init__(self, loop: Loop, tell: Callable[[], object]) -> None:
        self._loop, self._tell = loop, tell
        self._running: dict[Pending[Any], tuple[str, Progress]] = {}

    def __bool__(self) -> bool:
        return bool(self._running)

    @property
    def title(self) -> str:
        """What is under way, "" if nothing is."""
        return ", ".join(dict.fromkeys(title for title, _ in self._running.values()))

    @property
    def fraction(self) -> float | None:
        """Share of the oldest that is done, 0 to 1; None while it is not known."""
        first = next(iter(self._running.values()), None)
        return None if first is None else first[1].fraction

    def run(
        self,
        title: str,
        compute: Callable[..., Pending[Any]],
        work: Callable[[], Work],
        then: Callable[[Work], Result],
    ) -> Pending[Result]:
        """Run `work` by `compute`, in the pool, then `then(answer)` on the loop.

        Returns
        -------
        Pending
            What `then` returns. If the task is given up, `then` is not called and
            `Cancelled` is raised at once, whatever the work still does.
        """
        progress, outcome = Progress(), Pending[Result]()
        if not self._running:
            self._loop.after(PACE, self._look)
        self._running[outcome] = title, progress
        self._tell()

        def carry_out() -> Work:
            with followed(progress):
                progress.check()
                return work()

        def finish(answer: Work) -> Result:
            progress.check()
            return then(answer)

        compute(carry_out, finish).add_done_callback(partial(self._settle, outcome))
        return outcome

    def cancel(self) -> bool:
        """Give up everything under way; False if there is nothing."""
        given_up, self._running = self._running, {}
        for outcome, (title, progress) in given_up.items():
            progress.is_given_up = True
            outcome.set_exception(
                Cancelled(f"{title} was given up; nothing was changed.")
            )
        self._tell()
        return bool(given_up)

    def _settle(self, outcome: Pending[Any], done: Pending[Any]) -> None:
        if self._running.pop(outcome, None) is None:
            return  # given up before
        self._tell()
        error = done.exception()
        if error is None:
            outcome.set_result(done.result())
        else:
            outcome.set_exception(error)

    def _look(self) -> None:
        if self._running:
            self._tell()
            self._loop.after(PACE, self._look)
