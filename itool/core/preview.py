"""Previews: what an operation would show, worked out on as little as it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itool.core.colormaps import color_table
from itool.core.frames import frame_of
from itool.core.png import data_url, png
from itool.model.channel import channel_of
from itool.model.operations.extent import touched
from itool.model.resolve import resolve, screen_order
from itool.store.cache import BlockCache
from itool.store.operations.perform import as_seen, filtered, perform, written
from itool.store.store import DataStore

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr
    from numpy.typing import NDArray

    from itool.core.results import Task
    from itool.model.axis import ArrayInfo
    from itool.model.state import ViewerState

LARGEST = 400
"""Pixels along one side of a preview."""
CURVE = (240, 120)
"""Pixels of the preview of a curve: columns, rows."""
CACHE = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Preview:
    """What an operation would make.

    Attributes
    ----------
    code : str
        The lines of xarray that do it to ``data``.
    image : str
        The main image, or the curve, as the address of a PNG.
    dims, shape : tuple
        Of what is drawn in full: sizes along dimensions that were cut for the
        preview are those of the array.
    dtype : str
        Of the samples.
    """

    code: str
    image: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: str


def preview(
    todo: Task,
    data: xr.DataArray,
    other: Callable[[], xr.DataArray] | None,
    state: ViewerState,
    info: ArrayInfo,
) -> Preview:
    """Work out what an operation would show in a viewer. Any thread.

    Parameters
    ----------
    todo : Task
        What would be done.
    data : DataArray
        What to, as it was given.
    other : callable, optional
        Returns the second array of arithmetic.
    state, info
        What the viewer shows, and what is known of its array.
    """
    operation = todo.operation
    cut = _cut(todo, data, state, info)
    second = other() if other else None
    made = perform(operation, filtered(cut, todo.before), second)
    made = filtered(made, todo.after)
    seen = as_seen(data, todo.before)
    sizes = {str(dim): size for dim, size in made.sizes.items()}
    for dim in cut.dims:
        if cut.sizes[dim] < data.sizes[dim] and sizes.get(str(dim)) == 1:
            sizes[str(dim)] = data.sizes[dim]
    return Preview(
        code=written(operation, seen, second=second),
        image=data_url(_picture(made, state)),
        dims=tuple(sizes),
        shape=tuple(sizes.values()),
        dtype=str(made.dtype),
    )


def _cut(
    todo: Task, data: xr.DataArray, state: ViewerState, info: ArrayInfo
) -> xr.DataArray:
    """Return `data` with one sample along dimensions that are not looked at."""
    if todo.operation.kind == "arithmetic":
        return data
    order = screen_order(state.order, info, state.channel)
    needed = {*order[:2], channel_of(state.channel, info)}
    layers = [each for each in (*todo.before, *todo.after) if each.is_on]
    for operation in (todo.operation, *(each.operation for each in layers)):
        needed.update(touched(operation, info.dims))
    control = {c.dim: c.index for c in resolve(state, info).controls}
    spans = {
        dim: slice(control[dim], control[dim] + 1)
        for dim in info.dims
        if dim not in needed and len(info.axis(dim)) > 1
    }
    return data.isel(spans)


def _picture(made: xr.DataArray, state: ViewerState) -> bytes:
    store = DataStore(BlockCache(CACHE))
    key = store.add(made)
    info = store.info(key)
    order = screen_order(state.order, info, state.channel)
    color = state.color.evolve(limits=None)
    shown = state.evolve(
        data=key, order=order, filters=(), limits={}, inverted=(), color=color
    )
    scene = resolve(shown, info)
    panel = next((p for p in scene.panels if p.kind == "image"), scene.panels[0])
    layer = next(iter(panel.layers or (scene.value,)))
    values = store.read(layer.request)
    if values.ndim < 2:
        return _curve(values)
    frame = frame_of(panel.id, layer, values, color)
    assert frame.pixels is not None
    rows, columns = (-(-size // LARGEST) for size in frame.pixels.shape[:2])
    drawn = frame.pixels[::rows, ::columns]
    # A picture begins at the top left, a panel where its axes begin.
    drawn = drawn[::-1] if panel.y.is_rising else drawn
    drawn = drawn if panel.x.is_rising else drawn[:, ::-1]
    return png(drawn, color_table(color.cmap, color.reverse))


def _curve(values: NDArray[np.floating]) -> bytes:
    """Return the picture of a curve, in a grey that suits light and dark paper."""
    columns, rows = CURVE
    pixels = np.zeros((rows, columns), np.uint8)
    finite = np.isfinite(values)
    if values.ndim and finite.sum() > 1:
        low, high = float(values[finite].min()), float(values[finite].max())
        at = np.linspace(0, len(values) - 1, columns)
        height = np.interp(at, np.flatnonzero(finite), values[finite])
        line = (rows - 5) * (1 - (height - low) / ((high - low) or 1.0)) + 2
        before = np.concatenate([line[:1], line[:-1]])
        for column, (one, two) in enumerate(zip(before, line, strict=True)):
            first, last = sorted((round(float(one)), round(float(two))))
            pixels[first : last + 2, column] = 1
    table = np.zeros((256, 4), np.uint8)
    table[1] = (120, 140, 170, 255)
    return png(pixels, table)
