"""Commands on how profiles are drawn."""

from __future__ import annotations

from pydantic import FiniteFloat

from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.errors import BadArguments, listed
from itool.model.profile import Divisor


@command(name="profile.norm", title="Normalise profiles")
def norm(viewer: Viewer, norm: Divisor) -> None:
    """Divide every curve by its mean, its largest modulus or its area, or by nothing.

    Samples and read-outs stay what they are: only the drawing changes, and the axes of
    values fit their curves again.
    """
    profile = viewer.state.profile
    if norm != profile.norm:
        viewer.update(profile=profile.evolve(norm=norm), profile_limits={})


@command(name="profile.log", title="Logarithmic profiles", menu="View", shortcut="Y")
def log(viewer: Viewer, on: bool | None = None) -> None:
    """Draw profiles over a logarithmic axis; toggles if `on` is left out.

    What is not positive is left out.
    """
    profile = viewer.state.profile
    viewer.update(profile=profile.evolve(log=not profile.log if on is None else on))


@command(name="profile.coord", title="Draw coordinate beside profiles")
def coord(viewer: Viewer, coord: str, on: bool | None = None) -> None:
    """Draw a coordinate that is no dimension beside the profiles along its dimensions.

    It has a second axis of values. Of a coordinate along several dimensions the values
    at the active cursor are drawn, averaged over its bins.

    Parameters
    ----------
    coord : str
        Name of the coordinate; one with numbers or times along a dimension.
    on : bool, optional
        Whether it is drawn; toggles if left out.

    Raises
    ------
    BadArguments
        If there is no such coordinate, or it has no numbers along a dimension.
    """
    drawn = viewer.state.associated
    wanted = coord not in drawn if on is None else on
    known = [c.name for c in viewer.info.coords if c.is_numeric and c.dims]
    if wanted and coord not in known:
        there = f"it has {listed(known)}" if known else "it has none"
        raise BadArguments(
            f"no coordinate {coord!r} with numbers along a dimension of "
            f"{viewer.scene.title!r}; {there}.",
            hint="Dimensions have axes already.",
        )
    rest = tuple(name for name in drawn if name != coord)
    if wanted != (coord in drawn):
        viewer.update(associated=(*rest, coord) if wanted else rest)


@command(name="profile.offset", title="Stack profiles")
def offset(viewer: Viewer, offset: FiniteFloat) -> None:
    """Draw the curve of each cursor so far above that of the one before.

    In units of the axis, in decades of a logarithmic one.
    """
    profile = viewer.state.profile.evolve(offset=offset)
    viewer.update(gesture="offset", profile=profile)
