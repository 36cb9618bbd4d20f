"""Scenes and frames: everything a front end draws, decided before it draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from itool.model.aspect import ALONE, Gauge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from itool.model.axis import AxisKind
    from itool.model.color import ColorScale, Part
    from itool.model.control import (
        CoordControl,
        CursorControl,
        DimControl,
        FilterControl,
        PlayControl,
    )
    from itool.model.coord import CoordRequest
    from itool.model.cursor import CursorColors, Reducer
    from itool.model.norm import Norm
    from itool.model.profile import CurveScale, ProfileScale
    from itool.model.region import Guide
    from itool.model.shape import RegionControl, RegionRequest, Shape

PanelKind = Literal["image", "profile"]
Side = Literal["x", "y"]


@dataclass(frozen=True, slots=True)
class Window:
    """A run of samples along one dimension.

    Attributes
    ----------
    dim : str
        Dimension.
    start, stop : int
        First sample and one past the last, ``0 <= start < stop <= size``.
    step : int
        Only every `step`-th sample is read; 1 unless a panel has more samples than
        pixels. Averaged dimensions always have step 1.
    """

    dim: str
    start: int
    stop: int
    step: int = 1

    @property
    def slice(self) -> slice:
        """The window as a Python slice."""
        return slice(self.start, self.stop, self.step)


@dataclass(frozen=True, slots=True)
class SliceRequest:
    """What a layer wants to know of an array: a full recipe for its samples.

    Attributes
    ----------
    key : str
        Array in the store.
    dims : tuple of str
        Dimensions that stay, in the order of the answer's axes (rows first).
    windows : tuple of Window
        One per dimension of the array, in storage order. A dimension that does not
        stay is reduced over its window, NaN left out.
    part : {"abs", "angle", "real", "imag"}
        What is taken of complex samples.
    reducer : {"mean", "sum", "min", "max", "median", "std"}
        What becomes of the samples in a window along a dimension that does not stay.
    """

    key: str
    dims: tuple[str, ...]
    windows: tuple[Window, ...]
    part: Part = "abs"
    reducer: Reducer = "mean"

    def window(self, dim: str) -> Window:
        """Return the window along `dim`."""
        return next(w for w in self.windows if w.dim == dim)


@dataclass(frozen=True, slots=True)
class Layer:
    """One set of samples drawn in a panel: the image, or one cursor's curve.

    Attributes
    ----------
    id : str
        Unique within the panel: the id of the cursor that it is cut at.
    request : SliceRequest
        Where its samples come from.
    color : str
        CSS colour of a curve; empty for an image.
    curve : CurveScale or None
        How a curve is drawn; None for samples as they are.
    white : float
        Sample of full brightness of an image in true colour; 0 for all others.
    """

    id: str
    request: SliceRequest | RegionRequest | CoordRequest
    color: str = ""
    curve: CurveScale | None = None
    white: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A cursor's line across a panel, perpendicular to `dim`, with its averaged band.

    Attributes
    ----------
    cursor, dim : str
        Which cursor, along which dimension.
    position : float
        Where the line stands, in positions of the axis.
    band : tuple of float
        Edges of the averaged samples, in positions; equal if one sample is cut.
    color : str
        CSS colour.
    is_active : bool
        Whether the images are cut at this cursor.
    """

    cursor: str
    dim: str
    position: float
    band: tuple[float, float]
    color: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class PanelAxis:
    """How one side of a panel is scaled and labelled.

    Attributes
    ----------
    dim : str
        Dimension along the axis, or "" for the axis of a profile's values.
    caption : str
        Title with units.
    kind : {"number", "datetime", "label", "log"}
        How ticks are written; positions on a "log" axis are common logarithms.
        Positions are coordinate values (milliseconds since
        1970 for "datetime") if `ruler` is empty.
    extent : tuple of float
        Positions of the outer edges of all samples, in storage order: descending if
        the coordinate descends. (0, 0) on a value axis.
    limits : tuple of float or None
        Visible positions, low end first; None means: fit what is drawn.
    is_inverted : bool
        Whether high positions are at the left or at the bottom.
    size : int
        Number of samples.
    ruler : tuple of str
        What is written at positions 0, 1, 2...; empty if positions are values.
    gauge : Gauge
        What positions count. What axes of images measure alike is equally long on
        screen, see `itool.model.aspect`; `ALONE` for an axis on its own.
    """

    dim: str
    caption: str
    kind: AxisKind = "number"
    extent: tuple[float, float] = (0.0, 0.0)
    limits: tuple[float, float] | None = None
    is_inverted: bool = False
    size: int = 0
    ruler: tuple[str, ...] = ()
    gauge: Gauge = ALONE

    @property
    def is_rising(self) -> bool:
        """Whether indexes grow to the right or upwards on screen."""
        return (self.extent[0] < self.extent[1]) != self.is_inverted


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot of a viewer.

    Attributes
    ----------
    id : str
        Dimensions joined by "-": ``"ky-kx"`` is an image (rows, columns), ``"eV"`` a
        profile.
    kind : {"image", "profile"}
        An image has one layer, a profile one layer per visible cursor.
    cell : tuple of int
        Row and column in the grid of panels.
    x, y : PanelAxis
        Horizontal and vertical axis. A profile's value axis has no dimension.
    layers : tuple of Layer
        What is drawn, bottom first.
    marks : tuple of Mark
        Cursor lines; `Mark.dim` tells which axis they cut.
    shapes : tuple of Shape
        Regions over an image, bottom first.
    rays : tuple of (float, float, float, float)
        Guide lines over an image: x, y of their start and of their end.
    associated : tuple of Layer
        Coordinates that are drawn beside the curves of a profile.
    twin : PanelAxis or None
        The second axis of values, which they are drawn on.
    shows_x, shows_y : bool
        Whether tick labels and caption are drawn on that side. An inner panel leaves
        them to its neighbour that shares the axis.
    """

    id: str
    kind: PanelKind
    cell: tuple[int, int]
    x: PanelAxis
    y: PanelAxis
    layers: tuple[Layer, ...]
    marks: tuple[Mark, ...]
    shows_x: bool = True
    shows_y: bool = True
    shapes: tuple[Shape, ...] = ()
    rays: tuple[tuple[float, float, float, float], ...] = ()
    associated: tuple[Layer, ...] = ()
    twin: PanelAxis | None = None

    @property
    def dims(self) -> tuple[str, ...]:
        """Dimensions drawn: rows then columns of an image, one of a profile."""
        return tuple(axis.dim for axis in (self.y, self.x) if axis.dim)

    @property
    def is_upright(self) -> bool:
        """Whether this is a profile whose dimension runs vertically."""
        return self.kind == "profile" and bool(self.y.dim)

    def side(self, dim: str) -> Side:
        """Return the axis that `dim` runs along."""
        return "x" if self.x.dim == dim else "y"


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that can be drawn of a viewer without samples.

    Attributes
    ----------
    title, subtitle : str
        Name of the viewer; dims, shape and dtype of the array in one line.
    panels : tuple of Panel
        The plots, in reading order.
    rows, columns : tuple of float
        Weights of the grid's rows and columns.
    controls : tuple of DimControl
        One per dimension, in screen order.
    cursors : tuple of CursorControl
        All cursors.
    color : ColorScale
        Colour settings.
    part : {"abs", "angle", "real", "imag"} or None
        What is shown of complex samples; None for real data.
    value : Layer
        The sample under the active cursor (averaged over its bins); drawn as text.
    value_caption : str
        Long name and units of the samples.
    order : tuple of str
        Dimensions by their place on screen.
    reducer : {"mean", "sum", "min", "max", "median", "std"}
        What becomes of the samples around a cursor.
    profile : ProfileScale
        How profiles are drawn.
    snap : bool
        Whether cursors rest on samples only.
    channel : str
        Dimension whose samples are colours, which has no panel; or "".
    channels : tuple of str
        Dimensions that could be that.
    equal_aspect : bool
        Whether equal aspect is asked for; `PanelAxis.gauge` says what it is about.
    link : str
        Name of the link group, or "".
    guide : Guide
        Rays through the active cursor, whether drawn or not.
    regions : tuple of RegionControl
        All regions.
    measures : tuple of Layer
        What is measured of the active region, in frames of `REGION_PANEL`.
    filters : tuple of FilterControl
        What the data are seen through, the first one nearest to them.
    is_busy : bool
        Whether a slow read or an operation is under way.
    work : str
        Title of the operation under way, or "".
    progress : float or None
        Share of it that is done, 0 to 1; None while that is not known.
    timing : str
        How much was read last and how long it took, if that was slow; or "".
    message : str
        What went wrong at the last read or command, for the status line; or "".
    can_undo, can_redo : bool
        Whether there is a change to take back, or one to carry out again.
    playing : tuple of PlayControl
        Dimensions that are or were played.
    cursor_colors : CursorColors or None
        Where colours of cursors come from; None means from each cursor.
    coords : tuple of str
        Coordinates that cursors can be coloured by.
    associated : tuple of CoordControl
        Coordinates that are no dimension, with their values at the active cursor.
    """

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    rows: tuple[float, ...]
    columns: tuple[float, ...]
    controls: tuple[DimControl, ...]
    cursors: tuple[CursorControl, ...]
    color: ColorScale
    part: Part | None
    value: Layer
    value_caption: str
    order: tuple[str, ...]
    reducer: Reducer
    profile: ProfileScale
    snap: bool
    link: str
    guide: Guide
    regions: tuple[RegionControl, ...] = ()
    measures: tuple[Layer, ...] = ()
    filters: tuple[FilterControl, ...] = ()
    is_busy: bool = False
    work: str = ""
    progress: float | None = None
    timing: str = ""
    message: str = ""
    can_undo: bool = False
    can_redo: bool = False
    playing: tuple[PlayControl, ...] = ()
    equal_aspect: bool = False
    channel: str = ""
    channels: tuple[str, ...] = ()
    cursor_colors: CursorColors | None = None
    coords: tuple[str, ...] = ()
    associated: tuple[CoordControl, ...] = ()

    def panel(self, panel_id: str) -> Panel:
        """Return the panel called `panel_id`."""
        return next(p for p in self.panels if p.id == panel_id)


