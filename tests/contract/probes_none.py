"""The face that is nowhere: what all others must agree with."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.core.ask import asker
from itool.core.colormaps import CURATED, color_table
from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.registry import COMMANDS
from itool.errors import ItoolError
from itool.model.bar import apart, candidates, dragged, grip_at, zoomed
from itool.model.color import histogram
from itool.model.layout import value_limits
from itool.model.scene import (
    REGION_PANEL,
    VALUE_PANEL,
    Frame,
    Layer,
    Mark,
    Panel,
    PanelAxis,
    Scene,
)
from itool.model.shape import STATISTICS
from itool.store.store import DataStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from itool.core.viewer import Viewer
    from itool.model.norm import Norm
    from tests.contract.probe import Span

PATIENCE = 10.0
ARROWS = {"Left": (1, -1), "Right": (1, 1), "Down": (0, -1), "Up": (0, 1)}


class NoneFace:
    """A manager without any window."""

    def __init__(self) -> None:
        self.loop = AsyncLoop()
        self.manager = Manager(DataStore(), self.loop)
        self._probes: list[NoneProbe] = []

    def show(self, viewer: Viewer) -> NoneProbe:
        probe = NoneProbe(self, viewer)
        viewer.attach(probe)
        self._probes.append(probe)
        self.settle()
        return probe

    def settle(self, until: Callable[[], object] | None = None) -> None:
        deadline = time.monotonic() + PATIENCE
        for _ in range(3):
            self.loop.asyncio.run_until_complete(asyncio.sleep(0))
        while until is not None and not until():
            assert time.monotonic() < deadline, "waited in vain"
            self.loop.asyncio.run_until_complete(asyncio.sleep(0.005))

    def close(self) -> None:
        self.manager.dispose()
        self.settle()
        self.loop.asyncio.close()


class NoneProbe:
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

    def drag(self, panel: str, cursor: str = "", **to: float) -> None:
        self._move(panel, to, cursor=cursor or self.active)
        self._run("edit.pause")

    def drag_together(self, panel: str, **to: float) -> None:
        self._move(panel, to, together=True)
        self._run("edit.pause")

    def drag_anywhere(self, panel: str, **to: float) -> None:
        self._move(panel, to)
        self._run("edit.pause")

    def click_line(self, panel: str, cursor: str, dim: str) -> None:
        assert dim in self.crosshair(panel, cursor)
        self._run("cursor.activate", cursor=cursor)

    def pan(self, panel: str, **by: float) -> None:
        limits = self.limits(panel)
        moved = {d: (limits[d][0] - n, limits[d][1] - n) for d, n in by.items()}
        self._run("view.limits", limits=moved)
        self._run("edit.pause")

    def zoom(self, panel: str, **at: float) -> None:
        limits = self.limits(panel)
        closer = {
            d: (x + 0.85 * (limits[d][0] - x), x + 0.85 * (limits[d][1] - x))
            for d, x in at.items()
        }
        self._run("view.limits", limits=closer)

    def view_all(self, panel: str) -> None:
        self._run("view.all")

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
        command = next(c for c in COMMANDS if c.shortcut == keys)
        if command.target == "viewer":
            self._run(command.name)
        else:
            self._ask(command.name, viewers=[self._viewer.id])
            self.settle()

    def set_index(self, dim: str, index: int) -> None:
        self._run("cursor.place", index={dim: index})

    def set_value(self, dim: str, value: float) -> None:
        self._run("cursor.move", point={dim: value})

    def set_bins(self, dim: str, bins: float) -> None:
        if isinstance(bins, int):
            self._run("cursor.bin", bins={dim: bins})
        else:
            self._run("cursor.width", width={dim: bins})

    def play(self, dim: str) -> None:
        self._run("cursor.play", dim=dim)

    def jump(self, title: str) -> None:
        newest_first = self.history
        at = len(newest_first) - 1 - newest_first.index(title)
        self._run("edit.jump", to=at)

    def command(self, text: str) -> None:
        found = [c for c in COMMANDS if c.menu and text in c.title.lower()]
        answer = self._run(found[0].name)
        if found[0].copies:
            self.clipboard = answer

    def export(self, format: str, what: str, path: Path) -> None:
        answer = self._ask(
            "export.file", viewer=self._viewer.id, format=format, what=what
        )
        self.settle(until=answer.done)
        path.write_bytes(answer.result()["data"])

    def set_profile(self, norm: str = "", offset: float | None = None) -> None:
        if norm:
            self._run("profile.norm", norm=norm)
        if offset is not None:
            self._run("profile.offset", offset=offset)

    def set_reducer(self, reducer: str) -> None:
        self._run("cursor.reducer", reducer=reducer)

    def set_slider(self, dim: str, index: int) -> None:
        self._run("cursor.place", index={dim: index})

    def set_colormap(self, name: str) -> None:
        self._run("color.map", cmap=name)

    def list_colormaps(self, search: str = "", kind: str = "") -> list[str]:
        if kind == "suggested":
            return list(dict.fromkeys([*self._favourites, *CURATED]))
        pending = self._ask("colormap.list", search=search, category=kind)
        self.settle(until=pending.done)
        return [each["name"] for each in pending.result()]

    def favour_colormap(self, name: str) -> None:
        self._favourites.append(name)

    def set_gamma(self, gamma: float) -> None:
        self._run("color.gamma", gamma=gamma)

    def set_levels(self, low: float, high: float) -> None:
        self._run("color.limits", low=low, high=high)

    def set_norm(self, name: str) -> None:
        self._run("color.norm", norm=name)
        self._run("edit.pause")

    def set_pivot(self, value: float) -> None:
        norm = self._shown.color.norm
        name = "center" if norm == "centered" else "linear_width"
        self._run("color.norm", norm=norm, **{name: value})
        self._run("edit.pause")

    def set_percentiles(self, low: float, high: float) -> None:
        self._run("color.percentiles", low=low, high=high)

    def drag_bar(self, start: float, stop: float) -> None:
        norm = self._norm
        for share in (0.5, 1.0):
            moved = dragged(norm, grip_at(start), share * (stop - start))
            self._limit(moved)
        self._run("edit.pause")

    def zoom_bar(self, level: float) -> None:
        self._limit(zoomed(self._norm, level, 0.85))

    def reset_bar(self) -> None:
        self._run("color.auto")

    def share_levels(self) -> None:
        self._ask("color.share", viewers=[self._viewer.id])
        self.settle()

    def toggle(self, what: str) -> None:
        self._run({"snap": "cursor.snap"}.get(what, f"color.{what}"))

    def swap(self, dim: str, other: str) -> None:
        self._run("view.swap", first=dim, second=other)

    def add_cursor(self) -> None:
        self._run("cursor.add")

    def activate(self, cursor: str) -> None:
        self._run("cursor.activate", cursor=cursor)

    def set_cursor_colors(self, source: str) -> None:
        by = source.removeprefix("by ") if source.startswith("by ") else ""
        self._run("cursor.colors", cmap="" if source == "own" else "turbo", by=by)

    def set_cursor_color(self, color: str) -> None:
        self._run("cursor.color", color=color)

    def resize_columns(self, by: float) -> None:
        first, second, *rest = self._shown.columns
        more = by * (first + second)
        self._run("view.sizes", columns=[first + more, second - more, *rest])

    def draw(self, panel: str, kind: str, *points: dict[str, float]) -> None:
        dims = self._shown.panel(panel).dims
        places = [[p[dim] for dim in dims] for p in points]
        self._run("region.add", kind=kind, points=places, dims=dims, drawn=True)

    def drag_shape(
        self, panel: str, start: dict[str, float], to: dict[str, float]
    ) -> None:
        here = self._shown.panel(panel)
        at, goal = (
            (p[here.x.dim], p.get(here.y.dim, 0.0)) for p in (start, {**start, **to})
        )
        for shape in here.shapes:
            is_straight = shape.dims[0] == here.x.dim
            if at in shape.handles:
                self._run(
                    "region.move_point",
                    region=shape.region,
                    point=shape.handles.index(at),
                    to=goal if is_straight else goal[::-1],
                    drawn=True,
                )
            else:
                by = goal[0] - at[0], goal[1] - at[1]
                by = by if is_straight else by[::-1]
                self._run("region.move", region=shape.region, by=by, drawn=True)
            self._run("edit.pause")
            return
        raise AssertionError("nothing to take hold of")

    def double_click(self, panel: str, **at: float) -> None:
        here = self._shown.panel(panel)
        place = at[here.x.dim], at[here.y.dim]
        for shape in here.shapes:
            ends = [*shape.outline[1:], *shape.outline[:1]]
            for number, (a, b) in enumerate(zip(shape.outline, ends, strict=True)):
                if _is_between(a, b, place):
                    self._vertex = (shape.region, number + 1)
                    self._run(
                        "region.insert_point",
                        region=shape.region,
                        point=number + 1,
                        to=place if shape.dims[0] == here.x.dim else place[::-1],
                        drawn=True,
                    )
                    return
        raise AssertionError("no edge")

    def act_on_region(self, name: str) -> None:
        self._run(name)
        self.settle(lambda: self._viewer.is_drawn)

    def type_point(self, row: int, column: int, value: float) -> None:
        region = next(r for r in self._shown.regions if r.is_active)
        points = [list(point) for point in region.points]
        points[row][column] = value
        self._run("region.set_points", points=points)

    def shapes(self, panel: str) -> dict[str, list[tuple[float, float]]]:
        return {s.region: list(s.outline) for s in self._shown.panel(panel).shapes}

    def rays(self, panel: str) -> int:
        return len(self._shown.panel(panel).rays)

    @property
    def statistics(self) -> dict[str, float]:
        frame = self.frames.get((REGION_PANEL, "statistics"))
        if frame is None or not self._shown.measures:
            return {}
        return dict(zip(STATISTICS, frame.values.tolist(), strict=True))

    @property
    def path_profile(self) -> NDArray[np.floating] | None:
        if not any(m.id == "profile" for m in self._shown.measures):
            return None
        return self.frames[REGION_PANEL, "profile"].values

    @property
    def title(self) -> str:
        return self._shown.title

    @property
    def message(self) -> str:
        return self._shown.message

    @property
    def value(self) -> float:
        return float(self.frames[VALUE_PANEL, self._shown.value.id].values)

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

    def crosshair(self, panel: str, cursor: str = "") -> dict[str, float]:
        marks = self._shown.panel(panel).marks
        who = cursor or self.active
        return {mark.dim: mark.position for mark in marks if mark.cursor == who}

    def color(self, panel: str, cursor: str) -> str:
        marks = self._shown.panel(panel).marks
        return next(mark.color for mark in marks if mark.cursor == cursor)

    def band(self, panel: str, dim: str, cursor: str = "") -> Span:
        return self._mark(panel, dim, cursor or self.active).band

    def image(self, panel: str) -> NDArray[np.uint8] | None:
        return self._frame(panel, self._shown.panel(panel).layers[0]).pixels

    def corner(self, panel: str) -> tuple[int, int, int]:
        shown, pixels = self._shown.panel(panel), self.image(panel)
        assert pixels is not None
        row = 0 if shown.y.is_rising else -1
        column = 0 if shown.x.is_rising else -1
        color = self._shown.color
        red, green, blue, _ = color_table(color.cmap, color.reverse)[
            pixels[row, column]
        ]
        return int(red), int(green), int(blue)

    @property
    def counts(self) -> list[int]:
        pixels = self._main.pixels
        assert pixels is not None
        return [int(count) for count in histogram(pixels)]

    @property
    def bar_labels(self) -> dict[float, float]:
        norm = self._norm
        values = np.array(apart(norm, candidates(norm), 0.05) or [norm.low, norm.high])
        return dict(zip(values.tolist(), norm.forward(values).tolist(), strict=True))

    def curve(self, panel: str, cursor: str = "") -> NDArray[np.floating] | None:
        who = cursor or self.active
        layers = [x for x in self._shown.panel(panel).layers if x.id == who]
        return self._frame(panel, layers[0]).drawn if layers else None

    def limits(self, panel: str) -> dict[str, Span]:
        shown = self._shown.panel(panel)
        found = {a.dim: a.limits for a in (shown.x, shown.y) if a.limits}
        if shown.kind == "profile":
            ranges = [self._frame(panel, layer).range for layer in shown.layers]
            found[""] = value_limits(ranges)
        return found

    def ticks(self, panel: str, dim: str) -> tuple[str, ...]:
        axis = self._axis(panel, dim)
        if axis.kind != "log":
            return axis.ruler
        low, high = self.limits(panel)[dim]
        return tuple(f"{10**at:g}" for at in (low, high))

    def index(self, dim: str) -> int:
        return self._control(dim).index

    def text(self, dim: str) -> str:
        return self._control(dim).text

    @property
    def history(self) -> tuple[str, ...]:
        steps = self._run("edit.history")
        return tuple(step["title"] or "As it was opened" for step in reversed(steps))

    def is_playing(self, dim: str) -> bool:
        return any(each.dim == dim and each.is_on for each in self._shown.playing)

    @property
    def reducer(self) -> str:
        return self._shown.reducer

    def bins(self, dim: str) -> int:
        return self._control(dim).bins

    @property
    def sliders(self) -> tuple[str, ...]:
        return tuple(c.dim for c in self._shown.controls if not c.is_panel)

    @property
    def _main(self) -> Frame:
        panel = next(p for p in self._shown.panels if p.kind == "image")
        return self._frame(panel.id, panel.layers[0])

    @property
    def _norm(self) -> Norm:
        norm = self._main.norm
        assert norm is not None
        return norm

    def _limit(self, limits: Span) -> None:
        self._run("color.limits", low=limits[0], high=limits[1])

    @property
    def _shown(self) -> Scene:
        assert self.scene is not None
        return self.scene

    def open_operation(self, name: str) -> None:
        forms = self._ask("operation.list", viewer=self._viewer.id)
        self._form = next(form for form in forms if form.name == name)
        values = {f.name: f.value for f in self._form.fields}
        self._values = {n: v for n, v in values.items() if v is not None}

    def fill(self, field: str, value: str | bool) -> None:
        name, _, part = field.partition(".")
        if not part:
            self._values[name] = value
        elif isinstance(value, bool):
            rest = [each for each in self._values.get(name, ()) if each != part]
            self._values[name] = [*rest, part] if value else rest
        else:
            part, _, place = part.partition(".")
            row = dict(self._values.get(name) or {})
            if place:
                pair = list(row.get(part, (None, None)))
                pair[int(place)] = value
                row[part] = pair
            elif value:
                row[part] = value
            else:
                row.pop(part, None)
            self._values[name] = row

    def preview(self) -> tuple[str, bool]:
        made = self._wait("operation.preview", operation=self._operation)
        return made.code, made.image.startswith("data:image/png")

    def carry_out(self, place: str) -> str:
        try:
            if place == "layer":
                self._wait("filter.add", operation=self._operation)
            else:
                self._wait("operation.apply", operation=self._operation, place=place)
        except ItoolError as error:
            return error.message
        return ""

    @property
    def filters(self) -> tuple[tuple[str, bool], ...]:
        return tuple((f.title, f.is_on) for f in self._shown.filters)

    def switch_filter(self, number: int) -> None:
        self._wait("filter.switch", number=number)

    def remove_filter(self, number: int) -> None:
        self._wait("filter.remove", number=number)

    def copy_code(self) -> str:
        return str(self._wait("viewer.code"))

    @property
    def _operation(self) -> dict[str, Any]:
        return {"kind": self._form.kind, **self._values}

    def _wait(self, name: str, **args: Any) -> Any:
        """Run a command and return its answer or raise its failure."""
        answer = COMMANDS.run(self._face.manager, name, viewer=self._viewer.id, **args)
        if isinstance(answer, Pending):
            self.settle(answer.done)
            answer = answer.result()
        self.settle(lambda: self._viewer.is_drawn)
        return answer

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
