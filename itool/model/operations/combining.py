"""Arithmetic between two arrays."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from itool.model.operations.operation import Operation, labelled, shown


class Arithmetic(Operation):
    """Combine the array with that of another viewer, sample by sample.

    Attributes
    ----------
    other : str
        Id of the other viewer. Dimensions that only one of the two has are repeated
        for the other.
    join : {"exact", "overlap", "interpolate"}
        What is done with coordinates that differ: refuse, keep those that both have,
        or work out the other's samples at this array's coordinates.
    """

    title: ClassVar[str] = "Arithmetic"
    about: ClassVar[str] = "Combine samples with those of another viewer."

    kind: Literal["arithmetic"] = "arithmetic"
    operator: Literal["+", "-", "*", "/"] = Field(
        "-", json_schema_extra=labelled("Operator")
    )
    other: str = Field(min_length=1, json_schema_extra=shown("viewer", "Other viewer"))
    join: Literal["exact", "overlap", "interpolate"] = Field(
        "exact", json_schema_extra=labelled("Different coordinates")
    )
