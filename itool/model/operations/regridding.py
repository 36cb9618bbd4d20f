"""Operation that puts a plane on the grid of two of its coordinates."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from itool.model.operations.operation import Operation, labelled, shown

Samples = Annotated[int | None, Field(ge=2, le=100_000)]
End = float | None


class Regrid(Operation):
    """Put a plane on an even grid of two coordinates; outside, samples are missing.

    Attributes
    ----------
    plane : pair of str
        Dimensions that the coordinates depend on. They give way to `rows` and
        `columns`, in this order.
    rows, columns : str
        Coordinates that become dimensions; at least one has two dimensions.
        Both must be named, wherever the array has such coordinates.
    row_samples, column_samples : int or None
        Number of samples of the grid; as many as along `plane` if None.
    method : str
        Linear between the three samples around a point, or the nearest sample of the
        mesh.
    row_start, row_stop, column_start, column_stop : float or None
        Ends of the grid; the smallest and largest values if None.
    """

    title: ClassVar[str] = "Regrid"
    about: ClassVar[str] = (
        "Put a plane on an even grid of two of its coordinates. "
        "Ends that are left empty are those of the data."
    )

    kind: Literal["regrid"] = "regrid"
    plane: Annotated[
        tuple[str, str],
        Field(json_schema_extra=shown("plane", "In the plane of", preset="mesh plane")),
    ]
    rows: str = Field(
        "", json_schema_extra=shown("coord", "Rows", only="mesh", preset="mesh rows")
    )
    columns: str = Field(
        "",
        json_schema_extra=shown("coord", "Columns", only="mesh", preset="mesh columns"),
    )
    method: Literal["linear", "nearest"] = Field(
        "linear", json_schema_extra=labelled("Method")
    )
    row_samples: Samples = Field(
        None, json_schema_extra=labelled("Number of rows", preset="mesh row size")
    )
    column_samples: Samples = Field(
        None, json_schema_extra=labelled("Number of columns", preset="mesh column size")
    )
    row_start: End = Field(None, json_schema_extra=labelled("Rows from"))
    row_stop: End = Field(None, json_schema_extra=labelled("Rows to"))
    column_start: End = Field(None, json_schema_extra=labelled("Columns from"))
    column_stop: End = Field(None, json_schema_extra=labelled("Columns to"))
