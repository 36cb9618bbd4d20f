"""Commands on how profiles are drawn."""

from __future__ import annotations

from pydantic import FiniteFloat

from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.model.profile import Divisor


@command(name="profile.norm", title="Normalise profiles")
def norm(viewer: Viewer, norm: Divisor) -> None:
    """Divide every curve by its mean, its largest modulus or its area, or by nothing.

    Samples and read-outs stay what they are: only the drawing changes.
    """
    viewer.update(profile=viewer.state.profile.evolve(norm=norm))


@command(name="profile.log", title="Logarithmic profiles", menu="View", shortcut="Y")
def log(viewer: Viewer, on: bool | None = None) -> None:
    """Draw profiles over a logarithmic axis; toggles if `on` is left out.

    What is not positive is left out.
    """
    profile = viewer.state.profile
    viewer.update(profile=profile.evolve(log=not profile.log if on is None else on))


@command(name="profile.offset", title="Stack profiles")
def offset(viewer: Viewer, offset: FiniteFloat) -> None:
    """Draw the curve of each cursor so far above that of the one before.

    In units of the axis, in decades of a logarithmic one.
    """
    profile = viewer.state.profile.evolve(offset=offset)
    viewer.update(gesture="offset", profile=profile)
