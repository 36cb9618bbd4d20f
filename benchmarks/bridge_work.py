"""What a client of a manager does: the same work for us and for the peer.

Run by `benchmarks.sides` in the interpreter of either, so it imports nothing of ours
but what is measured: ``python bridge_work.py KIND WORK [ARGS]`` prints a line of JSON.

The peer answers before it has done anything, so its array counts as visible when a
`fetch` that was sent after it is answered: that comes from the thread that has built
the window by then, though it need not have been painted. Ours counts when its samples
are drawn and painted in the window or, without windows, when the samples of all panels
have been read.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 2**20


class Ours:
    """A client of ours."""

    def __init__(self, kind: str) -> None:
        import itool.manager as manager

        self.manager: Any = manager
        self._has_windows = kind == "windows"

    def show(self, data: Any) -> tuple[str, int]:
        made = self.manager.show_in_manager(data)
        return made.ids[0], made.indexes[0]

    def wait(self, shown: list[tuple[str, int]]) -> None:
        run = self.manager.managers[0].run
        if self._has_windows:
            run("bench.drawn", viewers=[id for id, _ in shown])
            return
        for id, _ in shown:
            run("viewer.panels", viewer=id)

    def remove(self, shown: tuple[str, int]) -> None:
        self.manager.managers[0].run("viewers.remove", viewers=[shown[0]])


class Peer:
    """A client of the peer; its indexes are counted, as answers do not tell them."""

    def __init__(self, kind: str) -> None:
        import erlab.interactive.imagetool.manager as manager

        self.manager: Any = manager
        self._next: int | None = None

    def show(self, data: Any) -> tuple[str, int]:
        if self._next is None:
            self._next = 0
            while self.manager.is_running() and self._is_there(self._next):
                self._next += 1
        self.manager.show_in_manager(data)
        self._next += 1
        return "", self._next - 1

    def wait(self, shown: list[tuple[str, int]]) -> None:
        deadline = time.monotonic() + 100
        # The last of many is fetched itself. One alone may be large, and would be
        # measured by its way back.
        wanted = shown[-1][1] if len(shown) > 1 else 0
        while not self._is_there(wanted):
            if time.monotonic() > deadline:
                raise TimeoutError("the peer did not show everything")

    def remove(self, shown: tuple[str, int]) -> None:
        """Nothing public removes a window of the peer."""

    def _is_there(self, index: int) -> bool:
        try:
            return self.manager.fetch(index) is not None
        except TimeoutError:  # while it builds many windows it answers nobody
            return False


def main() -> None:
    """Do what the command line says."""
    kind, work, *args = sys.argv[1:]
    side = Peer if kind == "peer" else Ours
    answer = WORKS[work](side(kind), *map(float, args))
    print(json.dumps(answer))


def warm(side: Any, patience: float) -> None:
    """Wait for the manager, then have it show two small arrays."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        # The peer is silent for longer than its own patience at its first window.
        with contextlib.suppress(Exception):
            if side.manager.is_running():
                break
        time.sleep(0.05)
    shown = side.show(_noise(0)), side.show(_noise(0))
    while time.monotonic() < deadline:
        with contextlib.suppress(TimeoutError):
            side.wait(list(shown))
            return
    raise TimeoutError("the manager did not show its first arrays")


def keep(side: Any, size: float) -> None:
    """Show an array that stays."""
    side.wait([side.show(_noise(size))])


def show(side: Any, size: float, repeats: float) -> dict[str, list[float]]:
    """Show an array until it is visible, fetch it, fetch it and read all of it."""
    data = _noise(size)
    shows, returns, fetches, reads = [], [], [], []
    for _ in range(int(repeats)):
        start = time.perf_counter()
        shown = side.show(data)
        returns.append(time.perf_counter() - start)
        side.wait([shown])
        shows.append(time.perf_counter() - start)
        start = time.perf_counter()
        back = side.manager.fetch(shown[1])
        fetches.append(time.perf_counter() - start)
        total = float(back.values.sum())
        reads.append(time.perf_counter() - start)
        assert abs(total / float(data.values.sum()) - 1) < 1e-3
        del back
        side.remove(shown)
    return {"show": shows, "return": returns, "fetch": fetches, "read": reads}


def header(side: Any, size: float, repeats: float) -> list[float]:
    """Show an array that lies in shared memory already. Ours only."""
    import xarray as xr

    from itool import shared_empty

    data = _noise(size)
    samples = shared_empty(data.shape, data.dtype)
    samples[...] = data.values
    data = xr.DataArray(samples, dims=data.dims)
    times = []
    for _ in range(int(repeats)):
        start = time.perf_counter()
        shown = side.show(data)
        times.append(time.perf_counter() - start)
        side.remove(shown)
    return times


