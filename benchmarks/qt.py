"""Dragging a cursor in a native window, offscreen, with a full repaint each time."""

from __future__ import annotations

import os
import time

import numpy as np

from benchmarks.arrays import cube
from benchmarks.report import Row


def measure(quick: bool) -> list[Row]:
    """Return the figures of this group."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from itool.core.ask import asker
    from itool.core.manager import Manager
    from itool.qt.desktop import Desktop, create_application
    from itool.qt.loop import QtLoop
    from itool.store.store import DataStore

    application = create_application()
    loop = QtLoop()
    manager = Manager(DataStore(), loop)
    desktop = Desktop(manager)
    data = cube((300, 250, 200) if quick else (600, 500, 400))
    start = time.perf_counter()
    viewer = manager.open(data)
    while not viewer.is_drawn:
        application.processEvents()
    first = time.perf_counter() - start
    window = desktop.windows[viewer.id]
    window.resize(1200, 900)
    rows = [Row("qt", "first paint of an array in memory", first * 1e3, "ms", "< 500")]
    ask = asker(manager)
    for bins in (1, 21):
        ask("cursor.bin", viewer=viewer.id, bins=dict.fromkeys(data.dims, bins))
        rows += _drag(application, ask, viewer, bins, 60 if quick else 200)
    desktop.close()
    manager.dispose()
    return rows


def _drag(application, ask, viewer, bins: int, moves: int) -> list[Row]:
    path = np.sin(np.linspace(0, 6, moves)) * 0.8
    walls, cpu = [], time.process_time()
    for x in path:
        start = time.perf_counter()
        ask("cursor.move", viewer=viewer.id, point={"ky": float(x), "eV": float(-x)})
        while not viewer.is_drawn:
            application.processEvents()
        application.processEvents()
        walls.append(time.perf_counter() - start)
    cpu = (time.process_time() - cpu) / moves
    walls = sorted(walls)
    aim = {1: "<= 8", 21: "<= 12"}[bins]
    return [
        Row("qt", f"CPU per move, bins {bins}", cpu * 1e3, "ms", aim),
        Row("qt", f"wall per move p50, bins {bins}", walls[moves // 2] * 1e3, "ms"),
        Row(
            "qt",
            f"wall per move p95, bins {bins}",
            walls[int(moves * 0.95)] * 1e3,
            "ms",
        ),
    ]
