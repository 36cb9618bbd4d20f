"""Operation: one step from an array to another, and the fields that a form can fill."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from itool.model.value import Value

FieldKind = Literal[
    "dim",
    "dims",
    "order",
    "plane",
    "coord",
    "coords",
    "viewer",
    "names",
    "per_dim",
    "ranges",
    "attrs",
    "numbers",
]


class Operation(Value):
    """One step from an array to another.

    Attributes
    ----------
    title : str
        What a menu says.
    about : str
        One sentence for the head of a dialog.
    is_filter : bool
        Whether sizes and coordinates stay, so that it can be a layer that is switched
        on and off.
    """

    title: ClassVar[str] = ""
    about: ClassVar[str] = ""
    is_filter: ClassVar[bool] = False

    kind: str


def shown(kind: FieldKind, title: str, **more: Any) -> dict[str, Any]:
    """Return what a form must know of a field that its type does not tell."""
    return {"form": kind, "title": title, **more}


def labelled(title: str, **more: Any) -> dict[str, Any]:
    """Return the title of a field whose type tells the rest."""
    return {"title": title, **more}


Dim = Annotated[str, Field(min_length=1, json_schema_extra=shown("dim", "Along"))]
"""One dimension of the array."""

Plane = Annotated[
    tuple[str, str], Field(json_schema_extra=shown("plane", "In the plane of"))
]
"""Two dimensions: rows and columns."""

Reducer = Literal["mean", "sum", "min", "max", "std"]


def described(operation: Operation) -> str:
    """Return the parameters of an operation in a line.

    Examples
    --------
    >>> from itool.model.operations.filtering import Derivative
    >>> described(Derivative(dim="eV"))
    'dim: eV, order: 1'
    """
    plain = operation.model_dump(exclude={"kind"})
    return ", ".join(f"{name}: {_text(value)}" for name, value in plain.items())


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(item)}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
