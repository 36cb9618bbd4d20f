"""Export: a viewer's panels or samples as the bytes of a file."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from itool.core.figure import Paper, drawn
from itool.core.panels import arrays
from itool.errors import BadArguments, BadData, listed
from itool.store.saving import save_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import xarray as xr

    from itool.core.pool import Pending
    from itool.core.viewer import Viewer
    from itool.model.axis import ArrayInfo
    from itool.model.scene import Frame, Scene
    from itool.model.state import ViewerState

    Frames = Mapping[tuple[str, str], Frame]

Made = TypeVar("Made")

PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
TABLES = {
    "nc": "application/x-netcdf",
    "h5": "application/x-hdf5",
    "csv": "text/csv",
    "npy": "application/octet-stream",
    "zarr": "",
    "zarr.zip": "application/zip",
}
WHOLE, VISIBLE = "array", "visible"
"""What is exported besides panels: the whole array, or the part that is visible."""

MOST_BYTES = 2**28
"""Bytes of samples that travel to a page or a notebook in one file."""


def part_of(viewer: Viewer, what: str, format: str) -> str:
    """Return what of `viewer` is exported, "" for all panels.

    Raises
    ------
    BadArguments
        If there is no such panel, or it has no such format.
    """
    panels = [panel.id for panel in viewer.scene.panels]
    is_picture = format in PICTURES
    if format not in {**PICTURES, **TABLES}:
        raise BadArguments(
            f"no format {format!r} to export to; "
            f"there are {listed([*PICTURES, *TABLES])}."
        )
    if not what:
        return "" if is_picture else WHOLE
    known = panels if is_picture else [*panels, VISIBLE, WHOLE]
    if what not in known:
        raise BadArguments(
            f"{what!r} cannot be exported as {format}; there are {listed(known)}.",
            hint="Leave it out for all panels, or all samples.",
        )
    return what


def picture(
    viewer: Viewer, part: str, paper: Paper, use: Callable[[bytes], Made]
) -> Pending[Made]:
    """Draw all panels, or one, as they are on screen; `use` the file in the pool."""

    def draw(scene: Scene, frames: Frames) -> Made:
        return use(drawn(only(scene, part) if part else scene, frames, paper))

    return viewer.compute_frames(draw)


def samples(
    viewer: Viewer, part: str, use: Callable[[xr.DataArray], Made]
) -> Pending[Made]:
    """Cut out a panel's samples, the visible ones or all; `use` them in the pool."""
    data, info, state = viewer.data, viewer.info, viewer.state
    if part in (WHOLE, VISIBLE):
        chosen = data if part == WHOLE else visible(data, info, state)
        return viewer.compute(partial(use, chosen), lambda made: made)

    def take(scene: Scene, frames: Frames) -> Made:
        return use(panel_array(data, info, scene, frames, part))

    return viewer.compute_frames(take)


def file_of(data: xr.DataArray, format: str) -> bytes:
    """Return the bytes of a file that holds `data`.

    Raises
    ------
    BadData
        If it would be too large.
    """
    if data.nbytes > MOST_BYTES:
        raise BadData(
            f"{data.nbytes / 2**20:.0f} MiB are too much for a download; "
            f"{MOST_BYTES // 2**20} MiB are the most.",
            hint="Save them where the manager runs, with `export.save`.",
        )
    with TemporaryDirectory(prefix="itool-export-") as folder:
        path = Path(folder) / f"samples.{format}"
        save_file(data, path)
        return path.read_bytes()


def only(scene: Scene, panel: str) -> Scene:
    """Return `scene` with one panel, which has all labels."""
    found = replace(scene.panel(panel), cell=(0, 0), shows_x=True, shows_y=True)
    return replace(scene, panels=(found,), rows=(1.0,), columns=(1.0,))


def visible(data: xr.DataArray, info: ArrayInfo, state: ViewerState) -> xr.DataArray:
    """Return the samples that lie within the visible range of every dimension."""
    windows = {}
    for dim, span in state.limits.items():
        if dim not in info.dims:
            continue
        axis = info.axis(dim)
        low, high = sorted((edge - axis.first) / axis.step for edge in span)
        start = max(0, math.ceil(low - 1e-9))
        stop = min(len(axis), math.floor(high + 1e-9) + 1)
        windows[dim] = slice(start, max(stop, start + 1))
    return data.isel(windows)


def panel_array(
    data: xr.DataArray, info: ArrayInfo, scene: Scene, frames: Frames, panel: str
) -> xr.DataArray:
    """Return what a panel shows; several curves along a dimension ``"cursor"``."""
    import xarray as xr

    shown = arrays(data, info, scene, frames)
    curves = {
        name.rpartition("/")[2]: array
        for name, array in shown.items()
        if name == panel or name.rpartition("/")[0] == panel
    }
    if len(curves) == 1:
        return next(iter(curves.values()))
    plain = [curve.reset_coords(drop=True) for curve in curves.values()]
    both: xr.DataArray = xr.concat(plain, "cursor")
    return both.assign_coords(cursor=list(curves))
