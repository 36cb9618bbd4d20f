"""Commands on what part of the axes is visible."""

from __future__ import annotations

from functools import partial
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from pydantic import FiniteFloat

from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.unit_loading import once_known
from itool.core.viewer import Viewer
from itool.errors import BadArguments, listed
from itool.model.layout import value_limits
from itool.model.reading import has_foreign_units, read_number, read_value

if TYPE_CHECKING:
    from itool.model.axis import Axis
    from itool.model.scene import Panel, PanelAxis

    Span = tuple[float, float]

End = FiniteFloat | str
Ends = dict[str, tuple[End, End] | None]


@command(name="view.all", title="View all", menu="View", shortcut="Ctrl+A")
def view_all(viewer: Viewer) -> None:
    """Show all samples along every dimension, and all of every curve."""
    viewer.update(limits={}, profile_limits={})


@command(name="view.limits", title="Visible range")
def limits(viewer: Viewer, limits: Ends) -> Pending[None] | None:
    """Show these positions along each dimension; None shows all.

    All panels that share a dimension share its limits.

    Parameters
    ----------
    limits : dict of str to (float or str, float or str)
        Two ends per dimension. Numbers are positions: coordinate values on a uniform
        axis and sample indexes on another. Text is read as a coordinate value, whatever
        there is along the dimension: a number, which may have other units, a date, the
        text of a sample; samples there are visible as a whole. Empty text is the outer
        edge of all samples.

    Raises
    ------
    DimsMismatch
        If there is no such dimension.
    BadArguments
        If nothing would be visible, or text names no coordinate value.
    """
    texts = [
        (viewer.info.axis(dim), end)
        for dim, span in limits.items()
        for end in span or ()
        if isinstance(end, str)
    ]
    for dim in limits:
        viewer.info.axis(dim)
    meet = any(has_foreign_units(axis, text) for axis, text in texts)
    return once_known(meet, viewer.compute, partial(_limit, viewer, limits))


def _limit(viewer: Viewer, limits: Ends) -> None:
    kept = dict(viewer.state.limits)
    for dim, span in limits.items():
        kept.pop(dim, None)
        if span is not None:
            axis = viewer.info.axis(dim)
            kept[dim] = _ordered(repr(dim), *_positions(axis, span))
            if kept[dim] == tuple(sorted(axis.extent())):
                del kept[dim]
    viewer.update(gesture="limits", limits=kept)


@command(name="profile.limits", title="Visible values of profiles")
def profile_limits(viewer: Viewer, limits: Ends) -> None:
    """Show these values of the profile along each dimension; None fits its curves.

    They stay while cursors move. The axis fits its curves again when profiles are
    divided by something else, and with the command `view.all`.

    Parameters
    ----------
    limits : dict of str to (float or str, float or str)
        Lowest and highest value by the dimension of the profile, in units of the axis
        of values; also as text. What is not positive is left to the curves where the
        axis is logarithmic.

    Raises
    ------
    DimsMismatch
        If there is no such dimension.
    BadArguments
        If both ends are the same, or text is no number.
    """
    kept = dict(viewer.state.profile_limits)
    for dim, span in limits.items():
        viewer.info.axis(dim)
        kept.pop(dim, None)
        if span is not None:
            ends = [read_number(e) if isinstance(e, str) else e for e in span]
            kept[dim] = _ordered(f"the profile along {dim!r}", *ends)
    viewer.update(gesture="profile limits", profile_limits=kept)


@command(name="view.ranges", title="Read visible ranges")
def ranges(viewer: Viewer, panel: str = "") -> list[dict[str, Any]]:
    """Return what is visible along both axes of a panel.

    Parameters
    ----------
    panel : str, optional
        Id of the panel; the first by default.

    Returns
    -------
    list of dict
        The horizontal axis first: ``dim`` (of a profile for its axis of values too),
        ``caption``, ``is_value``, ``is_all`` (nothing is hidden, or curves are fitted),
        ``ends`` as numbers that `view.limits` or `profile.limits` take, and ``texts``
        as one would type them, which are empty while nothing is drawn.
    """
    known = [each.id for each in viewer.scene.panels]
    if panel and panel not in known:
        raise BadArguments(f"no panel {panel!r}; there are {listed(known)}.")
    shown = viewer.scene.panel(panel or known[0])
    return [_range(viewer, shown, axis) for axis in (shown.x, shown.y)]


def _range(viewer: Viewer, panel: Panel, axis: PanelAxis) -> dict[str, Any]:
    if not axis.dim:
        return _values(viewer, panel, axis)
    of = viewer.info.axis(axis.dim)
    ends = axis.limits or of.extent()
    return {
        "dim": axis.dim,
        "caption": axis.caption,
        "is_value": False,
        "is_all": axis.dim not in viewer.state.limits,
        "ends": list(ends),
        "texts": _texts(of, ends),
    }


def _values(viewer: Viewer, panel: Panel, axis: PanelAxis) -> dict[str, Any]:
    seen = axis.limits or _fitted(viewer, panel)
    ends = [10.0**at if axis.kind == "log" else at for at in seen]
    return {
        "dim": panel.dims[0],
        "caption": axis.caption or "value",
        "is_value": True,
        "is_all": axis.limits is None,
        "ends": ends,
        "texts": [f"{end:.6g}" for end in ends],
    }


def _fitted(viewer: Viewer, panel: Panel) -> Span | tuple[()]:
    """Return the values that the curves of a profile are fitted to, () if none are."""
    curves = {layer.id for layer in panel.layers}
    found = [f.range for f in viewer.shown(panel.id) if f.layer in curves]
    return value_limits(found) if found else ()


def _positions(axis: Axis, span: tuple[End, End]) -> Span:
    """Return the positions of two ends, text of which is read as a coordinate value."""
    edges = sorted(axis.extent())
    found = []
    for side, end in enumerate(span):
        if not isinstance(end, str):
            found.append(end)
        elif not end.strip():
            found.append(edges[side])
        else:
            found.append(axis.position(read_value(axis, end)))
    if axis.is_uniform:
        return found[0], found[1]
    # Samples that were named are visible as a whole.
    order = sorted((at, side) for side, at in enumerate(found))
    for half, (at, side) in zip((-0.5, 0.5), order, strict=True):
        if isinstance(span[side], str) and edges[0] < at < edges[1]:
            found[side] = round(at) + half
    return found[0], found[1]


def _texts(axis: Axis, ends: Span) -> list[str]:
    if axis.is_uniform:
        return [axis.text(end) for end in ends]
    low, high = ends
    last = len(axis) - 1
    first = min(max(ceil(low - 1e-9), 0), last)
    return [axis.text(axis.value(at)) for at in (first, max(min(floor(high), last), 0))]


def _ordered(of: str, first: float, second: float) -> Span:
    low, high = sorted((first, second))
    if not low < high:
        raise BadArguments(
            f"the range {low:g} to {high:g} of {of} is empty.",
            hint="Its two ends must differ.",
        )
    return low, high
