"""The list that says for each kind of operation what does it and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

    from itool.model.operations.operation import Operation

    Perform = Callable[[Any, xr.DataArray], xr.DataArray]
    Write = Callable[[Any, xr.DataArray], str]

PERFORM: dict[type, Any] = {}
"""Functions (operation, array) -> array by the class of the operation."""

WRITE: dict[type, Any] = {}
"""Functions (operation, array) -> lines of code that do the same to ``data``."""


def performs(kind: type[Operation]) -> Callable[[Perform], Perform]:
    """Return a decorator that makes a function the one that carries `kind` out."""

    def add(function: Perform) -> Perform:
        PERFORM[kind] = function
        return function

    return add


def writes(kind: type[Operation]) -> Callable[[Write], Write]:
    """Return a decorator that makes a function the one that writes `kind` as code."""

    def add(function: Write) -> Write:
        WRITE[kind] = function
        return function

    return add
