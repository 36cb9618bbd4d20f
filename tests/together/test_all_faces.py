"""One viewer in a native window, a plain tab and JupyterLab: one moves, all move."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xarray as xr

from itool.server.service import Service
from itool.web.server import WebServer
from itool.web.session import open_session
from tests.contract.faces.qt.face import QtFace
from tests.jupyter.servers import LABEXTENSION, jupyter
from tests.together.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future


class Everything:
    """One manager with native windows, pages, and a JupyterLab beside it."""

    def __init__(self, face: QtFace, pages: Pages) -> None:
        self.face, self.pages = face, pages
        self.viewer = face.manager.viewers[0]
        self.window = face.show(self.viewer)

    def wait(self, future: Future[Any]) -> Any:
        """Keep the windows alive until a page has answered."""
        while not future.done():
            self.face.settle()
        return future.result()

    def positions(self, panel: str, dim: str) -> dict[str, float]:
        """Return where the cursor's line stands in every face."""
        ask = partial(self.pages.position, panel=panel, dim=dim)
        shown = {face: self.wait(ask(face)) for face in ("plain", "lab")}
        return shown | {"qt": self.window.crosshair(panel)[dim]}

    def agree_on(self, panel: str, dim: str, moved_from: float) -> float:
        """Wait until all faces show one new position, and return it."""
        for _ in range(2000):
            shown = set(self.positions(panel, dim).values())
            if len(shown) == 1 and shown != {moved_from}:
                return shown.pop()
        raise AssertionError(f"no agreement: {self.positions(panel, dim)}")


@pytest.fixture
def everything(chromium: str, qapp: object, tmp_path) -> Iterator[Everything]:
    shutil.copytree(LABEXTENSION, tmp_path / "extensions" / "itool-panel")
    face = QtFace()
    kinds = {k: partial(open_session, face.manager, kind=k) for k in ("view", "list")}
    service = Service(face.manager, port=0, watch_port=0, streams=kinds)
    server = WebServer(face.manager)
    pages = Pages(chromium)
    face.manager.open(volume())
    options = [
        f"--LabApp.extra_labextensions_path={tmp_path / 'extensions'}",
        "--LabApp.expose_app_in_browser=True",
    ]
    service.start()
    url = server.start()
    try:
        with jupyter(tmp_path, "jupyterlab", *options) as lab:
            everything = Everything(face, pages)
            try:
                everything.wait(pages.start(url, lab, everything.viewer.id))
                yield everything
            finally:
                everything.wait(pages.stop())
    finally:
        pages.end()
        server.stop()
        service.stop()
        face.close()


def volume() -> xr.DataArray:
    return xr.DataArray(
        np.arange(20.0 * 30 * 40).reshape(20, 30, 40),
        coords={"eV": np.arange(20.0), "ky": np.arange(30.0), "kx": np.arange(40.0)},
        dims=("eV", "ky", "kx"),
        name="volume",
    )


def test_a_drag_in_any_face_moves_the_line_in_all(everything):
    middle = everything.window.crosshair("ky-kx")["kx"]

    everything.wait(everything.pages.drag("plain", "ky-kx", across=0.25))
    after_plain = everything.agree_on("ky-kx", "kx", moved_from=middle)

    everything.wait(everything.pages.drag("lab", "ky-kx", across=0.9))
    after_lab = everything.agree_on("ky-kx", "kx", moved_from=after_plain)

    everything.window.drag("ky-kx", kx=2.0)
    after_qt = everything.agree_on("ky-kx", "kx", moved_from=after_lab)

    assert after_plain < middle < after_lab
    assert after_qt == 2.0
