"""Watching in a real marimo notebook, by polling."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import itool.manager as itm
from itool.client.connection import close_connections
from tests.process.managers import manager
from tests.server.hosting import until

pytest.importorskip("marimo")

NOTEBOOK = """
import marimo

app = marimo.App()


@app.cell
def _():
    import asyncio

    import numpy as np
    import xarray as xr

    import itool.manager as itm

    cut = xr.DataArray(np.zeros((4, 6)), dims=("y", "x"), name="cut")
    names = itm.watch("cut", poll_interval_s=0.02)
    return asyncio, cut, itm, names


@app.cell
async def _(asyncio, cut, itm, names):
    assert names == ("cut",)
    cut[1, 2] = 5
    while float(itm.fetch(0)[1, 2]) != 5:
        await asyncio.sleep(0.02)
    itm.replace_data(0, itm.fetch(0) * 2)
    while float(globals()["cut"][1, 2]) != 10:
        await asyncio.sleep(0.02)
    globals()["cut"][0, 0] = 42
    while float(itm.fetch(0)[0, 0]) != 42:
        await asyncio.sleep(0.02)
    return


if __name__ == "__main__":
    app.run()
"""


@pytest.fixture
def running(runtime_dir):
    with manager("--headless") as process:
        yield process
        close_connections()


@pytest.mark.parametrize("how", ["notebook", "script"])
def test_a_marimo_notebook_and_the_manager_see_each_others_changes(
    running, tmp_path, how
):
    (tmp_path / "notebook.py").write_text(NOTEBOOK)
    export = ["-m", "marimo", "-y", "export", "html", "notebook.py", "-o", "page.html"]
    command = export if how == "notebook" else ["notebook.py"]
    quiet = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, *command],
        cwd=tmp_path,
        env=os.environ | quiet,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert float(itm.fetch(0)[0, 0]) == 42
    until(lambda: not itm.watch_info()["watched"][0]["connected"])
