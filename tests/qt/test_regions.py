"""Regions in a native window: tools, keys and menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF
from PyQt6.QtWidgets import QMenu

from itool.core.registry import COMMANDS
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from itool.core.viewer import Viewer
    from tests.contract.faces.qt.face import QtFace, QtProbe

MAIN = "ky-kx"


@pytest.fixture
def viewer(face: QtFace) -> Viewer:
    return face.manager.open(volume())


@pytest.fixture
def screen(face: QtFace, viewer: Viewer) -> QtProbe:
    points = [(0.4, 1.0), (0.4, 7.0), (2.6, 3.0)]
    COMMANDS.run(
        face.manager, "region.add", viewer=viewer.id, kind="polygon", points=points
    )
    return face.show(viewer)


def test_escape_ends_drawing(screen: QtProbe, viewer: Viewer) -> None:
    tool = screen.window.sidebar.regions.tools["polyline"]
    screen.click(tool)
    view = screen.window.grid.panel(MAIN)
    for x in (30.0, 60.0):
        screen._mouse(view, QEvent.Type.MouseButtonPress, QPointF(x, 40.0))
        screen._mouse(view, QEvent.Type.MouseButtonRelease, QPointF(x, 40.0))

    screen.press("Escape")

    assert not tool.isChecked()
    assert len(viewer.state.regions) == 1


def test_return_finishes_a_path(screen: QtProbe, viewer: Viewer) -> None:
    screen.click(screen.window.sidebar.regions.tools["polyline"])
    view = screen.window.grid.panel(MAIN)
    for x in (30.0, 60.0):
        screen._mouse(view, QEvent.Type.MouseButtonPress, QPointF(x, 40.0))
        screen._mouse(view, QEvent.Type.MouseButtonRelease, QPointF(x, 40.0))

    screen.press("Return")

    assert viewer.state.regions[1].kind == "polyline"
    assert len(viewer.state.regions[1].points) == 2


def test_delete_with_no_vertex_chosen_is_still_for_the_viewer(
    screen: QtProbe, face: QtFace
) -> None:
    screen.press("Del")

    assert face.manager.viewers == ()


def test_the_menu_of_a_vertex_removes_it(screen: QtProbe, viewer: Viewer) -> None:
    screen.double_click(MAIN, ky=0.4, kx=4.0)
    screen.window.open_region_menu("r1", 1, QPoint(0, 0))
    menu = screen.window.findChildren(QMenu)[-1]

    menu.actions()[0].trigger()
    menu.close()
    screen.settle()

    assert len(viewer.state.regions[0].points) == 3


def test_a_region_is_not_dragged_by_the_control_key(
    screen: QtProbe, viewer: Viewer
) -> None:
    before = viewer.state.regions

    screen.drag_anywhere(MAIN, ky=1.0, kx=2.0)

    assert viewer.state.regions == before
    assert viewer.state.cursor("a").point["ky"] == 1.0


def test_the_ring_of_the_focus_leaves_the_image_in_sight(screen: QtProbe) -> None:
    area = screen.window.grid.panel(MAIN).area
    middle = area.rect().center()
    before = area.grab().toImage().pixelColor(middle)

    screen.focus_handle(MAIN, 0)

    assert area.grab().toImage().pixelColor(middle) == before
