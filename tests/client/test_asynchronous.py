"""The calls of the API can be awaited, and behave the same."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
import xarray as xr

from itool.client.local import clear_local_manager, set_local_manager
from itool.errors import (
    ImageToolManagerNotFoundError,
    ImageToolManagerTimeoutError,
    UnknownViewer,
)
from itool.manager import managers, show_in_manager
from tests.core.conftest import cube
from tests.server.hosting import host, misbehaving_commands


@pytest.fixture
def counts():
    with misbehaving_commands() as counted:
        yield counted


@pytest.fixture(params=["wire", "same process"])
def running(request, runtime_dir, counts):
    with host(port=0, watch_port=0) as started:
        if request.param == "same process":
            started.do(lambda: set_local_manager(started.manager))
        yield started
        clear_local_manager()


@pytest.fixture
def remote(runtime_dir, counts):
    with host(port=0, watch_port=0) as started:
        yield started


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


def test_data_go_there_and_back(running, tmp_path):
    cube().to_netcdf(tmp_path / "cube.nc", engine="h5netcdf")

    async def work():
        manager = managers[0].aio
        made = await manager.show(cube())
        assert await manager.replace(made.ids[0], cube() * 2) == made
        assert (await manager.load(tmp_path / "cube.nc")).indexes == (1,)
        assert (await manager.show([])).ids == ()
        return await manager.fetch(made.ids[0])

    xr.testing.assert_identical(run(work()), cube() * 2)


def test_calls_in_a_block_share_a_connection_and_run_side_by_side(running):
    async def work():
        async with managers[0].aio as manager:
            slow = asyncio.create_task(manager.run("test.work", seconds=0.5))
            made = await asyncio.gather(*(manager.show(cube()) for _ in range(5)))
            return len({m.ids for m in made}), await slow

    assert run(work()) == (5, "worked")


def test_failures_are_raised(running):
    async def work():
        with pytest.raises(UnknownViewer):
            await managers[0].aio.fetch(7)
        with pytest.raises(TypeError):
            await managers[0].aio.show("text")

    run(work())


def test_a_call_given_up_is_continued_when_it_is_made_again(remote, counts):
    async def work():
        manager = managers[0].aio
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(manager.run("test.block", seconds=1.0), 0.3)
        return await manager.run("test.block", seconds=1.0)

    assert run(work()) == "blocked"
    assert counts["runs"] == 1


def test_a_call_that_timed_out_is_continued_by_a_call_that_waits(
    remote, counts, monkeypatch
):
    async def work():
        monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "200")
        async with managers[0].aio as manager:
            await manager.run("viewers.list")
            with pytest.raises(ImageToolManagerTimeoutError):
                await manager.run("test.block", seconds=1.0)

    run(work())
    monkeypatch.delenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS")

    assert managers[0].run("test.block", seconds=1.0) == "blocked"
    assert counts["runs"] == 1


def test_a_large_answer_that_is_gone_is_asked_for_anew(remote):
    data = xr.DataArray(np.ones((512, 1024)), dims=("x", "y"))
    (viewer,) = show_in_manager(data).ids

    async def work():
        async with managers[0].aio as manager:
            await manager.run("viewers.list")
            task = asyncio.create_task(manager.fetch(viewer))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            for _ in range(5):
                await manager.run("viewers.list")
            return await manager.fetch(viewer)

    xr.testing.assert_identical(run(work()), data)


def test_a_manager_that_has_ended_is_named(runtime_dir):
    with host(port=0, watch_port=0):
        manager = managers[0].aio

    with pytest.raises(ImageToolManagerNotFoundError, match="has ended"):
        run(manager.fetch(0))
