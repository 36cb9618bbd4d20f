"""Arrays that reach a manager in another process without their samples being sent."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import itool
from itool.manager import fetch, replace_data, show_in_manager
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
