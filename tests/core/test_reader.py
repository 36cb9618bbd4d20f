"""Reader: what is no longer wanted is let go, what comes late is not drawn."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Event, Semaphore

import numpy as np
import pytest

from itool.core import reader
from itool.core.loop import AsyncLoop
from itool.core.pool import Pool
from itool.core.reader import Reader
from itool.model.scene import Layer, SliceRequest, Window
from itool.store.progress import CURRENT

PLACE = ("y-x", "a")
PATIENCE = 20.0


@dataclass
class SlowStore:
    """Every read waits for a step at a time."""

    steps: Semaphore = field(default_factory=lambda: Semaphore(0))
    began: list[int] = field(default_factory=list)
    ended: Event = field(default_factory=Event)
    quick: bool = False

    def is_quick(self, request):
        return self.quick

    def amount(self, request):
        return 8

    def read(self, request, show=None):
        number = request.windows[0].start
        self.began.append(number)
        progress = CURRENT.get()
        try:
            for done in range(3 if show else 0):
                assert self.steps.acquire(timeout=PATIENCE)
                progress.check()
                progress.tell(done + 1, 3)
                show(np.full((1, 1), 10.0 * number + done))
        finally:
            self.ended.set()
        return np.full((1, 1), 10.0 * number + 9)


class Scene:
    """A reader, and what it has told."""

    def __init__(self) -> None:
        self.store, self.loop, self.taken = SlowStore(), AsyncLoop(), []
        self.pool, self.told, self.failed = Pool(self.loop), 0, []
        self.reader = Reader(
            self.store, self.loop, self.pool, self.take, self.fail, self.tell
        )

    def take(self, place, layer, values, is_partial=False):
        self.taken.append((values.item(), is_partial))

    def fail(self, place, layer, error):
        self.failed.append(error)

    def tell(self):
        self.told += 1

    def wait(self, until):
        deadline = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < deadline
            self.loop.asyncio.call_later(0.005, self.loop.asyncio.stop)
            self.loop.asyncio.run_forever()


@pytest.fixture
def scene():
    made = Scene()
    yield made
    made.reader.give_up()
    made.store.steps.release(10)
    made.pool.close()
    made.wait(lambda: True)
    made.loop.asyncio.close()


def layer(number: int) -> Layer:
    windows = Window("y", number, number + 1), Window("x", 0, 1)
    return Layer("a", SliceRequest("d0", ("y", "x"), windows))


def test_what_there_is_is_taken_while_a_read_goes_on(scene: Scene):
    scene.reader.want(PLACE, layer(1))
    assert scene.reader.is_fetching(PLACE, layer(1))

    scene.store.steps.release()
    scene.wait(lambda: scene.taken)
    assert scene.taken == [(10.0, True)]
    assert scene.reader.fraction == pytest.approx(1 / 3)
    scene.store.steps.release(2)
    scene.wait(lambda: not scene.reader)

    assert scene.taken == [(10.0, True), (11.0, True), (12.0, True), (19.0, False)]
    assert scene.reader.fraction is None


def test_the_same_is_not_read_twice_at_a_time(scene: Scene):
    scene.reader.want(PLACE, layer(1))
    scene.reader.want(PLACE, layer(1))
    scene.store.steps.release(3)
    scene.wait(lambda: not scene.reader)

    assert scene.store.began == [1]


def test_a_short_read_is_shown_late_and_then_the_next_begins(scene: Scene):
    scene.reader.want(PLACE, layer(1))
    scene.reader.want(PLACE, layer(2))
    assert scene.reader.is_fetching(PLACE, layer(1))

    scene.store.steps.release(3)
    scene.wait(lambda: (19.0, False) in scene.taken)

    assert scene.told  # whoever draws asks again
    scene.reader.want(PLACE, layer(2))
    assert scene.reader.is_fetching(PLACE, layer(2))


def test_a_long_read_that_is_not_wanted_any_more_is_let_go(scene, monkeypatch):
    scene.reader.want(PLACE, layer(1))
    scene.wait(lambda: scene.store.began == [1])
    monkeypatch.setattr(reader, "STALE", 0.0)

    scene.reader.want(PLACE, layer(2))
    scene.wait(lambda: len(scene.store.began) == 2)
    scene.store.steps.release(10)
    scene.wait(lambda: not scene.reader)

    assert scene.taken[-1] == (29.0, False)
    assert not any(10 <= value < 20 for value, _ in scene.taken)
    assert scene.failed == []


def test_whoever_waits_is_told_when_a_read_has_become_long(scene, monkeypatch):
    monkeypatch.setattr(reader, "STALE", 0.02)
    scene.reader.want(PLACE, layer(1))
    scene.reader.want(PLACE, layer(2))

    scene.wait(lambda: scene.told)
    scene.reader.want(PLACE, layer(2))

    assert scene.reader.is_fetching(PLACE, layer(2))


def test_what_is_there_at_once_does_not_wait_for_a_slow_read(scene: Scene):
    scene.reader.want(PLACE, layer(1))
    scene.store.quick = True

    scene.reader.want(PLACE, layer(2))

    assert scene.taken == [(29.0, False)]
    assert not scene.reader


def test_what_is_read_for_places_that_are_gone_is_given_up(scene: Scene):
    scene.reader.want(PLACE, layer(1))
    scene.reader.want(("x", "b"), layer(2))

    scene.reader.keep({PLACE})

    assert scene.reader.is_fetching(PLACE, layer(1))
    assert not scene.reader.is_fetching(("x", "b"), layer(2))


def test_all_are_given_up_and_nothing_of_them_is_taken(scene: Scene):
    scene.reader.want(PLACE, layer(1))
    scene.wait(lambda: scene.store.began)

    assert scene.reader.give_up() == [(PLACE, layer(1))]
    scene.store.steps.release(3)
    scene.wait(scene.store.ended.is_set)

    assert (scene.taken, scene.failed, bool(scene.reader)) == ([], [], False)
