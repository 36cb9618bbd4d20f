"""The probe of no window: regions and guides."""

from __future__ import annotations

from math import atan2, degrees
from typing import TYPE_CHECKING

from itool.model.scene import (
    REGION_PANEL,
)
from itool.model.shape import STATISTICS
from tests.contract.faces.none.window import ARROWS, NoneWindow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class NoneRegions(NoneWindow):
    """Regions and guides."""

    _panel = ""

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

    def act_on_region(self, name: str) -> None:
        self._run(name)
        self.settle(lambda: self._viewer.is_drawn)

    def turn_ray(self, panel: str, ray: int, to: dict[str, float]) -> str:
        here = self._shown.panel(panel)
        goal = [to[dim] for dim in here.dims]
        self._run("guide.aim", ray=ray, to=goal, drawn=True)
        self._run("edit.pause")
        x0, y0, x1, y1 = self._shown.panel(panel).rays[ray]
        return f"{degrees(atan2(y1 - y0, x1 - x0)):.1f}°".replace("-", "−")

    def focus_panel(self, panel: str) -> None:
        self._panel, self._vertex = panel, None

    def focus_handle(self, panel: str, number: int) -> None:
        region = next(r for r in self._shown.regions if r.is_active)
        self._panel, self._vertex = panel, (region.id, number)

    def press_there(self, keys: str) -> None:
        *modifiers, key = keys.split("+")
        if key not in ARROWS or (self._vertex is None and modifiers):
            self.press(keys)
            return
        side, step = ARROWS[key]
        panel = self._shown.panel(self._panel)
        axis = (panel.y, panel.x)[side]
        step = (step if axis.is_rising else -step) * (10 if modifiers else 1)
        if self._vertex is None:
            self._run("cursor.nudge", steps={axis.dim: step})
            return
        region, point = self._vertex
        self._run("region.nudge", region=region, point=point, steps={axis.dim: step})

    def rename_region(self, name: str) -> None:
        self._ask("region.rename", viewer=self._viewer.id, **{"name": name})
        self.settle()

    def recolor_region(self, color: str) -> None:
        self._run("region.color", color=color)

    def show_region(self) -> None:
        region = next(r for r in self._shown.regions if r.is_active)
        self._run("region.show", visible=not region.visible)

    def mask_here(self, keep: str) -> None:
        self._run("region.mask", keep=keep, replace=True)
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
