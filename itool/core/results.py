"""Results: what an operation makes of a viewer's array, and where it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from itool.core.code import origin_code, renaming
from itool.model.operations.arranging import Rename, SwapDims
from itool.model.operations.by_region import SlicePath
from itool.model.operations.catalogue import Step
from itool.model.operations.combining import Arithmetic

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

    from itool.core.manager import Manager
    from itool.core.pool import Pending
    from itool.core.viewer import Viewer
    from itool.model.operations.catalogue import AnyOperation, FilterLayer, Origin
    from itool.model.operations.operation import Operation

    Read = Callable[[], xr.DataArray]
    Layers = tuple[FilterLayer, ...]

Place = Literal["replace", "new", "child"]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Task:
    """An operation on the array of a viewer, and the filters that it meets.

    Attributes
    ----------
    operation : Operation
        What is done.
    before, after : tuple of FilterLayer
        Filters that are carried out first and become part of the result, and those
        that stay layers over it; all are on.
    first : AnyOperation, optional
        Done between the filters and `operation`.
    """

    operation: AnyOperation
    before: Layers = ()
    after: Layers = ()
    first: AnyOperation | None = None


def task(viewer: Viewer, operation: AnyOperation, filtered: bool) -> Task:
    """Return what is to do: with filters first, or under them."""
    layers = viewer.state.active_filters
    return Task(operation, layers, ()) if filtered else Task(operation, (), layers)


@dataclass(frozen=True, slots=True)
class _Other:
    """The second array of an arithmetic."""

    name: str = "other"
    read: Read | None = None
    inputs: dict[str, str] = field(default_factory=dict)


def carry_out(
    manager: Manager,
    source: Viewer,
    todo: Task,
    place: Place,
    answer: Callable[[Viewer, str], Answer],
    title: str = "",
) -> Pending[Answer]:
    """Do `todo` in the background, then show what comes out.

    Parameters
    ----------
    manager, source
        Whose array it is done to.
    todo : Task
        What is done.
    place : {"replace", "new", "child"}
        Where the result is shown.
    answer : callable
        Called with the viewer that shows the result and the code of the operation.
    title : str, optional
        Of a new viewer.

    Returns
    -------
    Pending
        What `answer` returns. If the operation fails or is given up, nothing is
        changed.
    """
    other = _other(manager, source, todo.operation)
    work = partial(
        _made, todo, source.workable, source.seen_through(todo.before), other
    )
    origin, called = source.state.origin, renaming(source)
    if source.watched is not None and not origin.steps:
        origin = origin.evolve(variable=source.watched.varname)

    def show(done: tuple[xr.DataArray, tuple[Step, ...]]) -> Answer:
        made, steps = done
        if called:
            first, *rest = steps
            steps = (first.evolve(code=f"{called}\n{first.code}"), *rest)
        # What was done meanwhile was done to other data.
        since = origin.evolve(steps=(*origin.steps, *steps))
        viewer = _shown(manager, source, made, since, place, todo, title)
        return answer(viewer, steps[-1].code)

    return source.tasks.run(todo.operation.title, manager.compute, work, show)


def other_of(manager: Manager, operation: Operation) -> Read | None:
    """Return what reads the second array of an arithmetic, as its viewer shows it."""
    if not isinstance(operation, Arithmetic):
        return None
    found = manager.find(operation.other)
    return found.seen_through(found.state.filters)


def _other(manager: Manager, source: Viewer, operation: Operation) -> _Other:
    if not isinstance(operation, Arithmetic):
        return _Other()
    taken = {name for step in source.state.origin.steps for name in step.inputs}
    names = ("other", *(f"other_{n}" for n in range(2, len(taken) + 3)))
    name = next(name for name in names if name not in taken)
    code = origin_code(manager.find(operation.other))
    return _Other(name, other_of(manager, operation), {name: code})


def _made(
    todo: Task, data: xr.DataArray, read: Read, other: _Other
) -> tuple[xr.DataArray, tuple[Step, ...]]:
    from itool.store.operations.perform import filter_codes, filtered, perform, written

    seen, steps = read(), []
    for layer, text in filter_codes(data, todo.before):
        steps.append(Step(operation=layer.operation, code=text))
    if todo.first is not None:
        steps.append(Step(operation=todo.first, code=written(todo.first, seen)))
        seen = perform(todo.first, seen)
    second = other.read() if other.read else None
    made = perform(todo.operation, seen, second)
    filtered(made, todo.after)  # what does not fit the result fails here
    code = written(todo.operation, seen, other.name, second)
    steps.append(Step(operation=todo.operation, code=code, inputs=other.inputs))
    return made, tuple(steps)


def _shown(
    manager: Manager,
    source: Viewer,
    made: xr.DataArray,
    origin: Origin,
    place: Place,
    todo: Task,
    title: str,
) -> Viewer:
    state, done = source.state, todo.operation
    order = _renamed(done, state.order, made)
    filters = tuple(each for each in state.filters if each not in todo.before)
    if place == "replace":
        limits = _still(source, made)
        with source.history.called(done.title):
            manager.advance(
                source, made, origin=origin, order=order, limits=limits, filters=filters
            )
        return source
    return manager.open(
        made,
        title=title or f"{state.title}, {done.title.lower()}",
        origin=origin,
        order=order,
        parent=source.id if place == "child" else "",
        cursors=state.cursors,
        active=state.active,
        color=state.color.evolve(limits=None),
        part=state.part,
        filters=todo.after,
    )


def _renamed(
    operation: Operation, order: tuple[str, ...], made: xr.DataArray
) -> tuple[str, ...]:
    names: dict[str, str] = {}
    if isinstance(operation, Rename):
        names = operation.names
    elif isinstance(operation, SwapDims):
        names = {operation.dim: operation.coord}
    elif isinstance(operation, SlicePath):
        # The main image is along the path, across it what was beside the plane.
        path = str(made[operation.region.dims[0]].dims[0])
        beside = [dim for dim in order if dim not in operation.region.dims]
        return (*beside[:1], path, *beside[1:])
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
