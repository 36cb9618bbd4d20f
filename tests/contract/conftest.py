"""Every face that is installed, one after the other, for the same tests."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xarray as xr

from itool.core.registry import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from itool.core.viewer import Viewer
    from tests.browser.driver import Driver
    from tests.contract.probe import Face, Probe

FACES = ("none", "qt", "web")


@pytest.fixture(scope="session", autouse=True)
def driver(request: pytest.FixtureRequest) -> Iterator[Driver | None]:
    """Return the browser that all tests of the web face share."""
    if not any("[web" in item.nodeid for item in request.session.items):
        yield None
        return
    from tests.browser.driver import Driver

    driver = Driver(request.getfixturevalue("chromium"))
    yield driver
    driver.close()


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest) -> Iterator[Face]:
    """Return an empty manager with one kind of windows."""
    opened = _open(request.param, request)
    yield opened
    opened.close()


@pytest.fixture
def run(face: Face) -> Callable[..., Any]:
    """Run a command as Python would; what it raises, a test sees."""
    return partial(COMMANDS.run, face.manager)


@pytest.fixture
def viewer(face: Face) -> Viewer:
    """Return a viewer of a volume: 3 energies, 4 rows, 5 columns; columns descend."""
    return face.manager.open(volume())


@pytest.fixture
def screen(face: Face, viewer: Viewer) -> Probe:
    """Return a window on `viewer`."""
    return face.show(viewer)


def volume() -> xr.DataArray:
    """Return 60 samples whose values tell their indexes: 100 eV + 10 ky + kx."""
    e, y, x = np.ogrid[:3, :4, :5]
    return xr.DataArray(
        100.0 * e + 10.0 * y + x,
        dims=("eV", "ky", "kx"),
        coords={
            "eV": ("eV", [-0.4, -0.2, 0.0], {"units": "eV"}),
            "ky": [0.0, 1.0, 2.0, 3.0],
            "kx": [8.0, 6.0, 4.0, 2.0, 0.0],
        },
        name="cut",
        attrs={"units": "counts"},
    )


def _open(name: str, request: pytest.FixtureRequest) -> Face:
    if name == "none":
        from tests.contract.faces.none.face import NoneFace

        return NoneFace()
    if name == "qt":
        request.getfixturevalue("qapp")
        from tests.contract.faces.qt.face import QtFace

        return QtFace()
    from tests.contract.faces.web.face import WebFace

    return WebFace(request)
