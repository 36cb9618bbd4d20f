"""Watchers: those of this process, by namespace, and what they are asked to do."""

from __future__ import annotations

import atexit
import os
import sys
from collections import defaultdict
from importlib import import_module
from typing import TYPE_CHECKING, cast

from itool.client import targets
from itool.client.local import LocalManager

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itool.client.connection import Connection
    from itool.client.targets import Door
    from itool.client.watch.namespace import Namespace
    from itool.client.watch.variable import Line
    from itool.client.watch.watcher import Watcher

LAST_WORDS = 2.0
"""Seconds that the last values may take when the process ends."""

_watchers: dict[int, Watcher] = {}
_pid = os.getpid()
_is_tidy = False


def watch(
    namespace: Namespace,
    names: Sequence[str],
    *,
    target: object = None,
    label: str | None = None,
    interval: float = 0.25,
) -> None:
    """Watch variables; all of them, or none if one cannot be."""
    from itool.client.watch.variable import checked

    for name in names:
        checked(namespace, name)
    door, found = targets.door(target), _watcher(namespace)
    line, opened = _line(door, found.source), []
    try:
        for name in names:
            if found.watch(name, door, line, label or namespace.label, None):
                opened.append(name)
    except BaseException:
        found.stop(opened, remove=True)
        _end_if_idle(found)
        raise
    found.follow(interval)


def restore(
    namespace: Namespace,
    names: Sequence[str],
    *,
    target: object = None,
    label: str | None = None,
    interval: float = 0.25,
) -> None:
    """Tie variables to the rows that an earlier kernel watched.

    Without names, all variables of the namespace that have such a row. A variable that
    is named and does not exist takes the row's value.
    """
    door = targets.door(target)
    rows = defaultdict(list)
    for row in door.call("watch.info")["watched"]:
        is_labelled = label is None or row["source_label"] == label
        if not row["connected"] and is_labelled:
            rows[row["varname"]].append(row)
    found = _watcher(namespace)
    line = _line(door, found.source)
    try:
        for name in names or tuple(rows):
            same = rows.get(name, [])
            mine = [row for row in same if row["source_label"] == namespace.label]
            same = mine if len(mine) == 1 else same
            if len(same) != 1:
                _say_skipped(name, len(same))
                continue
            uid = same[0]["uid"]
            if name in names and name not in namespace.variables:
                namespace[name] = door.call("watch.pull", uid=uid)["data"]
            if namespace.array(name) is not None:
                found.watch(name, door, line, None, uid)
    finally:
        if found.names:
            found.follow(interval)
        _end_if_idle(found)


def stop(namespace: Namespace, names: Sequence[str] | None, *, remove: bool) -> None:
    """Watch these variables no longer, or none at all."""
    found = watcher_of(namespace)
    if found is not None:
        found.stop(found.names if names is None else names, remove=remove)
        _end_if_idle(found)


def watched(namespace: Namespace) -> tuple[str, ...]:
    """Return the watched names."""
    found = watcher_of(namespace)
    return found.names if found is not None else ()


def push(namespace: Namespace) -> None:
    """Send what changed now, and wait until it is there."""
    found = watcher_of(namespace)
    if found is not None:
        found.push()


def shut_down(namespace: Namespace | None, *, remove: bool = False) -> None:
    """End all watching, in a namespace or everywhere. Never raises."""
    wanted = [watcher_of(namespace)] if namespace is not None else [*_mine().values()]
    for found in wanted:
        if found is not None:
            found.close(remove=remove)
            _mine().pop(found.namespace.key, None)
    if not _mine():
        _end_thread()


def watcher_of(namespace: Namespace) -> Watcher | None:
    """Return what watches in a namespace, None if nothing does."""
    return _mine().get(namespace.key)


def _watcher(namespace: Namespace) -> Watcher:
    global _is_tidy
    from itool.client.watch.watcher import Watcher

    if not _is_tidy:
        import_module("itool.client.connection")  # whose end has to come after ours
        atexit.register(_at_exit)
        _is_tidy = True
    return _mine().setdefault(namespace.key, Watcher(namespace))


def _mine() -> dict[int, Watcher]:
    """Return the watchers of this process; a forked child has none."""
    global _watchers, _pid
    if _pid != os.getpid():
        _watchers, _pid = {}, os.getpid()
    return _watchers


def _line(door: Door, source: str) -> Line:
    from itool.client.watch.thread import LocalLine, RemoteLine

    if isinstance(door, LocalManager):
        return LocalLine(door, source)
    return RemoteLine(cast("Connection", door).record, source)


def _end_if_idle(found: Watcher) -> None:
    if not found.names:
        shut_down(found.namespace)


def _end_thread() -> None:
    module = sys.modules.get("itool.client.watch.thread")
    if module is not None:
        module.THREAD.stop()


def _say_skipped(name: str, count: int) -> None:
    why = "no disconnected row has" if not count else f"{count} disconnected rows have"
    print(f"itool: {name!r} was left out: {why} this name.", file=sys.stderr)


def _at_exit() -> None:
    for found in [*_mine().values()]:
        found.leave(LAST_WORDS)
    _mine().clear()
    _end_thread()