def small(side: Any, count: float) -> list[float]:
    """Fetch a small array again and again."""
    side.manager.fetch(0)
    return _times(lambda: side.manager.fetch(0), count)


def listing(side: Any, count: float) -> list[float]:
    """Read the list of viewers again and again. Ours only."""
    handle = side.manager.managers[0]
    return _times(lambda: handle.run("viewers.list"), count)


def burst(side: Any, count: float) -> float:
    """Show many small arrays one after the other, until all are visible."""
    data = _noise(0)
    side.manager.fetch(0)
    start = time.perf_counter()
    side.wait([side.show(data) for _ in range(int(count))])
    return time.perf_counter() - start


def crowd(side: Any, size: float, rounds: float) -> dict[str, Any]:
    """Be one of many clients: show once and fetch twice, some rounds, at a signal."""
    data = _noise(size)
    side.manager.is_running()
    print("ready", flush=True)
    sys.stdin.readline()
    failed, done = [], 0
    start = time.perf_counter()
    for _ in range(int(rounds)):
        for call in (
            lambda: side.manager.show_in_manager(data),
            lambda: _read(side.manager.fetch(2), data),
            lambda: _read(side.manager.fetch(2), data),
        ):
            try:
                call()
                done += 1
            except Exception as error:  # counted: failing is what is measured
                failed.append(type(error).__name__)
    return {"done": done, "failed": failed, "wall": time.perf_counter() - start}


def watch(
    side: Any, size: float, repeats: float, part: float
) -> dict[str, list[float]]:
    """Change a watched variable until a fetch from the manager has the new value."""
    data = _noise(size)
    space = {"data": data}
    manager = side.manager
    manager.watch("data", namespace=space)
    uid = manager.watch_info()["watched"][-1]["uid"]
    index = _index_of(side, uid)
    pushes, arrivals = [], []
    for number in range(int(repeats)):
        time.sleep(0.4)  # the peer drops what comes sooner
        rows = max(1, int(data.shape[0] * part))
        data.values[:rows] = number + 2
        start = time.perf_counter()
        manager.maybe_push(namespace=space)
        pushes.append(time.perf_counter() - start)
        deadline = start + 10
        while _first(manager.fetch(index)) != number + 2:
            if time.perf_counter() > deadline:
                raise TimeoutError("a change never arrived")
        arrivals.append(time.perf_counter() - start)
    manager.shutdown()
    return {"push": pushes, "arrive": arrivals}


def unchanged(side: Any, size: float, repeats: float) -> dict[str, list[float]]:
    """Look for changes of a watched variable that has not changed."""
    space = {"data": _noise(size)}
    side.manager.watch("data", namespace=space, poll_interval_s=3600)
    walls, cpus = [], []
    for _ in range(int(repeats)):
        time.sleep(0.4)
        cpu, start = time.process_time(), time.perf_counter()
        side.manager.maybe_push(namespace=space)
        walls.append(time.perf_counter() - start)
        cpus.append(time.process_time() - cpu)
    side.manager.shutdown()
    return {"wall": walls, "cpu": cpus}


def _times(call: Callable[[], object], count: float) -> list[float]:
    times = []
    for _ in range(int(count)):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    times.sort()
    n = len(times)
    return [statistics.median(times), times[int(n * 0.95)], n / sum(times)]


def _noise(size: float) -> Any:
    """Return `size` MiB of float32 noise in three dimensions; 0 is a small image."""
    import numpy as np
    import xarray as xr

    rng = np.random.default_rng(0)
    if not size:
        return xr.DataArray(rng.random((20, 20), np.float32), dims=("y", "x"))
    block = rng.random((1, 256, 256), np.float32)
    rows = max(1, int(size * MIB) // block.nbytes)
    return xr.DataArray(np.repeat(block, rows, axis=0), dims=("scan", "y", "x"))


def _read(back: Any, data: Any) -> None:
    """Read every sample that came, so that none is only promised."""
    assert back.shape == data.shape
    back.values.sum()


def _first(back: Any) -> float:
    return float(back.values.flat[0])


def _index_of(side: Any, uid: str) -> Any:
    if isinstance(side, Peer):
        return uid
    rows = side.manager.managers[0].run("viewers.list")
    return rows[-1]["index"]


WORKS: dict[str, Any] = {
    "warm": warm,
    "keep": keep,
    "show": show,
    "header": header,
    "small": small,
    "listing": listing,
    "burst": burst,
    "crowd": crowd,
    "watch": watch,
    "unchanged": unchanged,
}

if __name__ == "__main__":
    main()
