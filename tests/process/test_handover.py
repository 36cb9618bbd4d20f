"""Arrays that reach a manager in another process without their samples being sent."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest
import xarray as xr

import itool
from itool.manager import fetch, managers, replace_data, show_in_manager
from tests.process.managers import manager

pytestmark = pytest.mark.usefixtures("shared")


@pytest.fixture(scope="module")
def runtime_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry") / "runtime"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITOOL_RUNTIME_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module")
def shared(runtime_dir):
    with manager("--headless") as process:
        yield process


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(code)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_what_is_fetched_of_a_shared_array_is_a_copy():
    array = itool.shared_empty((512, 1024), "f4")
    array[...] = 1.0
    made = show_in_manager(array)

    fetched = fetch(made.ids[0])
    array[...] = 2.0

    assert float(fetched.max()) == 1.0
    replace_data(made.ids[0], array)
    assert float(fetch(made.ids[0]).min()) == 2.0


def test_a_shared_array_outlives_a_client_that_is_killed():
    client = run_python(
        """
        import os, signal, itool
        from itool.manager import show_in_manager
        array = itool.shared_empty((512, 1024), "f4")
        array[...] = 3.0
        show_in_manager(array)
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )

    assert client.returncode == -signal.SIGKILL
    np.testing.assert_array_equal(fetch(-1).values, np.full((512, 1024), 3.0, "f4"))


def test_a_file_that_was_opened_lazily_is_opened_by_the_manager(tmp_path):
    values = np.random.default_rng(1).random((50, 60, 70))
    written = xr.DataArray(values, dims=("t", "y", "x"), name="cut")
    written.to_netcdf(tmp_path / "cut.nc", engine="h5netcdf")

    with xr.open_dataset(tmp_path / "cut.nc", engine="h5netcdf") as data:
        made = show_in_manager(data["cut"].isel(t=slice(5, 45)))
    rows = {row["id"]: row for row in managers[0].run("viewers.list")}

    assert rows[made.ids[0]]["is_lazy"]
    np.testing.assert_array_equal(fetch(made.ids[0]), values[5:45])


def test_a_file_that_only_the_client_can_open_is_sent(tmp_path):
    """The manager follows a link of its own process to another file."""
    values = np.random.default_rng(1).random((50, 60, 70))
    written = xr.DataArray(values, dims=("t", "y", "x"), name="cut")
    written.to_netcdf(tmp_path / "cut.nc", engine="h5netcdf")
    with open(tmp_path / "cut.nc", "rb") as file:
        own = f"/proc/self/fd/{file.fileno()}"

        with xr.open_dataset(own, engine="h5netcdf") as data:
            made = show_in_manager(data["cut"])
    rows = {row["id"]: row for row in managers[0].run("viewers.list")}

    assert not rows[made.ids[0]]["is_lazy"]
    np.testing.assert_array_equal(fetch(made.ids[0]), values)
