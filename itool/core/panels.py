"""Panels as arrays: what a viewer shows, with the coordinates it is shown at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.model.coord import CoordRequest
from itool.model.scene import VALUE_PANEL
from itool.store.operations.attributes import with_units

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from itool.model.axis import ArrayInfo, Axis
    from itool.model.scene import Frame, Scene, SliceRequest, Window
    from itool.model.shape import RegionRequest

    Place = tuple[str, str]
    Request = SliceRequest | RegionRequest | CoordRequest


def arrays(
    data: xr.DataArray,
    info: ArrayInfo,
    scene: Scene,
    frames: Mapping[Place, Frame],
) -> dict[str, xr.DataArray]:
    """Return the samples that each panel of `scene` shows.

    Parameters
    ----------
    data, info
        The array, and what is known of it.
    scene : Scene
        What is drawn.
    frames : dict of (panel, layer) to Frame
        The samples that are drawn.

    Returns
    -------
    dict of str to DataArray
        By panel, or by ``"panel/cursor"`` if there are several cursors. A dimension
        that is cut or averaged over is a scalar coordinate, the middle of its samples.
    """
    several = len(scene.cursors) > 1
    return {
        f"{panel}/{layer}" if several else panel: _array(data, info, frame)
        for (panel, layer), frame in frames.items()
        if (panel == VALUE_PANEL or frame.values.size)
        and not isinstance(frame.request, CoordRequest)
    }


def _array(data: xr.DataArray, info: ArrayInfo, frame: Frame) -> xr.DataArray:
    import xarray as xr

    request = frame.request
    assert not isinstance(request, CoordRequest)
    attrs = with_units(data.attrs, info.units)
    if info.is_complex:
        attrs["part"] = request.part
        if request.part == "angle":
            attrs["units"] = "rad"
    return xr.DataArray(
        frame.values,
        dims=request.dims,
        coords=_coords(data, info, request),
        name=data.name,
        attrs=attrs,
    )


def _coords(data: xr.DataArray, info: ArrayInfo, request: Request) -> Any:
    kept = [name for name, coord in data.coords.items() if coord.chunks is None]
    coords = data.coords.to_dataset()[kept]
    one: dict[Any, Any] = {}
    averaged = []
    for window in request.windows:
        if window.dim in request.dims:
            one[window.dim] = window.slice
        elif window.stop - window.start == 1:
            one[window.dim] = window.start
        else:
            averaged.append(window)
    coords = coords.isel({d: at for d, at in one.items() if d in coords.dims})
    coords = coords.drop_dims([w.dim for w in averaged if w.dim in coords.dims])
    middles = {
        w.dim: middle
        for w in averaged
        if w.dim in kept and (middle := _middle(info.axis(w.dim), w)) is not None
    }
    return coords.assign_coords(middles).coords


def _middle(axis: Axis, window: Window) -> Any:
    """Return the coordinate in the middle of `window`; None where it is text."""
    if axis.kind == "label":
        return None
    value = axis.value((window.start + window.stop - 1) / 2)
    return np.datetime64(round(value), "ms") if axis.kind == "datetime" else value
