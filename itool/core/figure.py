"""Figures: a scene and its frames drawn on paper, without any window.

Matplotlib's objects are used directly: pyplot would look for a display, and keep every
figure alive.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from itool.core.colormaps import color_table
from itool.core.figure_ticks import (
    fitting,
    joined,
    outer_edges,
    per_tick,
    plain,
    scale_dim,
    scale_values,
    short,
)
from itool.errors import MissingExtra
from itool.model.aspect import equal_aspect, lanes, limits_of
from itool.model.bar import apart, candidates
from itool.model.coord import ALONG
from itool.model.dots import dotted
from itool.model.layout import value_limits
from itool.model.norm import Norm
from itool.model.sampling import positions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from itool.model.scene import Frame, Mark, Panel, PanelAxis, Scene, Side

    Frames = Mapping[tuple[str, str], Frame]

Format = Literal["png", "svg", "pdf"]
Theme = Literal["light", "dark"]

DPI = 100
BRIGHT = 0.6
"""Lightness from which a colour is hard to see on white."""

_drawing = threading.Lock()  # matplotlib keeps fonts and settings for the process


@dataclass(frozen=True, slots=True)
class Paper:
    """What a figure is drawn on.

    Attributes
    ----------
    width, height : int
        Pixels; a vector format has 100 of them to an inch.
    theme : {"light", "dark"}
        Which table of ``theme.json`` its colours are from.
    scale : float
        How large text and lines are.
    format : {"png", "svg", "pdf"}
        Kind of file.
    """

    width: int = 1200
    height: int = 900
    theme: Theme = "light"
    scale: float = 1.0
    format: Format = "png"


def drawn(scene: Scene, frames: Frames, paper: Paper) -> bytes:
    """Return the file of a figure that shows `scene`.

    Parameters
    ----------
    scene : Scene
        Panels, axes, cursor lines and titles.
    frames : dict of (panel, layer) to Frame
        Their samples; a panel without a frame stays empty.
    paper : Paper
        Size, colours and format.

    Raises
    ------
    MissingExtra
        If matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine
    except ImportError as error:
        raise MissingExtra(
            "matplotlib, which draws figures, is not installed where the manager runs.",
            hint="Install it with: pip install 'itool[export]'",
        ) from error
    with _drawing:
        dpi = DPI * paper.scale
        figure = Figure(
            figsize=(paper.width / dpi, paper.height / dpi),
            dpi=dpi,
            layout=ConstrainedLayoutEngine(
                w_pad=0.06, h_pad=0.06, wspace=0.01, hspace=0.01
            ),
        )
        FigureCanvasAgg(figure)
        _Sheet(figure, scene, frames, paper).draw()
        file = BytesIO()
        # Packed less: packing holds the interpreter, and the core waits for it.
        more: Any = (
            {"pil_kwargs": {"compress_level": 3}} if paper.format == "png" else {}
        )
        figure.savefig(
            file, format=paper.format, facecolor=figure.get_facecolor(), **more
        )
    return file.getvalue()


