"""The list of all operations, and the values that carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

from pydantic import Field

from itool.model.operations.arranging import (
    EditAttributes,
    Rename,
    ScaleCoordinate,
    SetCoordinate,
    SortBy,
    SwapDims,
    Transpose,
)
from itool.model.operations.by_region import CropRegion, MaskRegion, SlicePath
from itool.model.operations.combining import Arithmetic
from itool.model.operations.filtering import (
    Curvature,
    Derivative,
    DivideByCoordinate,
    Gaussian,
    MinimumGradient,
    Normalise,
    Shift,
)
from itool.model.operations.regridding import Regrid
from itool.model.operations.resampling import Interpolate, Mirror, Rotate, Symmetrize
from itool.model.operations.selecting import (
    Aggregate,
    Coarsen,
    Cut,
    Select,
    Squeeze,
    Thin,
)
from itool.model.value import Value

if TYPE_CHECKING:
    from itool.model.operations.operation import Operation

AnyOperation = Annotated[
    Select
    | Aggregate
    | Coarsen
    | Thin
    | Squeeze
    | Transpose
    | SwapDims
    | Rename
    | SortBy
    | ScaleCoordinate
    | SetCoordinate
    | EditAttributes
    | Interpolate
    | Regrid
    | Rotate
    | Mirror
    | Symmetrize
    | Normalise
    | Gaussian
    | Derivative
    | Curvature
    | MinimumGradient
    | DivideByCoordinate
    | Shift
    | Arithmetic
    | MaskRegion
    | CropRegion
    | SlicePath
    | Cut,
    Field(discriminator="kind"),
]
AnyFilter = Annotated[
    Normalise
    | Gaussian
    | Derivative
    | Curvature
    | MinimumGradient
    | DivideByCoordinate
    | Shift,
    Field(discriminator="kind"),
]

_KINDS: tuple[type[Operation], ...] = get_args(get_args(AnyOperation)[0])

OPERATIONS = {each.model_fields["kind"].default: each for each in _KINDS}
"""All kinds, in the order of the menu."""

UNLISTED = (MaskRegion, CropRegion, SlicePath, Cut)
"""Those that are no entries of the menu: they are chosen where a region is."""


class FilterLayer(Value):
    """A filter over the data of a viewer, which stay as they are.

    Attributes
    ----------
    operation : filter
        What it does.
    is_on : bool
        Whether it is in effect.
    """

    operation: AnyFilter
    is_on: bool = True


class Step(Value):
    """An operation that was carried out.

    Attributes
    ----------
    operation : operation
        What was done.
    code : str
        The lines of xarray that do the same to ``data``.
    inputs : dict of str to str
        Code that makes the other arrays in `code`, by their names there; each leaves
        its array in ``data``.
    """

    operation: AnyOperation
    code: str
    inputs: dict[str, str] = Field(default_factory=dict)


class Origin(Value):
    """Where the data of a viewer come from.

    Attributes
    ----------
    variable : str
        Name of the variable that was shown, or of the variable in the file.
    file : str
        File or URL that it was opened from, or "".
    steps : tuple of Step
        What was done to it since.
    """

    variable: str = ""
    file: str = ""
    steps: tuple[Step, ...] = ()
