"""Filters: operations that keep sizes and coordinates."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from itool.model.operations.operation import Dim, Operation, labelled, shown

Width = Annotated[float, Field(gt=0)]


class Normalise(Operation):
    """Scale samples by what they are along some dimensions.

    Attributes
    ----------
    how : {"area", "range", "minimum", "minimum_area"}
        Divide by the mean; map smallest and largest to 0 and 1; subtract the
        smallest; or subtract it, then divide by the mean.
    """

    title: ClassVar[str] = "Normalise"
    about: ClassVar[str] = "Make cuts along these dimensions comparable."
    is_filter: ClassVar[bool] = True

    kind: Literal["normalise"] = "normalise"
    dims: tuple[str, ...] = Field(
        min_length=1, json_schema_extra=shown("dims", "Along", preset="first")
    )
    how: Literal["area", "range", "minimum", "minimum_area"] = Field(
        "area", json_schema_extra=labelled("To the")
    )


class Gaussian(Operation):
    """Smooth with a Gaussian whose width is given in coordinate units.

    Attributes
    ----------
    sigma : dict of str to float
        Standard deviation per dimension, in units of its evenly spaced coordinate;
        along dates in milliseconds.
    skipna : bool
        Whether missing samples are left out; else they spread as far as the Gaussian
        reaches, 4 standard deviations.
    """

    title: ClassVar[str] = "Gaussian filter"
    about: ClassVar[str] = "Smooth with a Gaussian, its width in coordinate units."
    is_filter: ClassVar[bool] = True

    kind: Literal["gaussian"] = "gaussian"
    sigma: dict[str, Width] = Field(
        min_length=1,
        json_schema_extra=shown(
            "per_dim", "Standard deviation", preset="step", typed="width"
        ),
    )
    skipna: bool = Field(False, json_schema_extra=labelled("Leave out missing samples"))


class Derivative(Operation):
    """First or second derivative along a dimension, by central differences."""

    title: ClassVar[str] = "Derivative"
    about: ClassVar[str] = "Slope or second derivative along one dimension."
    is_filter: ClassVar[bool] = True

    kind: Literal["derivative"] = "derivative"
    dim: Dim
    order: Literal[1, 2] = Field(1, json_schema_extra=labelled("Order"))


class Curvature(Operation):
    """One-dimensional curvature, which sharpens bands.

    C = f'' / (a max|f'|² + f'²)^(3/2); Zhang et al., Rev. Sci. Instrum. 82, 043712
    (2011).
    """

    title: ClassVar[str] = "Curvature"
    about: ClassVar[str] = "Sharpen bands by their curvature along one dimension."
    is_filter: ClassVar[bool] = True

    kind: Literal["curvature"] = "curvature"
    dim: Dim
    factor: float = Field(
        1.0, gt=0, le=1e6, json_schema_extra=labelled("Free parameter a")
    )


class MinimumGradient(Operation):
    """Samples over the length of their gradient, which sharpens bands.

    f / |∇f|; He et al., Rev. Sci. Instrum. 88, 073903 (2017). Gradients are taken per
    sample, so that dimensions of different units weigh the same.
    """

    title: ClassVar[str] = "Minimum gradient"
    about: ClassVar[str] = "Sharpen bands: samples over the length of their gradient."
    is_filter: ClassVar[bool] = True

    kind: Literal["minimum_gradient"] = "minimum_gradient"
    dims: tuple[str, ...] = Field(
        min_length=1, json_schema_extra=shown("dims", "Along", preset="shown")
    )


class DivideByCoordinate(Operation):
    """Divide samples by a numeric coordinate, for example a beam current."""

    title: ClassVar[str] = "Divide by coordinate"
    about: ClassVar[str] = "Divide samples by a coordinate, such as a beam current."
    is_filter: ClassVar[bool] = True

    kind: Literal["divide_by_coordinate"] = "divide_by_coordinate"
    coord: str = Field(
        min_length=1, json_schema_extra=shown("coord", "By", only="number")
    )


class Shift(Operation):
    """Move samples along a dimension; what comes from outside is missing.

    Attributes
    ----------
    distance : float
        How far, in units of the coordinate; along dates in milliseconds.
    """

    title: ClassVar[str] = "Shift"
    about: ClassVar[str] = "Move samples along a dimension; its coordinate stays."
    is_filter: ClassVar[bool] = True

    kind: Literal["shift"] = "shift"
    dim: Dim
    distance: float = Field(
        0.0,
        json_schema_extra=labelled("By", unit="of dim", preset="step", typed="span"),
    )
