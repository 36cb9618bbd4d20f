"""What the environment says is heeded by managers and by clients."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import itool.manager as itm
from itool.client import connection, targets
from itool.errors import BadArguments
from tests.process.managers import manager, run_to_the_end


@pytest.fixture(autouse=True)
def no_default():
    targets._default.__init__()
    yield
    targets._default.__init__()


def free_ports() -> list[int]:
    with (
        socket.create_server(("127.0.0.2", 0)) as one,
        socket.create_server(("127.0.0.2", 0)) as two,
    ):
        return [one.getsockname()[1], two.getsockname()[1]]


def run_python(code: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def test_a_manager_listens_where_the_environment_says():
    port, watch_port = free_ports()
    where = {
        "ITOOL_MANAGER_HOST": "127.0.0.2",
        "ITOOL_MANAGER_PORT": str(port),
        "ITOOL_MANAGER_PORT_WATCH": str(watch_port),
    }

    with manager("--headless", **where):
        handle = itm.managers[0]

        assert handle.endpoint == f"127.0.0.2:{port}"
        assert handle.watch_port == watch_port
        assert itm.show_in_manager(np.ones((2, 2))).indexes == (0,)
        assert itm.is_running()


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("ITOOL_MANAGER_HOST", "nowhere.invalid"),
        ("ITOOL_MANAGER_PORT", "many"),
        ("ITOOL_MANAGER_PORT_WATCH", "70000"),
    ],
)
def test_nonsense_ends_the_start_with_one_message(variable, text):
    ended = run_to_the_end("--headless", **{variable: text})

    assert ended.returncode != 0
    assert f"{variable} is '{text}'" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not itm.managers


def test_a_client_means_the_manager_that_the_environment_names():
    ask = "import itool.manager as itm; print(itm.manager_selection_info())"
    with manager("--headless"), manager("--headless"):
        run_python(
            "import numpy, itool.manager as itm; itm.show_in_manager(numpy.ones(3))",
            ITOOL_MANAGER_TARGET="1",
        )
        told = run_python(ask, ITOOL_MANAGER_TARGET="1")

        assert [len(each.viewers) for each in itm.managers] == [0, 1]
        assert "'resolved_index': 1" in told
        assert "'reason': 'default'" in told


def test_a_named_manager_that_is_not_live_is_not_another_one(monkeypatch):
    monkeypatch.setenv("ITOOL_MANAGER_TARGET", "7")
    with manager("--headless"):
        assert itm.get_default_manager(validate=False) == 7
        with pytest.raises(itm.ImageToolManagerNotFoundError, match="live are: '0'"):
            itm.show_in_manager(np.ones((2, 2)))
        assert itm.get_default_manager() is None
        assert itm.manager_selection_info()["reason"] == "ended"

        itm.clear_default_manager()

        assert itm.show_in_manager(np.ones((2, 2))).indexes == (0,)


def test_the_timeout_is_that_of_the_environment(monkeypatch):
    with manager("--headless") as process:
        itm.show_in_manager(np.ones((2, 2)))
        monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "300")
        os.kill(process.ready["pid"], signal.SIGSTOP)

        with pytest.raises(itm.ImageToolManagerTimeoutError) as failure:
            itm.fetch(0)

        os.kill(process.ready["pid"], signal.SIGCONT)
        assert "ITOOL_MANAGER_ZMQ_TIMEOUT_MS" in str(failure.value)


@pytest.mark.parametrize("text", ["0", "-1"])
def test_a_timeout_of_nothing_is_none_at_all(monkeypatch, text):
    monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", text)

    assert connection.timeout() is None


def test_nonsense_as_timeout_is_named(monkeypatch):
    monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "soon")
    with manager("--headless"), pytest.raises(BadArguments, match="'soon'"):
        itm.fetch(0)
