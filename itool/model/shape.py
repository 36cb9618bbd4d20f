"""Regions in a scene: how they are drawn, controlled and measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from itool.model.scene import Window

if TYPE_CHECKING:
    from itool.model.color import Part
    from itool.model.cursor import Reducer
    from itool.model.region import Kind
    from itool.model.scene import SliceRequest

STATISTICS = ("n", "sum", "mean", "std", "min", "max", "area", "length")
"""What is told of the samples in a region. An area has no length, a path no area."""


@dataclass(frozen=True, slots=True)
class RegionRequest:
    """What is asked of the samples under a region; answered by one row of numbers.

    Attributes
    ----------
    what : {"statistics", "profile"}
        The numbers of `STATISTICS`, or the samples along the path.
    image : SliceRequest
        The cut that the region lies on: ``image.dims`` are its rows and columns, of
        which all samples around the region are kept.
    kind : {"polygon", "polyline", "rectangle", "circle"}
        Of the region.
    points : tuple of (float, float)
        Of the region, as indexes of rows and columns.
    width : int
        Samples averaged across a path.
    """

    what: Literal["statistics", "profile"]
    image: SliceRequest
    kind: Kind
    points: tuple[tuple[float, float], ...]
    width: int = 1

    @property
    def key(self) -> str:
        """Array in the store."""
        return self.image.key

    @property
    def dims(self) -> tuple[str, ...]:
        """Names of the answer's axes."""
        return (self.what,)

    @property
    def windows(self) -> tuple[Window, ...]:
        """The samples of the cut."""
        return self.image.windows

    @property
    def part(self) -> Part:
        """What is taken of complex samples."""
        return self.image.part

    @property
    def reducer(self) -> Reducer:
        """What becomes of the samples around the cursor."""
        return self.image.reducer

    def window(self, dim: str) -> Window:
        """Return the place of the answer along its axis, which has no samples."""
        return Window(dim, 0, 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """A region as it is drawn over an image; all places are (x, y) positions.

    Attributes
    ----------
    region : str
        Id of the region.
    kind : {"polygon", "polyline", "rectangle", "circle"}
        Of the region. Vertices of a polygon or polyline can be added and removed.
    dims : tuple of str
        The region's dimensions, in the order that commands take their numbers in.
    points : tuple of (float, float)
        The points that make the region.
    outline : tuple of (float, float)
        Corners that it is drawn through; edge i is between corners i and i + 1.
    handles : tuple of (float, float)
        Where a hand takes hold of it; `region.move_point` takes their number.
    width : int
        Samples averaged across a path.
    label, color : str
        Name, and CSS colour.
    is_active : bool
        Whether it is the one that is measured: only this one has handles.
    """

    region: str
    kind: Kind
    dims: tuple[str, str]
    points: tuple[tuple[float, float], ...]
    outline: tuple[tuple[float, float], ...]
    handles: tuple[tuple[float, float], ...]
    width: int
    label: str
    color: str
    is_active: bool

    @property
    def is_closed(self) -> bool:
        """Whether the last corner is joined to the first."""
        return self.kind != "polyline"


@dataclass(frozen=True, slots=True)
class RegionControl:
    """One region in the control strip.

    Attributes
    ----------
    id, label, kind, color
        Id, name, kind and CSS colour.
    dims : tuple of str
        What the two numbers of a point are along.
    points : tuple of (float, float)
        Coordinate values, to be read and typed in a table.
    width : int
        Samples averaged across a path.
    visible, is_active : bool
        Whether it is drawn, and whether it is the one that is measured.
    area_units, length_units : str
        Units of those statistics; empty if there are none.
    """

    id: str
    label: str
    kind: Kind
    color: str
    dims: tuple[str, str]
    points: tuple[tuple[float, float], ...]
    width: int
    visible: bool
    is_active: bool
    area_units: str
    length_units: str
