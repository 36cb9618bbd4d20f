"""Places: where windows of viewers are, so that each comes back to where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect, QSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PyQt6.QtCore import QByteArray

    from itool.qt.viewer_window import ViewerWindow

KEY = "viewer/geometry"
STEP = QPoint(28, 28)
"""How far a new window is from the one in front, in pixels: its title stays free."""


class Places:
    """The places of the windows of one manager.

    A window that is shown again comes back to its own place. The first one of a session
    opens where the last of the session before was closed, any other beside the newest.
    """

    def __init__(self) -> None:
        self._known: dict[str, QByteArray] = {}

    def put(self, window: ViewerWindow, others: Iterable[ViewerWindow]) -> None:
        """Give `window` its place, before it is shown; `others` are in their order."""
        own = self._known.get(window.viewer_id)
        newest = next((w for w in reversed(list(others)) if w is not window), None)
        if own is not None:
            window.restoreGeometry(own)
        elif newest is not None:
            window.setGeometry(beside(newest, room(newest)))
        else:
            kept = QSettings().value(KEY)
            if kept is None or not window.restoreGeometry(kept):
                window.resize(window.size().boundedTo(room(window).size()))

    def remember(self, window: ViewerWindow) -> None:
        """Keep where `window` is, for itself and for the next session."""
        place = window.saveGeometry()
        self._known[window.viewer_id] = place
        QSettings().setValue(KEY, place)

    def forget(self, viewer: str) -> None:
        """Let go of the place of a viewer that is gone."""
        self._known.pop(viewer, None)


def beside(window: ViewerWindow, room: QRect) -> QRect:
    """Return a place as large as that of `window`, a step down or back at the top."""
    place = window.normalGeometry()
    if not place.isValid():  # not shown yet
        place = window.geometry()
    place = QRect(place.topLeft() + STEP, place.size().boundedTo(room.size()))
    if not room.contains(place):
        is_low = place.bottom() > room.bottom()
        place.moveTo(
            room.left() if place.right() > room.right() else place.left(),
            room.top() if is_low else place.top(),
        )
    return place


def room(window: ViewerWindow) -> QRect:
    """Return the part of the screen that `window` may use, without its frame."""
    screen = window.screen()
    if screen is None:
        return QRect(window.geometry())
    frame, inner = window.frameGeometry(), window.geometry()
    free = screen.availableGeometry()
    return free.adjusted(
        inner.left() - frame.left(),
        inner.top() - frame.top(),
        inner.right() - frame.right(),
        inner.bottom() - frame.bottom(),
    )
