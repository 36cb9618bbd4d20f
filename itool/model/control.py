"""Controls: what the strip beside the panels shows, decided before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DimControl:
    """One row of the control strip: the active cursor along one dimension.

    Attributes
    ----------
    dim, caption : str
        Dimension, and its title with units.
    size : int
        Number of samples.
    index : int
        Sample the cursor is at.
    value : float
        Its coordinate value.
    text : str
        The value as a reader would write it, without units.
    bins : int
        Samples reduced around it.
    width : str
        How wide these are, with units; or "".
    is_panel : bool
        False for a dimension that has no panel and is moved by a slider only.
    step : float
        Coordinate distance of one sample at the cursor, for spin boxes.
    lowest, highest : float
        Range of the coordinate.
    is_numeric : bool
        Whether a user may type a coordinate value.
    """

    dim: str
    caption: str
    size: int
    index: int
    value: float
    text: str
    bins: int
    width: str
    is_panel: bool
    step: float
    lowest: float
    highest: float
    is_numeric: bool


@dataclass(frozen=True, slots=True)
class PlayControl:
    """How a dimension is played: steps a second, samples a step, whether it is now."""

    dim: str
    rate: float
    step: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class CursorControl:
    """One cursor in the control strip."""

    id: str
    color: str
    visible: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class FilterControl:
    """One filter in the control strip.

    Attributes
    ----------
    title : str
        What it is.
    detail : str
        Its parameters.
    is_on : bool
        Whether it is in effect.
    """

    title: str
    detail: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class CoordControl:
    """A coordinate that is no dimension, in the control strip.

    Attributes
    ----------
    name, caption : str
        Its name, and its title with units.
    dims : tuple of str
        Dimensions that it runs along.
    text : str
        Its value at the active cursor, without units.
    color : str
        CSS colour of its curve beside profiles; "" if it is not drawn.
    can_draw : bool
        Whether there is a profile that it can be drawn beside.
    """

    name: str
    caption: str
    dims: tuple[str, ...]
    text: str
    color: str
    can_draw: bool
