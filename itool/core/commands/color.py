"""Commands on colours."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from cmap import Colormap
from pydantic import Field, FiniteFloat

from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.errors import BadArguments
from itool.model.color import ColorScale, Part


@command(name="color.set", title="Change colours")
def set_colors(
    viewer: Viewer,
    cmap: str = "",
    gamma: Annotated[float, Field(gt=0, le=20)] | None = None,
    reverse: bool | None = None,
    vmin: FiniteFloat | None = None,
    vmax: FiniteFloat | None = None,
    lock: bool | None = None,
    part: Part | None = None,
) -> Pending[None] | None:
    """Change several colour settings in one step; what is left out stays.

    Parameters
    ----------
    cmap : str
        Name in the ``cmap`` catalogue.
    gamma : float
        Exponent of the power-law norm; below 1 brightens weak signal.
    reverse : bool
        Whether the colour map runs backwards.
    vmin, vmax : float
        Values of the first and the last colour. Where limits are fixed already, one of
        them may be left out.
    lock : bool
        True fixes the limits to the range of the whole array, False lets them follow
        each image.
    part : {"abs", "angle", "real", "imag"}
        What is shown of complex samples.
    """
    color = viewer.state.color
    changes: dict[str, Any] = {}
    if cmap:
        changes["cmap"] = known_map(cmap)
    if gamma is not None:
        changes["gamma"] = gamma
    if reverse is not None:
        changes["reverse"] = reverse
    if vmin is not None or vmax is not None:
        changes["limits"] = _span(color, vmin, vmax, lock)
    elif lock is False:
        changes["limits"] = None
    shown = viewer.state.part if part is None else part
    viewer.update(color=color.evolve(**changes), part=shown)
    if lock and "limits" not in changes:
        return viewer.compute_range(partial(_fix, viewer))
    return None


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
    span = _ascending(low, high)
    viewer.update(gesture="limits", color=viewer.state.color.evolve(limits=span))


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


def _span(
    color: ColorScale, vmin: float | None, vmax: float | None, lock: bool | None
) -> tuple[float, float]:
    if lock is not None:
        raise BadArguments("`lock` sets both limits; pass it without vmin and vmax.")
    low, high = color.limits or (None, None)
    low = low if vmin is None else vmin
    high = high if vmax is None else vmax
    if low is None or high is None:
        raise BadArguments(
            f"one colour limit was given (vmin={vmin}, vmax={vmax}) and none is fixed.",
            hint="Pass both.",
        )
    return _ascending(low, high)


def _ascending(low: float, high: float) -> tuple[float, float]:
    if not low < high:
        raise BadArguments(
            f"colour limits {low:g} and {high:g} are not in ascending order.",
            hint="Use `color.reverse` to run the colours backwards.",
        )
    return low, high


def _fix(viewer: Viewer, span: tuple[float, float]) -> None:
    low, high = span
    if not low < high:
        low, high = low - 0.5, low + 0.5
    if low == low:
        viewer.update(color=viewer.state.color.evolve(limits=(low, high)))
