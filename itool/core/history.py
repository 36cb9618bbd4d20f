"""Undo: the states that a viewer had, and those it was taken back from."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.model.state import ViewerState

DEPTH = 500
"""States kept per viewer."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change: the state on its other side, and what it is called."""

    state: ViewerState
    title: str


class History:
    """A list of states with a place in it. States share what did not change.

    Attributes
    ----------
    title : str
        What the next change is called.
    """

    def __init__(self) -> None:
        self._past: deque[Step] = deque(maxlen=DEPTH)
        self._future: list[Step] = []
        self._gesture = ""
        self.title = "Change"

    @contextmanager
    def called(self, title: str) -> Iterator[None]:
        """Let changes be called `title` for a while."""
        before, self.title = self.title, title
        try:
            yield
        finally:
            self.title = before

    def record(self, old: ViewerState, gesture: str = "") -> None:
        """Remember `old`; changes of one `gesture` (a drag) are undone together."""
        self._future.clear()
        if not gesture or gesture != self._gesture:
            self._past.append(Step(old, self.title))
        self._gesture = gesture

    def end_gesture(self) -> None:
        """Let the next change be undone by itself."""
        self._gesture = ""

    def undo(self, now: ViewerState) -> ViewerState | None:
        """Return the state before `now`, or None if there is none."""
        self._gesture = ""
        if not self._past:
            return None
        step = self._past.pop()
        self._future.append(replace(step, state=now))
        return step.state

    def redo(self, now: ViewerState) -> ViewerState | None:
        """Return the state that was undone last, or None if there is none."""
        self._gesture = ""
        if not self._future:
            return None
        step = self._future.pop()
        self._past.append(replace(step, state=now))
        return step.state

    @property
    def titles(self) -> tuple[list[str], list[str]]:
        """What was done, oldest first, and what was undone, next to redo first."""
        undone = [step.title for step in reversed(self._future)]
        return [step.title for step in self._past], undone

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
        return {step.state.data for step in (*self._past, *self._future)}

    def forget(self, key: str) -> None:
        """Drop the states that show the array `key`, because it is gone."""
        self._past = deque((s for s in self._past if s.state.data != key), maxlen=DEPTH)
        self._future = [step for step in self._future if step.state.data != key]

    def rekey(self, old: str, new: str) -> None:
        """Let the states that show the array `old` show `new` instead."""
        self._past = deque((_rekeyed(s, old, new) for s in self._past), maxlen=DEPTH)
        self._future = [_rekeyed(s, old, new) for s in self._future]


def _rekeyed(step: Step, old: str, new: str) -> Step:
    if step.state.data != old:
        return step
    return replace(step, state=step.state.evolve(data=new))
