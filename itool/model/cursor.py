"""Cursors: points in the coordinate space of an array."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from itool.model.value import Value

Bins = Annotated[int, Field(ge=1)]

Reducer = Literal["mean", "sum", "min", "max", "median", "std"]
"""What becomes of the samples around a cursor; missing ones (NaN) are left out.
``"std"`` is the standard deviation of the population (``ddof=0``)."""

COLORS = ("#e6b800", "#e8590c", "#1c7ed6", "#2f9e44", "#ae3ec9", "#0c8599")
"""Colours given to new cursors, in turn."""


class CursorColors(Value):
    """Where the colours of all cursors come from.

    Attributes
    ----------
    cmap : str
        Name in the catalogue of the package ``cmap``.
    by : str
        Coordinate whose value at a cursor tells its colour; "" spreads the cursors over
        the map in their order.
    """

    cmap: str = "turbo"
    by: str = ""


class Cursor(Value):
    """A point in coordinate space that every panel slices through.

    The point is what the user means (a coordinate value); the pixel it lands on is
    derived in `itool.model.resolve`, so a cursor stays at the same energy when the
    data under it is replaced by data on another grid.

    Attributes
    ----------
    id : str
        Name of the cursor, unique in its viewer.
    point : dict of str to float
        Coordinate value per dimension, in the units of that coordinate. A dimension
        that is absent sits at the middle of its axis.
    bins : dict of str to int
        Number of samples averaged around the point, per dimension; 1 if absent.
    color : str
        CSS colour of its lines and curves.
    visible : bool
        Whether its lines and curves are drawn.
    """

    id: str
    point: dict[str, float] = Field(default_factory=dict)
    bins: dict[str, Bins] = Field(default_factory=dict)
    color: str = COLORS[0]
    visible: bool = True

    def moved(self, **point: float) -> Cursor:
        """Return this cursor with `point` merged into its position."""
        return self.evolve(point={**self.point, **point})

    def binned(self, **bins: int) -> Cursor:
        """Return this cursor with `bins` merged into its bins."""
        return self.evolve(bins={**self.bins, **bins})
