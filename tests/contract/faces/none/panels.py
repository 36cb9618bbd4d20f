"""The probe of no window: gestures and marks on its panels."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from itool.core.colormaps import color_table
from itool.errors import ItoolError
from itool.model.aspect import equal_aspect, lanes, limits_of, width
from itool.model.layout import value_limits
from tests.contract.faces.none.window import NoneWindow, _is_between

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.contract.probe import Span


class NonePanels(NoneWindow):
    """Gestures and marks on its panels."""

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

    def choose_here(self, panel: str, entry: str, **at: float) -> None:
        word, _, dim = entry.partition(" ")
        name = {"Invert": "invert", "Equal": "equal", "Transpose": "transpose"}[word]
        self._run(f"view.{name}", **({"dim": dim} if name == "invert" else {}))

    def copied_picture(self, panel: str, entry: str) -> NDArray[np.uint8]:
        args = {"viewer": self._viewer.id, "format": "png", "what": panel}
        answer = self._ask("export.file", **args)
        self.settle(until=answer.done)
        with Image.open(io.BytesIO(answer.result()["data"])) as picture:
            return np.array(picture.convert("RGB"))

    def zoom_box(
        self, panel: str, start: dict[str, float], to: dict[str, float]
    ) -> None:
        box = {d: tuple(sorted((start[d], to[d]))) for d in start}
        values = box.pop("", None)
        self._run("view.limits", limits=box)
        if values is not None:
            self._show_values(panel, values)
        self._run("edit.pause")

    def zoom(self, panel: str, **at: float) -> None:
        limits = self.limits(panel)
        closer = {
            d: (x + 0.85 * (limits[d][0] - x), x + 0.85 * (limits[d][1] - x))
            for d, x in at.items()
        }
        self._run("view.limits", limits=closer)

    def zoom_axis(self, panel: str, dim: str) -> None:
        low, high = self.limits(panel)[dim]
        if dim:
            self.zoom(panel, **{dim: (low + high) / 2})
        else:
            less = 0.075 * (high - low)
            self._show_values(panel, (low + less, high - less))

    def pan_values(self, panel: str, share: float) -> None:
        low, high = self.limits(panel)[""]
        by = share * (high - low)
        self._show_values(panel, (low - by, high - by))

    def fit_values(self, panel: str) -> None:
        self._run("profile.limits", limits={self._shown.panel(panel).dims[0]: None})

    def type_range(self, panel: str, **ends: tuple[str, str]) -> str:
        try:
            for about in self._ask("view.ranges", viewer=self._viewer.id, panel=panel):
                name = "profile.limits" if about["is_value"] else "view.limits"
                typed = ends.get("values" if about["is_value"] else about["dim"])
                if typed is not None:
                    span = typed if any(typed) else None
                    self._wait(name, limits={about["dim"]: span})
        except ItoolError as error:
            return str(error)
        return ""

    def _show_values(self, panel: str, span: Span) -> None:
        here = self._shown.panel(panel)
        axis = here.x if here.is_upright else here.y
        ends = [10.0**at if axis.kind == "log" else at for at in span]
        self._run("profile.limits", limits={here.dims[0]: ends})
        self._run("edit.pause")

    def view_all(self, panel: str) -> None:
        self._run("view.all")

    def export(self, format: str, what: str, path: Path) -> None:
        answer = self._ask(
            "export.file", viewer=self._viewer.id, format=format, what=what
        )
        self.settle(until=answer.done)
        path.write_bytes(answer.result()["data"])

    def resize_columns(self, by: float) -> None:
        first, second, *rest = self._shown.columns
        more = by * (first + second)
        self._run("view.sizes", columns=[first + more, second - more, *rest])

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
        layer = self._shown.panel(panel).layers[0]
        frame = self.frames.get((panel, layer.id))
        return None if frame is None else frame.pixels

    def corner(self, panel: str) -> tuple[int, int, int]:
        shown, pixels = self._shown.panel(panel), self.image(panel)
        assert pixels is not None
        row = 0 if shown.y.is_rising else -1
        column = 0 if shown.x.is_rising else -1
        if pixels.ndim == 3:
            return tuple(pixels[row, column, :3].tolist())
        color = self._shown.color
        red, green, blue, _ = color_table(color.cmap, color.reverse)[
            pixels[row, column]
        ]
        return int(red), int(green), int(blue)

    def curve(self, panel: str, cursor: str = "") -> NDArray[np.floating] | None:
        who = cursor or self.active
        shown = self._shown.panel(panel)
        layers = [x for x in (*shown.layers, *shown.associated) if x.id == who]
        return self._frame(panel, layers[0]).drawn if layers else None

    def twin(self, panel: str) -> tuple[str, Span] | None:
        shown = self._shown.panel(panel)
        if shown.twin is None:
            return None
        frames = [self._frame(panel, layer) for layer in shown.associated]
        return shown.twin.caption, value_limits([frame.range for frame in frames])

    def scales(self, panel: str) -> dict[str, float]:
        # On a screen of some size, where panels have as much room as their weights say.
        weights = {"x": self._shown.columns, "y": self._shown.rows}
        lengths = {side: [100.0 * w for w in ws] for side, ws in weights.items()}
        aspect = equal_aspect(self._shown, lengths)
        limits = limits_of(self._shown)
        spans = aspect.spans(limits)
        return {
            lane[2]: lengths[side][lane[1]] / width(spans.get(lane, limits[lane[2]]))
            for side, lane in lanes(self._shown.panel(panel)).items()
            if lane[2]
        }

    def limits(self, panel: str) -> dict[str, Span]:
        shown = self._shown.panel(panel)
        found = {a.dim: a.limits for a in (shown.x, shown.y) if a.limits}
        if shown.kind == "profile":
            ranges = [self._frame(panel, layer).range for layer in shown.layers]
            axis = shown.x if shown.is_upright else shown.y
            found[""] = axis.limits or value_limits(ranges)
        return found

    def ticks(self, panel: str, dim: str) -> tuple[str, ...]:
        axis = self._axis(panel, dim)
        if axis.kind != "log":
            return axis.ruler
        low, high = self.limits(panel)[dim]
        return tuple(f"{10**at:g}" for at in (low, high))
