"""Rows of figures, a table on the terminal and a JSON file beside it."""

from __future__ import annotations

import json
import os
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence

RESULTS = Path("bench-results")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes
    ----------
    group, name : str
        What was measured.
    value : float
        The figure, in `unit`.
    aim : str
        What we want, as text; empty where a figure is only there to compare with.
    note : str
        How to read it.
    """

    group: str
    name: str
    value: float
    unit: str
    aim: str = ""
    note: str = ""


def machine() -> dict[str, object]:
    """Describe where and under which load the figures were taken."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": [round(x, 2) for x in os.getloadavg()],
        "time": time.strftime("%Y-%m-%d %H:%M:%S"),
    }


def show(rows: Sequence[Row]) -> None:
    """Print `rows` as a table."""
    print(f"\n{'group':<16}{'what':<46}{'value':>12} {'unit':<12}{'aim':<14}note")
    for row in rows:
        value = f"{row.value:.3g}" if abs(row.value) < 100 else f"{row.value:.0f}"
        print(
            f"{row.group:<16}{row.name:<46}{value:>12} {row.unit:<12}"
            f"{row.aim:<14}{row.note}"
        )


def keep(rows: Sequence[Row], before: dict[str, object]) -> Path:
    """Write `rows` and the machine to a JSON file and return its path."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    content = {
        "machine": before,
        "load_after": os.getloadavg(),
        "rows": [asdict(row) for row in rows],
    }
    path.write_text(json.dumps(content, indent=1))
    return path


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((x.split(":")[1].strip() for x in lines if "model name" in x), "")
