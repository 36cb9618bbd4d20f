"""Where the panels of a viewer stand, for one to four dimensions.

With rows r, columns c, third dimension z and fourth w (``r×c`` is an image, a lone
letter a profile)::

    1-D      2-D              3-D               4-D
    c        c                c      z          c      z      w
             r×c   r          r×c    r×z        r×c    r×z    r×w
                              z×c    r          z×c    w×z    r

Panels in one column share their horizontal axis and panels in one row their vertical
axis wherever the dimensions are the same, so a cursor line runs straight through.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the grid: its dimensions (vertical, horizontal) and its labels."""

    cell: tuple[int, int]
    dims: tuple[str, str]
    shows_x: bool = True
    shows_y: bool = True


def grid(ndim: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the weights of rows and columns for `ndim` panel dimensions."""
    return {
        1: ((1.0,), (1.0,)),
        2: ((1.0, 3.0), (4.0, 1.0)),
        3: ((1.0, 2.4, 1.6), (3.0, 2.0)),
        4: ((1.0, 2.4, 1.8), (3.0, 2.0, 2.0)),
    }[ndim]


def places(dims: tuple[str, ...]) -> tuple[Place, ...]:
    """Return the panels for one to four dimensions in screen order.

    Parameters
    ----------
    dims : tuple of str
        Rows and columns of the main image, third and fourth dimension.

    Examples
    --------
    >>> [place.dims for place in places(("y", "x"))]
    [('', 'x'), ('y', 'x'), ('y', '')]
    """
    if len(dims) == 1:
        return (Place((0, 0), ("", dims[0])),)
    row, column, *more = dims
    main = Place((1, 0), (row, column), shows_x=not more)
    above = Place((0, 0), ("", column), shows_x=False)
    if not more:
        return (above, main, Place((1, 1), (row, ""), shows_y=False))
    third = more[0]
    fixed = (
        above,
        Place((0, 1), ("", third), shows_x=False),
        main,
        Place((1, 1), (row, third), shows_x=len(more) == 1, shows_y=False),
        Place((2, 0), (third, column)),
    )
    if len(more) == 1:
        return (*fixed, Place((2, 1), ("", row)))
    fourth = more[1]
    return (
        *fixed,
        Place((0, 2), ("", fourth), shows_x=False),
        Place((1, 2), (row, fourth), shows_y=False),
        Place((2, 1), (fourth, third)),
        Place((2, 2), ("", row)),
    )


LEAST = 1e-290
"""Range of samples below which they are drawn as if they were equal."""


def value_limits(ranges: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the limits of a profile's value axis around curves of these ranges.

    Parameters
    ----------
    ranges : list of tuple of float
        Smallest and largest finite sample of every curve; NaN pairs are left out.

    Returns
    -------
    tuple of float
        5 % wider than the curves on both sides, and never empty.

    Examples
    --------
    >>> value_limits([(0.0, 10.0)])
    (-0.5, 10.5)
    >>> value_limits([(2.0, 2.0)])
    (1.0, 3.0)
    >>> value_limits([(1e9, 1e9 + 1e-6)])
    (500000000.0, 1500000000.000001)
    """
    finite = [(low, high) for low, high in ranges if low <= high]
    if not finite:
        return 0.0, 1.0
    low = min(low for low, _ in finite)
    high = max(high for _, high in finite)
    is_flat = high - low <= max(LEAST, 1e-12 * max(abs(low), abs(high)))
    margin = 0.05 * (high - low) if not is_flat else abs(low) / 2 or 1.0
    return low - margin, high + margin
