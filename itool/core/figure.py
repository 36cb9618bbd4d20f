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
from itool.errors import MissingExtra
from itool.model.bar import apart, candidates
from itool.model.layout import value_limits
from itool.model.norm import Norm
from itool.model.sampling import edges, positions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from itool.model.scene import Frame, Mark, Panel, PanelAxis, Scene, Side

    Frames = Mapping[tuple[str, str], Frame]

Format = Literal["png", "svg", "pdf"]
Theme = Literal["light", "dark"]

DPI = 100
BRIGHT = 0.6
"""Lightness from which a colour is hard to see on white."""
LONGEST = 18
"""Letters of a tick label; longer ones end in an ellipsis."""
DAY = 86_400_000.0
"""Milliseconds of a day: positions are in the former, matplotlib counts the latter."""

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
        for panel in self.scene.panels:
            axes = self.figure.add_subplot(grid[panel.cell])
            self._draw_panel(axes, panel)
            if panel.kind == "image" and main is None:
                main = axes
                self._draw_bar(axes, panel)

    def _write_titles(self) -> None:
        scene = self.scene
        self.figure.suptitle(
            _plain(_short(scene.title, 80)),
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
        lines = [*_lines([*where, *self._reading()]), scene.message]
        self.figure.supxlabel(
            _plain("\n".join(line for line in lines if line)),
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
        rows, columns = frame.pixels.shape
        bottom, top = _edges(panel.y, frame, rows)
        left, right = _edges(panel.x, frame, columns)
        axes.imshow(
            color_table(color.cmap, color.reverse)[frame.pixels],
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
            at = positions(along, window, len(frame.values)) / _unit(along)
            values = frame.values if frame.drawn is None else frame.drawn
            line = (values, at) if panel.is_upright else (at, values)
            axes.plot(
                *line,
                color=self._curve_color(layer.color),
                linewidth=1.2,
                zorder=3 if layer.id == active else 2,
                marker="o" if len(at) == 1 else "",
            )

    def _draw_mark(self, axes: Axes, panel: Panel, mark: Mark) -> None:
        side = panel.side(mark.dim)
        unit = _unit(panel.x if side == "x" else panel.y)
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
        units = np.array([_unit(panel.x), _unit(panel.y)])
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
            _scale_values(bar.ax, "y", False, most=6)

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
            most = min(4, _fitting(room, side, 5))
            _scale_values(axes, side, axis.kind == "log", most)
        else:
            _scale_dim(own, axis, room, side)
        if shows or not axis.dim:
            own.set_label_text(
                _plain(_short(axis.caption, 60)), color=self.colors["text"], fontsize=9
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
            return low / _unit(axis), high / _unit(axis)
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


def _scale_values(axes: Axes, side: Side, is_log: bool, most: int = 4) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator, ScalarFormatter

    own = axes.xaxis if side == "x" else axes.yaxis
    if is_log:
        own.set_major_locator(MaxNLocator(most, integer=True))
        own.set_major_formatter(FuncFormatter(lambda at, _: f"$10^{{{at:g}}}$"))
        return
    formatter = ScalarFormatter(useMathText=True)
    formatter.set_powerlimits((-3, 5))
    own.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10]))
    own.set_major_formatter(formatter)


def _fitting(room: float, side: Side, letters: int) -> int:
    """Return how many ticks with labels this long fit in `room` points."""
    need = 5.0 * letters + 12 if side == "x" else 20.0
    return max(1, int(room / need))


def _scale_dim(own: Any, axis: PanelAxis, room: float, side: Side) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.ticker import FuncFormatter, MaxNLocator, ScalarFormatter

    if axis.ruler:
        letters = min(max(map(len, axis.ruler)), LONGEST)
        most = min(6, _fitting(room, side, letters))
        own.set_major_locator(MaxNLocator(most, integer=True, steps=[1, 2, 5, 10]))
        own.set_major_formatter(FuncFormatter(lambda at, _: _written(axis.ruler, at)))
    elif axis.kind == "datetime":
        most = max(3, min(7, _fitting(room, side, 6)))
        locator = AutoDateLocator(minticks=2, maxticks=most)  # type: ignore[no-untyped-call]
        own.set_major_locator(locator)
        own.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    else:
        formatter = ScalarFormatter(useOffset=False, useMathText=True)
        formatter.set_powerlimits((-4, 6))
        most = min(6, _fitting(room, side, 6))
        own.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
        own.set_major_formatter(formatter)


def _written(ruler: tuple[str, ...], at: float) -> str:
    index = round(at)
    if not 0 <= index < len(ruler) or abs(at - index) > 1e-6:
        return ""
    return _plain(_short(ruler[index], LONGEST))


def _edges(axis: PanelAxis, frame: Frame, count: int) -> tuple[float, float]:
    first, last = edges(axis, frame.request.window(axis.dim), count)
    return first / _unit(axis), last / _unit(axis)


def _unit(axis: PanelAxis) -> float:
    """Return how many positions make one of matplotlib's."""
    return DAY if axis.kind == "datetime" and not axis.ruler else 1.0


def _lines(phrases: list[str], longest: int = 130) -> list[str]:
    """Join phrases to as few lines as they fit in."""
    lines = [""]
    for phrase in phrases:
        joined = f"{lines[-1]}   {phrase}" if lines[-1] else phrase
        if len(joined) <= longest:
            lines[-1] = joined
        else:
            lines.append(phrase)
    return lines


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _plain(text: str) -> str:
    """Return `text` so that matplotlib sees no formula in it."""
    return text.replace("$", r"\$")
