"""Commands on cursors."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, FiniteFloat

from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.errors import BadArguments
from itool.model.cursor import COLORS, Bins, Cursor, Reducer

Point = dict[str, FiniteFloat]


@command(name="cursor.move", title="Move cursor")
def move(viewer: Viewer, point: Point, cursor: str = "") -> None:
    """Move a cursor to `point`, given in coordinate values.

    Parameters
    ----------
    point : dict of str to float
        Coordinate value per dimension; dimensions left out stay.
    cursor : str, optional
        Id of the cursor; the active one by default.
    """
    _known_dims(viewer, point)
    moved = _cursor(viewer, cursor).moved(**point)
    viewer.update(gesture="move", cursors=viewer.state.with_cursor(moved))


@command(name="cursor.place", title="Place cursor at sample")
def place(viewer: Viewer, index: dict[str, int], cursor: str = "") -> None:
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
    move(viewer, point, cursor)


@command(name="cursor.nudge", title="Nudge cursor")
def nudge(viewer: Viewer, steps: dict[str, int], cursor: str = "") -> None:
    """Move a cursor by whole samples along each dimension of `steps`."""
    _known_dims(viewer, steps)
    chosen = _cursor(viewer, cursor)
    index = {}
    for dim, step in steps.items():
        axis = viewer.info.axis(dim)
        at = axis.index(chosen.point.get(dim, axis.middle))
        index[dim] = min(max(at + step, 0), len(axis) - 1)
    place(viewer, index, cursor)


@command(name="cursor.center", title="Centre cursor", menu="Cursor", shortcut="Shift+C")
def center(viewer: Viewer, cursor: str = "") -> None:
    """Move a cursor to the middle of the visible range."""
    point = {}
    for axis in viewer.info.axes:
        low, high = viewer.state.limits.get(axis.name, axis.extent())
        point[axis.name] = axis.value_at((low + high) / 2)
    move(viewer, point, cursor)


@command(name="cursor.add", title="Add cursor", menu="Cursor", shortcut="Shift+A")
def add(viewer: Viewer, point: Point | None = None, color: str = "") -> str:
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
        id=name, point={**here.point, **(point or {})}, bins=here.bins, color=color
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
    color: Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")],
    cursor: str = "",
) -> None:
    """Give a cursor the colour ``"#rrggbb"``."""
    chosen = _cursor(viewer, cursor).evolve(color=color)
    viewer.update(cursors=viewer.state.with_cursor(chosen))


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
    width: dict[str, Annotated[FiniteFloat, Field(ge=0)]],
    cursor: str = "",
) -> None:
    """Average as many samples around a cursor as are `width` wide.

    Parameters
    ----------
    width : dict of str to float
        Width per dimension, in the units of its coordinate; at least one sample is
        taken. Along a coordinate that is no number it is a number of samples.
    cursor : str, optional
        Id of the cursor; the active one by default.
    """
    _known_dims(viewer, width)
    point = _cursor(viewer, cursor).point
    bins = {
        dim: viewer.info.axis(dim).samples_in(wide, point.get(dim))
        for dim, wide in width.items()
    }
    bin_samples(viewer, bins, cursor)


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


def _cursor(viewer: Viewer, cursor: str) -> Cursor:
    return viewer.state.cursor(cursor or viewer.state.active)


def _known_dims(viewer: Viewer, dims: object) -> None:
    for dim in dims if isinstance(dims, dict) else ():
        viewer.info.axis(dim)


def _names() -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [*letters, *(a + b for a in letters for b in letters)]
