"""What every part of the probe of no window uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.core import shortcuts
from itool.core.ask import asker
from itool.core.pool import Pending
from itool.core.registry import COMMANDS
from itool.model.scene import (
    VALUE_PANEL,
    Frame,
    Layer,
    Mark,
    Panel,
    PanelAxis,
    Scene,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.viewer import Viewer
    from tests.contract.faces.none.face import NoneFace

PATIENCE = 40.0
ARROWS = {"Left": (1, -1), "Right": (1, 1), "Down": (0, -1), "Up": (0, 1)}


class NoneWindow:
    """Keeps the scene and the frames, and turns gestures into their commands."""

    def __init__(self, face: NoneFace, viewer: Viewer) -> None:
        self._face, self._viewer = face, viewer
        self._ask = asker(face.manager)
        self._favourites: list[str] = []
        self._vertex: tuple[str, int] | None = None
        self.scene: Scene | None = None
        self.clipboard = ""
        self.frames: dict[tuple[str, str], Frame] = {}

    def show_scene(self, scene: Scene) -> None:
        self.scene = scene

    def show_frame(self, frame: Frame) -> None:
        self.frames[frame.panel, frame.layer] = frame

    def close(self) -> None:
        self.scene = None

    def settle(self, until: Callable[[], object] | None = None) -> None:
        self._face.settle(until)

    def wait(self, until: Callable[[], object]) -> None:
        self._face.settle(until)

    def press(self, keys: str) -> None:
        *modifiers, key = keys.split("+")
        if key == "Del" and self._vertex is not None:
            (region, point), self._vertex = self._vertex, None
            self._run("region.remove_point", region=region, point=point)
            return
        if key in ARROWS and "Shift" in modifiers:
            side, step = ARROWS[key]
            main = next(p for p in self._shown.panels if p.kind == "image")
            axis = (main.y, main.x)[side]
            dim, step = axis.dim, step if axis.is_rising else -step
            far = 10 if "Ctrl" in modifiers else 1
            self._run("cursor.nudge", steps={dim: step * far})
            return
        table = shortcuts.table(self._face.manager.settings)
        names = [name for name, wanted in table.items() if wanted == keys]
        if not names:
            return
        command = COMMANDS[names[0]]
        if command.target == "viewer":
            self._run(command.name)
        else:
            self._ask(command.name, viewers=[self._viewer.id])
            self.settle()

    def jump(self, title: str) -> None:
        newest_first = self.history
        at = len(newest_first) - 1 - newest_first.index(title)
        self._run("edit.jump", to=at)

    def command(self, text: str) -> None:
        found = [c for c in COMMANDS if c.menu and text in c.title.lower()]
        answer = self._run(found[0].name)
        if isinstance(answer, Pending):
            self.settle(answer.done)
            answer = answer.result()
        if found[0].copies:
            self.clipboard = answer

    @property
    def title(self) -> str:
        return self._shown.title

    @property
    def message(self) -> str:
        return self._shown.message

    @property
    def is_busy(self) -> bool:
        return self._shown.is_busy

    @property
    def note(self) -> str:
        is_calm = not self.message and not self.is_busy
        return self._shown.timing if is_calm else ""

    @property
    def value(self) -> float:
        value = float(self.frames[VALUE_PANEL, self._shown.value.id].values)
        return value if np.isfinite(value) else np.nan

    @property
    def panels(self) -> tuple[str, ...]:
        return tuple(panel.id for panel in self._shown.panels)

    @property
    def cursors(self) -> tuple[str, ...]:
        return tuple(cursor.id for cursor in self._shown.cursors)

    @property
    def active(self) -> str:
        return next(cursor.id for cursor in self._shown.cursors if cursor.is_active)

    @property
    def can(self) -> set[str]:
        scene = self._shown
        offered = {"undo": scene.can_undo, "redo": scene.can_redo}
        return {name for name, is_offered in offered.items() if is_offered}

    @property
    def history(self) -> tuple[str, ...]:
        steps = self._run("edit.history")
        return tuple(step["title"] or "As it was opened" for step in reversed(steps))

    @property
    def _main(self) -> Frame:
        panel = next(p for p in self._shown.panels if p.kind == "image")
        return self._frame(panel.id, panel.layers[0])

    @property
    def _shown(self) -> Scene:
        assert self.scene is not None
        return self.scene

    def _run(self, name: str, **args: Any) -> Any:
        answer = self._ask(name, viewer=self._viewer.id, **args)
        self.settle()
        return answer

    def _move(self, panel: str, to: dict[str, float], **cursor: Any) -> None:
        rulers = {d: x for d, x in to.items() if self._axis(panel, d).ruler}
        if rulers:
            index = {d: round(x) for d, x in rulers.items()}
            self._run("cursor.place", index=index, **cursor)
        point = {d: x for d, x in to.items() if d not in rulers}
        if point:
            self._run("cursor.move", point=point, **cursor)

    def _frame(self, panel: str, layer: Layer) -> Frame:
        return self.frames[panel, layer.id]

    def _mark(self, panel: str, dim: str, cursor: str) -> Mark:
        marks = self._shown.panel(panel).marks
        return next(m for m in marks if (m.cursor, m.dim) == (cursor, dim))

    def _axis(self, panel: str, dim: str) -> PanelAxis:
        shown: Panel = self._shown.panel(panel)
        return shown.x if shown.x.dim == dim else shown.y

    def _control(self, dim: str) -> Any:
        return next(c for c in self._shown.controls if c.dim == dim)


def _is_between(
    a: tuple[float, float], b: tuple[float, float], at: tuple[float, float]
) -> bool:
    turn = (b[0] - a[0]) * (at[1] - a[1]) - (b[1] - a[1]) * (at[0] - a[0])
    along = (at[0] - a[0]) * (at[0] - b[0]) + (at[1] - a[1]) * (at[1] - b[1])
    return abs(turn) < 1e-9 and along < 0
