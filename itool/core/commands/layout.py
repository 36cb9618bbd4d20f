"""Commands on which dimension is where."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import Field, FiniteFloat

from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.unit_loading import once_known
from itool.core.viewer import Viewer
from itool.errors import BadArguments, DimsMismatch, listed
from itool.model.aspect import UNITLESS, measure
from itool.model.channel import channel_of, channels
from itool.model.resolve import Sight, screen_order


@command(name="view.transpose", title="Transpose", menu="View", shortcut="T")
def transpose(viewer: Viewer) -> None:
    """Swap rows and columns of the main image."""
    order = Sight(viewer.state, viewer.info).order
    if len(order) > 1:
        viewer.update(order=(order[1], order[0], *order[2:]))


@command(name="view.order", title="Dimension order")
def set_order(viewer: Viewer, order: tuple[str, ...]) -> None:
    """Put the dimensions in this order on screen.

    Parameters
    ----------
    order : tuple of str
        Rows of the main image, its columns, third and fourth panel dimension, then
        sliders. Dimensions left out follow in their present order.
    """
    for dim in order:
        viewer.info.axis(dim)
    if len(set(order)) < len(order):
        raise DimsMismatch(f"a dimension occurs twice in {listed(order)}.")
    now = screen_order(viewer.state.order, viewer.info, viewer.state.channel)
    viewer.update(order=(*order, *(dim for dim in now if dim not in order)))


@command(name="view.swap", title="Swap dimensions")
def swap(viewer: Viewer, first: str, second: str) -> None:
    """Let two dimensions change places on screen."""
    for dim in (first, second):
        viewer.info.axis(dim)
    other = {first: second, second: first}
    now = screen_order(viewer.state.order, viewer.info, viewer.state.channel)
    viewer.update(order=tuple(other.get(dim, dim) for dim in now))


@command(name="view.invert", title="Invert axis")
def invert(viewer: Viewer, dim: str, on: bool | None = None) -> None:
    """Draw the axis of `dim` backwards; toggles if `on` is left out."""
    viewer.info.axis(dim)
    rest = tuple(d for d in viewer.state.inverted if d != dim)
    wanted = dim not in viewer.state.inverted if on is None else on
    viewer.update(inverted=(*rest, dim) if wanted else rest)


@command(name="view.sizes", title="Panel sizes")
def sizes(
    viewer: Viewer, rows: list[float] | None = None, columns: list[float] | None = None
) -> None:
    """Keep the heights of the panels' rows and the widths of their columns.

    Only their ratios matter.
    """
    changes = {}
    for name, weights in (("rows", rows), ("columns", columns)):
        if weights is not None:
            if min(weights) <= 0:
                raise BadArguments(f"panel {name} must be wider than 0: {weights}.")
            changes[name] = {str(i): w for i, w in enumerate(weights)}
    viewer.update(gesture="sizes", **changes)


@command(name="view.equal", title="Equal aspect", menu="View", shortcut="E")
def equal(viewer: Viewer, on: bool | None = None) -> Pending[None] | None:
    """Draw one unit of x as long as one unit of y in images; toggles if left out.

    This is about images whose two dimensions have the same units, or none, or units
    that can be converted; others fill their room as before. An axis that is drawn by
    sample numbers, because its coordinate is text or not evenly spaced, counts samples:
    two such axes get square samples. Zooming changes all tied dimensions together.

    Raises
    ------
    BadArguments
        If no image has two dimensions that measure the same.
    """
    wanted = not viewer.state.equal_aspect if on is None else on
    if not wanted:
        viewer.update(equal_aspect=False)
        return None
    dims = Sight(viewer.state, viewer.info).panel_dims
    measures = {measure(viewer.info.axis(dim)) for dim in dims} - UNITLESS
    return once_known(len(measures) > 1, viewer.compute, partial(_equalise, viewer))


@command(name="view.rgb", title="True colour", menu="View")
def rgb(
    viewer: Viewer,
    dim: str = "",
    on: bool | None = None,
    white: Annotated[FiniteFloat, Field(gt=0)] | None = None,
) -> None:
    """Show the samples along a dimension as red, green, blue (and opacity).

    The dimension, of 3 or 4 samples, has no panel or slider then. Profiles, regions and
    the value at the cursor are about the mean of red, green and blue, or what else the
    samples around a cursor are reduced to.

    Parameters
    ----------
    dim : str, optional
        The dimension; by default that which is named like colours, or the first of 3
        or 4 samples.
    on : bool, optional
        Whether it is shown so; toggles if left out.
    white : float, optional
        Sample of full brightness. By default the largest number of an integer type,
        255 for bytes, and 1 for others.

    Raises
    ------
    BadArguments
        If no dimension has 3 or 4 samples beside two others, or samples are complex.
    """
    offered = channels(viewer.info)
    now = channel_of(viewer.state.channel, viewer.info)
    wanted = (not now or dim not in ("", now)) if on is None else on
    if not wanted:
        viewer.update(channel="", white=white or viewer.state.white)
        return
    chosen = dim or now or next(iter(offered), "")
    if chosen not in offered:
        sizes = zip(viewer.info.dims, viewer.info.shape, strict=True)
        there = ", ".join(f"{name}: {size}" for name, size in sizes)
        raise BadArguments(
            f"{chosen!r} cannot be colours: they are 3 or 4 real samples along one "
            f"dimension beside two others; there are {there}."
            if chosen
            else "no dimension can be colours: they are 3 or 4 real samples along one "
            f"dimension beside two others; there are {there}.",
            hint="Select red, green and blue with the operation select.",
        )
    viewer.update(channel=chosen, white=white or viewer.state.white)


def _equalise(viewer: Viewer) -> None:
    sight = Sight(viewer.state.evolve(equal_aspect=True), viewer.info)
    if not sight.tied:
        said = [f"{d} ({measure(viewer.info.axis(d))})" for d in sight.panel_dims]
        axes = [viewer.info.axis(dim) for dim in sight.panel_dims]
        uneven = [axis.name for axis in axes if not axis.is_uniform]
        raise BadArguments(
            "no image has two dimensions that measure the same: "
            f"they are {', '.join(said)}.",
            hint=f"Samples along {listed(uneven)} are not evenly spaced: Interpolate "
            "makes them so."
            if uneven
            else "Give both the same units with Edit attributes, or transpose.",
        )
    viewer.update(equal_aspect=True)
