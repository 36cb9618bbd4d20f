"""Operations that work out samples where there were none."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from itool.model.operations.operation import Dim, Operation, Plane, labelled

Center = Annotated[
    float, Field(json_schema_extra=labelled("Centre", preset="cursor", typed="value"))
]
Order = Annotated[int, Field(ge=0, le=5, json_schema_extra=labelled("Spline order"))]


class Interpolate(Operation):
    """Work out evenly spaced samples along one dimension."""

    title: ClassVar[str] = "Interpolate"
    about: ClassVar[str] = "Put one dimension on an even grid."

    kind: Literal["interpolate"] = "interpolate"
    dim: Dim
    samples: int = Field(
        ge=2, le=1_000_000, json_schema_extra=labelled("Samples", preset="size")
    )
    start: float | None = Field(
        None, json_schema_extra=labelled("First", typed="value")
    )
    stop: float | None = Field(None, json_schema_extra=labelled("Last", typed="value"))
    method: Literal["linear", "nearest", "cubic"] = Field(
        "linear", json_schema_extra=labelled("Method")
    )


class Rotate(Operation):
    """Turn a plane about a point; what comes from outside is missing.

    Attributes
    ----------
    plane : pair of str
        Rows and columns, both evenly spaced. Turned is the space of coordinate values,
        which are converted where one axis is in mm, say, and the other in µm.
    angle : float
        Degrees, from the columns' axis towards the rows' axis.
    row, column : float
        Coordinate values of the point that stays.
    """

    title: ClassVar[str] = "Rotate"
    about: ClassVar[str] = "Turn a plane about a point, in coordinate values."

    kind: Literal["rotate"] = "rotate"
    plane: Plane
    angle: float = Field(
        0.0, ge=-360, le=360, json_schema_extra=labelled("Angle", unit="°")
    )
    row: Center = Field(
        0.0,
        json_schema_extra=labelled(
            "Centre, rows", preset="cursor row", typed="value", of="row"
        ),
    )
    column: Center = Field(
        0.0,
        json_schema_extra=labelled(
            "Centre, columns", preset="cursor column", typed="value", of="column"
        ),
    )
    order: Order = 1


class Mirror(Operation):
    """Average an array with its mirror image along one dimension."""

    title: ClassVar[str] = "Symmetrize: mirror"
    about: ClassVar[str] = "Average (or subtract) the mirror image about a centre."

    kind: Literal["mirror"] = "mirror"
    dim: Dim
    center: Center = 0.0
    how: Literal["mean", "difference"] = Field(
        "mean", json_schema_extra=labelled("Combine by")
    )
    keep: Literal["all", "overlap"] = Field(
        "all", json_schema_extra=labelled("Keep where covered")
    )


class Symmetrize(Operation):
    """Average an array with its images under rotations by a full turn over n."""

    title: ClassVar[str] = "Symmetrize: n-fold"
    about: ClassVar[str] = "Average over rotations of a plane by 360°/n."

    kind: Literal["symmetrize"] = "symmetrize"
    plane: Plane
    fold: int = Field(4, ge=2, le=24, json_schema_extra=labelled("Fold"))
    row: Center = Field(
        0.0,
        json_schema_extra=labelled(
            "Centre, rows", preset="cursor row", typed="value", of="row"
        ),
    )
    column: Center = Field(
        0.0,
        json_schema_extra=labelled(
            "Centre, columns", preset="cursor column", typed="value", of="column"
        ),
    )
    order: Order = 1
