"""Ticks, labels and texts of figures, as matplotlib is told them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itool.model.sampling import edges

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from itool.model.scene import Frame, PanelAxis, Side

LONGEST = 18
"""Letters of a tick label; longer ones end in an ellipsis."""
DAY = 86_400_000.0
"""Milliseconds of a day: positions are in the former, matplotlib counts the latter."""


def scale_values(axes: Axes, side: Side, is_log: bool, most: int = 4) -> None:
    """Tick an axis of values, whose positions are logarithms if `is_log`."""
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


def fitting(room: float, side: Side, letters: int) -> int:
    """Return how many ticks with labels this long fit in `room` points."""
    need = 5.0 * letters + 12 if side == "x" else 20.0
    return max(1, int(room / need))


def scale_dim(own: Any, axis: PanelAxis, room: float, side: Side) -> None:
    """Tick the axis of a dimension in `room` points."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.ticker import FuncFormatter, MaxNLocator, ScalarFormatter

    if axis.ruler:
        letters = min(max(map(len, axis.ruler)), LONGEST)
        most = min(6, fitting(room, side, letters))
        own.set_major_locator(MaxNLocator(most, integer=True, steps=[1, 2, 5, 10]))
        own.set_major_formatter(FuncFormatter(lambda at, _: _written(axis.ruler, at)))
    elif axis.kind == "datetime":
        most = max(3, min(7, fitting(room, side, 6)))
        locator = AutoDateLocator(minticks=2, maxticks=most)  # type: ignore[no-untyped-call]
        own.set_major_locator(locator)
        own.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    else:
        formatter = ScalarFormatter(useOffset=False, useMathText=True)
        formatter.set_powerlimits((-4, 6))
        most = min(6, fitting(room, side, 6))
        own.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
        own.set_major_formatter(formatter)


def _written(ruler: tuple[str, ...], at: float) -> str:
    index = round(at)
    if not 0 <= index < len(ruler) or abs(at - index) > 1e-6:
        return ""
    return plain(short(ruler[index], LONGEST))


def per_tick(axis: PanelAxis) -> float:
    """Return how many positions make one of matplotlib's."""
    return DAY if axis.kind == "datetime" and not axis.ruler else 1.0


def outer_edges(axis: PanelAxis, frame: Frame, count: int) -> tuple[float, float]:
    """Return where `count` samples of a frame begin and end, as matplotlib counts."""
    first, last = edges(axis, frame.request.window(axis.dim), count)
    return first / per_tick(axis), last / per_tick(axis)


def short(text: str, most: int) -> str:
    """Return `text`, with an ellipsis if it is longer than `most` letters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def plain(text: str) -> str:
    """Return `text` so that matplotlib sees no formula in it."""
    return text.replace("$", r"\$")


def joined(phrases: list[str], longest: int = 130) -> list[str]:
    """Join phrases to as few lines as they fit in."""
    lines = [""]
    for phrase in phrases:
        longer = f"{lines[-1]}   {phrase}" if lines[-1] else phrase
        if len(longer) <= longest:
            lines[-1] = longer
        else:
            lines.append(phrase)
    return lines
