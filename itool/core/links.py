"""Links: what a viewer takes over from another of its group, by physical coordinate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from itool.errors import listed
from itool.model.cursor import Cursor
from itool.model.units import SAME, Conversion, conversion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itool.core.viewer import Viewer
    from itool.model.axis import ArrayInfo, Axis
    from itool.model.color import ColorScale
    from itool.model.state import ViewerState

Shared = dict[str, Conversion]
"""Dimensions that two viewers share, and how coordinates of the one become those of
the other."""


def follow(
    leader: Viewer, peers: Iterable[Viewer], old: ViewerState, new: ViewerState
) -> None:
    """Let `peers` take over what changed in `leader` from `old` to `new`.

    Positions and limits are copied as coordinate values and bins as widths, so that
    viewers on different grids look at the same place. They are converted where both
    coordinates have units. Only dimensions that a peer has, in units that can be
    converted, are copied.
    """
    for peer in peers:
        changes: dict[str, object] = {}
        if new.cursors != old.cursors:
            changes["cursors"] = _cursors(leader.info, peer, new)
        if new.active != old.active and (
            "cursors" in changes or _has(peer.state, new.active)
        ):
            changes["active"] = new.active
        if new.limits != old.limits:
            changes["limits"] = _shared_limits(leader.info, peer, new)
        if new.inverted != old.inverted:
            changes["inverted"] = new.inverted
        both = peer.state.link is not None and peer.state.link.color
        if new.color != old.color and new.link is not None and new.link.color and both:
            changes["color"] = _color(leader, peer)
        if changes and not _agrees(peer.state, changes):
            with peer.history.called("Follow a linked viewer"):
                peer.update(gesture="link", **changes)


def tell_apart(members: Sequence[Viewer]) -> None:
    """Say in every viewer of a group which dimensions it does not share, and why."""
    for viewer in members:
        apart = [
            f"{dim} [{viewer.info.axis(dim).units}] is not shared with "
            f"{listed(sorted(others))}"
            for dim, others in _apart(viewer, members).items()
        ]
        if apart:
            viewer.say("; ".join(apart) + ": the units cannot be converted.")


def level_conversion(one: Viewer, other: Viewer) -> Conversion | None:
    """Return how levels of `one` become levels of `other`; None if they cannot."""
    if "angle" in (one.state.part, other.state.part):
        return SAME if one.state.part == other.state.part else None
    return conversion(one.info.units, other.info.units)


def _shared(info: ArrayInfo, other: ArrayInfo) -> Shared:
    found = {
        dim: _axis_conversion(info.axis(dim), other.axis(dim))
        for dim in other.dims
        if dim in info.dims
    }
    return {dim: each for dim, each in found.items() if each is not None}


def _axis_conversion(axis: Axis, other: Axis) -> Conversion | None:
    if axis.kind != "number" or other.kind != "number":
        return SAME
    return conversion(axis.units, other.units)


def _apart(viewer: Viewer, members: Sequence[Viewer]) -> dict[str, set[str]]:
    """Return the dimensions in other units, with those units as others write them."""
    apart: dict[str, set[str]] = {}
    for other in members:
        shared = _shared(viewer.info, other.info)
        for dim in viewer.info.dims:
            if dim in other.info.dims and dim not in shared:
                units = other.info.axis(dim).units
                apart.setdefault(dim, set()).add(f"{other.state.title} [{units}]")
    return apart


def _cursors(info: ArrayInfo, peer: Viewer, new: ViewerState) -> tuple[Cursor, ...]:
    shared = _shared(info, peer.info)
    followed = []
    for cursor in new.cursors:
        own = next((c for c in peer.state.cursors if c.id == cursor.id), None)
        own = own or Cursor(id=cursor.id)
        point: dict[str, float] = {}
        bins: dict[str, int] = {}
        for dim, units in shared.items():
            axis, other = info.axis(dim), peer.info.axis(dim)
            if dim in cursor.point:
                point[dim] = _point(units.value(cursor.point[dim]), own.point.get(dim))
            here, there = cursor.bins.get(dim, 1), own.bins.get(dim, 1)
            bins[dim] = _bins(here, there, _ratio(axis, other, units))
        bins = {dim: n for dim, n in bins.items() if n != own.bins.get(dim, 1)}
        followed.append(
            own.moved(**point)
            .binned(**bins)
            .evolve(color=cursor.color, visible=cursor.visible)
        )
    return tuple(followed)


def _point(value: float, own: float | None) -> float:
    """Return `value`, or `own` if that is the same but for rounding."""
    is_same = own is not None and math.isclose(value, own, rel_tol=1e-12)
    return own if own is not None and is_same else value


def _ratio(axis: Axis, other: Axis, units: Conversion) -> float:
    """Return how many samples of `other` are as wide as one of `axis`."""
    if not axis.is_uniform or not other.is_uniform:
        return 1.0
    return units.width(abs(axis.step)) / abs(other.step)


def _bins(samples: int, own: int, ratio: float) -> int:
    """Return the bins that are as wide as `samples` of another grid.

    Those of a viewer stay if the other's are what became of them there: on a coarser
    grid five fine samples may be one.
    """
    if max(1, round(own / ratio)) == samples:
        return own
    return samples if samples == 1 else max(1, round(samples * ratio))


def _shared_limits(
    info: ArrayInfo, peer: Viewer, new: ViewerState
) -> dict[str, tuple[float, float]]:
    shared = _shared(info, peer.info)
    kept = {dim: span for dim, span in peer.state.limits.items() if dim not in shared}
    return kept | {
        dim: _span(info.axis(dim), peer.info.axis(dim), shared[dim], span)
        for dim, span in new.limits.items()
        if dim in shared
    }


def _span(
    axis: Axis, other: Axis, units: Conversion, span: tuple[float, float]
) -> tuple[float, float]:
    """Return where on `other` the coordinates are drawn that `span` shows of `axis`."""
    if units == SAME and np.array_equal(axis.values, other.values):
        return span
    low, high = (
        other.position(units.value(axis.value_at(position))) for position in span
    )
    return low, high


def _color(leader: Viewer, peer: Viewer) -> ColorScale:
    """Return the colours of `leader`, with levels in the units of `peer`."""
    color, own = leader.state.color, peer.state.color
    units = level_conversion(leader, peer)
    if units is None:
        limits = color.limits and own.limits
        return color.evolve(
            limits=limits, center=own.center, linear_width=own.linear_width
        )
    low, high = color.limits or (0.0, 0.0)
    return color.evolve(
        limits=(units.value(low), units.value(high)) if color.limits else None,
        center=units.value(color.center),
        linear_width=color.linear_width and units.width(color.linear_width),
    )


def _has(state: ViewerState, cursor: str) -> bool:
    return any(c.id == cursor for c in state.cursors)


def _agrees(state: ViewerState, changes: dict[str, object]) -> bool:
    return all(getattr(state, name) == value for name, value in changes.items())
