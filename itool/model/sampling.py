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
