"""What a test may leave behind: nothing that is named here."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

GRACE = 10.0
"""Seconds that threads, sockets and processes get to finish after a test.

A browser that has little time closes its connections when it comes to it; what stays is
still here after half a minute, and only a test that fails waits for as long.
"""


@dataclass(frozen=True)
class Snapshot:
    """The threads, descriptors, child processes and windows of one moment."""

    threads: frozenset[threading.Thread]
    descriptors: tuple[str, ...]
    children: frozenset[int]
    windows: frozenset[int]
    shared: frozenset[str]

    @classmethod
    def take(cls) -> Snapshot:
        return cls(
            threads=frozenset(threading.enumerate()),
            descriptors=tuple(_descriptors().values()),
            children=frozenset(_children()),
            windows=frozenset(_windows()),
            shared=frozenset(_shared()),
        )

    def leaks(self, grace: float = GRACE) -> list[str]:
        """Describe what is here now and was not then, after waiting up to `grace`."""
        deadline = time.monotonic() + grace
        found = self._new()
        while found and time.monotonic() < deadline:
            _settle()
            time.sleep(0.02)
            found = self._new()
        return found

    def _new(self) -> list[str]:
        return [
            *self._new_threads(),
            *self._new_descriptors(),
            *(_describe_process(pid) for pid in _children() if self._is_ours(pid)),
            *(text for key, text in _windows().items() if key not in self.windows),
        ]

    def _new_threads(self) -> list[str]:
        return [
            _describe_thread(thread)
            for thread in threading.enumerate()
            if thread not in self.threads and not _is_shared_thread(thread)
        ]

    def _new_descriptors(self) -> list[str]:
        now = _descriptors()
        new = Counter(now.values()) - Counter(self.descriptors)
        if _qt_application() is not None:
            # Qt's own pool of threads paints large images, and each has a wake-up.
            new.pop("anon_inode:[eventfd]", None)
        if new and self.shared != _shared():
            # A library started its loop for the whole process: its anonymous
            # descriptors stay for good, what has a name or an address does not.
            new = Counter({name: n for name, n in new.items() if _is_named(name, now)})
        return [_describe_descriptor(name, now) for name in new]

    def _is_ours(self, pid: int) -> bool:
        return pid not in self.children and not _is_resource_tracker(pid)


def _settle() -> None:
    """Give objects that are only waiting for the collector or for Qt their end."""
    gc.collect()
    if (app := _qt_application()) is not None:
        from PyQt6.QtCore import QEvent

        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        app.processEvents()


def _shared() -> set[str]:
    """Name what libraries keep for the whole process once it has been used."""
    shared = set()
    if _qt_application() is not None:
        shared.add("QApplication")
    for name in ("zarr.core.sync", "fsspec.asyn"):
        if any(getattr(sys.modules.get(name), "loop", [None])):
            shared.add(name)
    for thread in threading.enumerate():
        if type(thread).__module__.startswith("zmq."):
            shared.add(type(thread).__module__)
    return shared


def _is_shared_thread(thread: threading.Thread) -> bool:
    if type(thread).__module__.startswith("zmq."):
        return True  # the collector of buffers that were sent without a copy
    if thread.name.startswith(("zarr_", "fsspecIO")):
        return True
    return any(thread in getattr(pool, "_threads", ()) for pool in _library_pools())


def _library_pools() -> list[object]:
    """Return the pools that dask and zarr keep for the process or a thread of ours."""
    dask = sys.modules.get("dask.threaded")
    pools = [getattr(dask, "default_pool", None)]
    for by_size in dict(getattr(dask, "pools", {})).values():
        pools += by_size.values()
    loops = getattr(sys.modules.get("zarr.core.sync"), "loop", ())
    return [*pools, *(getattr(loop, "_default_executor", None) for loop in loops)]


def _describe_thread(thread: threading.Thread) -> str:
    target = getattr(thread, "_target", None)
    doing = f" running {target.__module__}.{target.__qualname__}" if target else ""
    return f"thread {thread.name!r}{doing}"


def _descriptors() -> dict[int, str]:
    """Target of each open descriptor; empty where there is no /proc."""
    found = {}
    for name in _listed("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue  # the descriptor of the listing itself
        if "/mpl-data/fonts/" in target:
            continue  # matplotlib keeps the fonts of each thread that has drawn open
        if target == "/usr/share/mime/mime.cache":
            continue  # kept open by Qt after its first file dialog
        if not target.startswith(("/dev/", "/proc/", "/sys/")):
            found[int(name)] = target
    return found


def _is_named(name: str, now: dict[int, str]) -> bool:
    return name.startswith("/") or bool(_addresses(name, now))


def _describe_descriptor(name: str, now: dict[int, str]) -> str:
    if name.startswith("/"):
        return f"open file {name}"
    if addresses := _addresses(name, now):
        return f"socket {addresses}"
    return f"descriptor {name}"


def _addresses(name: str, now: dict[int, str]) -> str:
    if not name.startswith("socket:"):
        return ""
    for connection in psutil.Process().net_connections("inet"):
        if now.get(connection.fd) == name:
            ends = [
                ":".join(map(str, end))
                for end in (connection.laddr, connection.raddr)
                if end
            ]
            return f"{' -> '.join(ends)} ({connection.status})"
    return ""


def _children() -> list[int]:
    pids: list[int] = []
    for task in _listed("/proc/self/task"):
        try:
            pids += map(
                int, Path(f"/proc/self/task/{task}/children").read_text().split()
            )
        except OSError:
            continue  # a thread that has just ended
    return pids


def _is_resource_tracker(pid: int) -> bool:
    try:
        return "multiprocessing.resource_tracker" in " ".join(
            psutil.Process(pid).cmdline()
        )
    except psutil.Error:
        return False


def _describe_process(pid: int) -> str:
    try:
        process = psutil.Process(pid)
        return (
            f"process {pid} ({process.status()}): {' '.join(process.cmdline())[:200]}"
        )
    except psutil.Error:
        return f"process {pid}"


def _windows() -> dict[int, str]:
    """Top-level widgets that nobody owns, by address."""
    app = _qt_application()
    if app is None:
        return {}
    from PyQt6 import sip

    return {
        sip.unwrapinstance(
            widget
        ): f"window {type(widget).__name__} {widget.windowTitle()!r}"
        for widget in app.topLevelWidgets()
        if widget.parent() is None and widget.metaObject().className() != "QTipLabel"
    }


def _qt_application() -> Any:
    widgets = sys.modules.get("PyQt6.QtWidgets")
    return None if widgets is None else widgets.QApplication.instance()


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
