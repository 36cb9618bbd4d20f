"""ViewerState: everything a viewer remembers, and nothing it can work out."""

from __future__ import annotations

from pydantic import Field

from itool.errors import UnknownCursor, UnknownRegion, listed
from itool.model.color import ColorScale, Part
from itool.model.cursor import Cursor, CursorColors, Reducer
from itool.model.operations.catalogue import FilterLayer, Origin
from itool.model.profile import ProfileScale
from itool.model.region import Guide, Region
from itool.model.value import Value


class Link(Value):
    """Membership in a group of viewers that move together.

    Attributes
    ----------
    group : str
        Name of the group.
    color : bool
        Whether colour settings are shared too.
    """

    group: str
    color: bool = True


class ViewerState(Value):
    """The whole state of one viewer; replaced as one, never changed in place.

    Attributes
    ----------
    data : str
        Key of the array in the store.
    filters : tuple of FilterLayer
        What the array is seen through, the first one nearest to it.
    origin : Origin
        Where the array comes from, and what was done to it.
    parent : str
        Id of the viewer that it was made from, if it is listed under that; or "".
    title : str
        Name shown to the user.
    order : tuple of str
        Dimensions by their place on screen: rows of the main image, its columns, the
        third and the fourth panel dimension, then the sliders.
    cursors : tuple of Cursor
        At least one.
    active : str
        Id of the cursor whose point the images are cut at.
    cursor_colors : CursorColors or None
        Where colours of cursors come from; None means from each cursor.
    color : ColorScale
        Colour settings of all images.
    part : {"abs", "angle", "real", "imag"}
        What is shown of complex samples.
    reducer : {"mean", "sum", "min", "max", "median", "std"}
        What becomes of the samples around a cursor.
    profile : ProfileScale
        How profiles are drawn.
    channel : str or None
        Dimension whose samples are red, green, blue (and opacity); "" for none, None
        for one that is named so.
    white : float or None
        Sample of full brightness; None finds it from the dtype.
    associated : tuple of str
        Coordinates that are drawn beside profiles along their dimensions.
    limits : dict of str to tuple of float
        Visible range of positions per dimension; a dimension that is absent shows all.
    profile_limits : dict of str to tuple of float
        Visible range of values of the profile along a dimension; that of one which is
        absent fits its curves.
    inverted : tuple of str
        Dimensions whose axis is drawn backwards.
    equal_aspect : bool
        Whether units of both axes of an image are equally long, where they measure
        the same.
    snap : bool
        Whether cursors rest on samples only.
    link : Link or None
        The group that this viewer moves with.
    rows, columns : dict of str to float
        Sizes of the panels' rows and columns that the user dragged, as weights.
    regions : tuple of Region
        Shapes over the images, bottom first.
    region : str
        Id of the region that is measured, or "".
    guide : Guide
        Rays through the active cursor.
    """

    data: str
    filters: tuple[FilterLayer, ...] = ()
    origin: Origin = Field(default_factory=Origin)
    parent: str = ""
    title: str = ""
    order: tuple[str, ...] = ()
    cursors: tuple[Cursor, ...] = Field(default=(Cursor(id="a"),), min_length=1)
    active: str = "a"
    cursor_colors: CursorColors | None = None
    color: ColorScale = Field(default_factory=ColorScale)
    part: Part = "abs"
    reducer: Reducer = "mean"
    profile: ProfileScale = Field(default_factory=ProfileScale)
    channel: str | None = None
    white: float | None = Field(default=None, gt=0)
    associated: tuple[str, ...] = ()
    limits: dict[str, tuple[float, float]] = Field(default_factory=dict)
    profile_limits: dict[str, tuple[float, float]] = Field(default_factory=dict)
    inverted: tuple[str, ...] = ()
    equal_aspect: bool = False
    snap: bool = True
    link: Link | None = None
    rows: dict[str, float] = Field(default_factory=dict)
    columns: dict[str, float] = Field(default_factory=dict)
    regions: tuple[Region, ...] = ()
    region: str = ""
    guide: Guide = Field(default_factory=Guide)

    def cursor(self, cursor_id: str) -> Cursor:
        """Return the cursor called `cursor_id`.

        Raises
        ------
        UnknownCursor
            If there is none of that name.
        """
        for cursor in self.cursors:
            if cursor.id == cursor_id:
                return cursor
        raise UnknownCursor(
            f"no cursor {cursor_id!r} in {self.title!r}; "
            f"it has {listed(c.id for c in self.cursors)}."
        )

    def with_cursor(self, cursor: Cursor) -> tuple[Cursor, ...]:
        """Return the cursors with the one of the same id replaced by `cursor`."""
        self.cursor(cursor.id)
        return tuple(cursor if c.id == cursor.id else c for c in self.cursors)

    @property
    def active_filters(self) -> tuple[FilterLayer, ...]:
        """The filters that are on."""
        return tuple(layer for layer in self.filters if layer.is_on)

    def find_region(self, region_id: str) -> Region:
        """Return the region called `region_id`.

        Raises
        ------
        UnknownRegion
            If there is none of that name.
        """
        for region in self.regions:
            if region.id == region_id:
                return region
        raise UnknownRegion(
            f"no region {region_id!r} in {self.title!r}; "
            f"it has {listed(r.id for r in self.regions)}.",
            hint="Add one with the command `region.add`.",
        )

    def with_region(self, region: Region) -> tuple[Region, ...]:
        """Return the regions with the one of the same id replaced by `region`."""
        self.find_region(region.id)
        return tuple(region if r.id == region.id else r for r in self.regions)
