"""The log, read back: what one process wrote to a file that several share."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (\d+) [A-Z]+ ")
"""How a record begins: time, process, level."""


def tail(path: Path, pid: int, lines: int) -> list[str]:
    """Return the last `lines` lines that the process `pid` wrote to the log at `path`.

    Rotated files (``path.1``, ``path.2``...) are looked into as well. A line without a
    head, as in a traceback, belongs to the record before it.
    """
    found: deque[str] = deque(maxlen=lines)
    rotated = [path.with_name(f"{path.name}.{n}") for n in (3, 2, 1)]
    for file in [*rotated, path]:
        is_ours = False
        try:
            text = file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for line in text.splitlines():
            head = _HEAD.match(line)
            if head is not None:
                is_ours = int(head[1]) == pid
            if is_ours:
                found.append(line)
    return list(found)
