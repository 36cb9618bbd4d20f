"""Undo: the states that a viewer had, and those it was taken back from."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itool.model.state import ViewerState

DEPTH = 500
"""States kept per viewer."""


class History:
    """A list of states with a place in it. States share what did not change."""

    def __init__(self) -> None:
        self._past: deque[ViewerState] = deque(maxlen=DEPTH)
        self._future: list[ViewerState] = []
        self._gesture = ""

    def record(self, old: ViewerState, gesture: str = "") -> None:
        """Remember `old`; changes of one `gesture` (a drag) are undone together."""
        self._future.clear()
        if not gesture or gesture != self._gesture:
            self._past.append(old)
        self._gesture = gesture

    def end_gesture(self) -> None:
        """Let the next change be undone by itself."""
        self._gesture = ""

    def undo(self, now: ViewerState) -> ViewerState | None:
        """Return the state before `now`, or None if there is none."""
        self._gesture = ""
        if not self._past:
            return None
        self._future.append(now)
        return self._past.pop()

    def redo(self, now: ViewerState) -> ViewerState | None:
        """Return the state that was undone last, or None if there is none."""
        self._gesture = ""
        if not self._future:
            return None
        self._past.append(now)
        return self._future.pop()

    @property
    def can_undo(self) -> bool:
        """Whether there is a state to go back to."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone state to return to."""
        return bool(self._future)

    @property
    def data_keys(self) -> set[str]:
        """Keys of the arrays that any remembered state shows."""
        return {state.data for state in (*self._past, *self._future)}

    def forget(self, key: str) -> None:
        """Drop the states that show the array `key`, because it is gone."""
        self._past = deque((s for s in self._past if s.data != key), maxlen=DEPTH)
        self._future = [s for s in self._future if s.data != key]

    def rekey(self, old: str, new: str) -> None:
        """Let the states that show the array `old` show `new` instead."""
        self._past = deque((_rekeyed(s, old, new) for s in self._past), maxlen=DEPTH)
        self._future = [_rekeyed(s, old, new) for s in self._future]


def _rekeyed(state: ViewerState, old: str, new: str) -> ViewerState:
    return state.evolve(data=new) if state.data == old else state
