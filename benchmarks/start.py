"""How long a client's import and a manager's start take."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.report import Row

_IMPORT = """
import json, sys, time
before = set(sys.modules); start = time.perf_counter()
import itool.manager
wall = time.perf_counter() - start
heavy = [m for m in ("PyQt6","bokeh","matplotlib","numba","xarray") if m in sys.modules]
# Not the peak: a child begins with that of the process that it was forked from.
memory = next(x for x in open("/proc/self/status") if x.startswith("VmRSS"))
print(json.dumps([wall, len(set(sys.modules) - before),
    int(memory.split()[1]) / 1024, heavy]))
"""
_RUNNING = """
import time
start = time.perf_counter()
from itool.manager import is_running
while not is_running(): time.sleep(0.002)
"""


def measure(quick: bool) -> list[Row]:
    """Return the figures of this group."""
    repeats = 3 if quick else 7
    found = [_client_import() for _ in range(repeats)]
    walls = [wall for wall, *_ in found]
    _, modules, memory, heavy = found[-1]
    group = "start"
    return [
        Row(
            group,
            "import itool.manager, median",
            statistics.median(walls),
            "s",
            "< 0.2",
        ),
        Row(group, "modules loaded by it", modules, ""),
        Row(group, "memory of that process", memory, "MiB", "", f"heavy: {heavy}"),
        Row(
            group,
            "itool-manager --headless to is_running, median",
            statistics.median(_start() for _ in range(repeats)),
            "s",
            "< 1",
        ),
    ]


def _client_import() -> tuple[float, int, float, list[str]]:
    out = subprocess.run(
        [sys.executable, "-c", _IMPORT], check=True, capture_output=True, text=True
    ).stdout
    wall, modules, memory, heavy = json.loads(out)
    return wall, modules, memory, heavy


def _start() -> float:
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o700)
        environment = os.environ | {"ITOOL_RUNTIME_DIR": folder}
        os.environ["ITOOL_RUNTIME_DIR"] = folder
        from itool.manager import is_running

        start = time.perf_counter()
        manager = subprocess.Popen(
            [sys.executable, "-m", "itool.app.manager_cli", "--headless", "--json"],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            while not is_running() and time.perf_counter() - start < 30:
                time.sleep(0.005)
            return time.perf_counter() - start
        finally:
            manager.terminate()
            manager.wait(20)
