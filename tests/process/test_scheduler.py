"""What workers of a dask.distributed scheduler keep is read by a manager from there."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
from contextlib import contextmanager

import numpy as np
import pytest

from itool.errors import NotReopened
from itool.manager import fetch, managers
from itool.store.schedulers import TRUST_VARIABLE, kept_array, trusted_schedulers
from itool.wire.recipes import SchedulerRecipe
from tests.process.managers import manager

pytest.importorskip("distributed")

SHAPE = (60, 80, 50)
PATIENCE = 60


@pytest.fixture
def address():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{found.getsockname()[1]}"


@pytest.fixture(autouse=True)
def runtime_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("ITOOL_RUNTIME_DIR", str(tmp_path / "runtime"))


def values():
    return np.arange(float(np.prod(SHAPE))).reshape(SHAPE)


@contextmanager
def notebook(address, array):
    """Run a cluster and a client of it that shows `array`; the cluster stays."""
    code = textwrap.dedent(
        f"""
        import dask, distributed, numpy as np, xarray as xr, dask.array as da
        from itool.manager import show_in_manager
        cluster = distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, protocol="tcp://",
            scheduler_port={address.rpartition(":")[2]}, dashboard_address=None)
        client = distributed.Client(cluster)
        values = da.arange({np.prod(SHAPE)}, dtype="f8", chunks=30000).reshape({SHAPE})
        values = values.rechunk((20, 80, 50))
        array = xr.DataArray({array}, dims=("t", "y", "x"), name="kept")
        made = show_in_manager(array)
        del array, values
        client.close()
        print("shown", flush=True)
        input()
        cluster.close()
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        assert line == "shown\n", process.communicate(timeout=PATIENCE)[1]
        yield
    finally:
        process.communicate("\n" if process.poll() is None else None, timeout=PATIENCE)


def is_lazy():
    (row,) = managers[0].run("viewers.list")
    return row["is_lazy"]


def test_what_was_persisted_is_read_from_a_scheduler_that_is_trusted(address):
    with (
        manager("--headless", "--trust-scheduler", address),
        notebook(address, "values.persist()"),
    ):
        assert is_lazy()
        np.testing.assert_array_equal(fetch(0), values())


def test_from_a_scheduler_that_is_not_trusted_samples_are_sent(address):
    with (
        manager("--headless", "--trust-scheduler", "tcp://127.0.0.1:1"),
        notebook(address, "values.persist()"),
    ):
        assert not is_lazy()
        np.testing.assert_array_equal(fetch(0), values())


@pytest.mark.parametrize("array", ["values + 0", "values.persist()[::-1][::-1]"])
def test_what_is_still_to_be_computed_is_sent(address, array):
    with manager("--headless", "--trust-scheduler", address), notebook(address, array):
        assert not is_lazy()
        np.testing.assert_array_equal(fetch(0), values())


def recipe(address):
    return SchedulerRecipe(address=address, name="x", chunks=[[2], [3]], dtype="<f8")


def test_none_is_trusted_unless_it_was_named(monkeypatch, address):
    monkeypatch.delenv(TRUST_VARIABLE, raising=False)
    assert trusted_schedulers() == set()

    with pytest.raises(NotReopened, match="does not trust") as refused:
        kept_array(recipe(address))
    assert "--trust-scheduler" in refused.value.hint

    monkeypatch.setenv(TRUST_VARIABLE, "127.0.0.1:8786, tls://cluster:1")
    assert trusted_schedulers() == {"tcp://127.0.0.1:8786", "tls://cluster:1"}
