"""Where the samples of a frame stand on the axis of a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from itool.model.scene import PanelAxis, Window


def edges(axis: PanelAxis, window: Window, count: int) -> tuple[float, float]:
    """Return the outer edges of `count` samples read over `window`, in positions.

    Samples are centred on their positions; where only every n-th was read, each is
    drawn n samples wide.
    """
    step = (axis.extent[1] - axis.extent[0]) / (axis.size or 1)
    first = axis.extent[0] + (window.start + 0.5 - window.step / 2) * step
    return first, first + count * window.step * step


def positions(axis: PanelAxis, window: Window, count: int) -> NDArray[np.float64]:
    """Return where `count` samples read over `window` stand on `axis`."""
    step = (axis.extent[1] - axis.extent[0]) / (axis.size or 1)
    first = axis.extent[0] + (window.start + 0.5) * step
    return first + step * window.step * np.arange(count, dtype=np.float64)


def visible_samples(axis: PanelAxis, window: Window) -> slice:
    """Return which samples read over `window` have their centre within the limits.

    All of them, if there are none.
    """
    count = len(range(window.start, window.stop, window.step))
    if axis.limits is None:
        return slice(0, count)
    low, high = axis.limits
    at = positions(axis, window, count)
    inside = np.flatnonzero((at >= low) & (at <= high))
    if not inside.size:
        return slice(0, count)
    return slice(int(inside[0]), int(inside[-1]) + 1)
