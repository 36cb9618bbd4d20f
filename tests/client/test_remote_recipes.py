"""What is read lazily from an address is read from there by the manager, too."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
import xarray as xr

from itool.client.recipes import recipe_of
from itool.errors import UnreadableFile
from tests.server.hosting import connected, host

pytest.importorskip("aiohttp")


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format, *args):
        """Say nothing."""


@pytest.fixture
def address(tmp_path):
    """Serve a Zarr store on loopback; yield its address."""
    values = np.random.default_rng(5).normal(size=(40, 90, 100)).astype("f4")
    data = xr.Dataset(
        {"cut": (("t", "y", "x"), values)}, {"x": np.linspace(-1, 1, 100)}
    )
    data.to_zarr(tmp_path / "a.zarr", consolidated=True, zarr_format=2)
    handler = partial(Quiet, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/a.zarr"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def manager(runtime_dir):
    with host(port=0, watch_port=0) as started, connected(started) as connection:
        yield connection


@pytest.mark.parametrize("chunks", [None, {}])
def test_the_manager_reads_from_the_address(manager, address, chunks):
    with xr.open_dataset(address, engine="zarr", chunks=chunks) as data:
        recipe = recipe_of(data["cut"].variable)

        made = manager.call("data.show", data=data["cut"])

        assert recipe is not None
        assert recipe["path"] == address
        assert manager.call("viewers.list")[0]["is_lazy"]
        fetched = manager.call("data.fetch", viewer=made["ids"][0])
        xr.testing.assert_identical(fetched, data["cut"].compute())


def test_what_the_manager_does_not_find_there_is_sent(manager, address, tmp_path):
    with xr.open_dataset(address, engine="zarr", chunks=None) as data:
        array = data["cut"].isel(t=slice(0, 30))
        float(array[0, 0, 0])
        (tmp_path / "a.zarr" / ".zmetadata").rename(tmp_path / "moved")
        (tmp_path / "a.zarr" / ".zgroup").unlink()
        made = manager.call("data.show", data=array)

        assert not manager.call("viewers.list")[0]["is_lazy"]
        fetched = manager.call("data.fetch", viewer=made["ids"][0])
        xr.testing.assert_identical(fetched, array.compute())


@pytest.mark.parametrize("loader", [None, "zarr"])
def test_an_address_is_opened_by_the_manager(manager, address, loader):
    made = manager.call("data.load", paths=[address], loader=loader)

    row = manager.call("viewers.list")[0]
    assert (row["is_lazy"], row["source"]) == (True, address)
    fetched = manager.call("data.fetch", viewer=made["ids"][0])
    with xr.open_dataset(address, engine="zarr") as data:
        xr.testing.assert_equal(fetched, data["cut"])


@pytest.mark.parametrize(
    ("end", "loader"), [("/nothing.zarr", None), ("/a.fits", None), (".nc", "npy")]
)
def test_an_address_that_is_not_opened_is_named(manager, address, end, loader):
    url = f"{address.rpartition('/')[0]}{end}"

    with pytest.raises(UnreadableFile) as failure:
        manager.call("data.load", paths=[url], loader=loader)

    assert url in str(failure.value)
    assert failure.value.hint
