"""`itool`, the client's command line."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from itool.manager import fetch, is_running, managers, show_in_manager
from tests.process.managers import itool, manager


@pytest.fixture
def cut():
    return xr.DataArray(
        np.arange(20.0).reshape(4, 5),
        coords={"ky": range(4), "kx": range(5)},
        dims=("ky", "kx"),
        name="cut",
    )


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    """Return the folder of a registry that knows one manager, which tests share."""
    folder = tmp_path_factory.mktemp("registry") / "runtime"
    with manager("--headless", ITOOL_RUNTIME_DIR=str(folder)):
        yield folder


@pytest.fixture
def running(registry, monkeypatch):
    """Find the manager that tests share, empty before and after each."""
    monkeypatch.setenv("ITOOL_RUNTIME_DIR", str(registry))
    yield
    managers[0].viewers.remove(*managers[0].viewers.ids)
    managers[0].run("viewers.renumber")


def test_listing_nothing_tells_how_to_start():
    assert "itool-manager" in itool("list").stdout


@pytest.mark.usefixtures("running")
def test_the_list_names_managers_and_viewers(cut):
    show_in_manager(cut)

    (found,) = json.loads(itool("list", "--json").stdout)

    assert found["index"] == 0
    assert found["viewers"][0]["name"] == "cut"
    assert "cut" in itool("list").stdout


@pytest.mark.usefixtures("running")
def test_show_and_save_go_through_the_manager(cut, tmp_path):
    cut.to_netcdf(tmp_path / "cut.nc", engine="h5netcdf")
    shown = itool("show", str(tmp_path / "cut.nc"))
    saved = itool("save", "0", str(tmp_path / "copy.nc"))

    assert (shown.returncode, saved.returncode) == (0, 0), saved.stderr
    xr.testing.assert_identical(fetch(0), cut)
    with xr.open_dataarray(tmp_path / "copy.nc", engine="h5netcdf") as copy:
        xr.testing.assert_equal(copy.load(), cut)


@pytest.mark.usefixtures("running")
def test_an_address_arrives_as_it_is():
    pytest.importorskip("aiohttp")

    shown = itool("show", "http://127.0.0.1:9/a.zarr")  # where nobody listens

    assert shown.returncode != 0
    assert "http://127.0.0.1:9/a.zarr" in shown.stderr


@pytest.mark.usefixtures("running")
def test_any_command_runs_by_name_with_its_arguments_as_options(cut):
    show_in_manager(cut)

    outcome = itool("run", "cursor.move", "--viewer", "0", "--point", "kx=3")

    assert outcome.returncode == 0, outcome.stderr
    state = managers[0].run("viewer.state", viewer=0)
    assert state["cursors"][0]["point"] == {"kx": 3.0}


@pytest.mark.usefixtures("running")
def test_an_unknown_command_is_answered_with_those_there_are():
    outcome = itool("run", "cursor.fly")

    assert outcome.returncode == 2
    assert "cursor.move" in outcome.stderr


@pytest.mark.usefixtures("running")
def test_an_unknown_viewer_is_one_message_and_no_traceback(cut):
    show_in_manager(cut)

    outcome = itool("save", "7", "x.nc")

    assert outcome.returncode == 2
    assert "no viewer '7'" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_stop_ends_the_manager():
    with manager("--headless"):
        outcome = itool("stop")

        assert outcome.returncode == 0, outcome.stderr
        assert not is_running()


def test_without_a_manager_every_call_says_how_to_start_one():
    outcome = itool("show", "scan.nc")

    assert outcome.returncode == 2
    assert "itool-manager" in outcome.stderr
