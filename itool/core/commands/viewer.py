"""Commands on one viewer as a whole: its state, its name, what it shows."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from itool.core.commands.color import checked_percentiles, known_map
from itool.core.panels import arrays
from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.errors import BadArguments, listed
from itool.model.state import ViewerState

Side = Annotated[int, Field(ge=200, le=8000)]

_ELSEWHERE = {
    "data": "data.replace",
    "link": "viewers.link",
    "origin": "operation.apply",
    "parent": "viewers.promote",
}
"""Fields that another command changes."""


@command(name="viewer.rename", title="Rename")
def rename(viewer: Viewer, name: str) -> None:
    """Give a viewer another name."""
    if not name.strip():
        raise BadArguments(
            f"{viewer.state.title!r} was not renamed: the new name is empty.",
            hint="Name it by at least one letter.",
        )
    viewer.update(title=name)


@command(name="viewer.state", title="Read state")
def state(viewer: Viewer) -> dict[str, Any]:
    """Return the whole state of a viewer as plain data."""
    return viewer.state.model_dump(mode="json")


@command(name="viewer.change", title="Change state")
def change(viewer: Viewer, changes: dict[str, Any]) -> None:
    """Replace several fields of a viewer's state in one step, which is undone as one.

    Parameters
    ----------
    changes : dict
        Fields as `viewer.state` returns them. `data` and `link` have commands of their
        own and may only be what they are.
    """
    old = viewer.state
    unknown = changes.keys() - ViewerState.model_fields.keys()
    if unknown:
        raise BadArguments(
            f"a viewer's state has no {listed(sorted(unknown))}; it has "
            f"{listed(ViewerState.model_fields)}."
        )
    try:
        new = old.evolve(**changes)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg']}"
            for e in error.errors(include_url=False, include_input=False)
        )
        raise BadArguments(f"this is no state of a viewer: {problems}.") from None
    changed = {
        name: value
        for name in ViewerState.model_fields
        if (value := getattr(new, name)) != getattr(old, name)
    }
    for name in changed.keys() & _ELSEWHERE.keys():
        raise BadArguments(
            f"{name!r} is not changed as part of the state.",
            hint=f"Use the command `{_ELSEWHERE[name]}`.",
        )
    _check(viewer, new)
    viewer.update(**changed)


@command(name="viewer.panels", title="Read panels")
def panels(viewer: Viewer) -> Pending[dict[str, Any]]:
    """Return the samples that each panel shows, averaged and thinned as drawn.

    Returns
    -------
    dict of str to DataArray
        By panel: ``"ky-kx"`` is an image (rows, columns), ``"eV"`` a profile,
        ``"value"`` the sample under the cursor. With several cursors the key of a
        layer is ``"panel/cursor"``. Where the array is cut is a scalar coordinate.
    """
    return viewer.compute_frames(partial(arrays, viewer.data, viewer.info))


@command(name="viewer.snapshot", title="Take picture")
def snapshot(
    viewer: Viewer,
    width: Side = 1200,
    height: Side = 900,
    theme: Literal["light", "dark"] = "light",
    scale: Annotated[float, Field(gt=0.2, le=8)] = 1.0,
    panels: bool = False,
) -> Pending[dict[str, Any]]:
    """Draw a viewer as it is on screen and return the picture as a PNG.

    It is drawn in the manager, whether or not a window is open anywhere.

    Parameters
    ----------
    width, height : int
        Size in pixels.
    theme : {"light", "dark"}
        Colours of paper, axes and text.
    scale : float
        How large text and lines are; 2 suits a screen or printer of high resolution.
    panels : bool
        Whether the samples drawn are returned too.

    Returns
    -------
    dict
        ``png``, the file's bytes, and ``panels`` as `viewer.panels` returns them.
    """
    from itool.core.figure import Paper, drawn

    paper = Paper(width, height, theme, scale)
    read = partial(arrays, viewer.data, viewer.info) if panels else None

    def work(scene: Any, frames: Any) -> dict[str, Any]:
        shown = read(scene, frames) if read is not None else {}
        return {"png": drawn(scene, frames, paper), "panels": shown}

    return viewer.compute_frames(work)


def _check(viewer: Viewer, new: ViewerState) -> None:
    """Raise unless `new` names cursors, dimensions and colours that there are."""
    old = viewer.state
    # Dimensions of data that the viewer showed before may stay.
    known = {*viewer.info.dims, *_dims(old)}
    for dim in [dim for dim in _dims(new) if dim not in known]:
        viewer.info.axis(dim)
    ids = [cursor.id for cursor in new.cursors]
    if len(set(ids)) < len(ids):
        raise BadArguments(f"two cursors have one name: {listed(ids)}.")
    new.cursor(new.active)
    regions = [region.id for region in new.regions]
    if len(set(regions)) < len(regions):
        raise BadArguments(f"two regions have one name: {listed(regions)}.")
    if new.region:
        new.find_region(new.region)
    if new.color.cmap != old.color.cmap:
        known_map(new.color.cmap)
    if new.cursor_colors is not None:
        known_map(new.cursor_colors.cmap)
    if new.color.percentiles is not None:
        checked_percentiles(*new.color.percentiles)
    values = {f"the profile along {d}": s for d, s in new.profile_limits.items()}
    spans = {**new.limits, **values, "the colours": new.color.limits or (0.0, 1.0)}
    for name, (low, high) in spans.items():
        if not low < high:
            raise BadArguments(f"the range {low:g} to {high:g} of {name!r} is empty.")


def _dims(state: ViewerState) -> list[str]:
    cursors = [dim for c in state.cursors for dim in (*c.point, *c.bins)]
    regions = [dim for region in state.regions for dim in region.dims]
    channel = [state.channel] if state.channel else []
    limits = [*state.limits, *state.profile_limits]
    return [*channel, *state.order, *state.inverted, *limits, *cursors, *regions]
