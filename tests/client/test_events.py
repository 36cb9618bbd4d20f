"""What happens in a manager is told to a `for` loop, from the first to the last."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from itool.client.local import clear_local_manager, set_local_manager
from itool.errors import ManagerFailed
from itool.manager import managers, show_in_manager
from tests.server.hosting import host

QUIET = 10.0
"""Seconds without an event after which a test gives up."""


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as started:
        yield started


def until(events, kind):
    for number, event in enumerate(events):
        if event.kind == kind or number > 100:
            return event
    raise AssertionError(f"no event {kind!r}")


def test_the_first_event_tells_how_things_are(running):
    made = show_in_manager(np.ones((2, 3)))

    first = next(managers[0].events(timeout=QUIET))

    assert first.kind == "resync"
    assert [row["id"] for row in first.rows] == list(made.ids)


def test_changes_are_told_in_order_and_numbered(running):
    events = managers[0].events(timeout=QUIET)
    numbers = [next(events).seq]

    viewer = managers[0].viewers[show_in_manager(np.ones((2, 3))).ids[0]]
    opened = until(events, "opened")
    viewer.rename("b")
    renamed = until(events, "state")
    viewer.remove()
    closed = until(events, "closed")

    assert opened.viewer == renamed.viewer == closed.viewer == viewer.id
    assert (opened.row["shape"], renamed.row["name"]) == ([2, 3], "b")
    numbers += [opened.seq, renamed.seq, closed.seq]
    assert numbers == sorted(set(numbers))


def test_a_loop_that_hears_nothing_ends_after_a_while(running):
    assert [event.kind for event in managers[0].events(timeout=0.2)] == ["resync"]


def test_the_last_event_is_the_end(running):
    events = managers[0].events(timeout=30)
    next(events)

    running.close()

    assert [event.kind for event in events] == ["ended"]


def test_a_manager_cannot_wait_for_itself(running):
    def listen():
        try:
            return managers[0].events()
        except ManagerFailed as error:
            return error

    running.do(lambda: set_local_manager(running.manager))
    failure = running.do(listen)
    heard = next(managers[0].events(timeout=QUIET))
    clear_local_manager()

    assert isinstance(failure, ManagerFailed)
    assert heard.kind == "resync"


def test_events_are_awaited(running):
    async def listen():
        kinds = []
        events = managers[0].aio.events()
        async for event in events:
            kinds.append(event.kind)
            if event.kind == "resync":
                await managers[0].aio.show(np.ones((2, 2)))
            if event.kind == "opened":
                break
        await events.aclose()
        return kinds

    kinds = asyncio.run(asyncio.wait_for(listen(), 20))

    assert (kinds[0], kinds[-1]) == ("resync", "opened")
