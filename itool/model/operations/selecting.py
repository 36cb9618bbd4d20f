"""Operations that keep a part of an array, or fewer samples of it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from itool.model.color import Part
from itool.model.cursor import Reducer as CursorReducer
from itool.model.operations.operation import Operation, Reducer, labelled, shown

Count = Annotated[int, Field(ge=1)]


class Select(Operation):
    """Keep points and ranges, given in coordinate values or as indexes.

    Attributes
    ----------
    points : dict of str to float
        Coordinate value per dimension that is cut at its nearest sample.
    ranges : dict of str to pair of float
        First and last coordinate value per dimension, both kept; None is the end.
    indexes : dict of str to int
        Sample per dimension that is cut; negative ones count from the end.
    """

    title: ClassVar[str] = "Select"
    about: ClassVar[str] = "Keep ranges, and cut at coordinate values or samples."

    kind: Literal["select"] = "select"
    points: dict[str, float] = Field(
        default_factory=dict,
        json_schema_extra=shown("per_dim", "Cut at value", typed="value"),
    )
    ranges: dict[str, tuple[float | None, float | None]] = Field(
        default_factory=dict,
        json_schema_extra=shown("ranges", "Keep from … to", typed="value"),
    )
    indexes: dict[str, int] = Field(
        default_factory=dict, json_schema_extra=shown("per_dim", "Cut at sample")
    )


class Aggregate(Operation):
    """Reduce dimensions to one number each; missing samples are left out."""

    title: ClassVar[str] = "Aggregate"
    about: ClassVar[str] = "Average, sum or take extremes along dimensions."

    kind: Literal["aggregate"] = "aggregate"
    dims: tuple[str, ...] = Field(
        min_length=1, json_schema_extra=shown("dims", "Along", preset="hidden")
    )
    how: Reducer = Field("mean", json_schema_extra=labelled("Take the"))


class Coarsen(Operation):
    """Join groups of neighbouring samples into one."""

    title: ClassVar[str] = "Coarsen"
    about: ClassVar[str] = "Join neighbouring samples, which lowers the noise."

    kind: Literal["coarsen"] = "coarsen"
    factors: dict[str, Count] = Field(
        min_length=1,
        json_schema_extra=shown("per_dim", "Samples joined", preset={"shown": 2}),
    )
    how: Reducer = Field("mean", json_schema_extra=labelled("Take the"))
    boundary: Literal["trim", "pad", "exact"] = Field(
        "trim", json_schema_extra=labelled("Samples left over")
    )


class Thin(Operation):
    """Keep every n-th sample."""

    title: ClassVar[str] = "Thin"
    about: ClassVar[str] = "Keep every n-th sample and drop the others."

    kind: Literal["thin"] = "thin"
    factors: dict[str, Count] = Field(
        min_length=1,
        json_schema_extra=shown("per_dim", "Keep every", preset={"shown": 2}),
    )


class Squeeze(Operation):
    """Drop dimensions of a single sample."""

    title: ClassVar[str] = "Squeeze"
    about: ClassVar[str] = "Drop dimensions that have a single sample."

    kind: Literal["squeeze"] = "squeeze"
    dims: tuple[str, ...] = Field(
        (), json_schema_extra=shown("dims", "Drop", only="single", preset="all")
    )


class Cut(Operation):
    """Cut samples out by index, reduce them, and take the part that is shown.

    Attributes
    ----------
    windows : dict of str to pair of int
        First sample, and one after the last, per dimension; a single one is cut, of
        several one number is made.
    how : {"mean", "sum", "min", "max", "median", "std"}
        What several samples become.
    part : {"abs", "angle", "real", "imag"}
        What is taken of complex samples; the phase of a mean or a sum is that of the
        complex number.
    """

    title: ClassVar[str] = "Cut"
    about: ClassVar[str] = "Take what an image shows, averaged over the cursor's bins."

    kind: Literal["cut"] = "cut"
    windows: dict[str, tuple[int, int]]
    how: CursorReducer = "mean"
    part: Part = "abs"
