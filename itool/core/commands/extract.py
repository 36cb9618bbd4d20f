"""Commands that make new data of what is under a region.

All but a profile take the array as it was given, whatever filters it is seen through.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.regions import axes_of, path_of, profile_of, region_of
from itool.core.registry import command
from itool.errors import BadArguments
from itool.model.operations.catalogue import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

    from itool.core.viewer import Viewer

Made = dict[str, list[Any]]
Which = int | str


@command(name="region.profile", title="Open profile")
def profile(manager: Manager, viewer: Which, region: str = "") -> Pending[Made]:
    """Open the samples along a path, on the image of the active cursor, as a viewer."""
    shown = manager.find(viewer)
    chosen = path_of(shown, region)
    title = f"{shown.state.title} along {chosen.name or chosen.id}"
    return manager.compute(
        profile_of(shown, chosen), partial(_open, manager, shown, title)
    )


@command(name="region.slice", title="Slice along path")
def slice_path(manager: Manager, viewer: Which, region: str = "") -> Pending[Made]:
    """Open the slice along a path through the whole volume as a viewer.

    All other dimensions stay; the path takes the place of its two. Its coordinate is
    the distance, in the units of the two axes if they share them, else in samples.
    Samples are interpolated linearly and averaged over the path's width. An array that
    is read lazily stays so.
    """
    shown = manager.find(viewer)
    chosen = path_of(shown, region)
    axes_of(shown, chosen.dims)
    title = f"{shown.state.title} sliced along {chosen.name or chosen.id}"

    data, info = shown.workable, shown.info

    def work() -> xr.DataArray:
        from itool.store.regions import slice_along

        return slice_along(data, chosen, info)

    return manager.compute(work, partial(_open, manager, shown, title))


@command(name="region.mask", title="Mask by region")
def mask(
    manager: Manager,
    viewer: Which,
    region: str = "",
    keep: Literal["inside", "outside"] = "inside",
    replace: bool = False,
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
    """
    shown = manager.find(viewer)
    chosen = _area(shown, region)
    title = f"{shown.state.title} {keep} {chosen.name or chosen.id}"

    data, info = shown.workable, shown.info

    def work() -> xr.DataArray:
        from itool.store.regions import masked

        return masked(data, chosen, info, keep=keep)

    return _made(manager, shown, title, work, replace)


@command(name="region.crop", title="Crop to region")
def crop(
    manager: Manager, viewer: Which, region: str = "", replace: bool = False
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
    """
    shown = manager.find(viewer)
    chosen = region_of(shown, region)
    axes_of(shown, chosen.dims)
    title = f"{shown.state.title} cropped to {chosen.name or chosen.id}"

    data, info = shown.workable, shown.info

    def work() -> xr.DataArray:
        from itool.store.regions import cropped

        return cropped(data, chosen, info)

    return _made(manager, shown, title, work, replace)


def _area(viewer: Viewer, region: str) -> Any:
    chosen = region_of(viewer, region)
    axes_of(viewer, chosen.dims)
    if chosen.is_path:
        raise BadArguments(
            f"{chosen.id!r} is a path, which has no inside.",
            hint="Mask by a polygon, a rectangle or a circle.",
        )
    return chosen


def _made(
    manager: Manager,
    viewer: Viewer,
    title: str,
    work: Callable[[], xr.DataArray],
    replace: bool,
) -> Pending[Made]:
    if not replace:
        open_it = partial(_open, manager, viewer, title, cursors=viewer.state.cursors)
        return manager.compute(work, open_it)

    def show(data: xr.DataArray) -> Made:
        # Code cannot say yet what was done to which variable.
        manager.advance(viewer, data, origin=Origin())
        return {"ids": [viewer.id], "indexes": [viewer.index]}

    return manager.compute(work, show)


def _open(
    manager: Manager, source: Viewer, title: str, data: xr.DataArray, **fields: Any
) -> Made:
    color = source.state.color.evolve(limits=None)
    part = source.state.part
    viewer = manager.open(
        data,
        title=title,
        origin=Origin(),
        parent=source.id,
        color=color,
        part=part,
        **fields,
    )
    return {"ids": [viewer.id], "indexes": [viewer.index]}
