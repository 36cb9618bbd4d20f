"""The Python API against managers in processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
import xarray as xr

from itool.client import requests
from itool.errors import BadData
from itool.manager import (
    ImageToolManagerNotFoundError,
    ImageToolManagerTimeoutError,
    fetch,
    get_log_file_path,
    is_running,
    load_in_manager,
    managers,
    replace_data,
    show_in_manager,
)
from tests.process.managers import manager
from tests.wire.cases import array


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


@pytest.fixture
def alone(shared, tmp_path, monkeypatch):
    """Run a manager that a test may end, in a registry of its own."""
    monkeypatch.setenv("ITOOL_RUNTIME_DIR", str(tmp_path / "alone"))
    with manager("--headless") as process:
        yield process


def run_python(code: str) -> str:
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(code)]
    return subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.strip()


def scan() -> xr.DataArray:
    coords = {"eV": np.linspace(-1, 0, 64), "run": 7}
    values = np.random.default_rng(1).random((64, 128, 64)).astype(">f4")
    return array(values).rename(a="eV", b="kx", c="ky").assign_coords(coords)


@pytest.mark.usefixtures("shared")
def test_what_is_shown_is_fetched_with_its_dtype_coordinates_and_attributes():
    data = scan().rename("scan").assign_attrs(temperature=np.float32(20), sample=None)

    fetched = fetch(show_in_manager(data).ids[0])

    xr.testing.assert_identical(fetched, data)
    assert fetched.dtype == data.dtype
    assert type(fetched.attrs["temperature"]) is np.float32
    fetched[0, 0, 0] = 1.0


@pytest.mark.usefixtures("shared")
def test_one_dimension_comes_back_as_one():
    data = xr.DataArray(np.arange(5.0), dims="x")

    xr.testing.assert_identical(fetch(show_in_manager(data).ids[0]), data)


@pytest.mark.usefixtures("shared")
def test_data_shown_by_another_process_are_fetched_here():
    viewer = run_python("""
        import numpy as np, itool.manager as itm
        print(itm.show_in_manager(np.full((600, 600), 3, "i2")).ids[0])
    """)

    fetched = fetch(viewer)

    assert fetched.dtype == "i2"
    assert int(fetched.sum()) == 3 * 600 * 600


@pytest.mark.usefixtures("shared")
def test_replaced_data_are_there_when_the_call_returns():
    made = show_in_manager(np.ones((3, 3)))

    assert replace_data(made.ids[0], np.zeros((3, 3))) == made
    assert float(fetch(made.ids[0]).sum()) == 0.0


@pytest.mark.usefixtures("shared")
def test_a_file_is_opened_by_the_manager(tmp_path, monkeypatch):
    scan().rename("scan").to_netcdf(tmp_path / "scan.nc", engine="h5netcdf")
    monkeypatch.chdir(tmp_path)

    made = load_in_manager("scan.nc")

    xr.testing.assert_equal(fetch(made.indexes[0]), scan())


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    "data", [np.array(1.0), np.array(["a"]), np.zeros((0, 3)), xr.Dataset()]
)
def test_what_cannot_be_shown_raises_here_and_opens_nothing(data):
    before = managers[0].run("viewers.list")

    with pytest.raises(BadData):
        show_in_manager(data)

    assert managers[0].run("viewers.list") == before


@pytest.mark.usefixtures("shared")
def test_an_unknown_viewer_is_a_key_error_that_names_those_that_exist():
    show_in_manager(np.ones((2, 2)))

    with pytest.raises(KeyError, match="no viewer '4711' in manager 0; it has '0'"):
        fetch(4711)


def test_data_go_to_the_manager_that_was_named(shared):
    with manager("--headless") as second:
        show_in_manager(np.ones((2, 2)), target=second.index)
        mine = len(managers[shared.index].run("viewers.list"))

        assert len(managers[second.index].run("viewers.list")) == 1
        managers[shared.index].show(np.ones((2, 2)))
        assert len(managers[second.index].run("viewers.list")) == 1
        assert len(managers[shared.index].run("viewers.list")) == mine + 1


def test_a_manager_that_hangs_is_not_running_and_a_call_says_so(alone, monkeypatch):
    assert is_running()
    monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "700")
    monkeypatch.setattr(requests, "PING_PATIENCE", 0.5)
    os.kill(alone.ready["pid"], signal.SIGSTOP)

    assert not is_running()
    with pytest.raises(ImageToolManagerTimeoutError, match=r"silent for 0\.7 s"):
        fetch(0)

    os.kill(alone.ready["pid"], signal.SIGCONT)
    monkeypatch.undo()


def test_a_manager_killed_during_a_call_is_noticed_at_once(alone, monkeypatch):
    monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "60000")
    handle = managers[0]
    os.kill(alone.ready["pid"], signal.SIGSTOP)
    killer = subprocess.Popen(
        [sys.executable, "-c", KILL_SOON, str(alone.ready["pid"])]
    )
    started = time.monotonic()

    with pytest.raises(ImageToolManagerNotFoundError, match="has ended"):
        handle.fetch(0)

    assert time.monotonic() - started < 30
    killer.wait()


KILL_SOON = """
import os, signal, sys, time
time.sleep(0.5)
os.kill(int(sys.argv[1]), signal.SIGKILL)
"""


def test_the_successor_of_a_killed_manager_is_reached_anew(alone):
    handle = managers[0]
    show_in_manager(np.ones((2, 2)))
    alone.send(signal.SIGKILL)

    with manager("--headless"):
        assert show_in_manager(np.zeros((2, 2))).indexes == (0,)
        with pytest.raises(ImageToolManagerNotFoundError, match="has ended"):
            handle.fetch(0)


def test_a_client_that_forks_talks_for_itself(shared):
    before = len(managers[0].run("viewers.list"))

    child = run_python("""
        import os, warnings
        import numpy as np, itool.manager as itm
        warnings.simplefilter("ignore")
        itm.show_in_manager(np.ones((2, 2)))
        if (pid := os.fork()) == 0:
            itm.show_in_manager(np.ones((2, 2)))
            os._exit(0)
        print(os.waitpid(pid, 0)[1])
        itm.show_in_manager(np.ones((2, 2)))
    """)

    assert child == "0"
    assert len(managers[0].run("viewers.list")) == before + 3


def test_importing_the_api_loads_no_toolkit_and_no_arrays():
    loaded = run_python("""
        import sys
        import itool.manager
        heavy = {"PyQt6", "pyqtgraph", "bokeh", "tornado", "matplotlib", "numba",
                 "dask", "distributed", "xarray", "pandas", "numpy", "zmq", "pydantic"}
        print(sorted(heavy & set(sys.modules)), len(sys.modules) < 200)
    """)

    assert loaded == "[] True"


@pytest.mark.usefixtures("shared")
def test_asking_a_manager_loads_no_arrays():
    loaded = run_python("""
        import sys
        import itool.manager
        itool.manager.is_running()
        itool.manager.managers[0].run("viewers.list")
        heavy = {"xarray", "pandas", "numpy", "dask", "pydantic", "PyQt6", "tornado"}
        print(sorted(heavy & set(sys.modules)))
    """)

    assert loaded == "[]"


def test_the_log_is_found_where_the_manager_writes_it(shared):
    assert get_log_file_path().exists()
