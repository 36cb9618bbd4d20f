"""In the manager's own process calls skip the wire and behave the same."""

from __future__ import annotations

from queue import SimpleQueue

import numpy as np
import pytest
import xarray as xr

from itool.client import connection
from itool.client.local import clear_local_manager, set_local_manager
from itool.core.manager import Manager
from itool.errors import ItoolError, ManagerFailed, UnknownViewer
from itool.manager import (
    fetch,
    is_running,
    load_in_manager,
    replace_data,
    show_in_manager,
)
from itool.store.store import DataStore
from tests.server.hosting import host


@pytest.fixture
def running(runtime_dir, monkeypatch):
    def no_wire(record):
        raise AssertionError("the wire was used")

    with host(port=0, watch_port=0) as started:
        started.do(lambda: set_local_manager(started.manager))
        monkeypatch.setattr(connection, "connection_to", no_wire)
        yield started
        clear_local_manager()


def failure_of(call, *args):
    try:
        return call(*args)
    except ItoolError as error:
        return error


def cut() -> xr.DataArray:
    return xr.DataArray(np.ones((3, 4)), dims=("x", "y"), attrs={"unit": "eV"})


def test_data_go_there_and_back_from_another_thread(running):
    made = show_in_manager(cut())

    xr.testing.assert_identical(fetch(made.ids[0]), cut())
    assert is_running()
    assert is_running(0)


def test_data_go_there_and_back_on_the_managers_thread(running):
    fetched = running.do(lambda: fetch(show_in_manager(cut()).indexes[0], target=0))

    xr.testing.assert_identical(fetched, cut())


def test_what_is_fetched_shares_no_memory_with_the_window(running):
    sent = cut()
    show_in_manager(sent)

    fetched = fetch(0)
    fetched[0, 0] = -1.0
    sent[0, 0] = -2.0

    assert float(fetch(0)[0, 0]) == 1.0


def test_failures_are_raised(running):
    with pytest.raises(UnknownViewer):
        fetch(7)
    assert isinstance(running.do(lambda: failure_of(fetch, 7)), UnknownViewer)


def test_replaced_data_are_fetched(running):
    show_in_manager(cut())

    replace_data(0, cut() * 2)

    assert float(fetch(0).max()) == 2.0


def test_work_that_takes_time_is_waited_for(running, tmp_path):
    cut().rename("cut").to_netcdf(tmp_path / "cut.nc", engine="h5netcdf")

    assert load_in_manager(tmp_path / "cut.nc").indexes == (0,)


def test_the_managers_own_thread_does_not_wait_for_itself(running, tmp_path):
    cut().rename("cut").to_netcdf(tmp_path / "cut.nc", engine="h5netcdf")

    failure = running.do(lambda: failure_of(load_in_manager, tmp_path / "cut.nc"))

    assert isinstance(failure, ManagerFailed)
    assert "cannot wait" in str(failure)


class HandLoop:
    """A loop that is turned by hand, also from within a call."""

    def __init__(self):
        self.calls = SimpleQueue()
        self.post = self.calls.put

    def after(self, seconds, call):
        self.post(call)

    def turn_until_settled(self, pending):
        while not pending.done():
            self.calls.get(timeout=40)()


def test_a_loop_that_can_wait_is_asked_to(runtime_dir, tmp_path):
    cut().rename("cut").to_netcdf(tmp_path / "cut.nc", engine="h5netcdf")
    loop = HandLoop()
    manager = Manager(DataStore(), loop)
    set_local_manager(manager, loop.turn_until_settled)

    made = load_in_manager(tmp_path / "cut.nc")

    assert made.indexes == (0,)
    clear_local_manager()
    manager.dispose()
