"""Who waits for the answer lends its arrays; who does not sends copies."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest
import xarray as xr

from itool.client.aio import AsyncConnection
from itool.client.connection import TIMEOUT_VARIABLE
from itool.errors import ImageToolManagerTimeoutError
from itool.wire import lending, memory, parcels
from tests.server.hosting import connected, host, until

pytestmark = pytest.mark.skipif(
    not memory.is_available() or lending._system_call() is None,
    reason="this system lends no memory",
)


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as made:
        yield made


@pytest.fixture
def borrowed(monkeypatch):
    """Return the sizes of what is borrowed from now on."""
    sizes = []
    borrow = parcels.borrow

    def noting(pid, note, size):
        sizes.append(size)
        return borrow(pid, note, size)

    monkeypatch.setattr(parcels, "borrow", noting)
    return sizes


def cut() -> xr.DataArray:
    values = np.arange(2.0**19).reshape(512, 1024)
    return xr.DataArray(values, dims=("kx", "eV"), coords={"eV": np.arange(1024.0)})


def test_an_array_is_lent_there_and_back(running, borrowed):
    data = cut()
    with connected(running) as manager:
        manager.call("data.show", data=data)
        back = manager.call("data.fetch", viewer=0)

    assert borrowed == [data.nbytes, data.nbytes]
    xr.testing.assert_identical(back, data)
    shown = running.do(lambda: running.manager.viewers[0].data)
    data[0, 0] = back[0, 1] = -1.0
    assert float(shown[0, 0]) == 0.0
    assert float(shown[0, 1]) == 1.0


def test_who_does_not_wait_sends_a_copy(running, borrowed):
    async def show() -> None:
        async with AsyncConnection(running.record) as manager:
            await manager.call("data.show", data=cut())
            xr.testing.assert_identical(
                await manager.call("data.fetch", viewer=0), cut()
            )

    asyncio.run(show())

    assert borrowed == []


def test_where_memory_cannot_be_borrowed_files_are_used(running, borrowed, monkeypatch):
    for place in ("itool.server.desk", "itool.client.link"):
        monkeypatch.setattr(f"{place}.can_borrow", lambda *_: False)
    with connected(running) as manager:
        manager.call("data.show", data=cut())
        back = manager.call("data.fetch", viewer=0)

    assert borrowed == []
    xr.testing.assert_identical(back, cut())


def test_a_call_that_was_given_up_before_it_was_copied_is_made_once(
    running, monkeypatch
):
    """What is changed after the call was given up never arrives half."""
    gate, data = threading.Event(), cut()
    borrow = parcels.borrow
    monkeypatch.setattr(
        parcels, "borrow", lambda *args: gate.wait(60) and borrow(*args)
    )
    with connected(running) as manager:
        manager.call("viewers.list")
        monkeypatch.setenv(TIMEOUT_VARIABLE, "300")
        with pytest.raises(ImageToolManagerTimeoutError):
            manager.call("data.show", data=data)
        monkeypatch.delenv(TIMEOUT_VARIABLE)
        data[...] = -1.0
        gate.set()
        until(lambda: not running.service._desk._calls.running)
        assert manager.call("viewers.list") == []

        data[...] = cut().values
        manager.call("data.show", data=data)
        back = manager.call("data.fetch", viewer=0)

        assert len(manager.call("viewers.list")) == 1
    xr.testing.assert_identical(back, cut())
