"""Shapes among samples: which lie inside, and where a path runs.

Everything is measured in *indexes*: sample i is centred at i and reaches from i - 0.5
to i + 0.5. A shape is straight where it is drawn, and panels draw samples equally wide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.model.aspect import measure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from itool.model.axis import Axis
    from itool.model.region import Kind

Points = tuple[tuple[float, float], ...]
Corners = tuple[tuple[int, int], tuple[int, int]]

ROUND = 64
"""Points that a circle is drawn through."""

NEAR = 1e-9
"""Of a sample: 0.3 is on the edge that 3 * 0.1 makes."""


def index_of(axis: Axis, value: float) -> float:
    """Return the index of a coordinate value, beyond the ends of the axis, too.

    Examples
    --------
    >>> from itool.model.axis import Axis
    >>> index_of(Axis("T", np.array([1.0, 2.0, 4.0])), 8.0)
    4.0
    """
    if axis.is_uniform:
        return (value - axis.first) / axis.step
    values = axis.values
    rising = values if values[-1] > values[0] else -values
    sought = value if values[-1] > values[0] else -value
    if sought < rising[0]:
        return float((sought - rising[0]) / (rising[1] - rising[0]))
    if sought > rising[-1]:
        past = (sought - rising[-1]) / (rising[-1] - rising[-2])
        return float(len(values) - 1 + past)
    return float(np.interp(sought, rising, np.arange(len(values))))


def value_of(axis: Axis, index: float) -> float:
    """Return the coordinate value at an index, beyond the ends, too."""
    last = len(axis) - 1
    if axis.is_uniform or 0 <= index <= last:
        return axis.value(index)
    end, inner = (0, 1) if index < 0 else (last, last - 1)
    gap = float(axis.values[end] - axis.values[inner])
    return float(axis.values[end]) + gap * (abs(index - end))


def position_of(axis: Axis, value: float) -> float:
    """Return where a coordinate value is drawn, beyond the ends, too."""
    return value if axis.is_uniform else index_of(axis, value)


def value_at(axis: Axis, position: float) -> float:
    """Return the coordinate value drawn at a position; inverse of `position_of`."""
    return position if axis.is_uniform else value_of(axis, position)


def bounds(points: Points, kind: Kind, shape: tuple[int, int], margin: int) -> Corners:
    """Return the samples around a shape as (start, stop) along rows and columns.

    At least one sample is returned, even if the shape lies beyond all of them.
    """
    corners = _box(points) if kind == "circle" else points
    found = []
    for axis, size in enumerate(shape):
        places = [point[axis] for point in corners]
        first = int(np.clip(np.floor(min(places)) - margin, 0, size - 1))
        last = int(np.clip(np.ceil(max(places)) + margin, first, size - 1))
        found.append((first, last + 1))
    return found[0], found[1]


def inside(points: Points, kind: Kind, corners: Corners) -> NDArray[np.bool_]:
    """Return which samples between `corners` have their centre inside a shape.

    A rectangle and a circle hold the samples on their edge. A polygon follows the
    even-odd rule, and of two polygons that share an edge exactly one holds a sample on
    it, so that tiles count every sample once.

    Parameters
    ----------
    points : tuple of (row, column)
        Indexes, as the points of a `Region`.
    kind : {"polygon", "rectangle", "circle"}
        Of the region.
    corners : (start, stop) of rows, (start, stop) of columns
        The samples asked for.

    Returns
    -------
    ndarray of bool
        Rows first.

    Notes
    -----
    Every edge of a polygon toggles all samples right of where it crosses a row
    (Foley, van Dam et al., Computer Graphics, 2nd ed., section 3.6).
    """
    (top, bottom), (left, right) = corners
    rows = np.arange(top, bottom, dtype=np.float64)[:, None]
    columns = np.arange(left, right, dtype=np.float64)
    if kind == "circle":
        (row, column), (far_row, far_column) = points
        down, across = abs(far_row - row), abs(far_column - column)
        if not down or not across:
            return np.zeros((bottom - top, right - left), bool)
        far = ((rows - row) / down) ** 2 + ((columns - column) / across) ** 2
        return np.asarray(far <= 1 + NEAR)
    if kind == "rectangle":
        (r0, r1), (c0, c1) = (sorted(pair) for pair in zip(*points, strict=True))
        in_rows = (rows >= r0 - NEAR) & (rows <= r1 + NEAR)
        return np.asarray(in_rows & (columns >= c0 - NEAR) & (columns <= c1 + NEAR))
    return _even_odd(points, corners)


def _even_odd(points: Points, corners: Corners) -> NDArray[np.bool_]:
    (top, bottom), (left, right) = corners
    toggles = np.zeros((bottom - top, right - left + 1), np.uint8)
    for ends in zip(points, (*points[1:], points[0]), strict=True):
        # In one direction, so that two polygons find the same for an edge they share.
        (r0, c0), (r1, c1) = sorted(ends)
        first, stop = max(int(np.ceil(r0)), top), min(int(np.ceil(r1)), bottom)
        if first >= stop:
            continue
        rows = np.arange(first, stop)
        crossing = c0 + (rows - r0) / (r1 - r0) * (c1 - c0)
        start = np.clip(np.ceil(crossing) - left, 0, right - left).astype(np.intp)
        toggles[rows - top, start] ^= 1
    return np.bitwise_xor.accumulate(toggles, axis=1)[:, :-1].astype(bool)


def outline(points: Points, kind: Kind) -> Points:
    """Return the corners that a shape is drawn through."""
    if kind == "rectangle":
        (r0, c0), (r1, c1) = points
        return (r0, c0), (r0, c1), (r1, c1), (r1, c0)
    if kind == "circle":
        (row, column), (far_row, far_column) = points
        turns = 2 * np.pi / ROUND * np.arange(ROUND)
        rows = row + abs(far_row - row) * np.sin(turns)
        columns = column + abs(far_column - column) * np.cos(turns)
        return tuple(zip(rows.tolist(), columns.tolist(), strict=True))
    return points


def handles(points: Points, kind: Kind) -> Points:
    """Return the points that a hand takes hold of: see `moved`."""
    if kind == "rectangle":
        return outline(points, kind)
    if kind == "circle":
        (row, column), (far_row, far_column) = points
        beside = column + abs(far_column - column)
        return (row, column), (row, beside), (row + abs(far_row - row), column)
    return points


def moved(
    points: Points, kind: Kind, handle: int, to: tuple[float, float], is_round: bool
) -> Points:
    """Return `points` after handle number `handle` was brought to `to`.

    Parameters
    ----------
    is_round : bool
        Whether both half axes of a circle stay alike.
    """
    if kind == "rectangle":
        (r0, c0), (r1, c1) = points
        rows = (to[0], r1) if handle in (0, 1) else (r0, to[0])
        columns = (to[1], c1) if handle in (0, 3) else (c0, to[1])
        return (rows[0], columns[0]), (rows[1], columns[1])
    if kind == "circle":
        centre, far = points
        if handle == 0:
            by = to[0] - centre[0], to[1] - centre[1]
            return to, (far[0] + by[0], far[1] + by[1])
        reach = [abs(far[0] - centre[0]), abs(far[1] - centre[1])]
        axis = 1 if handle == 1 else 0
        reach[axis] = abs(to[axis] - centre[axis])
        if is_round:
            reach = [reach[axis], reach[axis]]
        return centre, (centre[0] + reach[0], centre[1] + reach[1])
    return (*points[:handle], to, *points[handle + 1 :])


def area(points: Points, kind: Kind) -> float:
    """Return the area of a shape, in units of its points.

    That of a polygon is Gauss's shoelace formula, so where it crosses itself parts of
    opposite turn cancel.

    Examples
    --------
    >>> area(((0, 0), (0, 4), (3, 0)), "polygon")
    6.0
    """
    if kind == "circle":
        (row, column), (far_row, far_column) = points
        return float(np.pi * abs((far_row - row) * (far_column - column)))
    rows, columns = np.array(outline(points, kind), np.float64).T
    turned = rows * np.roll(columns, -1) - np.roll(rows, -1) * columns
    return float(abs(turned.sum()) / 2)


def path(
    points: Points, scales: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return places along a path, about one sample apart.

    Parameters
    ----------
    points : tuple of (row, column)
        Corners, as indexes.
    scales : tuple of float
        Distance between neighbouring samples along rows and columns; (1, 1) measures
        in samples.

    Returns
    -------
    places : ndarray, shape (n, 2)
        Indexes, equally spaced by distance.
    normals : ndarray, shape (n, 2)
        Unit vectors across the path, in indexes.
    distance : ndarray, shape (n,)
        Along the path, from its first corner.
    """
    corners = corners_along(points)
    steps = np.diff(corners, axis=0)
    if not len(steps):
        return corners, np.array([[1.0, 0.0]]), np.zeros(1)
    lengths = np.hypot(steps[:, 0] * scales[0], steps[:, 1] * scales[1])
    ends = np.concatenate(([0.0], np.cumsum(lengths)))
    count = int(np.ceil(np.hypot(*steps.T).sum() - 1e-9)) + 1
    distance = np.linspace(0.0, ends[-1], max(count, 2))
    places = np.stack(
        [np.interp(distance, ends, corners[:, axis]) for axis in (0, 1)], axis=1
    )
    leg = np.clip(np.searchsorted(ends, distance, "right") - 1, 0, len(steps) - 1)
    along = steps[leg] / np.hypot(*steps[leg].T)[:, None]
    return places, np.stack([-along[:, 1], along[:, 0]], axis=1), distance


