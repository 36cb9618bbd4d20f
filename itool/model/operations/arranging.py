"""Operations on the order and the labels of an array; samples stay what they are."""

from __future__ import annotations

import json
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from itool.model.operations.operation import Dim, Operation, labelled, shown

Text = Annotated[str, Field(min_length=1)]


def read_attrs(value: Any) -> Any:
    r"""Return attributes written as lines ``name = value`` as a mapping.

    Examples
    --------
    >>> read_attrs("scans = 3\nsample = Bi2Se3")
    {'scans': 3, 'sample': 'Bi2Se3'}
    """
    if not isinstance(value, str):
        return value
    found = {}
    for line in filter(None, map(str.strip, value.splitlines())):
        name, sign, text = (part.strip() for part in line.partition("="))
        if not sign or not name:
            raise ValueError(f"must be lines of name = value, not {line!r}")
        try:
            found[name] = json.loads(text)
        except ValueError:
            found[name] = text
    return found


def read_numbers(value: Any) -> Any:
    """Return numbers written with commas or spaces as a list.

    Examples
    --------
    >>> read_numbers("1, 2.5 4")
    ['1', '2.5', '4']
    """
    return value.replace(",", " ").split() if isinstance(value, str) else value


class Transpose(Operation):
    """Put the dimensions in another order in memory."""

    title: ClassVar[str] = "Transpose"
    about: ClassVar[str] = "Put the dimensions of the array in another order."

    kind: Literal["transpose"] = "transpose"
    dims: tuple[str, ...] = Field(
        min_length=1, json_schema_extra=shown("order", "Order")
    )


class SwapDims(Operation):
    """Let another coordinate along a dimension take its place."""

    title: ClassVar[str] = "Swap dimensions"
    about: ClassVar[str] = "Label a dimension with another coordinate along it."

    kind: Literal["swap_dims"] = "swap_dims"
    dim: Dim
    coord: str = Field(
        min_length=1, json_schema_extra=shown("coord", "Use", only="extra")
    )


class Rename(Operation):
    """Give dimensions and coordinates other names."""

    title: ClassVar[str] = "Rename"
    about: ClassVar[str] = "Give dimensions and coordinates other names."

    kind: Literal["rename"] = "rename"
    names: dict[str, Text] = Field(
        min_length=1, json_schema_extra=shown("names", "New names")
    )


class SortBy(Operation):
    """Sort along the coordinates named."""

    title: ClassVar[str] = "Sort"
    about: ClassVar[str] = "Put samples in the order of coordinates along them."

    kind: Literal["sort_by"] = "sort_by"
    coords: tuple[str, ...] = Field(
        min_length=1, json_schema_extra=shown("coords", "By", preset="first")
    )
    ascending: bool = Field(True, json_schema_extra=labelled("Ascending"))


class ScaleCoordinate(Operation):
    """Multiply a coordinate by a number and add another."""

    title: ClassVar[str] = "Scale coordinate"
    about: ClassVar[str] = "New coordinate = scale × old coordinate + offset."

    kind: Literal["scale_coordinate"] = "scale_coordinate"
    coord: str = Field(
        min_length=1, json_schema_extra=shown("coord", "Coordinate", only="number")
    )
    scale: float = Field(1.0, json_schema_extra=labelled("Scale"))
    offset: float = Field(0.0, json_schema_extra=labelled("Offset"))


class SetCoordinate(Operation):
    """Give a dimension other coordinate values.

    Attributes
    ----------
    start, stop : float or None
        First and last of evenly spaced values.
    values : tuple of float
        All values, one per sample, instead of `start` and `stop`.
    """

    title: ClassVar[str] = "Set coordinate"
    about: ClassVar[str] = "Space values evenly from first to last, or list them all."

    kind: Literal["set_coordinate"] = "set_coordinate"
    dim: Dim
    start: float | None = Field(None, json_schema_extra=labelled("First"))
    stop: float | None = Field(None, json_schema_extra=labelled("Last"))
    values: Annotated[tuple[float, ...], BeforeValidator(read_numbers)] = Field(
        (), json_schema_extra=shown("numbers", "Or all values")
    )


class EditAttributes(Operation):
    """Set and remove attributes of the array or of a coordinate."""

    title: ClassVar[str] = "Edit attributes"
    about: ClassVar[str] = "Attributes are written as name = value, one a line."

    kind: Literal["edit_attributes"] = "edit_attributes"
    coord: str = Field(
        "", json_schema_extra=shown("coord", "Of", only="any", nothing="the array")
    )
    attrs: Annotated[
        dict[str, str | bool | int | float], BeforeValidator(read_attrs)
    ] = Field(default_factory=dict, json_schema_extra=shown("attrs", "Attributes"))
    replace: bool = Field(
        False, json_schema_extra=labelled("Drop attributes not listed")
    )
