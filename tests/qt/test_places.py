"""Windows come back to where they were; new ones do not lie upon others."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from PyQt6.QtCore import QPoint, QRect, QSettings

from itool.core.registry import COMMANDS
from itool.qt.places import KEY
from tests.contract.faces.qt.face import QtFace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.qt.viewer_window import ViewerWindow


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    QSettings().remove(KEY)
    yield
    QSettings().remove(KEY)


def opened(face: QtFace, count: int = 1) -> list[ViewerWindow]:
    data = xr.DataArray(np.arange(60.0).reshape(6, 10), dims=("ky", "kx"))
    viewers = [face.manager.open(data) for _ in range(count)]
    face.settle(lambda: all(v.id in face.desktop.windows for v in viewers))
    face.settle()
    return [face.desktop.windows[viewer.id] for viewer in viewers]


def screen_of(window: ViewerWindow) -> QRect:
    screen = window.screen()
    assert screen is not None
    return screen.availableGeometry()


def test_a_window_that_is_shown_again_is_where_it_was(face: QtFace) -> None:
    first, _ = opened(face, 2)
    viewer = first.viewer_id
    place = QRect(40, 60, 700, 500)
    first.setGeometry(place)

    COMMANDS.run(face.manager, "viewers.hide", viewers=[viewer])
    face.settle(lambda: viewer not in face.desktop.windows)
    COMMANDS.run(face.manager, "viewers.show", viewers=[viewer])
    face.settle()

    again = face.desktop.windows[viewer]
    assert again is not first
    assert again.geometry() == place


def test_a_session_begins_where_the_last_one_ended(face: QtFace) -> None:
    earlier = QtFace()
    (window,) = opened(earlier)
    place = QRect(30, 50, 680, 480)
    window.setGeometry(place)
    earlier.close()

    (window,) = opened(face)
    assert window.geometry() == place


def test_the_only_window_is_where_the_removed_one_was(face: QtFace) -> None:
    (window,) = opened(face)
    place = QRect(30, 50, 680, 480)
    window.setGeometry(place)

    COMMANDS.run(face.manager, "viewers.remove", viewers=[window.viewer_id])
    face.settle()

    (window,) = opened(face)
    assert window.geometry() == place


def test_new_windows_leave_the_titles_of_others_free(face: QtFace) -> None:
    (first,) = opened(face)
    first.setGeometry(QRect(0, 0, 660, 440))

    windows = [first, *opened(face, 14)]

    places = [window.geometry() for window in windows]
    assert all(place.size() == places[0].size() for place in places)
    corners = [place.topLeft() for place in places]
    assert all(a != b for a, b in pairwise(corners))
    assert corners[1] - corners[0] == QPoint(28, 28)
    free = screen_of(first)
    assert all(free.contains(place) for place in places)


def test_a_window_is_no_larger_than_the_screen(face: QtFace) -> None:
    (window,) = opened(face)

    free = screen_of(window)
    assert free.width() >= window.width()
    assert free.height() >= window.height()
