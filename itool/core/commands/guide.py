"""Commands on guides: the rays of a symmetry through the active cursor."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, FiniteFloat

from itool.core.registry import command
from itool.core.viewer import Viewer


@command(name="guide.toggle", title="Guides", menu="Region", shortcut="G")
def toggle(viewer: Viewer, on: bool | None = None) -> None:
    """Show or hide the rays of an n-fold symmetry through the active cursor."""
    guide = viewer.state.guide
    wanted = not guide.visible if on is None else on
    viewer.update(guide=guide.evolve(visible=wanted))


@command(name="guide.set", title="Guide rays")
def set_rays(
    viewer: Viewer,
    fold: Annotated[int, Field(ge=1, le=12)] | None = None,
    angle: FiniteFloat | None = None,
) -> None:
    """Show this many rays, the first one at this angle.

    Parameters
    ----------
    fold : int
        Number of rays, 1 to 12, equally far apart.
    angle : float
        Degrees from the horizontal axis towards the vertical one, in the units of the
        axes.
    """
    given = {"fold": fold, "angle": angle}
    changes = {name: value for name, value in given.items() if value is not None}
    guide = viewer.state.guide.evolve(**changes, visible=True)
    viewer.update(gesture="guide", guide=guide)
