"""Desktop: the windows of one manager, opened and closed as the manager says."""

from __future__ import annotations

import logging
import sys
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QElapsedTimer, QEvent, QTimer
from PyQt6.QtWidgets import QApplication

from itool.core.ask import asker, attempter
from itool.core.manager import tree
from itool.core.registry import COMMANDS
from itool.core.shortcuts import shortcuts
from itool.qt import menus, theme
from itool.qt.manager_window import ManagerWindow
from itool.qt.places import Places
from itool.qt.shortcuts import use as use_keys
from itool.qt.undo_keys import UndoKeys
from itool.qt.viewer_window import ViewerWindow

if TYPE_CHECKING:
    from types import TracebackType

    from itool.core.manager import Change, Manager

LATE = QEvent.Type.PolishRequest, QEvent.Type.LayoutRequest, QEvent.Type.UpdateLater
"""What a window that was just shown has waiting."""
LIST_DELAY = 60
"""Least milliseconds between two looks of the list; drags and scripts are quicker."""

logger = logging.getLogger(__name__)


def create_application() -> QApplication:
    """Return the Qt application of this process, made and styled if need be."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["itool"])
    app.setOrganizationName("itool")
    app.setApplicationName("itool")
    app.setApplicationDisplayName("itool")
    app.setQuitOnLastWindowClosed(False)
    app.setStyle("Fusion")
    theme.follow_system(app)
    if app.findChild(UndoKeys) is None:
        UndoKeys(app)
    if sys.excepthook is sys.__excepthook__:
        # PyQt ends the process for an exception in a slot unless there is a hook.
        sys.excepthook = log_exception
    return app


def log_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Log an exception that nobody caught, so that the windows stay open."""
    logger.error("uncaught exception", exc_info=(kind, error, trace))


class Desktop:
    """Shows a manager: its list of viewers, and a window for each shown viewer.

    Parameters
    ----------
    manager : Manager
        Lives on the thread of the Qt application.
    """

    def __init__(self, manager: Manager) -> None:
        self.manager = manager
        self._run = asker(manager)
        self._attempt = attempter(manager)
        self.windows: dict[str, ViewerWindow] = {}
        self._places = Places()
        self._waiting: deque[str] = deque()
        self._is_opening = False
        self.list = ManagerWindow(self._ask, self._attempt)
        self._timer = QTimer(self.list)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        self._since = QElapsedTimer()  # the list was drawn
        self._since.start()
        manager.changed.connect(self._follow)
        manager.failed.connect(self._tell)
        manager.settings.changed.connect(self._show_shortcuts)

    def show(self) -> None:
        """Open the windows."""
        self.list.show_index(self.manager.index)
        self._show_shortcuts()
        self.list.show()
        for viewer in self.manager.viewers:
            if viewer.is_shown:
                self._open(viewer.id)
        self.refresh()

    def close(self) -> None:
        """Close all windows and listen no longer."""
        self.manager.changed.disconnect(self._follow)
        self.manager.failed.disconnect(self._tell)
        self.manager.settings.changed.disconnect(self._show_shortcuts)
        self._timer.stop()
        self._waiting.clear()
        for viewer in tuple(self.windows):
            self._close(viewer)
        self.list.close()

    @property
    def is_due(self) -> bool:
        """Whether the list is about to follow a change."""
        return self._timer.isActive()

    def refresh(self) -> None:
        """Draw the list as it is now."""
        self._since.start()
        rows = tree(self.manager.rows())
        self.list.show_rows(rows)
        for row in rows:
            if row.id in self.windows:
                self.windows[row.id].show_number(row.index)

    def _ask(self, name: str, /, **args: Any) -> Any:
        """Run a command; ask where the first workspace is to be."""
        if name == "workspace.save" and not args and self.manager.workspace is None:
            save = partial(self._run, name)
            menus.ask_path(self.list, COMMANDS[name], "session", save)
            return None
        return self._run(name, **args)

    def _follow(self, change: Change) -> None:
        if change.kind == "opened":
            self._open_soon(change.viewer)
        elif change.kind == "shown":
            self._open(change.viewer)
        elif change.kind == "hidden":
            self._close(change.viewer)
        elif change.kind == "closed":
            self._wait_no_more(change.viewer)
            window = self.windows.pop(change.viewer, None)
            if window is not None:
                self._places.remember(window)
            self._places.forget(change.viewer)
        if not self._timer.isActive():
            is_first = change.kind != "state" and self._since.hasExpired(LIST_DELAY)
            self._timer.start(0 if is_first else LIST_DELAY)

    def _keys(self) -> dict[str, str]:
        return {each.command: each.keys for each in shortcuts(self.manager.settings)}

    def _show_shortcuts(self) -> None:
        keys = self._keys()
        use_keys(keys)
        self.list.show_shortcuts(keys)
        for window in self.windows.values():
            window.show_shortcuts(keys)

    def _tell(self, viewer: str, message: str) -> None:
        # What concerns a viewer is said in its own status line, if it has a window.
        if viewer not in self.windows:
            self.list.show_failure(message)

    def _open_soon(self, viewer_id: str) -> None:
        """Open a window in a turn of its own.

        Whoever asked for many viewers, or for something else, is answered in between.
        """
        self._waiting.append(viewer_id)
        if not self._is_opening:
            self._is_opening = True
            self.manager.loop.post(self._open_next)

    def _open_next(self) -> None:
        self._is_opening = bool(self._waiting)
        if self._is_opening:
            viewer = self._waiting.popleft()
            # Two turns later: the window is filled in one and painted in the other.
            self.manager.loop.post(partial(self.manager.loop.post, self._open_next))
            self._open(viewer)

    def _open(self, viewer_id: str) -> None:
        window = self.windows.get(viewer_id)
        if window is None:
            viewer = self.manager.find(viewer_id)
            use_keys(self._keys())
            window = ViewerWindow(self._ask, viewer_id, self._attempt)
            self._places.put(window, self.windows.values())
            self.windows[viewer_id] = window
            window.show_number(viewer.index)
            viewer.attach(window)
            # Once it has its first scene: else panels that appear in a window that is
            # there already are painted twice.
            self.manager.loop.post(partial(self._raise, viewer_id))
        else:
            self._raise(viewer_id)

    def _raise(self, viewer_id: str) -> None:
        window = self.windows.get(viewer_id)
        if window is not None:
            is_new = not window.isVisible()
            window.show()
            # What Qt would do only after a first paint, and then paint again.
            for late in LATE if is_new else ():
                QApplication.sendPostedEvents(None, late.value)
            window.raise_()
            window.activateWindow()

    def _wait_no_more(self, viewer_id: str) -> None:
        if viewer_id in self._waiting:
            self._waiting.remove(viewer_id)

    def _close(self, viewer_id: str) -> None:
        self._wait_no_more(viewer_id)
        window = self.windows.pop(viewer_id, None)
        if window is not None:
            self._places.remember(window)
            self.manager.find(viewer_id).detach(window)
            window.close()
