"""Commands on guides: the rays of a symmetry through the active cursor."""

from __future__ import annotations

from math import atan2, degrees
from typing import Annotated

from pydantic import Field, FiniteFloat

from itool.core.pool import Pending
from itool.core.regions import axes_of
from itool.core.registry import command
from itool.core.unit_loading import once_known
from itool.core.viewer import Viewer
from itool.errors import BadArguments
from itool.model import geometry
from itool.model.aspect import are_compared, stretch
from itool.model.resolve import Sight


@command(name="guide.toggle", title="Guides", menu="Region", shortcut="G")
def toggle(viewer: Viewer, on: bool | None = None) -> Pending[None] | None:
    """Show or hide the rays of an n-fold symmetry through the active cursor."""

    def act() -> None:
        guide = viewer.state.guide
        wanted = not guide.visible if on is None else on
        viewer.update(guide=guide.evolve(visible=wanted))

    return once_known(_meets(viewer), viewer.compute, act)


@command(name="guide.set", title="Guide rays")
def set_rays(
    viewer: Viewer,
    fold: Annotated[int, Field(ge=1, le=12)] | None = None,
    angle: FiniteFloat | None = None,
) -> Pending[None] | None:
    """Show this many rays, the first one at this angle.

    Parameters
    ----------
    fold : int
        Number of rays, 1 to 12, equally far apart.
    angle : float
        Degrees from the horizontal axis towards the vertical one, in the units of the
        axes: of lengths, where one is in mm and the other in µm.
    """
    given = {"fold": fold, "angle": angle}
    changes = {name: value for name, value in given.items() if value is not None}

    def act() -> None:
        guide = viewer.state.guide.evolve(**changes, visible=True)
        viewer.update(gesture="guide", guide=guide)

    return once_known(_meets(viewer), viewer.compute, act)


@command(name="guide.aim", title="Turn guides")
def aim(
    viewer: Viewer,
    to: tuple[FiniteFloat, FiniteFloat],
    ray: Annotated[int, Field(ge=0, le=11)] = 0,
    drawn: bool = False,
) -> None:
    """Turn the rays so that one of them goes through a point of the main image.

    Parameters
    ----------
    to : (float, float)
        Coordinate values along rows and columns, or positions if `drawn`, see
        `region.add`; then the angle is rounded to a tenth of a degree.
    ray : int
        Number of the ray, from 0; the others follow.
    """
    guide, sight = viewer.state.guide, Sight(viewer.state, viewer.info)
    dims = sight.order[:2]
    axes = axes_of(viewer, dims)
    if ray >= guide.fold:
        raise BadArguments(
            f"no ray {ray}; there are {guide.fold}, from 0.",
            hint="Change their number with `guide.set`.",
        )
    row, column = (
        value if drawn else geometry.position_of(axis, value)
        for axis, value in zip(axes, to, strict=True)
    )
    spots = sight.spots(sight.active)
    up, across = row - spots[dims[0]].position, column - spots[dims[1]].position
    if not up and not across:
        return  # the cursor itself, which every ray goes through
    up *= stretch(*axes)
    angle = degrees(atan2(up, across)) - 360.0 / guide.fold * ray
    angle = (angle + 180.0) % 360.0 - 180.0
    turned = guide.evolve(angle=round(angle, 1) if drawn else angle, visible=True)
    viewer.update(gesture="guide", guide=turned)


def _meets(viewer: Viewer) -> bool:
    """Return whether angles on the main image take a table of units."""
    dims = Sight(viewer.state, viewer.info).order[:2]
    return len(dims) == 2 and are_compared(*map(viewer.info.axis, dims))
