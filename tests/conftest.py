"""Guards around every test: a registry of its own, and nothing left behind."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.leaks import Snapshot

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from PyQt6.QtWidgets import QApplication

_HOME = Path(tempfile.mkdtemp(prefix="itool-tests-"))
_numbers = itertools.count()


def pytest_configure() -> None:
    """Keep the suite off the screen and away from the user's files.

    Children inherit all of it. ``QT_QPA_PLATFORM=xcb make test`` shows the windows.
    """
    hypothesis.settings.register_profile("itool", deadline=None)  # no test is timed
    hypothesis.settings.load_profile("itool")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
    os.environ["ITOOL_RUNTIME_DIR"] = str(_HOME / "runtime")
    for name in (
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR",
        "XDG_STATE_HOME",
    ):
        folder = _HOME / name.lower()
        folder.mkdir(mode=0o700)
        os.environ[name] = str(folder)


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Let reports of tests that print half characters travel between processes."""
    report = yield
    return _whole(report)


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_whole(item) for item in value)
    return value


@pytest.fixture(autouse=True)
def nothing_leaks() -> Iterator[None]:
    """Fail a test that leaves a thread, socket, file, process or window behind.

    Fixtures of a wider scope are set up before the first look, so a module may share a
    manager or a browser among its tests.
    """
    before = Snapshot.take()
    yield
    if (clients := sys.modules.get("itool.client.connection")) is not None:
        clients.close_connections()  # kept for the life of a process
    if leaks := before.leaks():
        pytest.fail("left behind: " + "; ".join(leaks), pytrace=False)


@pytest.fixture(autouse=True)
def runtime_dir(nothing_leaks: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of the live-manager registry of this test; not made yet.

    A module whose tests share one manager defines a fixture of this name and of module
    scope, which sets ITOOL_RUNTIME_DIR for all of them.
    """
    folder = _HOME / f"runtime-{next(_numbers)}"
    monkeypatch.setenv("ITOOL_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    """Return the one application of the session; Qt allows no second."""
    widgets = pytest.importorskip("PyQt6.QtWidgets")
    app = widgets.QApplication.instance() or widgets.QApplication(["itool-tests"])
    app.setQuitOnLastWindowClosed(False)
    pytest.importorskip("itool.qt.undo_keys").UndoKeys(app)
    _warm_up(widgets)
    yield app
    app.processEvents()


def _warm_up(widgets: Any) -> None:
    """Let Qt connect to the session bus, which it does for good."""
    window = widgets.QMainWindow()
    window.addToolBar("Tools")
    window.show()
    for _ in range(10):
        widgets.QApplication.processEvents()
        time.sleep(0.01)
    window.close()
    window.deleteLater()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium; without one a test is skipped, or fails in CI."""
    for name in (os.environ.get("ITOOL_CHROMIUM", ""), "chromium", "chromium-browser"):
        if path := shutil.which(name):
            return path
    if os.environ.get("CI"):
        pytest.fail("Chromium is missing, which CI must have.")
    pytest.skip("no Chromium; `make test` installs it where it may")
