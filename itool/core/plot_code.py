"""Code that draws the main panel with matplotlib, in the colours on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from itool.core.frames import view_of
from itool.model.coord import ALONG
from itool.model.dots import dotted
from itool.model.scene import SliceRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from itool.model.color import ColorScale
    from itool.model.scene import Panel, Scene

    Read = Callable[[SliceRequest], NDArray[np.floating]]

WIDTH = 496.0
"""Pixels that axes are wide in matplotlib's figure of default size."""

GAMMA = """\
def forward(value):
    return np.clip(base(value), 0, 1) ** {gamma}


def inverse(level):
    return base.inverse(level ** (1 / {gamma}))
"""
"""A gamma over a norm that has none in matplotlib."""

GAMMA_BOTH = """\
def forward(value):
    side = 2 * np.clip(base(value), 0, 1) - 1
    return (1 + np.sign(side) * abs(side) ** {gamma}) / 2


def inverse(level):
    side = 2 * level - 1
    return base.inverse((1 + np.sign(side) * abs(side) ** (1 / {gamma})) / 2)
"""
"""A gamma on both sides of a centre."""


def plot_code(scene: Scene, read: Read) -> str:
    """Return the lines that draw the main panel of ``panels``.

    `read` reads the samples of a curve, whose code depends on how many there are and
    which are missing.
    """
    panel = next((p for p in scene.panels if p.kind == "image"), scene.panels[0])
    if panel.kind != "image":
        return _curves(panel, scene, read)
    several = len(scene.cursors) > 1
    key = f"{panel.id}/{panel.layers[0].id}" if several else panel.id
    if scene.channel:
        return _true_color(panel, key, scene.channel)
    return _image(panel, key, scene.color)


def _curves(panel: Panel, scene: Scene, read: Read) -> str:
    """Return the lines that draw the curve of every cursor in its colour."""
    several = len(scene.cursors) > 1
    lines = ["import matplotlib.pyplot as plt", ""]
    dots = ""
    for layer in panel.layers:
        key = f"{panel.id}/{layer.id}" if several else panel.id
        label = f", label={layer.id!r}" if several else ""
        if isinstance(layer.request, SliceRequest):
            before, dots = _dots(key, panel.dims[0], read(layer.request))
            lines += before
        lines.append(f"panels[{key!r}].plot(color={layer.color!r}{label}{dots})")
    if len(panel.layers) > 1:
        lines.append("plt.legend()")
    first = f"{panel.id}/{panel.layers[0].id}" if several else panel.id
    few = dots if "markevery" not in dots else ""
    lines += [
        f"panels[{first!r}][{layer.id.removeprefix(ALONG)!r}]"
        f".plot(ax=plt.gca().twinx(), linestyle='--'{few})"
        for layer in panel.associated
    ]
    return "\n".join(lines)


def _dots(key: str, dim: str, values: NDArray[np.floating]) -> tuple[list[str], str]:
    """Return the lines and the options that mark the samples a line alone hides."""
    marked = dotted(values, WIDTH / max(values.size - 1, 1))
    if not marked.size:
        return [], ""
    if marked.size == np.count_nonzero(np.isfinite(values)):
        return [], ", marker='.'"
    # Not above: code is written seldom.
    from itool.store.operations.source import call

    sides = [call("there.shift", {dim: n}, fill_value=False) for n in (1, -1)]
    alone = " & ".join(["there", *(f"~{side}" for side in sides)])
    lines = [f"there = np.isfinite(panels[{key!r}])", f"alone = {alone}"]
    return lines, ", marker='.', markevery=np.flatnonzero(alone)"


def _image(panel: Panel, key: str, color: ColorScale) -> str:
    heads = ["import matplotlib.pyplot as plt", "from cmap import Colormap"]
    name = f"{color.cmap}_r" if color.reverse else color.cmap
    options = [f"x={panel.x.dim!r}", f"y={panel.y.dim!r}"]
    options.append(f"cmap=Colormap({name!r}).to_mpl()")
    before: list[str] = []
    if color.norm != "linear" or color.gamma != 1.0:
        heads.append("from matplotlib import colors")
        before = [*_limits(panel, key, color), *_norm(color), ""]
        options.append("norm=norm")
    elif color.limits is not None:
        low, high = color.limits
        options.append(f"vmin={low!r}, vmax={high!r}")
    elif color.percentiles or color.fits_view:
        before = [*_limits(panel, key, color), ""]
        options.append("vmin=low, vmax=high")
    drawn = f"panels[{key!r}].plot({', '.join(options)})"
    return "\n".join([*heads, "", *before, drawn, *_turned(panel)])


