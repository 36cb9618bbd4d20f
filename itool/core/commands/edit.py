"""Commands that take changes back."""

from __future__ import annotations

from typing import Any

from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.errors import BadArguments


@command(name="edit.undo", title="Undo", menu="Edit", shortcut="Ctrl+Z")
def undo(viewer: Viewer) -> bool:
    """Take back the last change; returns False if there is none."""
    return viewer.undo()


@command(name="edit.redo", title="Redo", menu="Edit", shortcut="Ctrl+Shift+Z")
def redo(viewer: Viewer) -> bool:
    """Carry out again what was taken back; returns False if there is nothing."""
    return viewer.redo()


@command(name="edit.history", title="History")
def history(viewer: Viewer) -> list[dict[str, Any]]:
    """Return the changes of a viewer, oldest first.

    Returns
    -------
    list of dict
        ``title`` says what was done, ``is_undone`` whether it was taken back. The first
        entry, with an empty title, is the state before all of them. Its place in the
        list is what `edit.jump` takes.
    """
    done, undone = viewer.history.titles
    titles = [("", False), *((t, False) for t in done), *((t, True) for t in undone)]
    return [{"title": title, "is_undone": flag} for title, flag in titles]


@command(name="edit.jump", title="Jump in history")
def jump(viewer: Viewer, to: int) -> None:
    """Undo or redo until the changes up to number `to` of `edit.history` are done."""
    done, undone = viewer.history.titles
    if not 0 <= to <= len(done) + len(undone):
        raise BadArguments(
            f"there is no change {to}; there are {len(done) + len(undone)}.",
            hint="`edit.history` lists them.",
        )
    for _ in range(len(done) - to):
        viewer.undo()
    for _ in range(to - len(done)):
        viewer.redo()


@command(name="edit.pause", title="End a gesture")
def pause(viewer: Viewer) -> None:
    """Let the next change be undone by itself; sent when a drag ends."""
    viewer.history.end_gesture()
