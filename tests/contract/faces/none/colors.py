"""The probe of no window: colour maps, limits and the colour bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itool.core.colormaps import CURATED
from itool.model.bar import Grip, apart, candidates, dragged, grip_at, zoomed
from itool.model.color import histogram
from tests.contract.faces.none.window import NoneWindow

if TYPE_CHECKING:
    from itool.model.norm import Norm
    from tests.contract.probe import Span


class NoneColors(NoneWindow):
    """Colour maps, limits and the colour bar."""

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

    def set_part(self, part: str) -> None:
        self._run("color.part", part=part)

    def set_levels(self, low: float, high: float) -> None:
        self._run("color.limits", low=low, high=high)

    def set_level(self, end: int, level: float) -> None:
        limits = [self._norm.low, self._norm.high]
        limits[end] = level
        self.set_levels(*limits)

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

    def press_on_bar(self, keys: str) -> None:
        *held, key = keys.split("+")
        if key == "Home":
            self._run("color.auto")
            return
        grips: dict[str, Grip] = {"Shift": "high", "Alt": "low"}
        grip = grips.get(held[0], "both") if held else "both"
        self._limit(dragged(self._norm, grip, 0.02 if key == "Up" else -0.02))

    def zoom_bar(self, level: float) -> None:
        self._limit(zoomed(self._norm, level, 0.85))

    def reset_bar(self) -> None:
        self._run("color.auto")

    def share_levels(self) -> None:
        self._ask("color.share", viewers=[self._viewer.id])
        self.settle()

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

    @property
    def _norm(self) -> Norm:
        norm = self._main.norm
        assert norm is not None
        return norm

    def _limit(self, limits: Span) -> None:
        self._run("color.limits", low=limits[0], high=limits[1])