@cache
def _themes() -> dict[str, dict[str, str]]:
    text = (files("web_static") / "theme.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


class _Sheet:
    """One figure while it is drawn."""

    def __init__(
        self, figure: Figure, scene: Scene, frames: Frames, paper: Paper
    ) -> None:
        self.figure, self.scene, self.frames, self.paper = figure, scene, frames, paper
        self.colors = _themes()[paper.theme]

    def draw(self) -> None:
        """Draw everything."""
        self.figure.set_facecolor(self.colors["surface"])
        self._write_titles()
        grid = self.figure.add_gridspec(
            len(self.scene.rows),
            len(self.scene.columns),
            height_ratios=self.scene.rows,
            width_ratios=self.scene.columns,
        )
        main = None
        drawn: dict[str, Axes] = {}
        for panel in self.scene.panels:
            axes = drawn[panel.id] = self.figure.add_subplot(grid[panel.cell])
            self._draw_panel(axes, panel)
            if panel.kind == "image" and main is None:
                main = axes
                if not self.scene.channel:
                    self._draw_bar(axes, panel)
        if any(axis.gauge.measure for p in self.scene.panels for axis in (p.x, p.y)):
            self._equalise(drawn)

    def _equalise(self, drawn: dict[str, Axes]) -> None:
        """Show as much of every panel as makes units of both axes equally long."""
        self.figure.draw_without_rendering()
        self.figure.set_layout_engine("none")
        lengths: dict[Side, list[float]] = {
            "x": [1.0] * len(self.scene.columns),
            "y": [1.0] * len(self.scene.rows),
        }
        for panel in self.scene.panels:
            box = drawn[panel.id].get_window_extent()
            row, column = panel.cell
            lengths["x"][column], lengths["y"][row] = box.width, box.height
        aspect = equal_aspect(self.scene, lengths)
        spans = aspect.spans(limits_of(self.scene))
        for panel in self.scene.panels:
            for side, lane in lanes(panel).items():
                if lane not in spans:
                    continue
                axis = panel.x if side == "x" else panel.y
                low, high = (end / per_tick(axis) for end in spans[lane])
                limits = (high, low) if axis.is_inverted else (low, high)
                drawn[panel.id].set(**{f"{side}lim": limits})

    def _write_titles(self) -> None:
        scene = self.scene
        self.figure.suptitle(
            plain(short(scene.title, 80)),
            x=0.012,
            ha="left",
            fontsize=12,
            fontweight="bold",
            color=self.colors["text"],
        )
        where = [
            f"{c.dim} = {c.text}" + (f" ({c.bins} samples)" if c.bins > 1 else "")
            for c in scene.controls
        ]
        lines = [*joined([*where, *self._reading()]), scene.message]
        self.figure.supxlabel(
            plain("\n".join(line for line in lines if line)),
            x=0.012,
            ha="left",
            fontsize=8.5,
            color=self.colors["muted"],
        )

    def _reading(self) -> list[str]:
        frame = self.frames.get(("value", self.scene.value.id))
        if frame is None or frame.values.ndim:
            return []
        return [f"{self.scene.value_caption} = {float(frame.values):.5g}"]

    def _draw_panel(self, axes: Axes, panel: Panel) -> None:
        axes.set_facecolor(self.colors["plot"])
        for spine in axes.spines.values():
            spine.set_color(self.colors["border"])
            spine.set_linewidth(0.8)
        if panel.kind == "image":
            self._draw_image(axes, panel)
        else:
            self._draw_curves(axes, panel)
        if panel.twin is not None:
            self._draw_coords(axes, panel, panel.twin)
        for mark in sorted(panel.marks, key=lambda mark: mark.is_active):
            self._draw_mark(axes, panel, mark)
        if panel.shapes or panel.rays:
            self._draw_shapes(axes, panel)
        self._dress(axes, panel, "x", panel.x, panel.shows_x)
        self._dress(axes, panel, "y", panel.y, panel.shows_y)

    def _draw_image(self, axes: Axes, panel: Panel) -> None:
        frame = self.frames.get((panel.id, panel.layers[0].id))
        if frame is None or frame.pixels is None or not frame.pixels.size:
            return
        color = self.scene.color
        rows, columns = frame.pixels.shape[:2]
        is_true = frame.pixels.ndim == 3
        table = color_table(color.cmap, color.reverse).copy()
        table[0] = (*bytes.fromhex(self.colors["missing"][1:]), 255)
        bottom, top = outer_edges(panel.y, frame, rows)
        left, right = outer_edges(panel.x, frame, columns)
        axes.imshow(
            frame.pixels if is_true else table[frame.pixels],
            extent=(left, right, bottom, top),
            origin="lower",
            aspect="auto",
            interpolation="nearest",
        )

    def _draw_curves(self, axes: Axes, panel: Panel) -> None:
        active = next((m.cursor for m in panel.marks if m.is_active), "")
        along = panel.y if panel.is_upright else panel.x
        for layer in panel.layers:
            frame = self.frames.get((panel.id, layer.id))
            if frame is None or not frame.values.size:
                continue
            window = frame.request.window(along.dim)
            at = positions(along, window, len(frame.values)) / per_tick(along)
            values = frame.values if frame.drawn is None else frame.drawn
            line = (values, at) if panel.is_upright else (at, values)
            axes.plot(
                *line,
                color=self._curve_color(layer.color),
                linewidth=1.2,
                zorder=3 if layer.id == active else 2,
                **self._dots(panel, at, values),
            )

    def _dots(
        self, panel: Panel, at: NDArray[np.floating], values: NDArray[np.floating]
    ) -> dict[str, Any]:
        """Return how the samples of a curve are marked."""
        axis = panel.y if panel.is_upright else panel.x
        low, high = self._limits(panel, axis)
        room = self._room(panel, "y" if panel.is_upright else "x") * DPI / 72
        steps = max(len(at) - 1, 1)
        pitch = room * abs(at[-1] - at[0]) / steps / (abs(high - low) or 1.0)
        return {"marker": "s", "markersize": 2.2, "markevery": dotted(values, pitch)}

    def _draw_coords(self, axes: Axes, panel: Panel, axis: PanelAxis) -> None:
        """Draw coordinates beside the curves of a profile, on an axis of their own."""
        along = panel.y if panel.is_upright else panel.x
        twin = axes.twiny() if panel.is_upright else axes.twinx()
        side: Side = "x" if panel.is_upright else "y"
        ranges = []
        for layer in panel.associated:
            frame = self.frames.get((panel.id, layer.id))
            if frame is None or not frame.values.size:
                continue
            ranges.append(frame.range)
            window = frame.request.window(along.dim)
            at = positions(along, window, len(frame.values)) / per_tick(along)
            values = frame.values / per_tick(axis)
            line = (values, at) if panel.is_upright else (at, values)
            color = self._curve_color(layer.color)
            name = plain(short(layer.id.removeprefix(ALONG), 30))
            style: Any = (0, (5, 3))
            look = {"color": color, "linewidth": 1.0, "linestyle": style, "label": name}
            twin.plot(*line, **look, **self._dots(panel, at, values))
        low, high = (end / per_tick(axis) for end in value_limits(ranges))
        twin.set(**{f"{side}lim": (low, high)})
        for spine in twin.spines.values():
            spine.set_visible(False)
        self._dress_ticks(twin, side)
        own = twin.xaxis if panel.is_upright else twin.yaxis
        room = self._room(panel, side)
        if axis.kind == "datetime":
            scale_dim(own, axis, room, side)
        else:
            scale_values(twin, side, False, min(4, fitting(room, side, 5)))
        alone = len(panel.associated) == 1
        if not alone:
            twin.legend(fontsize=7, frameon=False, labelcolor="linecolor")
        color = panel.associated[0].color if alone else self.colors["text"]
        text = plain(short(axis.caption, 60))
        own.set_label_text(text, color=self._curve_color(color), fontsize=9)

    def _draw_mark(self, axes: Axes, panel: Panel, mark: Mark) -> None:
        side = panel.side(mark.dim)
        unit = per_tick(panel.x if side == "x" else panel.y)
        line = axes.axvline if side == "x" else axes.axhline
        band = axes.axvspan if side == "x" else axes.axhspan
        color = self._paint(mark.color)
        first, last = mark.band
        if first != last:
            shade = 0.25 if mark.is_active else 0.14
            band(first / unit, last / unit, color=color, alpha=shade, linewidth=0)
        at = mark.position / unit
        if panel.kind == "image":
            line(at, color="black", alpha=0.28, linewidth=2.4, zorder=4)
        style: Any = "solid" if mark.is_active else (0, (4, 3))
        line(at, color=color, linewidth=0.9, linestyle=style, zorder=5)

    def _draw_shapes(self, axes: Axes, panel: Panel) -> None:
        """Draw regions and guides, which do not change what is visible."""
        units = np.array([per_tick(panel.x), per_tick(panel.y)])
        limits = axes.get_xlim(), axes.get_ylim()
        for x0, y0, x1, y1 in panel.rays:
            x, y = (np.array([(x0, y0), (x1, y1)]) / units).T
            axes.plot(x, y, color="white", linestyle=(0, (5, 4)), linewidth=0.8)
        for shape in panel.shapes:
            corners = [*shape.outline, *shape.outline[: shape.is_closed]]
            x, y = (np.array(corners) / units).T
            width = 1.6 if shape.is_active else 1.0
            axes.plot(x, y, color=shape.color, linewidth=width, zorder=6)
            top = int(np.argmax(y))
            at = float(x[top]), float(y[top])
            axes.annotate(
                shape.label, at, color=shape.color, zorder=6, parse_math=False
            )
        axes.set_xlim(limits[0])
        axes.set_ylim(limits[1])

    def _draw_bar(self, axes: Axes, panel: Panel) -> None:
        """Draw beside the main image which value has which colour."""
        from matplotlib.cm import ScalarMappable
        from matplotlib.colors import FuncNorm, ListedColormap

        color = self.scene.color
        frame = self.frames.get((panel.id, panel.layers[0].id))
        norm = frame.norm if frame is not None else None
        if norm is None or not norm.low < norm.high:
            low = norm.low if norm is not None else 0.0
            norm = Norm(low=low, high=low + 1.0)
        table = ListedColormap(color_table(color.cmap, color.reverse)[1:] / 255.0)
        functions: Any = (norm.forward, norm.inverse)
        bar = self.figure.colorbar(
            ScalarMappable(FuncNorm(functions, norm.low, norm.high), table),
            ax=axes,
            aspect=40,
            fraction=0.05,
            pad=0.015,
        )
        bar.outline.set_edgecolor(self.colors["border"])
        self._dress_ticks(bar.ax, "y")
        if ticks := apart(norm, candidates(norm), gap=0.1):
            bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks], minor=False)
            bar.minorticks_off()
        else:
            scale_values(bar.ax, "y", False, most=6)

    def _dress(
        self, axes: Axes, panel: Panel, side: Side, axis: PanelAxis, shows: bool
    ) -> None:
        """Scale, tick and label one side of a panel."""
        low, high = self._limits(panel, axis)
        if axis.is_inverted:
            low, high = high, low
        axes.set(**{f"{side}lim": (low, high)})
        self._dress_ticks(axes, side)
        own = axes.xaxis if side == "x" else axes.yaxis
        room = self._room(panel, side)
        if not axis.dim:
            most = min(4, fitting(room, side, 5))
            scale_values(axes, side, axis.kind == "log", most)
        else:
            scale_dim(own, axis, room, side)
        if shows or not axis.dim:
            own.set_label_text(
                plain(short(axis.caption, 60)), color=self.colors["text"], fontsize=9
            )
        else:
            own.set_tick_params(labelbottom=False, labelleft=False)
            own.get_offset_text().set_visible(False)

    def _room(self, panel: Panel, side: Side) -> float:
        """Return the length of one side of a panel, about, in points."""
        row, column = panel.cell
        scene, inches = self.scene, self.figure.get_size_inches()
        if side == "x":
            share = scene.columns[column] / sum(scene.columns)
            return float(inches[0]) * 72 * 0.85 * share
        return float(inches[1]) * 72 * 0.8 * scene.rows[row] / sum(scene.rows)

    def _dress_ticks(self, axes: Axes, side: Side) -> None:
        axes.tick_params(
            axis=side,
            color=self.colors["axis"],
            labelcolor=self.colors["axis"],
            labelsize=8,
            length=3,
        )
        own = axes.xaxis if side == "x" else axes.yaxis
        own.get_offset_text().set(color=self.colors["axis"], fontsize=8)

    def _limits(self, panel: Panel, axis: PanelAxis) -> tuple[float, float]:
        if axis.limits is not None:
            low, high = axis.limits
            return low / per_tick(axis), high / per_tick(axis)
        found = (self.frames.get((panel.id, layer.id)) for layer in panel.layers)
        return value_limits([frame.range for frame in found if frame is not None])

    def _curve_color(self, css: str) -> Any:
        red, green, blue = self._paint(css)
        light = 0.3 * red + 0.6 * green + 0.1 * blue
        if self.paper.theme == "dark" or light < BRIGHT:
            return red, green, blue
        return red * 0.8, green * 0.8, blue * 0.8

    def _paint(self, css: str) -> tuple[float, float, float]:
        from matplotlib.colors import to_rgb

        try:
            return to_rgb(css)
        except ValueError:  # of a language of colours that is not matplotlib's
            return to_rgb(self.colors["accent"])
