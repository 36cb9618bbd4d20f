"""Commands that make other data of data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from itool.core.code import viewer_code
from itool.core.forms import OperationForm, forms
from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.results import Place, Task, carry_out, other_of, task
from itool.core.viewer import Viewer
from itool.core.wanted import known_filter, wanted

if TYPE_CHECKING:
    from itool.model.operations.catalogue import AnyOperation

Number = Annotated[int, Field(ge=0)]


@command(name="operation.list", title="List operations")
def list_operations(manager: Manager, viewer: int | str) -> list[OperationForm]:
    """Return the forms of all operations, filled in for the array of a viewer.

    Parameters
    ----------
    viewer : int or str
        Index or id.
    """
    found = manager.find(viewer)
    others = [
        (v.id, f"{v.index}: {v.state.title}") for v in manager.viewers if v is not found
    ]
    return forms(found, others)


@command(name="operation.preview", title="Preview operation")
def preview(
    manager: Manager,
    viewer: int | str,
    operation: dict[str, Any],
    filtered: bool = True,
    number: Number | None = None,
) -> Pending[Any]:
    """Return what the main image would be, and the code; nothing is changed.

    Where the operation allows, it is worked out for the plane on screen only.

    Parameters
    ----------
    viewer : int or str
        Index or id.
    operation : dict
        ``kind`` and its parameters.
    filtered : bool
        See `operation.apply`.
    number : int, optional
        The filter, from 0, in whose place it would be; by default it would be done
        after all of them.

    Returns
    -------
    Preview
        ``code``, ``image`` (the address of a PNG), ``dims``, ``shape`` and ``dtype``.
    """
    from itool.core.preview import preview

    found = manager.find(viewer)

    def act(operation: AnyOperation) -> Pending[Any]:
        state = found.state
        if number is None:
            todo = task(found, operation, filtered)
        else:
            known_filter(found, number)
            before, after = state.filters[:number], state.filters[number + 1 :]
            todo = Task(operation, before, after)
        info = manager.store.info(state.data)
        other = other_of(manager, operation)
        work = partial(preview, todo, found.workable, other, state, info)
        return manager.compute(work, lambda answer: answer)

    return wanted(found, operation, act)


@command(name="operation.apply", title="Apply operation")
def apply(
    manager: Manager,
    viewer: int | str,
    operation: dict[str, Any],
    place: Place = "replace",
    filtered: bool = True,
) -> Pending[dict[str, Any]]:
    """Make other data of those of a viewer, and show them.

    It is carried out in the background; `operation.cancel` gives it up. If it fails,
    nothing is changed.

    Parameters
    ----------
    viewer : int or str
        Index or id.
    operation : dict
        ``kind`` and its parameters. Coordinates and widths may be text: with units, a
        date, or the name of a sample.
    place : {"replace", "new", "child"}
        Show the result in the same viewer, which `edit.undo` takes back, in a new one,
        or in a new one that is listed under it.
    filtered : bool
        Whether the filters that are on are carried out first and become part of the
        result; else they are layers over it, too.

    Returns
    -------
    dict
        ``id`` and ``index`` of the viewer that shows the result, and ``code``, the
        lines of xarray that were carried out.
    """
    source = manager.find(viewer)

    def answer(shown: Viewer, code: str) -> dict[str, Any]:
        return {"id": shown.id, "index": shown.index, "code": code}

    def act(operation: AnyOperation) -> Pending[dict[str, Any]]:
        todo = task(source, operation, filtered)
        return carry_out(manager, source, todo, place, answer)

    return wanted(source, operation, act)


@command(name="operation.cancel", title="Give up")
def cancel(viewer: Viewer) -> bool:
    """Give up the operations and reads under way on a viewer; False if there are none.

    Who asked for an operation is told so at once, and nothing is changed. What is
    worked on in pieces stops at the next one; a piece that is being computed is
    computed to its end. What was read already stays on screen.
    """
    return viewer.give_up()


@command(name="viewer.code", title="Copy code", menu="Edit", copies=True)
def code(viewer: Viewer, variable: str = "", plot: bool = True) -> Pending[str]:
    """Return Python code that gives the arrays on screen.

    It needs xarray, and scipy for some operations, but nothing of this package unless a
    file is of a kind that xarray does not open.

    Parameters
    ----------
    variable : str
        Name of the variable that the data were shown from; by default the watched
        one, the file, or the name of the array.
    plot : bool
        Whether lines that draw the main image are added.
    """
    return viewer_code(viewer, variable, plot)
