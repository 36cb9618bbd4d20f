"""Commands that bring data in and out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from pydantic import FiniteFloat

from itool.core.commands import layout
from itool.core.commands.color import Gamma, Width, checked_percentiles, known_map
from itool.core.commands.link import link as link_viewers
from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.unit_loading import once_known, units_meet
from itool.core.viewer import Viewer
from itool.errors import BadArguments, UnknownViewer
from itool.model.color import ColorScale, Percent
from itool.model.norm import NormKind

Made = dict[str, list[Any]]


@command(name="data.show", title="Show data")
def show(
    manager: Manager,
    data: Any,
    link: bool = False,
    link_colors: bool = True,
    cmap: str = "",
    gamma: Gamma = 1.0,
    vmin: float | None = None,
    vmax: float | None = None,
    transpose: bool = False,
    title: str = "",
    variables: list[str] | None = None,
    reverse: bool = False,
    norm: NormKind = "linear",
    center: FiniteFloat = 0.0,
    linear_width: Width | None = None,
    percentiles: tuple[Percent, Percent] | None = None,
    fits_view: bool = False,
) -> Made | Pending[Made]:
    """Open a viewer for each array in `data`.

    Parameters
    ----------
    data : array, DataArray, Dataset, DataTree or list of them
        Every displayable variable opens a viewer.
    link : bool
        Whether the new viewers move together.
    link_colors : bool
        Whether linked viewers share colour settings.
    cmap, gamma, vmin, vmax
        Colour settings of the new viewers.
    transpose : bool
        Whether rows and columns of the main image are swapped.
    title : str
        Name of the viewer; the array's own by default.
    variables : list of str, optional
        Names of the variables to open, and no others; of a DataTree ``"group/name"``.
    reverse, norm, center, linear_width, percentiles, fits_view
        Further colour settings, see `color.set`.

    Returns
    -------
    dict
        ``{"ids": [...], "indexes": [...]}`` of the viewers made.
    """
    arrays = _arrays(data, variables)
    color = ColorScale(
        cmap=known_map(cmap or ColorScale().cmap),
        gamma=gamma,
        reverse=reverse,
        limits=_limits(vmin, vmax),
        norm=norm,
        center=center,
        linear_width=linear_width or None,
        percentiles=checked_percentiles(*percentiles) if percentiles else None,
        fits_view=fits_view,
    )
    viewers = manager.open_all(arrays, color=color, title=title)
    if transpose:
        for viewer in viewers:
            layout.transpose(viewer)
    if not link or len(viewers) < 2:
        return _made(viewers)
    meet = units_meet(viewer.info for viewer in viewers)
    finish = partial(_linked, manager, viewers, link_colors)
    return once_known(meet, manager.compute, finish)


@command(name="data.load", title="Open file", menu="File", shortcut="Ctrl+O")
def load(
    manager: Manager,
    paths: list[str],
    loader: str | None = None,
    options: dict[str, Any] | None = None,
    variables: list[str] | None = None,
) -> Pending[Made]:
    """Open files lazily, one viewer for each displayable variable.

    Parameters
    ----------
    paths : list of str
        Files or Zarr stores, as seen by the manager.
    loader : str, optional
        Name of a loader; found by the file's ending by default.
    options : dict, optional
        Passed on to the loader.
    variables : list of str, optional
        Names of the variables to open, and no others; in groups ``"group/name"``.
    """
    from itool.store.loaders import open_files

    work = partial(open_files, paths, loader, options or {}, variables)
    return manager.compute(work, partial(_open_all, manager))


@command(name="data.fetch", title="Fetch data")
def fetch(viewer: Viewer, filtered: bool = False) -> Any:
    """Return the array of a viewer with all its coordinates and attributes.

    Parameters
    ----------
    filtered : bool
        Whether it is returned as seen through the filters that are on, instead of as
        it was given.
    """
    if not filtered:
        return viewer.data
    work = viewer.seen_through(viewer.state.filters)
    return viewer.compute(work, lambda data: data)


@command(name="data.replace", title="Replace data")
def replace(manager: Manager, viewers: list[int | str] | int | str, data: Any) -> Made:
    """Show other data in viewers; cursors stay at their coordinate values.

    Parameters
    ----------
    viewers : int, str or list of them
        Ids or indexes; negative indexes count from the end, and the next free index
        opens a new viewer.
    data : array, DataArray, Dataset, DataTree or list of them
        As many arrays as viewers.

    Notes
    -----
    All targets and arrays are checked before any is changed.
    """
    targets = viewers if isinstance(viewers, list) else [viewers]
    arrays = _arrays(data)
    if len(arrays) != len(targets):
        raise BadArguments(
            f"{len(arrays)} arrays do not fit {len(targets)} viewers.",
            hint="Pass one array for each viewer.",
        )
    return _made(manager.replace_all(_targets(manager, targets), arrays))


@command(name="data.save", title="Save data")
def save(viewer: Viewer, path: str) -> Pending[str]:
    """Write the array of a viewer to netCDF, HDF5 or Zarr, by the path's ending.

    Returns
    -------
    str
        The absolute path.
    """
    from itool.store.loaders import save_file

    target = Path(path).expanduser().absolute()
    return viewer.compute(
        partial(save_file, viewer.data, target), lambda _: str(target)
    )


@command(name="data.demo", title="Open demo data", menu="File")
def demo(manager: Manager) -> Pending[Made]:
    """Open measured data that comes with the distribution's extra ``demo``."""
    from itool.store.demo import demo_arrays

    return manager.compute(demo_arrays, partial(_open_all, manager))


def _arrays(data: Any, variables: list[str] | None = None) -> list[Any]:
    # Not above: with it comes xarray, which a manager is ready without.
    from itool.store.convert import arrays_of

    return arrays_of(data, variables)


def _open_all(manager: Manager, arrays: list[Any]) -> Made:
    return _made(manager.open_all(arrays))


def _targets(manager: Manager, targets: list[int | str]) -> list[Viewer | None]:
    found: list[Viewer | None] = []
    upcoming = manager.next_index
    for which in targets:
        try:
            found.append(manager.find(which))
        except UnknownViewer:
            if which != upcoming:
                raise
            found.append(None)
            upcoming += 1
    return found


def _limits(vmin: float | None, vmax: float | None) -> tuple[float, float] | None:
    if vmin is None and vmax is None:
        return None
    if vmin is None or vmax is None or not vmin < vmax:
        raise BadArguments(
            f"colour limits vmin={vmin} and vmax={vmax} are not two ascending numbers."
        )
    return vmin, vmax


def _linked(manager: Manager, viewers: list[Viewer], colors: bool) -> Made:
    link_viewers(manager, [viewer.id for viewer in viewers], colors)
    return _made(viewers)


def _made(viewers: list[Viewer]) -> Made:
    return {"ids": [v.id for v in viewers], "indexes": [v.index for v in viewers]}
