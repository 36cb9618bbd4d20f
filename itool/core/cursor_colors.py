"""Cursor colours from a colour map: one after the other, or by a coordinate's value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itool.core.colormaps import color_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from itool.model.axis import ArrayInfo
    from itool.model.cursor import Cursor
    from itool.model.state import ViewerState


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """A coordinate that cursors can be coloured by.

    Attributes
    ----------
    dims : tuple of str
        Dimensions that it runs along.
    values : ndarray of float64
        Its values, times in ms since 1970.
    low, high : float
        Smallest and largest of them.
    """

    dims: tuple[str, ...]
    values: NDArray[np.float64]
    low: float
    high: float


class CursorPaint:
    """Colours the cursors of one viewer; remembers the coordinates of its array."""

    def __init__(self) -> None:
        self._key = ""
        self._gauges: dict[str, Gauge] = {}

    def names(self, info: ArrayInfo) -> tuple[str, ...]:
        """Return the coordinates that cursors can be coloured by, dimensions first."""
        return tuple(self._gauges_of(info))

    def painted(self, state: ViewerState, info: ArrayInfo) -> ViewerState:
        """Return `state` with the colours that its cursors are drawn in.

        They keep their own where no map was chosen, or where the array has no such
        coordinate.
        """
        colors = state.cursor_colors
        if colors is None:
            return state
        table = color_table(colors.cmap)
        if not colors.by:
            last = max(len(state.cursors) - 1, 1)
            shares: Iterable[float] = (i / last for i in range(len(state.cursors)))
        else:
            gauge = self._gauges_of(info).get(colors.by)
            if gauge is None:
                return state
            shares = (_share(cursor, gauge, info) for cursor in state.cursors)
        cursors = tuple(
            cursor.evolve(color=_css(table[1 + round(254 * share)]))
            for cursor, share in zip(state.cursors, shares, strict=True)
        )
        return state.evolve(cursors=cursors)

    def _gauges_of(self, info: ArrayInfo) -> dict[str, Gauge]:
        # By its key: the array itself would stay in memory after it was replaced.
        if info.key != self._key:
            self._key = info.key
            found = {axis.name: _along(axis.name, axis.values) for axis in info.axes}
            found |= {
                coord.name: _gauge(coord.dims, coord.values)
                for coord in info.coords
                if coord.is_numeric and coord.dims
            }
            self._gauges = {n: g for n, g in found.items() if np.isfinite(g.low)}
        return self._gauges


def _along(dim: str, values: NDArray[np.float64]) -> Gauge:
    return _gauge((dim,), np.asarray(values, np.float64))


def _gauge(dims: tuple[str, ...], values: NDArray[np.float64]) -> Gauge:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return Gauge(dims, values, np.nan, np.nan)
    return Gauge(dims, values, float(finite.min()), float(finite.max()))


def _share(cursor: Cursor, gauge: Gauge, info: ArrayInfo) -> float:
    """Return where a cursor is between the ends of a coordinate, 0 if nowhere."""
    index = []
    for dim in gauge.dims:
        axis = info.axis(dim)
        index.append(axis.index(cursor.point.get(dim, axis.middle)))
    if any(at >= size for at, size in zip(index, gauge.values.shape, strict=True)):
        return 0.0
    value = float(gauge.values[tuple(index)])
    if not np.isfinite(value) or gauge.high == gauge.low:
        return 0.0
    return (value - gauge.low) / (gauge.high - gauge.low)


def _css(color: NDArray[np.uint8]) -> str:
    return f"#{color[:3].tobytes().hex()}"
