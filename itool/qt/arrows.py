"""Arrow keys: where they lead along the axes of a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

    from itool.model.scene import Panel, PanelAxis

ARROWS = {
    Qt.Key.Key_Left: ("x", -1),
    Qt.Key.Key_Right: ("x", 1),
    Qt.Key.Key_Down: ("y", -1),
    Qt.Key.Key_Up: ("y", 1),
}


def held_keys(event: QKeyEvent) -> Qt.KeyboardModifier:
    """Return the modifiers of an event; arrows of a number pad are arrows."""
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def along(panel: Panel, arrow: tuple[str, int]) -> tuple[PanelAxis, int]:
    """Return the axis that an arrow key points along, and how its indexes go."""
    side, step = arrow
    axis = panel.x if side == "x" or not panel.y.dim else panel.y
    return axis, step if axis.is_rising else -step
