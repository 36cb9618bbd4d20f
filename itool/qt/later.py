"""Later: work that windows can be seen without, done when no window is opening."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QObject, Qt, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET = 60
"""Milliseconds without new work after which what waits is done."""


class Later(QObject):
    """Calls what it was given one after the other, the loop turning in between.

    Whoever gives more puts all of it off, so that fifty windows that open together
    are all seen before any of them is completed.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    @classmethod
    def shared(cls) -> Later:
        """Return that of the application, which all windows share."""
        application = QCoreApplication.instance()
        assert application is not None
        near = Qt.FindChildOption.FindDirectChildrenOnly
        found = application.findChildren(cls, options=near)
        return found[0] if found else cls(application)

    def call(self, work: Callable[[], object]) -> None:
        """Call `work` when it has been quiet for a while."""
        self._waiting.append(work)
        self._timer.start(QUIET)

    def _next(self) -> None:
        if self._waiting:
            work = self._waiting.popleft()
            self._timer.start(0)
            work()
