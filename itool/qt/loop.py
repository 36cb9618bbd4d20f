"""QtLoop: the core's loop where there are native windows."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QEventLoop, QMetaObject, QObject, Qt, QTimer, pyqtSignal

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

logger = logging.getLogger(__name__)


class QtLoop(QObject):
    """Runs calls on the thread that it was made on, between Qt's own events."""

    _woken = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._calls: deque[Callable[[], None]] = deque()
        self._is_woken = False
        # The type stubs of PyQt6 forget that a connection has a type.
        self._woken.connect(self._run, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` soon on the loop's thread. Safe from any thread."""
        self._calls.append(call)
        if not self._is_woken:
            self._is_woken = True
            self._woken.emit()

    def after(self, seconds: float, call: Callable[[], None]) -> QtTimer:
        """Run `call` on the loop's thread after `seconds`. Loop's thread only."""
        return QtTimer(self, seconds, call)

    def _run(self) -> None:
        # Cleared before the calls are taken, so that one posted meanwhile wakes again.
        self._is_woken = False
        for _ in range(len(self._calls)):
            run_logged(self._calls.popleft())


class QtTimer:
    """A call that is due later."""

    def __init__(
        self, parent: QObject, seconds: float, call: Callable[[], None]
    ) -> None:
        self._call: Callable[[], None] | None = call
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        # A lambda keeps this object alive; a bound method would not.
        self._timer.timeout.connect(lambda: self._run())
        self._timer.start(round(seconds * 1000))

    def cancel(self) -> None:
        """Make sure that the call does not happen."""
        if self._call is not None:
            self._call = None
            self._timer.stop()
            self._timer.deleteLater()

    def _run(self) -> None:
        call = self._call
        self.cancel()
        if call is not None:
            run_logged(call)


def run_logged(call: Callable[[], None]) -> None:
    """Run `call`; an exception is logged, because Qt ends the process for it."""
    try:
        call()
    except Exception:
        logger.exception("a call of the core failed")


def wait_for(future: Future[Any]) -> None:
    """Keep windows and calls alive until `future` is done, whichever thread ends it."""
    turn = QEventLoop()
    queued = Qt.ConnectionType.QueuedConnection
    # As an event: a call from another thread might come before `exec` and be lost.
    future.add_done_callback(lambda _: QMetaObject.invokeMethod(turn, "quit", queued))
    if not future.done():
        turn.exec()
