"""A Jupyter server and its managers share one registry; so do the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

from itool.manager import is_running, show_in_manager
from tests.jupyter.servers import jupyter
from tests.process import managers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.jupyter.servers import Jupyter
    from tests.process.managers import Process


@pytest.fixture(scope="module")
def runtime_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of the registry that all tests of a module share."""
    folder = tmp_path_factory.mktemp("runtime", numbered=True)
    folder.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITOOL_RUNTIME_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module")
def server(
    runtime_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Jupyter]:
    """Return a Jupyter server without JupyterLab."""
    with jupyter(tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture(scope="module")
def shared_manager(runtime_dir: Path) -> Iterator[Process]:
    """Return the headless manager that the tests of a module share."""
    with managers.manager("--headless") as process:
        assert is_running(process.index)
        yield process


@pytest.fixture
def manager(server: Jupyter, shared_manager: Process) -> Iterator[Process]:
    """Return a headless manager without viewers; a test must not end it."""
    yield shared_manager
    index = shared_manager.index
    [told] = [each for each in server.listing() if each["index"] == index]
    left = [row["id"] for row in told["viewers"]]
    server.run(index, "viewers.remove", viewers=left)


@pytest.fixture
def mortal(runtime_dir: Path) -> Iterator[Process]:
    """Return a headless manager that a test may end."""
    with managers.manager("--headless") as process:
        yield process


@pytest.fixture
def viewer(manager: Process, scan: xr.DataArray) -> str:
    """Return the id of the only viewer in the manager."""
    return show_in_manager(scan, target=manager.index).ids[0]


@pytest.fixture
def stops_started(server: Jupyter) -> Iterator[None]:
    """End the managers that a test lets the server start."""
    before = {each["index"] for each in server.listing()}
    yield
    for index in {each["index"] for each in server.listing()} - before:
        server.ask(f"api/managers/{index}", "DELETE")


@pytest.fixture
def scan() -> xr.DataArray:
    """Return sixty numbers on physical axes."""
    return xr.DataArray(
        np.arange(60.0).reshape(3, 4, 5),
        dims=("eV", "ky", "kx"),
        coords={"eV": [-0.4, -0.2, 0.0], "ky": np.arange(4.0), "kx": np.arange(5.0)},
        name="scan",
    )
