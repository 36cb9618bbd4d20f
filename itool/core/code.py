"""Code that gives what is on screen, as a person would write it with xarray."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.core.plot_code import plot_code
from itool.model.scene import VALUE_PANEL, SliceRequest

if TYPE_CHECKING:
    import xarray as xr

    from itool.core.pool import Pending
    from itool.core.viewer import Viewer
    from itool.model.axis import ArrayInfo
    from itool.model.operations.catalogue import FilterLayer
    from itool.model.scene import Scene, Window


def viewer_code(viewer: Viewer, variable: str, plot: bool) -> Pending[str]:
    """Return, later, the code that gives the arrays that `viewer` shows."""
    name = variable
    if not name and viewer.watched is not None:
        name = viewer.watched.varname
    state, info = viewer.state, viewer.info
    scene, data = viewer.scene, viewer.workable
    begun = _origin_code(viewer, name)

    def write() -> str:
        parts = [begun, *_filter_code(data, state.filters)]
        parts.append(_panel_code(scene, data, info))
        if plot:
            parts.append(plot_code(scene, viewer.read))
        return _complete(parts)

    return viewer.compute(write, lambda text: text)


def origin_code(viewer: Viewer) -> str:
    """Return the lines that make the array of `viewer`, as it is seen, as ``data``."""
    name = viewer.watched.varname if viewer.watched is not None else ""
    filters = _filter_code(viewer.workable, viewer.state.filters)
    return "\n\n".join([_origin_code(viewer, name), *filters])


def renaming(viewer: Viewer) -> str:
    """Return the line that gives dimensions names that are text, if some are not."""
    from itool.store.operations.source import literal

    pairs = zip(viewer.data.dims, viewer.info.dims, strict=True)
    names = {dim: name for dim, name in pairs if dim != name}
    return f"data = data.rename({literal(names)})" if names else ""


def _origin_code(viewer: Viewer, name: str) -> str:
    from itool.store.operations.opening import opening
    from itool.store.operations.source import as_name

    origin = viewer.state.origin
    if origin.file and not name:
        first = opening(origin.file, origin.variable)
    else:
        chosen = name or as_name(origin.variable)
        told = f"data = {chosen}" if chosen != "data" else ""
        first = told or "# data is the array that was shown"
    if called := renaming(viewer):
        first += f"\n{called}"
    before = [
        f"{text}\n{other} = data"
        for step in origin.steps
        for other, text in step.inputs.items()
    ]
    done = [f"# {step.operation.title}\n{step.code}" for step in origin.steps]
    return "\n\n".join([*before, first, *done])


def _filter_code(data: xr.DataArray, layers: tuple[FilterLayer, ...]) -> list[str]:
    from itool.store.operations.perform import filter_codes

    return [
        f"# filter: {layer.operation.title}\n{text}"
        for layer, text in filter_codes(data, layers)
    ]


def _complete(parts: list[str]) -> str:
    body = "\n\n".join(parts)
    heads = ["import numpy as np"] if "np." in body else []
    if "ndimage." in body:
        heads.append("from scipy import ndimage")
    heads += ["import xarray as xr"] if "xr." in body else []
    return "\n".join([*heads, "", body, ""] if heads else [body, ""])


def _panel_code(scene: Scene, data: xr.DataArray, info: ArrayInfo) -> str:
    several = len(scene.cursors) > 1
    lines = ["# what is on screen", "panels = {}"]
    for panel in scene.panels:
        for layer in panel.layers:
            if not isinstance(layer.request, SliceRequest):
                continue
            key = f"{panel.id}/{layer.id}" if several else panel.id
            lines.append(f"panels[{key!r}] = {_cut(layer.request, data, info)}")
    key = f"{VALUE_PANEL}/{scene.value.id}" if several else VALUE_PANEL
    if isinstance(scene.value.request, SliceRequest):
        lines.append(f"panels[{key!r}] = {_cut(scene.value.request, data, info)}")
    return "\n".join(lines)


def _cut(request: SliceRequest, data: xr.DataArray, info: ArrayInfo) -> str:
    """Return the expression of the samples that `request` asks for."""
    from itool.store.operations.source import call, listing, literal

    text = _part(request, info)
    is_spread = request.reducer == "std"
    values: dict[str, Any] = {}
    indexes: dict[str, Any] = {}
    reduced: list[str] = []
    for window in request.windows:
        size = len(info.axis(window.dim))
        if window.dim in request.dims:
            if (window.start, window.stop, window.step) != (0, size, 1):
                indexes[window.dim] = _slice(window)
        elif window.stop - window.start > 1 or is_spread:
            reduced.append(window.dim)
            if (window.start, window.stop) != (0, size):
                indexes[window.dim] = _slice(window)
        elif (label := _label(data, info, window)) is not None:
            values[window.dim] = label
        else:
            indexes[window.dim] = window.start
    if values:
        text = call(f"{text}.sel", values, method="nearest")
    if indexes:
        text = call(f"{text}.isel", indexes)
    if reduced:
        # Of nothing but missing samples the sum is missing, too.
        more = ", min_count=1" if _is_gapped(request, info) else ""
        text = f"{text}.{request.reducer}({literal(reduced)}{more})"
    if info.is_complex and _is_late(request):
        text = f"xr.apply_ufunc(np.angle, {text})"
    kept = [dim for dim in info.dims if dim in request.dims]
    if kept != list(request.dims):
        text = f"{text}.transpose({listing(request.dims)})"
    return text


def _part(request: SliceRequest, info: ArrayInfo) -> str:
    if not info.is_complex or _is_late(request):
        return "data"
    if request.part == "angle":
        return "xr.apply_ufunc(np.angle, data)"
    return {"abs": "abs(data)", "real": "data.real", "imag": "data.imag"}[request.part]


def _is_late(request: SliceRequest) -> bool:
    """Return whether the phase is taken after samples were averaged."""
    return request.part == "angle" and request.reducer in ("mean", "sum")


def _is_gapped(request: SliceRequest, info: ArrayInfo) -> bool:
    is_float = np.dtype(info.dtype).kind in "fc"
    return request.reducer == "sum" and is_float


def _slice(window: Window) -> slice:
    step = window.step if window.step > 1 else None
    return slice(window.start, window.stop, step)


def _label(data: xr.DataArray, info: ArrayInfo, window: Window) -> Any:
    """Return the coordinate of a single sample, None where it is cut by its index."""
    dim = window.dim
    if info.axis(dim).kind == "label" or dim not in data.indexes:
        return None
    values = data.indexes[dim].to_numpy()
    # Times with a zone come as objects of pandas.
    return values[window.start] if values.dtype.kind in "iufM" else None
