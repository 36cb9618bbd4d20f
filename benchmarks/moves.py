"""Moving cursors in native windows, offscreen, beside the peer where there is one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Row
from benchmarks.sides import HERE, START_PATIENCE, around, find_peer, make_home

WORKS = ("first", "cube", "hypercube", "cursors", "linked", "memory")
UNITS = {"first": "ms", "memory": "MiB"}
AIMS = {"first": "< 500", "cursors": ">= 20 /s", "linked": ">= 20 /s", "memory": "< 3"}
CPU = {("cube", 1): "<= 8", ("cube", 21): "<= 12", ("hypercube", 21): "<= 20"}


def measure(quick: bool) -> list[Row]:
    """Return the figures of this group."""
    with TemporaryDirectory(prefix="itool-bench-") as folder:
        environment = around(make_home(Path(folder) / "home"))
        sides = {"ours": sys.executable}
        if peer := find_peer():
            sides["peer"] = peer
        rows = []
        for work in WORKS:
            for side, python in sides.items():
                found = _run(side, python, work, quick, environment)
                rows += [
                    row
                    for name, figures in found.items()
                    for row in _rows(side, work, name, figures)
                ]
        return rows


def _run(side: str, python: str, work: str, quick: bool, environment: dict[str, str]):
    script = str(HERE / "moves_work.py")
    path = {"PYTHONPATH": str(HERE.parent)} if side == "ours" else {}
    done = subprocess.run(
        [python, script, side, work, "quick" if quick else "full"],
        env=environment | path,
        capture_output=True,
        text=True,
        timeout=START_PATIENCE + 300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{side}: {work}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _rows(side: str, work: str, name: str, figures: float | dict[str, float]):
    title = f"{side}: {name}"
    aim = AIMS.get(work, "") if side == "ours" else ""
    if not isinstance(figures, dict):
        yield Row("moves", title, figures, UNITS[work], aim)
        return
    note = f"wall p50 {figures['p50']:.1f}, p95 {figures['p95']:.1f} ms"
    if work in AIMS:
        yield Row("moves", title, figures["rate"], "moves/s", aim, note)
        return
    bins = int(name.rpartition(" ")[2])
    wanted = CPU[work, bins] if side == "ours" and "drag" in name else ""
    yield Row("moves", title, figures["cpu"], "ms CPU", wanted, note)
