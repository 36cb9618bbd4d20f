"""On an asyncio loop calls, streams and events of a manager run side by side."""

from __future__ import annotations

import asyncio
import threading

import dask
import dask.array
import numpy as np
import pytest
import xarray as xr

from itool.client.aio import AsyncConnection
from itool.errors import ImageToolManagerNotFoundError, UnknownViewer
from tests.server.hosting import host, misbehaving_commands


class Echo:
    def __init__(self, send):
        self.send = send

    def receive(self, message):
        self.send(message)

    def close(self):
        pass


@pytest.fixture
def running(runtime_dir):
    with (
        misbehaving_commands(),
        host(port=0, watch_port=0, streams={"echo": Echo}) as started,
    ):
        yield started


def with_manager(running, work):
    """Run the coroutine function `work` with a connection."""

    async def main():
        async with AsyncConnection(running.record) as manager:
            return await asyncio.wait_for(work(manager), 20)

    return asyncio.run(main())


def test_data_go_there_and_back(running):
    data = xr.DataArray(np.ones((512, 1024)), dims=("x", "y"))

    async def work(manager):
        made = await manager.call("data.show", data=data)
        return await manager.call("data.fetch", viewer=made["ids"][0])

    xr.testing.assert_identical(with_manager(running, work), data)


def test_calls_run_side_by_side(running):
    async def work(manager):
        slow = asyncio.create_task(manager.call("test.work", seconds=2.0))
        await manager.call("viewers.list")
        was_waiting = not slow.done()
        return was_waiting, await slow

    assert with_manager(running, work) == (True, "worked")


def test_the_loop_goes_on_while_arguments_are_computed(running):
    is_wanted, may_go_on = threading.Event(), threading.Event()

    def block():
        is_wanted.set()
        assert may_go_on.wait(20), "the loop stood still"
        return np.ones((4, 4))

    lazy = dask.array.from_delayed(dask.delayed(block)(), (4, 4), float)

    async def work(manager):
        data = xr.DataArray(lazy, dims=("x", "y"))
        showing = asyncio.create_task(manager.call("data.show", data=data))
        while not is_wanted.is_set():
            await asyncio.sleep(0.01)
        may_go_on.set()
        return await showing

    assert len(with_manager(running, work)["ids"]) == 1


def test_failures_are_raised(running):
    async def work(manager):
        with pytest.raises(UnknownViewer):
            await manager.call("data.fetch", viewer=7)
        return await manager.ping()

    assert with_manager(running, work)


def test_a_stream_carries_bytes_and_text(running):
    got: list[bytes | str] = []

    async def work(manager):
        arrived = asyncio.Event()

        def take(message):
            got.append(message)
            if len(got) == 2:
                arrived.set()

        stream = manager.stream("echo", {}, take, lambda reason: None)
        stream.send("µ")
        stream.send(b"\0")
        await arrived.wait()
        stream.close()

    with_manager(running, work)

    assert got == ["µ", b"\0"]


def test_a_stream_that_cannot_be_opened_says_why(running):
    async def work(manager):
        reason = asyncio.get_running_loop().create_future()
        manager.stream("movie", {}, print, reason.set_result)
        return await reason

    assert "'movie'" in with_manager(running, work)


def test_events_tell_what_changes(running):
    async def work(manager):
        events = manager.events()
        await anext(events)  # the greeting
        await manager.call("data.show", data=np.ones((3, 3)))
        async for event in events:
            if event.kind == "opened":
                await events.aclose()
                return event
        return None

    assert with_manager(running, work).payload["shape"] == [3, 3]


def test_when_the_manager_ends_everybody_is_told(running):
    reasons: list[str] = []

    async def work(manager):
        manager.stream("echo", {}, print, reasons.append)
        await manager.ping()
        await asyncio.to_thread(running.close)
        while not reasons:
            await asyncio.sleep(0.01)

    with_manager(running, work)

    assert "stopped" in reasons[0]


def test_a_closed_connection_takes_no_more_calls(running):
    async def main():
        manager = AsyncConnection(running.record)
        await manager.close()
        with pytest.raises(Exception, match="closed"):
            await manager.call("viewers.list")
        await manager.close()

    asyncio.run(main())


def test_a_manager_that_is_not_there_any_more_is_named(running):
    import msgspec

    record = msgspec.structs.replace(running.record, ticks=1)

    async def main():
        async with AsyncConnection(record) as manager:
            with pytest.raises(ImageToolManagerNotFoundError):
                await manager.call("viewers.list")

    asyncio.run(main())
