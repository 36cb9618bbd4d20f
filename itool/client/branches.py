"""Rows of viewers as a list is drawn: each followed by those made from it."""

from __future__ import annotations

from typing import Any

Rows = list[dict[str, Any]]


def branches(rows: Rows) -> Rows:
    """Return `rows` with ``depth``, each followed by those made from it.

    Examples
    --------
    >>> rows = [{"id": "a", "parent": ""}, {"id": "b", "parent": ""}]
    >>> rows.append({"id": "c", "parent": "a"})
    >>> [(row["id"], row["depth"]) for row in branches(rows)]
    [('a', 0), ('c', 1), ('b', 0)]
    """
    below: dict[str, Rows] = {}
    for row in rows:
        below.setdefault(row.get("parent", ""), []).append(row)

    def branch(parent: str, depth: int) -> Rows:
        found: Rows = []
        for row in below.get(parent, ()):
            found += [{**row, "depth": depth}, *branch(row["id"], depth + 1)]
        return found

    return branch("", 0)
