"""Commands on filters: layers over the data of a viewer, which stay as they are."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from itool.core.forms import OperationForm, filled, forms
from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.typed import as_texts
from itool.core.viewer import Viewer
from itool.core.wanted import known_filter, wanted
from itool.errors import BadArguments
from itool.model.operations.catalogue import AnyOperation, FilterLayer

Number = Annotated[int, Field(ge=0)]
Layers = tuple[FilterLayer, ...]
_LAYER: TypeAdapter[FilterLayer] = TypeAdapter(FilterLayer)


@command(name="filter.add", title="Add filter")
def add(viewer: Viewer, operation: dict[str, Any]) -> Pending[None]:
    """See the data through one more filter; `data.fetch` still returns them as given.

    Parameters
    ----------
    operation : dict
        ``kind`` and parameters of an operation that keeps sizes and coordinates.
    """

    def act(found: AnyOperation) -> Pending[None]:
        return _set(viewer, (*viewer.state.filters, _layer(found)))

    return wanted(viewer, operation, act)


@command(name="filter.switch", title="Switch filter")
def switch(viewer: Viewer, number: Number, on: bool | None = None) -> Pending[None]:
    """Switch a filter on or off, by its number from 0; toggles if `on` is left out."""
    layers = list(viewer.state.filters)
    layer = layers[known_filter(viewer, number)]
    layers[number] = layer.evolve(is_on=not layer.is_on if on is None else on)
    return _set(viewer, tuple(layers))


@command(name="filter.form", title="Read filter")
def form(viewer: Viewer, number: Number) -> OperationForm:
    """Return the form of a filter, as `operation.list` does, with its parameters."""
    operation = viewer.state.filters[known_filter(viewer, number)].operation
    blank = next(f for f in forms(viewer, ()) if f.name == operation.kind)
    return filled(blank, as_texts(operation, viewer.info))


@command(name="filter.change", title="Change filter")
def change(viewer: Viewer, number: Number, operation: dict[str, Any]) -> Pending[None]:
    """Put another filter, or the same with other parameters, in the place of one.

    Parameters
    ----------
    number : int
        Its number, from 0.
    operation : dict
        ``kind`` and parameters, as `filter.add` takes them.
    """
    known_filter(viewer, number)

    def act(found: AnyOperation) -> Pending[None]:
        layers = list(viewer.state.filters)
        is_on = layers[known_filter(viewer, number)].is_on
        layers[number] = _layer(found).evolve(is_on=is_on)
        return _set(viewer, tuple(layers))

    return wanted(viewer, operation, act)


@command(name="filter.move", title="Move filter")
def move(viewer: Viewer, number: Number, to: Number) -> Pending[None]:
    """Carry a filter out earlier or later; the first one is nearest to the data."""
    layers = list(viewer.state.filters)
    layer = layers.pop(known_filter(viewer, number))
    layers.insert(to, layer)
    return _set(viewer, tuple(layers))


@command(name="filter.remove", title="Remove filter")
def remove(viewer: Viewer, number: Number) -> Pending[None]:
    """Remove a filter, by its number from 0."""
    layers = list(viewer.state.filters)
    layers.pop(known_filter(viewer, number))
    return _set(viewer, tuple(layers))


@command(name="filter.clear", title="Remove filters", menu="Operations")
def clear(viewer: Viewer) -> None:
    """Remove all filters."""
    viewer.update(filters=())


def _set(viewer: Viewer, layers: Layers) -> Pending[None]:
    """Change the filters after they were carried out; if that fails, change nothing."""
    title = layers[-1].operation.title if layers else "Filters"
    work = viewer.seen_through(layers)
    return viewer.tasks.run(
        title, viewer.compute, work, lambda _: viewer.update(filters=layers)
    )


def _layer(found: AnyOperation) -> FilterLayer:
    try:
        return _LAYER.validate_python({"operation": found.model_dump()})
    except ValidationError:
        raise BadArguments(
            f"{found.title!r} changes sizes or coordinates, so it cannot be a layer.",
            hint="Use `operation.apply`.",
        ) from None