def _true_color(panel: Panel, key: str, channel: str) -> str:
    """Return the lines that draw red, green, blue and opacity as they are."""
    sides = f"x={panel.x.dim!r}, y={panel.y.dim!r}, rgb={channel!r}"
    white = panel.layers[0].white
    scaled = f"panels[{key!r}]" if white == 1 else f"(panels[{key!r}] / {white:g})"
    drawn = f"{scaled}.clip(0, 1).plot.imshow({sides})"
    return "\n".join(["import matplotlib.pyplot as plt", "", drawn, *_turned(panel)])


def _turned(panel: Panel) -> list[str]:
    """Return what is said of the axes of an image."""
    turned = [
        f"plt.gca().invert_{side}axis()"
        for side, axis in (("x", panel.x), ("y", panel.y))
        if axis.is_inverted
    ]
    across, up = panel.x.gauge, panel.y.gauge
    if across.measure and across.measure == up.measure:
        ratio = up.scale / across.scale
        said = '"equal"' if ratio == 1 else f"{ratio:.12g}"
        turned.append(f"plt.gca().set_aspect({said})")
    return turned


def _limits(panel: Panel, key: str, color: ColorScale) -> list[str]:
    """Return the lines that find ``low`` and ``high``, as `color.fitted` does."""
    is_given = color.limits is not None
    lines = [] if is_given and color.norm != "log" else _seen(panel, key, color)
    if color.limits is not None:
        lines.append(f"low, high = {color.limits[0]!r}, {color.limits[1]!r}")
    elif color.percentiles is not None:
        lines.append(f"low, high = np.nanpercentile(seen, {list(color.percentiles)})")
    else:
        lines.append("low, high = float(seen.min()), float(seen.max())")
    if color.norm == "log":
        lines += ["if low <= 0:", "    low = float(seen.where(seen > 0).min())"]
    low, high = color.limits or (0.0, 0.0)
    if color.norm == "centered" and not low < color.center < high:
        center = repr(color.center)
        lines.append(f"half = max(high - {center}, {center} - low)")
        lines.append(f"low, high = {center} - half, {center} + half")
    return lines


def _seen(panel: Panel, key: str, color: ColorScale) -> list[str]:
    """Return the line that keeps the samples that limits are found in."""
    request, seen = panel.layers[0].request, f"panels[{key!r}]"
    view = view_of(panel, request, color) if isinstance(request, SliceRequest) else None
    if view is not None:
        parts = ", ".join(
            f"{dim!r}: slice({part.start}, {part.stop})"
            for dim, part in zip(panel.dims, view, strict=True)
        )
        seen = f"{seen}.isel({{{parts}}})"
    return [f"seen = {seen}", "seen = seen.where(np.isfinite(seen))"]


def _norm(color: ColorScale) -> list[str]:
    width = "max(abs(low), abs(high)) / 100"
    if color.linear_width is not None:
        width = repr(color.linear_width)
    ends = "vmin=low, vmax=high"
    made = {
        "linear": f"PowerNorm({color.gamma!r}, {ends})",
        "log": f"LogNorm({ends})",
        "symlog": f"SymLogNorm({width}, {ends})",
        "asinh": f"AsinhNorm({width}, {ends})",
        "centered": f"TwoSlopeNorm({color.center!r}, {ends})",
    }[color.norm]
    if color.norm == "linear" or color.gamma == 1.0:
        return [f"norm = colors.{made}"]
    text = GAMMA_BOTH if color.norm == "centered" else GAMMA
    bent = text.format(gamma=repr(color.gamma))
    final = f"norm = colors.FuncNorm((forward, inverse), {ends})"
    return [f"base = colors.{made}", "", "", bent, "", final]
