"""Watchers end up knowing what the manager knows, whatever they missed."""

from __future__ import annotations

import time

import numpy as np
import pytest
import zmq

from itool.client.connection import shared_context
from itool.wire.keys import KeyPair, secure_client
from itool.wire.messages import Event, unpack_event


class Watcher:
    def __init__(self, record):
        self.socket = shared_context().socket(zmq.SUB)
        keys = KeyPair(record.client_key, record.client_secret)
        secure_client(self.socket, record.server_key, keys)
        self.socket.connect(f"tcp://127.0.0.1:{record.watch_port}")
        self.socket.subscribe(b"")
        self.greeting = self.next()

    def next(self) -> Event:
        assert self.socket.poll(10_000), "no event"
        return unpack_event(self.socket.recv_multipart()[1])

    def until(self, seq: int) -> list[Event]:
        events = []
        while not events or events[-1].seq < seq:
            event = self.next()
            if event.kind != "beat":
                events.append(event)
        return events


@pytest.fixture
def watcher(running):
    watcher = Watcher(running.record)
    yield watcher
    watcher.socket.close(linger=0)


def test_a_new_watcher_is_greeted_with_the_newest_number(watcher):
    assert (watcher.greeting.kind, watcher.greeting.seq) == ("beat", 0)


def test_opening_changing_and_closing_is_told_in_order(manager, watcher):
    (viewer,) = manager.call("data.show", data=np.ones((3, 4)))["ids"]
    opened = watcher.until(1)[0]
    manager.call("cursor.center", viewer=viewer)
    manager.call("viewer.rename", viewer=viewer, name="b")
    time.sleep(0.1)
    manager.call("viewers.remove", viewers=[viewer])
    last = manager.snapshot().seq
    events = watcher.until(last)

    assert (opened.kind, opened.key, opened.rev) == ("opened", viewer, 1)
    assert opened.payload["shape"] == [3, 4]
    assert [event.seq for event in events] == list(range(2, last + 1))
    assert events[-1].kind == "closed"
    assert {event.epoch for event in events} == {opened.epoch}


def test_a_burst_of_changes_is_told_once_and_ends_at_the_newest(manager, watcher):
    (viewer,) = manager.call("data.show", data=np.ones((30, 40)))["ids"]
    for number in range(200):
        manager.call("viewer.rename", viewer=viewer, name=f"scan {number}")
    last = manager.snapshot().seq

    events = watcher.until(last)

    assert len(events) < 150
    assert events[-1].payload["name"] == "scan 199"


def test_a_snapshot_holds_all_up_to_its_number(manager, watcher):
    for _ in range(3):
        manager.call("data.show", data=np.ones((3, 3)))

    snapshot = manager.snapshot()

    assert [row["index"] for row in snapshot.rows] == [0, 1, 2]
    assert snapshot.epoch == watcher.greeting.epoch
    assert watcher.until(snapshot.seq)[-1].seq == snapshot.seq


def test_a_heartbeat_repeats_the_newest_number(manager, watcher):
    manager.call("data.show", data=np.ones((3, 3)))
    seq = manager.snapshot().seq

    while (event := watcher.next()).kind != "beat" or event.seq < seq:
        pass

    assert event.seq == seq
