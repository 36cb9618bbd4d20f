"""Lazy arrays reach a manager through a tunnel while they are computed."""

from __future__ import annotations

import threading

import dask.array as da
import numpy as np
import pytest
import xarray as xr

from itool.client import link
from itool.client.feed import Feed
from itool.client.unanswered import Unanswered
from itool.errors import ImageToolManagerTimeoutError
from itool.wire.later import Later
from tests.server.hosting import connected, host, until


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as started:
        yield started


@pytest.fixture
def manager(running):
    """Return a connection that cannot use memory files, as through a tunnel."""
    with connected(running) as connection:
        connection.ping(20.0)
        connection._greet()
        connection._link._sends_memory = False
        yield connection


def feeds():
    return [t for t in threading.enumerate() if t.name == "itool-feed"]


def waiting(event, *, blocks=4):
    """Return an array whose blocks from the second on wait for `event`."""

    def hold(block, block_info=None):
        if block_info and block_info[0]["chunk-location"][0] > 0:
            assert event.wait(20)
        return block + 1

    zeros = da.zeros((blocks * 64, 1024), chunks=(64, 1024))
    array = zeros.map_blocks(hold, dtype="f8", meta=np.zeros((0, 0)))
    return xr.DataArray(array, dims=("y", "x"))


def test_a_lazy_array_arrives_identical(manager):
    noise = da.random.default_rng(3).random((300, 200, 30), chunks=(70, 90, 30))
    array = xr.DataArray(noise, dims=("t", "y", "x"), name="noise")

    made = manager.call("data.show", data=array)
    fetched = manager.call("data.fetch", viewer=made["ids"][0])

    xr.testing.assert_identical(fetched, array.compute())
    assert not feeds()


def test_what_fails_while_it_is_computed_is_raised_here(manager):
    def fail(block):
        raise ZeroDivisionError("in a block")

    zeros = da.zeros((400, 1024), chunks=(100, 1024))
    bad = zeros.map_blocks(fail, dtype="f8", meta=np.zeros((0, 0)))

    with pytest.raises(ZeroDivisionError, match="in a block"):
        manager.call("data.show", data=xr.DataArray(bad))

    assert manager.call("viewers.list") == []
    assert not feeds()


def test_a_manager_waits_for_what_takes_long_to_compute(running, manager, monkeypatch):
    monkeypatch.setattr(link, "_SIGN_OF_LIFE", 0.02)
    monkeypatch.setattr("itool.server.calls.UPLOAD_PATIENCE", 0.3)
    monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "300")
    event = threading.Event()
    timer = threading.Timer(1.5, event.set)
    timer.start()

    made = manager.call("data.show", data=waiting(event))
    timer.join()

    assert len(made["ids"]) == 1


def test_a_call_that_is_made_again_is_known_without_being_computed():
    runs = []

    def count(block):
        runs.append(1)
        return block

    zeros = da.zeros((4, 1024), chunks=(1, 1024))
    args = {"data": xr.DataArray(zeros.map_blocks(count, meta=np.zeros((0, 0))))}
    other = {"data": args["data"] + 1}
    calls = Unanswered()

    calls.add("manager", "data.show", args, "id")

    assert calls.take("manager", "data.show", other) is None
    assert calls.take("manager", "data.show", args) == "id"
    assert not runs


def test_a_computation_ends_with_the_call(running, manager, monkeypatch):
    monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "200")
    monkeypatch.setattr(link, "_SIGN_OF_LIFE", 1000.0)
    event = threading.Event()
    release = threading.Timer(1.0, event.set)
    release.start()

    with pytest.raises(ImageToolManagerTimeoutError):
        manager.call("data.show", data=waiting(event, blocks=40))

    release.join()
    until(lambda: not feeds())


def test_a_feed_computes_only_a_little_ahead():
    seen = []

    def note(block, block_info=None):
        seen.append(1)
        return block

    array = da.zeros((100, 8), chunks=(1, 8)).map_blocks(
        note, dtype="f8", meta=np.zeros((0, 0))
    )
    feed = Feed([(1, Later(array))])

    first = feed.next(20.0)
    ahead = len(seen)
    feed.close()

    assert first is not None
    assert ahead < 50
    assert not feeds()