VALUE_PANEL = "value"
"""Panel id of the frame that carries `Scene.value`."""

REGION_PANEL = "region"
"""Panel id of the frames that carry `Scene.measures`."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The samples of one layer.

    Attributes
    ----------
    panel, layer : str
        What they belong to; `VALUE_PANEL` for the sample under the cursor.
    request : SliceRequest
        What was read; `request.window(dim)` tells which samples along each dimension.
    values : ndarray, float
        Shape of `request.dims` (rows first); NaN where samples are missing.
    pixels : ndarray of uint8 or None
        The same image as colours, see `itool.model.color.pixels`; None for a curve.
        Red, green, blue and opacity along a third axis if it is in true colour.
    range : tuple of float
        Smallest and largest finite sample, of a curve as it is drawn; (nan, nan) if
        there is none.
    limits : tuple of float
        Values of the first and last colour that `pixels` was made with.
    color : ColorScale or None
        The settings that `pixels` was made with; None for a curve.
    norm : Norm or None
        Which sample has which colour in `pixels`; None for a curve.
    view : tuple of slice or None
        The rows and columns that limits were found in; None means all.
    curve : CurveScale or None
        How the curve is drawn.
    drawn : ndarray or None
        Where the samples of a curve stand on the axis of values; None for an image.
    white : float
        Sample of full brightness of an image in true colour; 0 for all others.
    """

    panel: str
    layer: str
    request: SliceRequest | RegionRequest | CoordRequest
    values: NDArray[np.floating]
    pixels: NDArray[np.uint8] | None
    range: tuple[float, float]
    limits: tuple[float, float]
    color: ColorScale | None = None
    norm: Norm | None = None
    view: tuple[slice, ...] | None = None
    curve: CurveScale | None = None
    drawn: NDArray[np.floating] | None = None
    white: float = 0.0
