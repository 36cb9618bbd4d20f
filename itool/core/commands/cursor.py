"""Commands on cursors."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, FiniteFloat

from itool.core.color_names import ColorName, Named
from itool.core.commands.color import known_map
from itool.core.player import Playing
from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.unit_loading import once_known
from itool.core.viewer import Viewer
from itool.errors import BadArguments, listed
from itool.model.cursor import COLORS, Bins, Cursor, CursorColors, Reducer
from itool.model.reading import has_foreign_units, read_value, read_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Point = dict[str, FiniteFloat | str]


@command(name="cursor.move", title="Move cursor")
def move(
    viewer: Viewer, point: Point, cursor: str = "", together: bool = False
) -> Pending[None] | None:
    """Move a cursor to `point`, given in coordinate values.

    Parameters
    ----------
    point : dict of str to float or str
        Coordinate value per dimension; dimensions left out stay. Text is read as a
        number, which may have other units, a date or the text of a sample, whatever
        there is along the dimension.
    cursor : str, optional
        Id of the cursor; the active one by default.
    together : bool
        Whether all other cursors go with it, by the same distance.
    """
    _known_dims(viewer, point)
    act = partial(_move, viewer, point, cursor, together)
    return once_known(_has_foreign_units(viewer, point), viewer.compute, act)


def _move(viewer: Viewer, point: Point, cursor: str, together: bool) -> None:
    values = _values(viewer, point)
    chosen = _cursor(viewer, cursor)
    if not together:
        cursors = viewer.state.with_cursor(chosen.moved(**values))
    else:
        here = _point(viewer, chosen, values)
        by = {dim: value - here[dim] for dim, value in values.items()}
        cursors = tuple(_shifted(viewer, c, by) for c in viewer.state.cursors)
    viewer.update(gesture="move", cursors=cursors)


@command(name="cursor.place", title="Place cursor at sample")
def place(
    viewer: Viewer, index: dict[str, int], cursor: str = "", together: bool = False
) -> None:
    """Move a cursor to the samples with these indexes.

    Negative indexes count from the end; indexes beyond the ends are clipped.
    """
    _known_dims(viewer, index)
    axes = {dim: viewer.info.axis(dim) for dim in index}
    point = {
        dim: axis.value(
            min(max(index[dim] + len(axis) * (index[dim] < 0), 0), len(axis) - 1)
        )
        for dim, axis in axes.items()
    }
    move(viewer, point, cursor, together)


@command(name="cursor.nudge", title="Nudge cursor")
def nudge(
    viewer: Viewer, steps: dict[str, int], cursor: str = "", together: bool = False
) -> None:
    """Move a cursor by whole samples along each dimension of `steps`.

    With `together`, all other cursors go with it.
    """
    _known_dims(viewer, steps)
    chosen = _cursor(viewer, cursor)
    index = {}
    for dim, step in steps.items():
        axis = viewer.info.axis(dim)
        at = axis.index(chosen.point.get(dim, axis.middle))
        index[dim] = min(max(at + step, 0), len(axis) - 1)
    place(viewer, index, cursor, together)


@command(name="cursor.play", title="Play")
def play(
    viewer: Viewer,
    dim: str,
    on: bool | None = None,
    rate: Annotated[float, Field(gt=0, le=60)] | None = None,
    step: int | None = None,
) -> bool:
    """Move the active cursor along `dim` by itself, over and over, or stop it.

    Parameters
    ----------
    dim : str
        Dimension.
    on : bool, optional
        Whether to play; by default the other of what is.
    rate : float, optional
        Steps a second, up to 60; 10, or what was chosen before. A step is left out
        while the last one is still being read.
    step : int, optional
        Samples a step, negative to run backwards; 1, or what was chosen before.

    Returns
    -------
    bool
        Whether it is played now.
    """
    viewer.info.axis(dim)
    before = viewer.player.playing.get(dim, Playing())
    rate = before.rate if rate is None else rate
    step = before.step if step is None else step
    if not step:
        raise BadArguments("a step of 0 samples goes nowhere.", hint="Pass step=1.")
    if not before.is_on if on is None else on:
        viewer.player.start(dim, rate, step)
    else:
        viewer.player.stop(dim)
        viewer.player.playing[dim] = Playing(rate, step)
    viewer.refresh_soon()
    return viewer.player.playing[dim].is_on


@command(name="cursor.center", title="Centre cursor", menu="Cursor", shortcut="Shift+C")
def center(viewer: Viewer, cursor: str = "") -> None:
    """Move a cursor to the middle of the visible range."""
    point = {}
    for axis in viewer.info.axes:
        low, high = viewer.state.limits.get(axis.name, axis.extent())
        point[axis.name] = axis.value_at((low + high) / 2)
    move(viewer, point, cursor)


@command(name="cursor.add", title="Add cursor", menu="Cursor", shortcut="Shift+A")
def add(viewer: Viewer, point: Point | None = None, color: ColorName = "") -> str:
    """Add a cursor at `point`, or where the active one is, and make it active.

    Returns
    -------
    str
        Id of the new cursor.
    """
    state = viewer.state
    taken = {c.id for c in state.cursors}
    name = next(n for n in _names() if n not in taken)
    used = [c.color for c in state.cursors]
    color = color or min(COLORS, key=used.count)
    here = _cursor(viewer, "")
    added = Cursor(
        id=name,
        point={**here.point, **_values(viewer, point or {})},
        bins=here.bins,
        color=color,
    )
    viewer.update(cursors=(*state.cursors, added), active=name)
    return name


@command(name="cursor.remove", title="Remove cursor", menu="Cursor", shortcut="Shift+R")
def remove(viewer: Viewer, cursor: str = "") -> None:
    """Remove a cursor. The last one stays."""
    gone = _cursor(viewer, cursor)
    left = tuple(c for c in viewer.state.cursors if c.id != gone.id)
    if not left:
        raise BadArguments(
            f"{viewer.state.title!r} has only one cursor, which stays.",
            hint="Hide it with the command `cursor.show`.",
        )
    active = viewer.state.active if viewer.state.active != gone.id else left[-1].id
    viewer.update(cursors=left, active=active)


@command(name="cursor.activate", title="Activate cursor")
def activate(viewer: Viewer, cursor: str) -> None:
    """Cut the images at this cursor."""
    viewer.update(active=viewer.state.cursor(cursor).id)


@command(name="cursor.show", title="Show cursor")
def show(viewer: Viewer, visible: bool, cursor: str = "") -> None:
    """Show or hide a cursor's lines and curves."""
    chosen = _cursor(viewer, cursor).evolve(visible=visible)
    viewer.update(cursors=viewer.state.with_cursor(chosen))


