"""Commands that make new data of what is under a region."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.regions import axes_of, image_of, path_of, region_of
from itool.core.registry import command
from itool.core.results import Place, carry_out, task
from itool.model.operations.by_region import CropRegion, MaskRegion, SlicePath
from itool.model.operations.selecting import Cut

if TYPE_CHECKING:
    from itool.core.viewer import Viewer
    from itool.model.operations.catalogue import AnyOperation

Made = dict[str, list[Any]]
Which = int | str


@command(name="region.profile", title="Open profile")
def profile(manager: Manager, viewer: Which, region: str = "") -> Pending[Made]:
    """Open the samples along a path, on the image of the active cursor, as a viewer."""
    shown = manager.find(viewer)
    chosen = path_of(shown, region)
    axes_of(shown, chosen.dims)
    title = f"{shown.state.title} along {chosen.name or chosen.id}"
    image = image_of(shown, chosen)
    windows = {
        window.dim: (window.start, window.stop)
        for window in image.windows
        if window.dim not in chosen.dims
    }
    first = Cut(windows=windows, how=image.reducer, part=image.part)
    todo = replace(task(shown, SlicePath(region=chosen), True), first=first)
    return carry_out(manager, shown, todo, "child", _answer, title)


@command(name="region.slice", title="Slice along path")
def slice_path(
    manager: Manager, viewer: Which, region: str = "", filtered: bool = True
) -> Pending[Made]:
    """Open the slice along a path through the whole volume as a viewer.

    All other dimensions stay; the path takes the place of its two. Its coordinate is
    the distance, in the units of the two axes if they share them, else in samples.
    Samples are interpolated linearly and averaged over the path's width. An array that
    is read lazily stays so.

    Parameters
    ----------
    viewer : int or str
        Id or index.
    region : str, optional
        Id of the region; the active one by default.
    filtered : bool
        See `operation.apply`.
    """
    shown = manager.find(viewer)
    chosen = path_of(shown, region)
    axes_of(shown, chosen.dims)
    title = f"{shown.state.title} sliced along {chosen.name or chosen.id}"
    operation = SlicePath(region=chosen)
    return _carried_out(manager, shown, operation, title, filtered)


@command(name="region.mask", title="Mask by region")
def mask(
    manager: Manager,
    viewer: Which,
    region: str = "",
    keep: Literal["inside", "outside"] = "inside",
    replace: bool = False,
    filtered: bool = True,
) -> Pending[Made]:
    """Make samples missing (NaN) beyond a region, or within it, through all dimensions.

    Parameters
    ----------
    viewer : int or str
        Id or index.
    region : str, optional
        Id of the region; the active one by default.
    keep : {"inside", "outside"}
        Which samples stay as they are.
    replace : bool
        Whether the viewer shows the result, which can be undone, instead of a new one.
    filtered : bool
        See `operation.apply`.
    """
    shown = manager.find(viewer)
    chosen = region_of(shown, region)
    axes_of(shown, chosen.dims)
    title = f"{shown.state.title} {keep} {chosen.name or chosen.id}"
    operation = MaskRegion(region=chosen, keep=keep)
    return _carried_out(manager, shown, operation, title, filtered, replace)


@command(name="region.crop", title="Crop to region")
def crop(
    manager: Manager,
    viewer: Which,
    region: str = "",
    replace: bool = False,
    filtered: bool = True,
) -> Pending[Made]:
    """Keep the smallest part of the array that holds all samples in a region.

    Parameters
    ----------
    viewer : int or str
        Id or index.
    region : str, optional
        Id of the region; the active one by default.
    replace : bool
        Whether the viewer shows the result, which can be undone, instead of a new one.
    filtered : bool
        See `operation.apply`.
    """
    shown = manager.find(viewer)
    chosen = region_of(shown, region)
    axes_of(shown, chosen.dims)
    title = f"{shown.state.title} cropped to {chosen.name or chosen.id}"
    operation = CropRegion(region=chosen)
    return _carried_out(manager, shown, operation, title, filtered, replace)


def _carried_out(
    manager: Manager,
    viewer: Viewer,
    operation: AnyOperation,
    title: str,
    filtered: bool,
    replace: bool = False,
) -> Pending[Made]:
    todo = task(viewer, operation, filtered)
    place: Place = "replace" if replace else "child"
    return carry_out(manager, viewer, todo, place, _answer, title)


def _answer(shown: Viewer, code: str) -> Made:
    return {"ids": [shown.id], "indexes": [shown.index]}
