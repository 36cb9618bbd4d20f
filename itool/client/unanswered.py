"""Calls that timed out, so that the same call again is recognised."""

from __future__ import annotations

import hashlib
from typing import Any

from itool.wire.codec import encode

_MOST = 16


class Unanswered:
    """Names of calls that nobody waits for any more, by manager and content."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, bytes], str] = {}

    def add(self, manager: str, command: str, args: dict[str, Any], id: str) -> None:
        """Remember that the call `id` was given up."""
        self._ids[manager, command, _digest(args)] = id
        while len(self._ids) > _MOST:
            self._ids.pop(next(iter(self._ids)), None)

    def take(self, manager: str, command: str, args: dict[str, Any]) -> str | None:
        """Return the name of the same call if it was given up before, and forget it."""
        if not any(key[:2] == (manager, command) for key in [*self._ids]):
            return None
        return self._ids.pop((manager, command, _digest(args)), None)


def _digest(args: dict[str, Any]) -> bytes:
    header, buffers = encode(args, recipe=_named)
    digest = hashlib.blake2b(header, digest_size=16)
    for buffer in buffers:
        digest.update(buffer)
    return digest.digest()


def _named(variable: Any) -> dict[str, Any]:
    """Return what tells a lazy variable from others, without reading it."""
    data = variable._data
    return {"name": getattr(data, "name", None) or id(data)}


UNANSWERED = Unanswered()
"""Those of this process, whichever connection they went through."""
