"""Links: what a viewer takes over from another of its group, by physical coordinate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itool.model.cursor import Cursor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itool.core.viewer import Viewer
    from itool.model.axis import ArrayInfo
    from itool.model.state import ViewerState


def follow(
    leader: Viewer, peers: Iterable[Viewer], old: ViewerState, new: ViewerState
) -> None:
    """Let `peers` take over what changed in `leader` from `old` to `new`.

    Positions and limits are copied as coordinate values and bins as widths, so that
    viewers on different grids look at the same place. Only dimensions that a peer
    has are copied.
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
            changes["limits"] = _shared_limits(peer, new)
        if new.inverted != old.inverted:
            changes["inverted"] = new.inverted
        both = peer.state.link is not None and peer.state.link.color
        if new.color != old.color and new.link is not None and new.link.color and both:
            changes["color"] = new.color
        if changes and not _agrees(peer.state, changes):
            with peer.history.called("Follow a linked viewer"):
                peer.update(gesture="link", **changes)


def _cursors(info: ArrayInfo, peer: Viewer, new: ViewerState) -> tuple[Cursor, ...]:
    followed = []
    for cursor in new.cursors:
        own = next((c for c in peer.state.cursors if c.id == cursor.id), None)
        own = own or Cursor(id=cursor.id)
        shared = [d for d in peer.info.dims if d in info.dims]
        point = {d: cursor.point[d] for d in shared if d in cursor.point}
        bins = {d: _bins(info, peer.info, d, cursor) for d in shared}
        bins = {d: n for d, n in bins.items() if n != own.bins.get(d, 1)}
        followed.append(
            own.moved(**point)
            .binned(**bins)
            .evolve(color=cursor.color, visible=cursor.visible)
        )
    return tuple(followed)


def _bins(info: ArrayInfo, other: ArrayInfo, dim: str, cursor: Cursor) -> int:
    """Return the number of samples of `other` that are as wide as the cursor's."""
    samples = cursor.bins.get(dim, 1)
    here, there = abs(info.axis(dim).step), abs(other.axis(dim).step)
    if samples == 1 or not info.axis(dim).is_uniform or not other.axis(dim).is_uniform:
        return samples
    return max(1, round(samples * here / there))


def _shared_limits(peer: Viewer, new: ViewerState) -> dict[str, tuple[float, float]]:
    kept = {d: span for d, span in peer.state.limits.items() if d not in peer.info.dims}
    return kept | {d: s for d, s in new.limits.items() if d in peer.info.dims}


def _has(state: ViewerState, cursor: str) -> bool:
    return any(c.id == cursor for c in state.cursors)


def _agrees(state: ViewerState, changes: dict[str, object]) -> bool:
    return all(getattr(state, name) == value for name, value in changes.items())
