"""Commands on colours."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from cmap import Colormap
from pydantic import Field, FiniteFloat

from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.errors import BadArguments
from itool.model.color import Part


@command(name="color.map", title="Colour map")
def set_map(viewer: Viewer, cmap: str) -> None:
    """Use the colour map `cmap`, any name of the ``cmap`` catalogue."""
    viewer.update(color=viewer.state.color.evolve(cmap=known_map(cmap)))


@command(name="color.gamma", title="Gamma")
def gamma(viewer: Viewer, gamma: Annotated[float, Field(gt=0, le=20)]) -> None:
    """Set the exponent of the power-law norm; below 1 brightens weak signal."""
    viewer.update(gesture="gamma", color=viewer.state.color.evolve(gamma=gamma))


@command(name="color.reverse", title="Reverse colours", menu="Colour", shortcut="R")
def reverse(viewer: Viewer, on: bool | None = None) -> None:
    """Run the colour map backwards; toggles if `on` is left out."""
    color = viewer.state.color
    viewer.update(color=color.evolve(reverse=not color.reverse if on is None else on))


@command(name="color.lock", title="Lock levels", menu="Colour", shortcut="L")
def lock(viewer: Viewer, on: bool | None = None) -> Pending[None] | None:
    """Fix the colour limits to the range of the whole array, or let them follow.

    Toggles if `on` is left out. The range is found by reading all samples once.
    """
    color = viewer.state.color
    if not (color.limits is None if on is None else on):
        viewer.update(color=color.evolve(limits=None))
        return None
    return viewer.compute_range(partial(_fix, viewer))


@command(name="color.limits", title="Colour limits")
def limits(viewer: Viewer, low: FiniteFloat, high: FiniteFloat) -> None:
    """Fix the values of the first and the last colour, in units of the data."""
    if not low < high:
        raise BadArguments(
            f"colour limits {low:g} and {high:g} are not in ascending order.",
            hint="Use `color.reverse` to run the colours backwards.",
        )
    viewer.update(gesture="limits", color=viewer.state.color.evolve(limits=(low, high)))


@command(name="color.part", title="Part of complex samples")
def part(viewer: Viewer, part: Part) -> None:
    """Show modulus, phase (radians), real or imaginary part of complex data."""
    viewer.update(part=part)


def known_map(cmap: str) -> str:
    """Return `cmap` if the catalogue has it.

    Raises
    ------
    BadArguments
        If it has not.
    """
    try:
        Colormap(cmap)
    except (ValueError, TypeError):
        raise BadArguments(
            f"no colour map {cmap!r}; there are 'magma', 'viridis', 'gray', 'RdBu_r' "
            "and many more.",
            hint="All names are in the catalogue of the package `cmap`.",
        ) from None
    return cmap


def _fix(viewer: Viewer, span: tuple[float, float]) -> None:
    low, high = span
    if not low < high:
        low, high = low - 0.5, low + 0.5
    if low == low:
        viewer.update(color=viewer.state.color.evolve(limits=(low, high)))
