"""Reading what the panels show while a cursor is dragged, without a screen."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.arrays import cube
from benchmarks.report import Row
from itool.model.cursor import Cursor
from itool.model.resolve import resolve
from itool.model.state import ViewerState
from itool.store.loaders import open_files, save_file
from itool.store.store import DataStore

if TYPE_CHECKING:
    import xarray as xr


def measure(quick: bool) -> list[Row]:
    """Return the figures of this group."""
    data = cube((300, 250, 200) if quick else (600, 500, 400))
    rows = []
    for bins, aim in ((1, "< 4"), (21, "< 8")):
        for step in (1, 3, 20):
            rows += _drag(data, bins, step, "in memory", aim)
    data[::7, ::5, ::3] = np.nan
    rows += _drag(data, 21, 1, "in memory, 1 % NaN")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cube.zarr"
        save_file(data[:200, :200, :200].chunk(64), path)
        (lazy,) = open_files([str(path)], None, {})
        rows += _drag(lazy, 1, 1, "Zarr, 64³ chunks")
        del lazy
    return rows


def _drag(
    data: xr.DataArray, bins: int, step: int, what: str, aim: str = ""
) -> list[Row]:
    """Move a cursor diagonally through the main image, to and fro."""
    store = DataStore()
    key = store.add(data)
    info = store.info(key)
    last: dict[str, object] = {}
    times: list[float] = []
    for move in range(121):
        point = {}
        for axis in info.axes[1:]:
            room = len(axis) // 2
            at = len(axis) // 4 + abs((move * step) % (2 * room) - room)
            point[axis.name] = axis.value(at)
        cursor = Cursor(id="a", point=point, bins=dict.fromkeys(info.dims, bins))
        scene = resolve(ViewerState(data=key, cursors=(cursor,)), info)
        requests = {p.id: p.layers[0].request for p in scene.panels}
        requests["value"] = scene.value.request
        start = time.thread_time()
        for panel, request in requests.items():
            if last.get(panel) != request:
                store.read(request)
        times.append((time.thread_time() - start) * 1e3)
        last = dict(requests)
    times = times[1:]
    name = f"{what}, bins {bins}, {step} samples a move"
    return [
        Row("slices", f"CPU per move, {name}", float(np.mean(times)), "ms", aim),
        Row("slices", f"p95, {name}", float(np.percentile(times, 95)), "ms"),
    ]
