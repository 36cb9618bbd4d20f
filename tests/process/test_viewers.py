"""Viewers, pictures, events and the log of managers in processes of their own."""

from __future__ import annotations

import asyncio
import io
import signal

import numpy as np
import pytest
from PIL import Image

from itool.manager import managers, show_in_manager
from tests.core.conftest import cube
from tests.process.managers import manager


@pytest.fixture(scope="module")
def runtime_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry") / "runtime"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITOOL_RUNTIME_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module", params=["--headless", "--web", "--qt"])
def shared(request, runtime_dir):
    if request.param == "--qt":
        pytest.importorskip("PyQt6.QtWidgets")
    with manager(request.param) as process:
        yield process


@pytest.mark.usefixtures("shared")
def test_a_viewer_is_changed_and_looked_at():
    viewer = managers[0].viewers[show_in_manager(cube()).ids[0]]

    viewer.move(eV=-0.2, kx=3)
    viewer.color("viridis", gamma=0.5)

    assert viewer.state.cursors[0].point == {"eV": -0.2, "kx": 3.0}
    assert viewer.state.color.cmap == "viridis"
    np.testing.assert_array_equal(viewer.panels["ky-kx"], cube().values[0])
    assert viewer.undo()
    assert viewer.state.color.cmap == "magma"


@pytest.fixture(scope="module")
def pictures():
    return {}


def test_the_picture_is_the_same_whatever_the_manager_shows(shared, pictures):
    viewer = managers[0].viewers[show_in_manager(cube()).ids[0]]

    snapshot = viewer.snapshot(width=500, height=400)

    picture = Image.open(io.BytesIO(snapshot.png)).convert("RGB")
    assert picture.size == (500, 400)
    first = pictures.setdefault("first", picture.tobytes())
    assert picture.tobytes() == first


@pytest.mark.usefixtures("shared")
def test_the_log_is_that_of_this_manager():
    lines = managers[0].log(50).splitlines()

    assert lines
    assert all(str(managers[0].pid) in line for line in lines if " INFO " in line)


def test_whoever_follows_the_events_of_a_killed_manager_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("ITOOL_RUNTIME_DIR", str(tmp_path / "alone"))
    with manager("--headless") as alone:
        events = managers[0].events(timeout=30)
        next(events)
        show_in_manager(cube())
        opened = next(events)
        alone.send(signal.SIGKILL)

        assert opened.row["name"] == "cube"
        assert [event.kind for event in events][-1] == "ended"


@pytest.mark.usefixtures("shared")
def test_calls_are_awaited():
    async def work():
        async with managers[0].aio as line:
            made = await asyncio.gather(*(line.show(cube()) for _ in range(3)))
            return [float((await line.fetch(m.ids[0])).max()) for m in made]

    assert asyncio.run(work()) == [59.0] * 3
