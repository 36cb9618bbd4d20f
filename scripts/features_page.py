"""The page of features: what a viewer does, by hand, by command, and its tests."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

TREE = Path(__file__).parents[1]
TABLE = TREE / "tests" / "contract" / "features.toml"

HEAD = """# Features

What a viewer does, how it is done by hand, in native windows and on pages (in a browser
or in JupyterLab), and with which [command](commands.md), which is what Python and the
shell call. The last column names tests: those without a place are in `tests/contract`
and run without a screen, in windows and on pages alike; others run where they say. A
dash says that there is none yet.

<!-- Written by scripts/reference.py from tests/contract/features.toml. -->
"""


class Feature(NamedTuple):
    """A row of the table."""

    what: str
    by_hand: str
    commands: tuple[str, ...]
    tests: tuple[tuple[Path, str], ...]


def features() -> dict[str, list[Feature]]:
    """Return the rows of the table by group."""
    groups = tomllib.loads(TABLE.read_text(encoding="utf-8"))["group"]
    return {
        group["title"]: [
            Feature(
                what,
                by_hand,
                tuple(commands.split()),
                tuple(_test(name) for name in tests.split()),
            )
            for what, by_hand, commands, tests in group["rows"]
        ]
        for group in groups
    }


def features_page() -> str:
    """Return the page."""
    parts = [HEAD]
    for title, rows in features().items():
        lines = [f"## {title}", "", "| what | by hand | command | held by |"]
        lines.append("|---|---|---|---|")
        for row in rows:
            commands = ", ".join(f"[`{n}`](commands.md)" for n in row.commands)
            tests = "; ".join(_told(path, name) for path, name in row.tests)
            cells = row.what, row.by_hand, commands or "—", tests or "—"
            lines.append(f"| {' | '.join(cells)} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _test(written: str) -> tuple[Path, str]:
    """Return file and name of a test that is written as file:name."""
    file, _, name = written.partition(":")
    here = TREE / file if "/" in file else TABLE.parent / f"test_{file}.py"
    return here, f"test_{name}"


def _told(path: Path, name: str) -> str:
    sentence = name.removeprefix("test_").replace("_", " ")
    if path.parent == TABLE.parent:
        return sentence
    return f"{sentence} (`{path.parent.relative_to(TREE).as_posix()}`)"
