"""Commands on a viewer's state as a whole."""

from __future__ import annotations

from typing import Any

from itool.core.pool import Pending
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


@command(name="viewer.state", title="Read state")
def state(viewer: Viewer) -> dict[str, Any]:
    """Return the whole state of a viewer as plain data."""
    return viewer.state.model_dump(mode="json")


@command(name="viewer.panels", title="Read panels")
def panels(viewer: Viewer) -> Pending[dict[str, Any]]:
    """Return the samples that each panel shows, averaged and thinned as drawn.

    Returns
    -------
    dict of str to ndarray
        By panel: ``"ky-kx"`` is an image (rows, columns), ``"eV"`` a profile,
        ``"value"`` the sample under the cursor. With several cursors the key of a
        layer is ``"panel/cursor"``.
    """
    return viewer.read_panels()
