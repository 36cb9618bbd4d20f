"""`itool-manager` as a user starts and ends it."""

from __future__ import annotations

import os
import signal
import socket
import time

import pytest

import itool
from itool.manager import fetch, is_running, managers
from tests.process.managers import Process, manager, run_to_the_end


@pytest.fixture
def scan(tmp_path):
    import numpy as np
    import xarray as xr

    data = xr.DataArray(
        np.arange(60.0).reshape(3, 4, 5), dims=("eV", "ky", "kx"), name="scan"
    )
    data.to_netcdf(tmp_path / "scan.nc", engine="h5netcdf")
    return tmp_path / "scan.nc"


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)


def test_the_ready_line_tells_where_the_manager_is():
    with manager("--headless") as process:
        assert process.ready["index"] == 0
        assert process.ready["version"] == itool.__version__
        assert process.ready["url"] is None
        os.kill(process.ready["pid"], 0)


def test_two_managers_get_the_indexes_0_and_1():
    with manager("--headless") as first, manager("--headless") as second:
        assert (first.index, second.index) == (0, 1)
        assert list(managers.keys()) == [0, 1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("face", ["--headless", "--web", "--qt"])
def test_a_signal_ends_it_and_no_record_stays(face, number):
    process = Process(face, "--no-browser")

    code, errors = process.send(number)

    assert (code, errors) == (0, "")
    assert len(managers) == 0


def test_a_record_left_by_a_kill_is_ignored_and_removed():
    process = Process("--headless")

    process.send(signal.SIGKILL)

    assert not is_running()
    records = [n for n in os.listdir(os.environ["ITOOL_RUNTIME_DIR"]) if "json" in n]
    assert records == []


def test_files_on_the_command_line_are_opened_lazily(scan):
    with manager("--headless", str(scan)):
        wait_for(lambda: managers[0].run("viewers.list"))

        assert fetch(0).values[0, 0, 1] == 1.0
        assert managers[0].run("viewers.list")[0]["is_lazy"]


def test_the_workspace_is_opened_again_by_the_next_manager(scan, tmp_path):
    path = str(tmp_path / "session.ws")
    with manager("--headless", "--workspace", path, str(scan)):
        wait_for(lambda: managers[0].run("viewers.list"))
        managers[0].run("viewer.rename", viewer=0, name="kept")

    with manager("--headless", "--workspace", path):
        wait_for(lambda: managers[0].run("viewers.list"))

        assert managers[0].run("viewers.list")[0]["name"] == "kept"


def test_a_missing_file_is_named_in_the_terminal_and_the_manager_lives():
    process = Process("--headless", "no-such-scan.nc")
    wait_for(lambda: managers[0].run("manager.errors"))

    assert is_running(0)
    assert "no-such-scan.nc" in process.send(signal.SIGTERM)[1]


def test_an_unknown_loader_is_answered_with_those_there_are(scan):
    process = Process("--headless", "--loader", "tiff", str(scan))
    wait_for(lambda: managers[0].run("manager.errors"))

    errors = process.send(signal.SIGTERM)[1]

    assert "'tiff'" in errors
    assert "netcdf" in errors.lower()


def test_a_taken_port_is_named_and_nothing_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        outcome = run_to_the_end("--headless", "--port", port)

    assert outcome.returncode == 2
    assert port in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_windows_without_a_display_are_refused_with_the_way_out():
    outcome = run_to_the_end(
        "--qt", QT_QPA_PLATFORM="", DISPLAY=":77", WAYLAND_DISPLAY=""
    )

    assert outcome.returncode == 2
    assert "--web" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_without_a_display_the_web_face_is_served():
    with manager(
        "--no-browser", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY=""
    ) as process:
        assert process.url.startswith("http://127.0.0.1:")


def test_headless_excludes_the_other_faces():
    outcome = run_to_the_end("--headless", "--web")

    assert outcome.returncode == 2
    assert "--headless" in outcome.stderr


def test_help_and_version_answer_at_once():
    assert "--workspace" in run_to_the_end("--help").stdout
    assert itool.__version__ in run_to_the_end("--version").stdout
