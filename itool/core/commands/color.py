"""Commands on colours."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from cmap import Colormap
from pydantic import Field, FiniteFloat

from itool.core.links import level_conversion
from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.errors import BadArguments
from itool.model.color import ColorScale, Part, Percent
from itool.model.norm import NormKind

Gamma = Annotated[float, Field(gt=0, le=20)]
Width = Annotated[FiniteFloat, Field(ge=0)]


@command(name="color.set", title="Change colours")
def set_colors(
    viewer: Viewer,
    cmap: str = "",
    gamma: Gamma | None = None,
    reverse: bool | None = None,
    vmin: FiniteFloat | None = None,
    vmax: FiniteFloat | None = None,
    lock: bool | None = None,
    part: Part | None = None,
    norm: NormKind | None = None,
    center: FiniteFloat | None = None,
    linear_width: Width | None = None,
    percentiles: tuple[Percent, Percent] | None = None,
    fits_view: bool | None = None,
) -> Pending[None] | None:
    """Change several colour settings in one step; what is left out stays.

    Parameters
    ----------
    cmap : str
        Name in the ``cmap`` catalogue.
    gamma : float
        Exponent of the level; below 1 brightens weak signal.
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
    norm : {"linear", "log", "symlog", "asinh", "centered"}
        What is spaced evenly along the colours. A logarithm has no colour for samples
        that are not positive.
    center : float
        Value of the colour in the middle, of the norm "centered".
    linear_width : float
        Distance from zero within which "symlog" and "asinh" are linear; 0 finds it.
    percentiles : tuple of float
        Percentages of samples below the first and the last colour where limits are
        found; (0, 100) is the smallest and the largest sample.
    fits_view : bool
        Whether limits are found in the visible part of each image only.
    """
    color = viewer.state.color
    given = {"gamma": gamma, "reverse": reverse, "norm": norm, "center": center}
    given["fits_view"] = fits_view
    changes: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
    if cmap:
        changes["cmap"] = known_map(cmap)
    if linear_width is not None:
        changes["linear_width"] = linear_width or None
    if percentiles is not None:
        changes["percentiles"] = checked_percentiles(*percentiles)
    if vmin is not None or vmax is not None:
        changes["limits"] = _span(color, vmin, vmax, lock)
    elif lock is False or (lock is None and (percentiles or fits_view)):
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
def gamma(viewer: Viewer, gamma: Gamma) -> None:
    """Set the exponent applied to the level; below 1 brightens weak signal."""
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


@command(name="color.norm", title="Colour scaling")
def set_norm(
    viewer: Viewer,
    norm: NormKind,
    center: FiniteFloat | None = None,
    linear_width: Width | None = None,
) -> None:
    """Choose what is spaced evenly along the colours.

    Parameters
    ----------
    norm : {"linear", "log", "symlog", "asinh", "centered"}
        Samples; their logarithms, where samples that are not positive have no colour;
        logarithms on both sides of zero, straight or as inverse hyperbolic sine in
        between; or samples on either side of a centre.
    center : float, optional
        Value of the colour in the middle of "centered".
    linear_width : float, optional
        Distance from zero within which "symlog" and "asinh" are linear; 0 takes one
        hundredth of the larger limit.
    """
    changes: dict[str, Any] = {"norm": norm}
    if center is not None:
        changes["center"] = center
    if linear_width is not None:
        changes["linear_width"] = linear_width or None
    viewer.update(gesture="norm", color=viewer.state.color.evolve(**changes))


@command(name="color.auto", title="Automatic levels", menu="Colour")
def auto(viewer: Viewer) -> None:
    """Let the colour limits follow each image again."""
    viewer.update(color=viewer.state.color.evolve(limits=None))


@command(name="color.percentiles", title="Percentile levels")
def percentiles(viewer: Viewer, low: Percent = 0.0, high: Percent = 100.0) -> None:
    """Find the colour limits of each image as percentiles of its samples.

    Parameters
    ----------
    low, high : float
        Percentages of samples below the first and the last colour; 0 and 100 are the
        smallest and the largest sample.
    """
    found = checked_percentiles(low, high)
    viewer.update(color=viewer.state.color.evolve(percentiles=found, limits=None))


@command(
    name="color.view", title="Normalise to view", menu="Colour", shortcut="Shift+L"
)
def view(viewer: Viewer, on: bool | None = None) -> None:
    """Find the colour limits in the visible part of each image only, or in all of it.

    Toggles if `on` is left out.
    """
    color = viewer.state.color
    is_on = color.fits_view and color.limits is None
    fits = not is_on if on is None else on
    viewer.update(color=color.evolve(fits_view=fits, limits=None))


@command(name="color.share", title="Share levels", menu="Colour")
def share(manager: Manager, viewers: list[int | str]) -> Pending[None]:
    """Fix the colour limits of viewers to the range of all their arrays together.

    Ranges are converted where samples have different units.

    Parameters
    ----------
    viewers : list of int or str
        Indexes or ids. A viewer that is linked stands for its whole group.
    """
    members = _with_linked(manager, viewers)
    store = manager.store
    looks = [(v.state.data, v.state.part) for v in members]
    return manager.compute(
        lambda: [store.range(key, part) for key, part in looks],
        lambda ranges: _share(manager, [v.id for v in members], ranges),
    )


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


def checked_percentiles(low: float, high: float) -> tuple[float, float] | None:
    """Return the percentiles, None if they are the smallest and the largest sample.

    Raises
    ------
    BadArguments
        If they are not in ascending order.
    """
    if not low < high:
        raise BadArguments(
            f"percentiles {low:g} and {high:g} are not in ascending order.",
            hint="2 and 98, for example, clip two of a hundred samples at either end.",
        )
    return None if (low, high) == (0, 100) else (low, high)


def _with_linked(manager: Manager, viewers: list[int | str]) -> list[Viewer]:
    members: dict[str, Viewer] = {}
    for which in viewers:
        viewer = manager.find(which)
        link = viewer.state.link
        group = manager.group(link.group) if link is not None else ()
        members |= {each.id: each for each in (viewer, *group)}
    if len(members) < 2:
        raise BadArguments(
            "limits are shared by at least two viewers.",
            hint="Link viewers first, or select two or more of them.",
        )
    return list(members.values())


def _share(manager: Manager, members: list[str], ranges: list[Any]) -> None:
    found = {
        viewer: ranges[members.index(viewer.id)]
        for viewer in manager.viewers
        if viewer.id in members
    }
    for viewer in found:
        ends = [
            (units.value(low), units.value(high))
            for other, (low, high) in found.items()
            if low == low and (units := level_conversion(other, viewer)) is not None
        ]
        if ends:
            span = min(low for low, _ in ends), max(high for _, high in ends)
            _fix(viewer, span)


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
    if low != low:
        viewer.say("No sample is finite: there is no range to fix the levels to.")
        return
    if not low < high:
        low, high = low - 0.5, low + 0.5
    viewer.update(color=viewer.state.color.evolve(limits=(low, high)))
