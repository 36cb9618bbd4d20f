"""The sidebar: nothing in it is wider than there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from PyQt6.QtWidgets import QScrollArea

if TYPE_CHECKING:
    from tests.contract.probes_qt import QtFace


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
