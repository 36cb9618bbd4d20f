"""Commands that take changes back."""

from __future__ import annotations

from itool.core.registry import command
from itool.core.viewer import Viewer


@command(name="edit.undo", title="Undo", menu="Edit", shortcut="Ctrl+Z")
def undo(viewer: Viewer) -> bool:
    """Take back the last change; returns False if there is none."""
    return viewer.undo()


@command(name="edit.redo", title="Redo", menu="Edit", shortcut="Ctrl+Shift+Z")
def redo(viewer: Viewer) -> bool:
    """Carry out again what was taken back; returns False if there is nothing."""
    return viewer.redo()


@command(name="edit.pause", title="End a gesture")
def pause(viewer: Viewer) -> None:
    """Let the next change be undone by itself; sent when a drag ends."""
    viewer.history.end_gesture()
