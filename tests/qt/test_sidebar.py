"""The sidebar: nothing in it is wider than there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from PyQt6.QtWidgets import QScrollArea

from itool.qt.controls.section import Section
from itool.qt.viewer_window import ViewerWindow

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
