"""Regions and guides: shapes in the coordinate space of two dimensions."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from itool.model.value import Value

Kind = Literal["polygon", "polyline", "rectangle", "circle"]
Point = tuple[FiniteFloat, FiniteFloat]
Width = Annotated[int, Field(ge=1, le=1000)]
Color = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]

COLORS = ("#ff6b6b", "#4dabf7", "#69db7c", "#ffd43b", "#da77f2", "#ff922b")
"""Colours given to new regions, in turn."""

FEWEST = {"polygon": 3, "polyline": 2, "rectangle": 2, "circle": 2}
"""Fewest points of each kind; a rectangle and a circle have exactly as many."""


class Region(Value):
    """A shape over the plane of two dimensions, through the whole array.

    Like a cursor it lives in coordinate values, so it stays where it is when the data
    under it are replaced by data on another grid.

    Attributes
    ----------
    id : str
        Name of the region, unique in its viewer.
    kind : {"polygon", "polyline", "rectangle", "circle"}
        Only a polyline is open.
    dims : tuple of str
        The two dimensions; the first and the second number of every point.
    points : tuple of (float, float)
        Coordinate values. Vertices of a polygon or polyline in order; two opposite
        corners of a rectangle; the centre of a circle and a corner of the box around
        it. A circle is an ellipse where the box is no square.
    width : int
        Samples averaged across a polyline.
    color : str
        CSS colour.
    visible : bool
        Whether it is drawn.
    name : str
        What the user calls it; the id if empty.
    """

    id: str
    kind: Kind
    dims: tuple[str, str]
    points: tuple[Point, ...]
    width: Width = 1
    color: Color = COLORS[0]
    visible: bool = True
    name: str = ""

    @model_validator(mode="after")
    def _has_a_shape(self) -> Self:
        fewest, count = FEWEST[self.kind], len(self.points)
        is_fixed = self.kind in ("rectangle", "circle")
        if count < fewest or (is_fixed and count > fewest):
            much = "exactly" if is_fixed else "at least"
            raise ValueError(f"a {self.kind} has {much} {fewest} points, not {count}")
        if self.dims[0] == self.dims[1]:
            raise ValueError(f"a region has two dimensions, not {self.dims[0]!r} twice")
        return self

    @property
    def is_path(self) -> bool:
        """Whether it is a line to go along rather than an area."""
        return self.kind == "polyline"


class Guide(Value):
    """Rays of an n-fold symmetry through the active cursor of the main image.

    Attributes
    ----------
    fold : int
        Number of rays, equally far apart.
    angle : float
        Of the first ray, in degrees from the horizontal axis towards the vertical one,
        in the units of the axes.
    visible : bool
        Whether they are drawn.
    """

    fold: Annotated[int, Field(ge=1, le=12)] = 4
    angle: FiniteFloat = 0.0
    visible: bool = False
