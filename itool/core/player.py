"""Player: moves a viewer's cursor along a dimension, step by step, until stopped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itool.core.loop import Loop, Timer
    from itool.core.viewer import Viewer

GESTURE = "play"


@dataclass(frozen=True, slots=True)
class Playing:
    """How one dimension is played.

    Attributes
    ----------
    rate : float
        Steps a second.
    step : int
        Samples a step; negative runs backwards.
    is_on : bool
        Whether it is played now.
    """

    rate: float = 10.0
    step: int = 1
    is_on: bool = False


class Player:
    """Plays the dimensions of one viewer. A step waits until the last one is drawn.

    It stops by itself when somebody else moves the cursor along its dimension, and
    begins anew at the other end.

    Attributes
    ----------
    playing : dict of str to Playing
        What was chosen for each dimension; those never played are left out.
    """

    def __init__(self, viewer: Viewer, loop: Loop) -> None:
        self.playing: dict[str, Playing] = {}
        self._viewer, self._loop = viewer, loop
        self._timers: dict[str, Timer] = {}
        self._left: dict[str, float] = {}

    def start(self, dim: str, rate: float, step: int) -> None:
        """Play `dim` from where the active cursor is."""
        self.stop(dim)
        self.playing[dim] = Playing(rate, step, is_on=True)
        self._left[dim] = self._index(dim)
        self._wait(dim)

    def stop(self, dim: str) -> None:
        """Rest where the cursor is."""
        timer = self._timers.pop(dim, None)
        if timer is not None:
            timer.cancel()
        known = self.playing.get(dim)
        if known is not None and known.is_on:
            self.playing[dim] = Playing(known.rate, known.step)
            self._viewer.history.end_gesture()

    def close(self) -> None:
        """Stop everything."""
        for dim in tuple(self._timers):
            self.stop(dim)

    def _wait(self, dim: str) -> None:
        delay = 1 / self.playing[dim].rate
        self._timers[dim] = self._loop.after(delay, partial(self._turn, dim))

    def _turn(self, dim: str) -> None:
        viewer, playing = self._viewer, self.playing[dim]
        if dim not in viewer.info.dims or self._index(dim) != self._left[dim]:
            self.stop(dim)
            viewer.refresh_soon()
            return
        if viewer.is_drawn:
            axis = viewer.info.axis(dim)
            index = (self._left[dim] + playing.step) % len(axis)
            state = viewer.state
            moved = state.cursor(state.active).moved(**{dim: axis.value(index)})
            with viewer.history.called(f"Play {dim}"):
                viewer.update(gesture=GESTURE, cursors=state.with_cursor(moved))
            self._left[dim] = self._index(dim)
        self._wait(dim)

    def _index(self, dim: str) -> int:
        state, axis = self._viewer.state, self._viewer.info.axis(dim)
        return axis.index(state.cursor(state.active).point.get(dim, axis.middle))