def corners_along(points: Points) -> NDArray[np.float64]:
    """Return the corners of a path, those that repeat the one before left out."""
    corners = np.array(points, np.float64)
    is_new = np.hypot(*np.diff(corners, axis=0).T) > 0
    return corners[np.concatenate(([True], is_new))]


def lanes(width: int) -> NDArray[np.float64]:
    """Return how far the lanes of a path are from its middle, in samples.

    Examples
    --------
    >>> lanes(3)
    array([-1.,  0.,  1.])
    """
    return np.arange(width, dtype=np.float64) - (width - 1) / 2


def corners_of(
    places: NDArray[np.float64], shape: tuple[int, int]
) -> list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]]:
    """Return the four samples around every place, with their weights.

    Weights are those of bilinear interpolation; they are 0 beyond the outer edges of
    the samples. Between the centre and the edge of an outer sample its value holds.

    Returns
    -------
    list of (rows, columns, weights)
        Four entries of n numbers each.
    """
    last = np.array(shape) - 1
    is_in = ((places >= -0.5) & (places <= last + 0.5)).all(axis=1)
    kept = np.clip(places, 0, last)
    low = np.minimum(np.floor(kept), np.maximum(last - 1, 0)).astype(np.intp)
    high = np.minimum(low + 1, last)
    share = kept - low
    found: list[Any] = []
    for row, w_row in ((low[:, 0], 1 - share[:, 0]), (high[:, 0], share[:, 0])):
        for col, w_col in ((low[:, 1], 1 - share[:, 1]), (high[:, 1], share[:, 1])):
            found.append((row, col, w_row * w_col * is_in))
    return found


def shared_units(first: Axis, second: Axis) -> str | None:
    """Return the units of a distance in the plane of two axes; None: there are none.

    Both axes must be uniform numbers in the same units, or both have none. Degrees
    north and east are degrees.

    Examples
    --------
    >>> from itool.model.axis import Axis
    >>> lat = Axis("lat", np.arange(3.0), units="degrees_north")
    >>> shared_units(lat, Axis("lon", np.arange(4.0), units="degrees_east"))
    'degrees'
    """
    if not all(a.kind == "number" and a.is_uniform for a in (first, second)):
        return None
    if first.units == second.units:
        return first.units
    return measure(first) if measure(first) == measure(second) else None


def scales(first: Axis, second: Axis) -> tuple[float, float]:
    """Return the distance between samples along both axes; 1 where units differ."""
    if shared_units(first, second) is None:
        return 1.0, 1.0
    return abs(first.step), abs(second.step)


def _box(points: Points) -> Points:
    (row, column), (far_row, far_column) = points
    return (2 * row - far_row, 2 * column - far_column), points[1]