@command(name="cursor.color", title="Colour cursor")
def color(
    viewer: Viewer,
    color: Named,
    cursor: str = "",
) -> None:
    """Give a cursor a colour, as CSS writes it; a colour map of all cursors is left."""
    state = viewer.painted
    chosen = state.cursor(cursor or state.active).evolve(color=color)
    viewer.update(cursors=state.with_cursor(chosen), cursor_colors=None)


@command(name="cursor.colors", title="Colour all cursors")
def colors(viewer: Viewer, cmap: str = "", by: str = "") -> None:
    """Take the colours of all cursors from a colour map, or from each cursor again.

    Parameters
    ----------
    cmap : str
        Name in the ``cmap`` catalogue. Without `by` as well, each cursor has its own
        colour again.
    by : str
        Coordinate whose value at a cursor tells its colour, from the smallest value of
        the array to the largest; a dimension, or any other with numbers or times. By
        default the cursors are spread over the map in their order.
    """
    if not (cmap or by):
        viewer.update(cursor_colors=None)
        return
    known = viewer.scene.coords
    if by and by not in known:
        raise BadArguments(
            f"cursors cannot be coloured by {by!r}; there are {listed(known)}.",
            hint="It takes a coordinate of numbers or times that is in memory.",
        )
    chosen = viewer.state.cursor_colors or CursorColors()
    cmap = known_map(cmap) if cmap else chosen.cmap
    viewer.update(cursor_colors=CursorColors(cmap=cmap, by=by))


@command(name="cursor.bin", title="Set bins")
def bin_samples(viewer: Viewer, bins: dict[str, Bins], cursor: str = "") -> None:
    """Average this many samples around a cursor along each dimension of `bins`."""
    _known_dims(viewer, bins)
    sizes = {dim: min(n, len(viewer.info.axis(dim))) for dim, n in bins.items()}
    chosen = _cursor(viewer, cursor).binned(**sizes)
    viewer.update(gesture="bin", cursors=viewer.state.with_cursor(chosen))


