"""The loop that the core lives on, and the one used where there is no toolkit."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Timer(Protocol):
    """A call that is due later."""

    def cancel(self) -> None:
        """Make sure that the call does not happen."""


class Loop(Protocol):
    """All that the core knows of a front end's event loop."""

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` soon on the loop's thread. Safe from any thread."""

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Run `call` on the loop's thread after `seconds`. Loop's thread only."""


class AsyncLoop:
    """The loop of a manager without native windows: asyncio on the main thread."""

    def __init__(self) -> None:
        self.asyncio = asyncio.new_event_loop()

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` soon on the loop's thread; dropped once the loop is closed."""
        if not self.asyncio.is_closed():
            self.asyncio.call_soon_threadsafe(call)

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Run `call` on the loop's thread after `seconds`."""
        return self.asyncio.call_later(seconds, call)

    def on_signal(self, number: int, call: Callable[[], None]) -> None:
        """Run `call` when a signal comes, until `run` ends. Main thread only.

        A handler of Python's alone may be called too late: a signal that comes just
        before the loop begins to wait does not wake it.
        """
        try:
            self.asyncio.add_signal_handler(number, call)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: call())

    def run(self) -> None:
        """Run until `stop`, then release the loop."""
        asyncio.set_event_loop(self.asyncio)
        try:
            self.asyncio.run_forever()
        finally:
            asyncio.set_event_loop(None)
            self.asyncio.close()

    def stop(self) -> None:
        """End `run`. Safe from any thread."""
        self.post(self.asyncio.stop)
