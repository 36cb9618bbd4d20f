"""Examples of the Python API, in docstrings, run against a manager of their own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NEED_A_MANAGER = ("itool.manager", "itool.client.")


@pytest.fixture(autouse=True)
def example(
    request: pytest.FixtureRequest,
    doctest_namespace: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Give docstrings of the API a manager, arrays, and a folder with files."""
    name = request.node.name
    is_doctest = isinstance(request.node, pytest.DoctestItem)
    if not is_doctest or not name.startswith(_NEED_A_MANAGER):
        yield
        return
    folder = tmp_path_factory.mktemp("example")
    monkeypatch.setenv("ITOOL_RUNTIME_DIR", str(folder / "runtime"))
    monkeypatch.chdir(folder)
    with _scene(folder) as names:
        doctest_namespace.update(names)
        yield
    for each in names:
        del doctest_namespace[each]


@contextmanager
def _scene(folder: Path) -> Iterator[dict[str, Any]]:
    """Run a manager with the viewers 0, "cut", and 1, "map"."""
    import numpy as np
    import xarray as xr

    import itool.manager as itm
    from itool.client.connection import close_connections
    from tests.server.hosting import host

    axes = {"kx": np.linspace(-1, 1, 5), "ky": np.arange(3.0), "eV": np.arange(-3.0, 1)}
    cube = xr.DataArray(
        np.arange(60.0).reshape(5, 3, 4), dims=tuple(axes), coords=axes, name="map"
    )
    cut = cube[:, 0].drop_vars("ky").rename("cut")
    cut.to_netcdf(folder / "cut.nc", engine="h5netcdf")
    with host(port=0, watch_port=0):
        itm.show_in_manager([cut, cube])
        manager = itm.managers[0]
        try:
            yield {
                "after": cut + 1,
                "before": cut,
                "cut": cut,
                "itm": itm,
                "manager": manager,
                "managers": itm.managers,
                "np": np,
                "smoothed": cut.rolling(kx=3, min_periods=1).mean(),
                "spectrum": cut[0],
                "viewer": manager.viewers[0],
                "viewers": manager.viewers,
                "xr": xr,
            }
        finally:
            itm.shutdown()
            itm.clear_default_manager()
            close_connections()
