"""Commands that make other data of data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from itool.core.code import origin_code, viewer_code
from itool.core.forms import OperationForm, forms
from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.core.wanted import read
from itool.model.operations.arranging import Rename, SwapDims
from itool.model.operations.catalogue import Origin, Step
from itool.model.operations.combining import Arithmetic

if TYPE_CHECKING:
    import xarray as xr

    from itool.model.operations.operation import Operation

Place = Literal["replace", "new", "child"]


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
    manager: Manager, viewer: int | str, operation: dict[str, Any]
) -> Pending[Any]:
    """Return what the main image would be, and the code; nothing is changed.

    Where the operation allows, it is worked out for the plane on screen only.

    Parameters
    ----------
    viewer : int or str
        Index or id.
    operation : dict
        ``kind`` and its parameters.

    Returns
    -------
    Preview
        ``code``, ``image`` (the address of a PNG), ``dims``, ``shape`` and ``dtype``.
    """
    from itool.core.preview import preview

    found, wanted = manager.find(viewer), read(operation)
    state = found.state
    info = manager.store.info(state.data)
    other = _other(manager, wanted)
    work = partial(preview, wanted, found.workable, other, state, info)
    return manager.compute(work, lambda answer: answer)


@command(name="operation.apply", title="Apply operation")
def apply(
    manager: Manager,
    viewer: int | str,
    operation: dict[str, Any],
    place: Place = "replace",
) -> Pending[dict[str, Any]]:
    """Make other data of those of a viewer, and show them.

    It is carried out in the background; `operation.cancel` gives it up. If it fails,
    nothing is changed.

    Parameters
    ----------
    viewer : int or str
        Index or id.
    operation : dict
        ``kind`` and its parameters, see `operation.list`.
    place : {"replace", "new", "child"}
        Show the result in the same viewer, which `edit.undo` takes back, in a new one,
        or in a new one that is listed under it.

    Returns
    -------
    dict
        ``id`` and ``index`` of the viewer that shows the result, and ``code``, the
        lines of xarray that were carried out.
    """
    source, wanted = manager.find(viewer), read(operation)
    other = _other(manager, wanted)
    inputs, name = {}, "other"
    if isinstance(wanted, Arithmetic):
        name = _free_name(source)
        inputs[name] = origin_code(manager.find(wanted.other))
    work = partial(_carried_out, wanted, source.workable, other, name)
    origin = source.state.origin
    if source.watched is not None and not origin.steps:
        origin = origin.evolve(variable=source.watched.varname)

    def show(done: tuple[xr.DataArray, str]) -> dict[str, Any]:
        made, code = done
        step = Step(operation=wanted, code=code, inputs=inputs)
        # What was done meanwhile was done to other data.
        since = origin.evolve(steps=(*origin.steps, step))
        shown = _shown(manager, source, made, since, place)
        return {"id": shown.id, "index": shown.index, "code": code}

    return source.tasks.run(wanted.title, manager.compute, work, show)


@command(name="operation.cancel", title="Give up operation")
def cancel(viewer: Viewer) -> bool:
    """Give up the operations under way on a viewer; False if there are none.

    Who asked for one is told so at once, and nothing is changed. What is worked on in
    pieces stops at the next one; a piece that is being computed is computed to its end.
    """
    return viewer.tasks.cancel()


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


def _carried_out(
    operation: Operation, data: xr.DataArray, other: xr.DataArray | None, name: str
) -> tuple[xr.DataArray, str]:
    from itool.store.operations.perform import perform, written

    made = perform(operation, data, other)
    return made, written(operation, data, name)


def _other(manager: Manager, operation: Operation) -> xr.DataArray | None:
    if not isinstance(operation, Arithmetic):
        return None
    return manager.find(operation.other).workable


def _free_name(viewer: Viewer) -> str:
    taken = {name for step in viewer.state.origin.steps for name in step.inputs}
    names = ("other", *(f"other_{n}" for n in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _shown(
    manager: Manager,
    source: Viewer,
    made: xr.DataArray,
    origin: Origin,
    place: Place,
) -> Viewer:
    state, done = source.state, origin.steps[-1].operation
    order = _renamed(done, state.order)
    if place == "replace":
        limits = _still(source, made)
        with source.history.called(done.title):
            manager.advance(source, made, origin=origin, order=order, limits=limits)
        return source
    return manager.open(
        made,
        title=f"{state.title}, {done.title.lower()}",
        origin=origin,
        order=order,
        parent=source.id if place == "child" else "",
        cursors=state.cursors,
        active=state.active,
        color=state.color.evolve(limits=None),
        part=state.part,
    )


def _renamed(operation: Operation, order: tuple[str, ...]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    if isinstance(operation, Rename):
        names = operation.names
    elif isinstance(operation, SwapDims):
        names = {operation.dim: operation.coord}
    return tuple(names.get(dim, dim) for dim in order)


def _still(source: Viewer, made: xr.DataArray) -> dict[str, tuple[float, float]]:
    """Return the visible ranges along dimensions whose coordinate stays as it was."""
    data = source.data
    return {
        dim: span
        for dim, span in source.state.limits.items()
        if dim in made.dims
        and dim in data.dims
        and (dim in made.coords) == (dim in data.coords)
        and made.sizes[dim] == data.sizes[dim]
        and (dim not in data.coords or made[dim].equals(data[dim]))
    }
