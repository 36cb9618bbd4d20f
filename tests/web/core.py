"""A manager on a thread of its own, as a page finds it."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.store.store import DataStore

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

PATIENCE = 40.0
"""Seconds that a busy machine gets."""


class Core:
    """A manager whose loop runs on a thread of its own."""

    def __init__(self) -> None:
        self.loop = AsyncLoop()
        self.manager = Manager(DataStore(), self.loop)
        self._thread = threading.Thread(target=self.loop.run, name="core")
        self._thread.start()

    def do(self, call: Callable[[], Answer]) -> Answer:
        """Run `call` on the core's thread and return its answer."""
        answer: Future[Answer] = Future()

        def run() -> None:
            try:
                answer.set_result(call())
            except Exception as error:  # raised where it was asked for
                answer.set_exception(error)

        self.loop.post(run)
        return answer.result(PATIENCE)

    def stop(self) -> None:
        """End the manager and its thread."""
        self.do(self.manager.dispose)
        self.loop.stop()
        self._thread.join(PATIENCE)
