"""The bridge from scripts and notebooks, beside the peer where there is one."""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from benchmarks.report import Row
from benchmarks.sides import running, sides

if TYPE_CHECKING:
    from benchmarks.sides import Side

GROUP = "bridge"

Figures = dict[str, float]

_IMPORT = """
import json, sys, time
before = set(sys.modules); start = time.perf_counter()
import MODULE
wall = time.perf_counter() - start
memory = next(x for x in open("/proc/self/status") if x.startswith("VmRSS"))
print(json.dumps([wall, int(memory.split()[1]) / 1024, len(set(sys.modules) - before),
    "xarray" in sys.modules]))
"""


def measure(quick: bool) -> list[Row]:
    """Return the figures of this group."""
    rows: list[Row] = []
    by_side: dict[str, Figures] = {}
    with sides() as found:
        for side in found:
            figures = by_side[side.name] = {}
            if side.kind != "headless":
                rows += _imports(side, 3 if quick else 9)
            with running(side):
                rows += _crowd(side, quick)
            with running(side):
                for work in (_small, _watches, _shows, _burst):
                    try:
                        rows += work(side, figures, quick)
                    except (RuntimeError, subprocess.TimeoutExpired) as error:
                        print(f"left out: {side.name}, {work.__name__}: {error}")
    return rows + _ratios(by_side)


def _imports(side: Side, repeats: int) -> list[Row]:
    """Measure in processes of their own, the first of which does not count."""
    module = "itool.manager"
    if side.kind == "peer":
        module = "erlab.interactive.imagetool.manager"
    command = [side.python, "-c", _IMPORT.replace("MODULE", module)]
    answers = [
        json.loads(
            subprocess.run(
                command, env=side.environment, check=True, capture_output=True
            ).stdout
        )
        for _ in range(repeats + 1)
    ][1:]
    wall = statistics.median(answer[0] for answer in answers)
    _, memory, modules, has_xarray = answers[-1]
    note = "with xarray" if has_xarray else "without xarray"
    return [
        _row(side, "client import, median", wall, "s", "< 0.15"),
        _row(side, "memory of that client", memory, "MiB", "< 60", note),
        _row(side, "modules loaded by it", modules, ""),
    ]


def _small(side: Side, figures: Figures, quick: bool) -> list[Row]:
    count = 200 if quick else 2000
    works = [("small", "fetch of 20 x 20")]
    if side.kind != "peer":
        works.insert(0, ("listing", "small request (viewers.list)"))
    rows = []
    for work, what in works:
        middle, late, rate = side.work(work, count)
        rows += [
            _row(side, f"{what}, p50", middle * 1e3, "ms", "< 0.5"),
            _row(side, f"{what}, p95", late * 1e3, "ms"),
            _row(side, f"{what}, rate", rate, "1/s", "> 2000"),
        ]
    return rows


def _shows(side: Side, figures: Figures, quick: bool) -> list[Row]:
    size = 32 if quick else 256
    found = side.work("show", size, 3 if quick else 5)
    names = {
        "show": f"show {size} MiB until visible",
        "return": f"show {size} MiB, call returns",
        "fetch": f"fetch {size} MiB",
        "read": f"fetch {size} MiB and read it all",
    }
    figures.update({name: statistics.median(found[name]) for name in names})
    rows = [_timed(side, what, found[name]) for name, what in names.items()]
    if side.kind != "peer":
        times = side.work("header", size, 5 if quick else 30)
        what = f"show {size} MiB of shared_empty, call returns"
        rows.append(_timed(side, what, times, "about 1"))
    return rows


def _burst(side: Side, figures: Figures, quick: bool) -> list[Row]:
    count = 10 if quick else 50
    wall = side.work("burst", count)
    figures["burst"] = wall
    what = f"burst of {count} small shows until all visible"
    return [_row(side, what, wall, "s", "< 2")]


def _watches(side: Side, figures: Figures, quick: bool) -> list[Row]:
    repeats = 3 if quick else 10
    size = 4 if quick else 16
    rows = []
    for part, what in ((1.0, f"all of {size} MiB"), (0.05, f"5 % of {size} MiB")):
        found = side.work("watch", size, repeats, part)
        figures[what] = statistics.median(found["arrive"])
        rows += [
            _timed(side, f"watch, {what} changed: a fetch has it", found["arrive"]),
            _timed(
                side,
                f"watch, {what} changed: push returns",
                found["push"],
                "" if side.kind == "peer" else "< 30",
                "asked, not there yet" if side.kind == "peer" else "the manager has it",
            ),
        ]
    size = 32 if quick else 256
    found = side.work("unchanged", size, repeats)
    note = "reads a sample of it" if side.kind == "peer" else "reads every byte"
    what = f"watch, check of {size} MiB unchanged, CPU"
    return [*rows, _timed(side, what, found["cpu"], "< 40", note)]


def _crowd(side: Side, quick: bool) -> list[Row]:
    """Have many clients show and fetch at the same time."""
    clients, size, rounds = (4, 4, 1) if quick else (20, 16, 2)
    side.work("keep", size)  # what all of them fetch: index 2
    processes = [
        subprocess.Popen(
            side.command("crowd", size, rounds),
            env=side.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(clients)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        start = time.perf_counter()
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [_answer(process, start + 200) for process in processes]
        wall = max(a["wall"] for a in answers)
    finally:
        for process in processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()
    calls = clients * rounds * 3
    done = sum(a["done"] for a in answers)
    what = f"{clients} clients x {rounds} x (show {size} MiB + 2 fetch)"
    return [
        _row(side, f"{what}: failed", calls - done, f"of {calls}", "0"),
        _row(side, f"{what}: rate", done * size / wall, "MiB/s", ">= 400"),
    ]


def _answer(process: subprocess.Popen[str], deadline: float) -> dict[str, Any]:
    patience = max(1.0, deadline - time.perf_counter())
    try:
        out, _ = process.communicate(timeout=patience)
        return dict(json.loads(out.splitlines()[-1]))
    except (subprocess.TimeoutExpired, IndexError, ValueError):
        return {"done": 0, "wall": 200.0}


def _ratios(by_side: dict[str, Figures]) -> list[Row]:
    """Compare what has windows with what has windows."""
    ours, peer = by_side["windows"], by_side.get("peer", {})
    aims = {"show": ">= 4", "fetch": ">= 2"}
    return [
        Row(
            GROUP,
            f"peer / ours with windows: {name}",
            peer[name] / ours[name],
            "x",
            aim,
        )
        for name in peer
        if name in ours
        for aim in [aims.get(name, "")]
    ]


def _timed(
    side: Side, what: str, times: list[float], aim: str = "", note: str = ""
) -> Row:
    best = f"best {min(times) * 1e3:.3g}"
    note = f"{best}; {note}" if note else best
    return _row(side, what, statistics.median(times) * 1e3, "ms", aim, note)


def _row(
    side: Side, what: str, value: float, unit: str, aim: str = "", note: str = ""
) -> Row:
    aim = "" if side.kind == "peer" else aim
    return Row(GROUP, f"{side.name}: {what}", value, unit, aim, note)
