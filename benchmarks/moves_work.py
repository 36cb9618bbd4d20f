"""What somebody does in native windows: the same work for us and for the peer.

Run by `benchmarks/moves.py` as ``python moves_work.py {ours|peer} WORK QUICK`` in the
interpreter of each side; prints what it measured as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from typing import Any

import numpy as np
import psutil
import xarray as xr

SIZE = (1000, 800)
CUBE, HYPERCUBE = (600, 500, 400), (60, 50, 200, 200)
CURSORS, LINKED, SMALL = 50, 12, 40


class Ours:
    """Our windows, moved by the command that a drag runs."""

    def __init__(self) -> None:
        from itool.core.ask import asker
        from itool.core.manager import Manager
        from itool.qt.desktop import Desktop, create_application
        from itool.qt.loop import QtLoop
        from itool.store.store import DataStore

        self.application = create_application()
        self.loop = QtLoop()
        self.manager = Manager(DataStore(), self.loop)
        self.desktop = Desktop(self.manager)
        self.ask = asker(self.manager)

    def open(self, data: xr.DataArray) -> Any:
        viewer = self.manager.open(data)
        self.finish()
        self.desktop.windows[viewer.id].resize(*SIZE)
        self.finish()
        return viewer

    def move(self, viewer: Any, axis: int, index: int) -> None:
        place = {viewer.info.dims[axis]: index}
        self.ask("cursor.place", viewer=viewer.id, index=place)
        self.finish()

    def bin(self, viewer: Any, bins: int) -> None:
        chosen = dict.fromkeys(viewer.info.dims, bins)
        self.ask("cursor.bin", viewer=viewer.id, bins=chosen)
        self.finish()

    def add_cursors(self, viewer: Any, count: int) -> None:
        for _ in range(count):
            self.ask("cursor.add", viewer=viewer.id)
        self.finish()

    def link(self, viewers: list[Any]) -> None:
        self.ask("viewers.link", viewers=[viewer.id for viewer in viewers])
        self.finish()

    def finish(self) -> None:
        from PyQt6.QtCore import QEventLoop

        wait = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        while not all(v.is_seen and v.is_drawn for v in self.manager.viewers):
            self.application.processEvents(wait)
        self.application.processEvents()

    def close(self) -> None:
        self.desktop.close()
        self.manager.dispose()


class Peer:
    """The peer's windows, moved by the method that its drag calls."""

    def __init__(self) -> None:
        from erlab.interactive.imagetool import itool
        from qtpy.QtWidgets import QApplication

        self.application = QApplication.instance() or QApplication([])
        self._itool = itool
        self._windows: list[Any] = []

    def open(self, data: xr.DataArray) -> Any:
        return self._keep(self._itool(data, manager=False, execute=False))

    def _keep(self, window: Any) -> Any:
        window.resize(*SIZE)
        window.show()
        self._windows.append(window)
        self.finish()
        return window.slicer_area

    def move(self, area: Any, axis: int, index: int) -> None:
        area.set_index(axis, index)
        self.finish()

    def bin(self, area: Any, bins: int) -> None:
        for axis in range(area.data.ndim):
            area.set_bin(axis, bins)
        self.finish()

    def add_cursors(self, area: Any, count: int) -> None:
        for _ in range(count):
            area.add_cursor()
        self.finish()

    def link(self, areas: list[Any]) -> None:
        from erlab.interactive.imagetool.viewer import SlicerLinkProxy

        self._proxy = SlicerLinkProxy(*areas)

    def finish(self) -> None:
        self.application.processEvents()
        self.application.processEvents()

    def close(self) -> None:
        for window in self._windows:
            window.close()


def array(shape: tuple[int, ...]) -> xr.DataArray:
    """Return noise with even coordinates."""
    values = np.random.default_rng(0).random(shape, np.float32)
    dims = ("kx", "ky", "eV", "t")[: len(shape)]
    coords = {dim: np.linspace(-1, 1, n) for dim, n in zip(dims, shape, strict=True)}
    return xr.DataArray(values, coords, dims, name="noise")


def timed(side: Any, moves: list[Any]) -> dict[str, float]:
    """Run calls one by one; return CPU and wall in ms."""
    walls, cpu = [], time.process_time()
    for move in moves:
        start = time.perf_counter()
        move()
        walls.append((time.perf_counter() - start) * 1e3)
    cpu = (time.process_time() - cpu) / len(moves) * 1e3
    p50, p95 = np.percentile(walls, [50, 95])
    return {"cpu": cpu, "p50": p50, "p95": p95, "rate": 1e3 / float(np.mean(walls))}


def drags(side: Any, shape: tuple[int, ...], all_bins: tuple[int, ...], count: int):
    """Drag through the middle, sample by sample, along each axis; then jump."""
    viewer = side.open(array(shape))
    found = {}
    for bins in all_bins:
        side.bin(viewer, bins)
        for axis, size in enumerate(shape):
            some = min(count, size - 2)
            first = (size - some) // 2
            path = [first, *range(first, first + some)]
            found[f"drag along {axis}, bins {bins}"] = _along(side, viewer, axis, path)
        anywhere = np.random.default_rng(1).integers(0, shape[-1], count // 2)
        last = len(shape) - 1
        found[f"jumps along {last}, bins {bins}"] = _along(
            side, viewer, last, [int(index) for index in anywhere]
        )
    return found


def _along(side: Any, viewer: Any, axis: int, path: list[int]) -> dict[str, float]:
    side.move(viewer, axis, path[0])
    return timed(side, [lambda i=i: side.move(viewer, axis, i) for i in path[1:]])


def first(side: Any, _quick: bool):
    """Open the array and wait for its window."""
    data = array(CUBE)
    start = time.perf_counter()
    side.open(data)
    return {"first paint": (time.perf_counter() - start) * 1e3}


def cube(side: Any, quick: bool):
    """Drag in three dimensions."""
    return drags(side, CUBE, (1, 21), 40 if quick else 150)


def hypercube(side: Any, quick: bool):
    """Drag in four dimensions."""
    return drags(side, HYPERCUBE, (21,), 20 if quick else 60)


def cursors(side: Any, quick: bool):
    """Drag one of many cursors."""
    viewer = side.open(array((100, 100, 100)))
    side.add_cursors(viewer, CURSORS - 1)
    path = range(30, 50 if quick else 70)
    return {f"{CURSORS} cursors": _along(side, viewer, 0, list(path))}


def linked(side: Any, quick: bool):
    """Drag in one of many linked windows."""
    viewers = [side.open(array((100, 100, 100))) for _ in range(LINKED)]
    side.link(viewers)
    path = range(30, 40 if quick else 60)
    return {f"{LINKED} linked viewers": _along(side, viewers[0], 0, list(path))}


def memory(side: Any, quick: bool):
    """Open many small windows; one comes before, so that libraries do not count."""
    process = psutil.Process()
    side.open(array((32, 32)))
    before = process.memory_info().rss
    count = SMALL // 4 if quick else SMALL
    for _ in range(count):
        side.open(array((32, 32)))
    grown = (process.memory_info().rss - before) / count / 2**20
    return {"memory of a small viewer": grown}


WORKS = {w.__name__: w for w in (first, cube, hypercube, cursors, linked, memory)}


def main() -> None:
    """Measure one work."""
    kind, work, quick = sys.argv[1:4]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    side = Ours() if kind == "ours" else Peer()
    print(json.dumps(WORKS[work](side, quick == "quick")), flush=True)
    with suppress(Exception):
        side.close()
    os._exit(0)  # what closing a peer's windows may ask, nobody is there to answer


if __name__ == "__main__":
    main()
