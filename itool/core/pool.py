"""Slow work off the core's thread: a small pool whose answers come back on the loop."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.loop import Loop

Work = TypeVar("Work")
Result = TypeVar("Result")
Pending = Future
"""An answer that comes later; settled on the loop's thread."""


class Pool:
    """A few worker threads for reads, loads and saves.

    Parameters
    ----------
    loop : Loop
        Where answers are delivered.
    workers : int, optional
        Number of threads.
    """

    def __init__(self, loop: Loop, workers: int = 2) -> None:
        self._loop = loop
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="itool-pool")

    def compute(
        self, work: Callable[[], Work], then: Callable[[Work], Result]
    ) -> Pending[Result]:
        """Run `work` on a worker thread, then `then(answer)` on the loop's thread.

        Returns
        -------
        Pending
            Settled on the loop's thread with what `then` returns, or with the
            exception that either of them raised.
        """
        outcome: Pending[Result] = Future()
        self._executor.submit(self._run, work, then, outcome)
        return outcome

    def close(self) -> None:
        """Drop work that has not begun and wait for the rest."""
        self._executor.shutdown(cancel_futures=True)

    def _run(
        self,
        work: Callable[[], Work],
        then: Callable[[Work], Result],
        outcome: Pending[Result],
    ) -> None:
        try:
            answer = work()
        except BaseException as error:  # a library may call sys.exit()
            self._loop.post(partial(outcome.set_exception, error))
        else:
            self._loop.post(partial(_settle, outcome, then, answer))


def flat(outer: Pending[Pending[Result]]) -> Pending[Result]:
    """Return the answer to a question that could only be asked after another."""
    made: Pending[Result] = Future()

    def copy(inner: Pending[Result]) -> None:
        if error := inner.exception():
            made.set_exception(error)
        else:
            made.set_result(inner.result())

    def go_on(first: Pending[Pending[Result]]) -> None:
        if error := first.exception():
            made.set_exception(error)
        else:
            first.result().add_done_callback(copy)

    outer.add_done_callback(go_on)
    return made


def _settle(outcome: Pending[Any], then: Callable[[Any], Any], answer: Any) -> None:
    try:
        outcome.set_result(then(answer))
    except BaseException as error:
        outcome.set_exception(error)
