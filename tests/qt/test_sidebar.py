"""The sidebar: nothing in it is wider than there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QApplication, QScrollArea

from itool.core.registry import COMMANDS
from itool.qt import later
from itool.qt.controls.color_controls import ColorControls
from itool.qt.controls.region_controls import RegionControls
from itool.qt.controls.section import Section
from itool.qt.viewer_window import ViewerWindow
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from tests.contract.faces.qt.face import QtFace


@pytest.mark.parametrize("height", [500, 1000])
def test_controls_fit_beside_a_scroll_bar(face: QtFace, height: int) -> None:
    viewer = face.manager.open(xr.DataArray(np.ones((2, 2, 2, 2, 3)) + 1j))
    window = face.show(viewer).window

    window.resize(900, height)
    face.settle()

    area = window.sidebar.findChild(QScrollArea)
    assert area is not None
    content, viewport = area.widget(), area.viewport()
    assert content is not None
    assert viewport is not None
    assert content.width() <= viewport.width()


def test_a_section_that_was_folded_is_folded_in_the_next_window(face: QtFace) -> None:
    first, second = (face.manager.open(xr.DataArray(np.ones((3, 4)))) for _ in "ab")
    sidebar = face.show(first).window.sidebar
    section = next(
        s for s in sidebar.findChildren(Section) if s.isAncestorOf(sidebar.colors)
    )
    assert sidebar.colors.isVisible()

    section.header.click()

    assert not sidebar.colors.isVisible()
    again = ViewerWindow(face.desktop._ask, second.id)
    assert not again.sidebar.colors.isVisibleTo(again.sidebar)
    again.close()
    section.header.click()
    assert sidebar.colors.isVisible()


def test_a_section_is_made_when_it_has_been_quiet(
    face: QtFace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(later, "QUIET", 10**6)
    viewer = face.manager.open(volume())
    face.settle()
    window = face.desktop.windows[viewer.id]
    made = [s.made for s in window.sidebar.findChildren(Section)]

    monkeypatch.setattr(later, "QUIET", 0)
    later.Later.shared().call(lambda: None)
    face.settle(until=lambda: window.sidebar.findChild(ColorControls))

    assert made == [None] * len(made)
    assert window.sidebar.colors.low.text() == "100"
    assert QApplication.activeWindow() is window


def test_a_folded_section_shows_the_latest_when_it_is_unfolded(face: QtFace) -> None:
    QSettings().setValue("sidebar/folded", ["Colour"])
    viewer = face.manager.open(volume())
    face.settle()
    sidebar = face.desktop.windows[viewer.id].sidebar
    sections = sidebar.findChildren(Section)
    section = next(s for s in sections if "COLOUR" in s.header.text())
    COMMANDS.run(face.manager, "color.gamma", viewer=viewer.id, gamma=0.5)
    face.settle(until=lambda: sidebar.findChild(RegionControls))
    assert section.made is None

    section.header.click()

    assert sidebar.colors.isVisible()
    assert sidebar.colors.gamma.value() == 0.5
    section.header.click()
    section.header.click()
