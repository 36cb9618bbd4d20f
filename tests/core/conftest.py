"""A core without any toolkit: a loop that the test turns by hand."""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

from itool.core.manager import Manager
from itool.store.store import DataStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class HandLoop:
    """A loop whose turns are taken by `settle`."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._timers: list[Delayed] = []

    def post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def after(self, seconds: float, call: Callable[[], None]) -> Delayed:
        timer = Delayed(time.monotonic() + seconds, call)
        self._timers.append(timer)
        return timer

    def settle(self, until: Callable[[], bool] = lambda: True) -> None:
        """Take turns until nothing is due and `until` holds; at most 20 s."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for timer in [t for t in self._timers if t.due <= time.monotonic()]:
                self._timers.remove(timer)
                self.post(timer.call)
            try:
                self._calls.get(timeout=0.005)()
            except Empty:
                if until():
                    return
        raise TimeoutError("the loop did not settle")


class Delayed:
    def __init__(self, due: float, call: Callable[[], None]) -> None:
        self.due, self.call = due, call

    def cancel(self) -> None:
        self.call = lambda: None


class Screen:
    """A view that only remembers what it was shown."""

    def __init__(self) -> None:
        self.scenes, self.frames, self.is_closed = [], {}, False
        self.drawn = []

    def show_scene(self, scene) -> None:
        self.scenes.append(scene)

    def show_frame(self, frame) -> None:
        self.frames[frame.panel, frame.layer] = frame
        self.drawn.append(frame.panel)

    def close(self) -> None:
        self.is_closed = True


def cube(name: str = "cube") -> xr.DataArray:
    """Sixty numbers on (eV, ky, kx)."""
    return xr.DataArray(
        np.arange(60.0).reshape(3, 4, 5),
        coords={"eV": [-0.2, -0.1, 0.0], "ky": range(4), "kx": range(5)},
        dims=("eV", "ky", "kx"),
        name=name,
    )


@pytest.fixture
def loop() -> HandLoop:
    return HandLoop()


@pytest.fixture
def manager(loop) -> Iterator[Manager]:
    manager = Manager(DataStore(), loop)
    yield manager
    manager.dispose()


@pytest.fixture
def viewer(manager):
    return manager.open(cube())


@pytest.fixture
def screen(viewer, loop) -> Screen:
    screen = Screen()
    viewer.attach(screen)
    loop.settle()
    return screen
