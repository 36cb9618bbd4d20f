"""The one door between the core and anything that draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from itool.model.scene import Frame, Scene


class ViewerView(Protocol):
    """A window on one viewer. It draws what it is given and decides nothing."""

    def show_scene(self, scene: Scene) -> None:
        """Draw all that needs no samples: panels, axes, marks, controls."""

    def show_frame(self, frame: Frame) -> None:
        """Draw the samples of one layer of the scene shown last."""

    def close(self) -> object:
        """Release the window because its viewer is gone. Called once."""
