"""Handing arrays to a manager in another process and fetching them back."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.arrays import flat
from benchmarks.report import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

MIB = 2**20


@contextmanager
def headless_manager() -> Iterator[dict[str, object]]:
    """Run a manager in a registry of its own and yield its ready line."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o700)
        os.environ["ITOOL_RUNTIME_DIR"] = folder
        manager = subprocess.Popen(
            [sys.executable, "-m", "itool.app.manager_cli", "--headless", "--json"],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert manager.stdout is not None
            yield json.loads(manager.stdout.readline())
        finally:
            manager.terminate()
            manager.wait(30)


def measure(quick: bool) -> list[Row]:
    """Return the figures of this group."""
    sizes = (1, 16, 256) if quick else (1, 16, 256, 1024)
    rows = []
    with headless_manager():
        for size in sizes:
            rows += _one_size(size, repeats=3 if size > 64 else 7)
        rows += _small_requests()
    return rows


def _one_size(size: int, repeats: int) -> list[Row]:
    from itool.manager import fetch, managers, show_in_manager

    data = flat(size * MIB)
    copy = statistics.median(_memcpy(data.values) for _ in range(repeats))
    shows, fetches = [], []
    for _ in range(repeats):
        start = time.perf_counter()
        made = show_in_manager(data)
        managers[0].run("viewer.panels", viewer=made.ids[0])
        shows.append(time.perf_counter() - start)
        start = time.perf_counter()
        fetch(made.indexes[0])
        fetches.append(time.perf_counter() - start)
        managers[0].run("viewers.remove", viewers=made.ids)
    group = "hand-over"
    show, back = statistics.median(shows), statistics.median(fetches)
    note = f"memcpy {copy * 1e3:.2f} ms"
    return [
        Row(group, f"show {size} MiB until first frame", show * 1e3, "ms", "", note),
        Row(group, f"show {size} MiB / memcpy", show / copy, "x"),
        Row(group, f"fetch {size} MiB", back * 1e3, "ms"),
        Row(group, f"fetch {size} MiB / memcpy", back / copy, "x"),
    ]


def _memcpy(values: np.ndarray) -> float:
    start = time.perf_counter()
    values.copy()
    return time.perf_counter() - start


def _small_requests() -> list[Row]:
    from itool.manager import managers

    handle = managers[0]
    times = []
    for _ in range(500):
        start = time.perf_counter()
        handle.run("viewers.list")
        times.append(time.perf_counter() - start)
    return [
        Row("hand-over", "small request, p50", statistics.median(times) * 1e3, "ms"),
        Row("hand-over", "small request, p95", sorted(times)[475] * 1e3, "ms"),
    ]
