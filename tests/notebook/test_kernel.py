"""Watching in a real Jupyter kernel: cells push, the kernel's loop takes over."""

from __future__ import annotations

import asyncio
import json
import textwrap

import pytest

import itool.manager as itm
from itool.client.connection import close_connections
from tests.process.managers import manager
from tests.server.hosting import until

jupyter_client = pytest.importorskip("jupyter_client")
ensure_event_loop = pytest.importorskip("jupyter_core.utils").ensure_event_loop

BEGIN = """
    %load_ext itool
    import json, threading
    import numpy as np, xarray as xr
    cut = xr.DataArray(np.zeros((4, 6)), dims=("y", "x"), name="cut")
    %watch cut
"""


@pytest.fixture(scope="module")
def runtime_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry") / "runtime"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITOOL_RUNTIME_DIR", str(folder))
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        loop = ensure_event_loop()  # the client keeps it for all tests
        yield folder
        loop.close()
        asyncio.set_event_loop(None)


@pytest.fixture
def running(runtime_dir):
    with manager("--headless") as process:
        yield process
        close_connections()


class Kernel:
    """A kernel that runs cells one after another."""

    def __init__(self):
        self.manager, self.client = jupyter_client.manager.start_new_kernel()

    def run(self, cell):
        """Run a cell; return what it printed."""
        name = self.client.execute(textwrap.dedent(cell), store_history=False)
        printed = []
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != name:
                continue
            content = message["content"]
            if message["msg_type"] == "error":
                raise AssertionError("\n".join(content["traceback"]))
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            if content.get("execution_state") == "idle":
                return "".join(printed)

    def ask(self, expression):
        return json.loads(self.run(f"print(json.dumps({expression}))"))

    def close(self, *, now=False):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=now)
        self.manager.cleanup_resources()
        self.manager.context.destroy(linger=0)


@pytest.fixture
def kernel(running):
    kernel = Kernel()
    kernel.run(BEGIN)
    yield kernel
    kernel.close()


def test_cells_push_and_the_last_one_counts(kernel):
    for number in range(20):
        kernel.client.execute(f"cut[0, 0] = {number}")

    until(lambda: float(itm.fetch(0)[0, 0]) == 19)


def test_the_manager_changes_the_variable_between_two_cells(kernel):
    itm.replace_data(0, itm.fetch(0) + 7)

    until(lambda: kernel.ask("float(cut[0, 0])") == 7)


@pytest.fixture
def begun(tmp_path):
    """Return the file that a cell makes when it has begun."""
    return tmp_path / "begun"


@pytest.fixture
def begin(begun):
    """Return how a cell makes it."""
    return f"import pathlib, time; pathlib.Path({str(begun)!r}).touch()"


def test_a_long_cell_is_not_disturbed(kernel, begun, begin):
    kernel.client.execute(f"""
{begin}
seen = []
for _ in range(50):
    time.sleep(0.02)
    seen.append(float(cut[0, 0]))
""")
    until(begun.exists)
    itm.replace_data(0, itm.fetch(0) + 3)

    assert set(kernel.ask("seen")) == {0.0}
    until(lambda: kernel.ask("float(cut[0, 0])") == 3)


def test_a_cell_that_awaits_is_not_disturbed(kernel, begun, begin):
    kernel.client.execute(f"""
import asyncio
{begin}
seen = []
for _ in range(50):
    await asyncio.sleep(0.02)
    seen.append(float(cut[0, 0]))
""")
    until(begun.exists)
    itm.replace_data(0, itm.fetch(0) + 3)

    assert set(kernel.ask("seen")) == {0.0}
    until(lambda: kernel.ask("float(cut[0, 0])") == 3)


def test_what_a_cell_assigns_while_it_awaits_is_kept(kernel, begun, begin, tmp_path):
    kernel.client.execute(f"""
import asyncio
{begin}
while not pathlib.Path({str(tmp_path / "go on")!r}).exists():
    await asyncio.sleep(0.01)
cut = cut - 1
""")
    until(begun.exists)
    itm.replace_data(0, itm.fetch(0) + 3)
    (tmp_path / "go on").touch()
    kernel.run("pass")

    until(lambda: len(itm.managers[0].viewers) == 2)
    assert kernel.ask("float(cut[0, 0])") == -1
    assert [float(itm.fetch(i)[0, 0]) for i in (0, 1)] == [-1, 3]


def test_changes_on_both_sides_are_told_in_the_notebook(kernel, begun, begin, tmp_path):
    kernel.client.execute(f"""
cut[0, 0] = -1
{begin}
while not pathlib.Path({str(tmp_path / "go on")!r}).exists():
    time.sleep(0.01)
""")
    until(begun.exists)
    itm.replace_data(0, itm.fetch(0) + 3)
    (tmp_path / "go on").touch()
    kernel.run("pass")

    until(lambda: len(itm.managers[0].viewers) == 2)
    assert float(itm.fetch(0)[0, 0]) == -1
    assert float(itm.fetch(1)[0, 0]) == 3


def test_shutdown_leaves_no_thread_and_no_hook(kernel):
    kernel.run("import itool.manager; itool.manager.shutdown()")

    threads = kernel.ask("[thread.name for thread in threading.enumerate()]")
    hooks = kernel.ask(
        "[str(h) for h in get_ipython().events.callbacks['post_run_cell']]"
    )
    assert "itool-watch" not in threads
    assert not [hook for hook in hooks if "itool" in hook]


@pytest.mark.parametrize("now", [False, True], ids=["stopped", "killed"])
def test_a_new_kernel_finds_the_row_of_the_old_one(running, now):
    old = Kernel()
    old.run(BEGIN)
    old.close(now=now)
    until(lambda: not itm.watch_info()["watched"][0]["connected"])

    new = Kernel()
    try:
        new.run(BEGIN)
        assert len(itm.managers[0].viewers) == 1
        assert itm.watch_info()["watched"][0]["connected"]
    finally:
        new.close()