@command(name="cursor.width", title="Set width of bins")
def width(
    viewer: Viewer,
    width: dict[str, Annotated[FiniteFloat, Field(ge=0)] | str],
    cursor: str = "",
) -> Pending[None] | None:
    """Average as many samples around a cursor as are `width` wide.

    Parameters
    ----------
    width : dict of str to float or str
        Width per dimension, in the units of its coordinate; at least one sample is
        taken. Along a coordinate that is no number it is a number of samples. Text may
        have other units, ``"50 meV"``, and along times ``"2 h"``.
    cursor : str, optional
        Id of the cursor; the active one by default.
    """
    _known_dims(viewer, width)

    def act() -> None:
        point = _cursor(viewer, cursor).point
        bins = {}
        for dim, wide in width.items():
            axis = viewer.info.axis(dim)
            number = read_width(axis, wide) if isinstance(wide, str) else wide
            bins[dim] = axis.samples_in(number, point.get(dim))
        bin_samples(viewer, bins, cursor)

    return once_known(_has_foreign_units(viewer, width), viewer.compute, act)


@command(name="cursor.reducer", title="Reducer of bins")
def reducer(viewer: Viewer, reducer: Reducer) -> None:
    """Choose what becomes of the samples around all cursors of a viewer.

    Parameters
    ----------
    reducer : {"mean", "sum", "min", "max", "median", "std"}
        Missing samples (NaN) are left out. "std" is the standard deviation of the
        population (``ddof=0``).
    """
    viewer.update(reducer=reducer)


@command(name="cursor.unbin", title="Reset bins", menu="Cursor", shortcut="Shift+B")
def unbin(viewer: Viewer, cursor: str = "") -> None:
    """Go back to one sample along every dimension."""
    chosen = _cursor(viewer, cursor).evolve(bins={})
    viewer.update(cursors=viewer.state.with_cursor(chosen))


@command(name="cursor.snap", title="Snap to samples", menu="Cursor", shortcut="S")
def snap(viewer: Viewer, on: bool | None = None) -> None:
    """Let cursors rest on samples only, or anywhere; toggles if `on` is left out."""
    viewer.update(snap=not viewer.state.snap if on is None else on)


@command(
    name="cursor.values",
    title="Copy position",
    menu="Cursor",
    shortcut="C",
    copies=True,
)
def values(viewer: Viewer, cursor: str = "") -> str:
    """Return where a cursor is, as a Python dict for ``.sel(..., method="nearest")``.

    Times are ``np.datetime64`` values, labels are text.
    """
    chosen = _cursor(viewer, cursor)
    point = _point(viewer, chosen, viewer.info.dims)
    written = {
        dim: viewer.info.axis(dim).literal(value) for dim, value in point.items()
    }
    return _dict(written)


@command(
    name="cursor.indexes",
    title="Copy indexes",
    menu="Cursor",
    shortcut="Shift+I",
    copies=True,
)
def indexes(viewer: Viewer, cursor: str = "") -> str:
    """Return the samples that a cursor is at, as a Python dict for ``.isel``."""
    chosen = _cursor(viewer, cursor)
    point = _point(viewer, chosen, viewer.info.dims)
    found = {dim: viewer.info.axis(dim).index(value) for dim, value in point.items()}
    return _dict({dim: str(index) for dim, index in found.items()})


def _cursor(viewer: Viewer, cursor: str) -> Cursor:
    return viewer.state.cursor(cursor or viewer.state.active)


def _values(viewer: Viewer, point: Point) -> dict[str, float]:
    """Return the values of `point`, those that are text read along their dimension."""
    _known_dims(viewer, point)
    return {
        dim: read_value(viewer.info.axis(dim), value)
        if isinstance(value, str)
        else value
        for dim, value in point.items()
    }


def _has_foreign_units(viewer: Viewer, values: Mapping[str, float | str]) -> bool:
    return any(
        isinstance(value, str) and has_foreign_units(viewer.info.axis(dim), value)
        for dim, value in values.items()
    )


def _point(viewer: Viewer, cursor: Cursor, dims: Iterable[str]) -> dict[str, float]:
    """Return the coordinate values of a cursor, those that it need not know too."""
    axes = [viewer.info.axis(dim) for dim in dims]
    return {axis.name: cursor.point.get(axis.name, axis.middle) for axis in axes}


def _shifted(viewer: Viewer, cursor: Cursor, by: dict[str, float]) -> Cursor:
    point = _point(viewer, cursor, by)
    axes = {dim: viewer.info.axis(dim) for dim in by}
    moved = {
        dim: axis.value(axis.fraction(point[dim] + by[dim]))
        for dim, axis in axes.items()
    }
    return cursor.moved(**moved)


def _dict(items: dict[str, str]) -> str:
    return f"{{{', '.join(f'{name!r}: {value}' for name, value in items.items())}}}"


def _known_dims(viewer: Viewer, dims: object) -> None:
    for dim in dims if isinstance(dims, dict) else ():
        viewer.info.axis(dim)


def _names() -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [*letters, *(a + b for a in letters for b in letters)]
