"""A text without room ends in an ellipsis, and is told by its tool tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from PyQt6.QtCore import QEvent, QPoint
from PyQt6.QtGui import QHelpEvent
from PyQt6.QtWidgets import QToolTip

from itool.qt.controls.elided import ElidedLabel

if TYPE_CHECKING:
    from tests.contract.faces.qt.face import QtFace

LONG = "the intensity of everything that was ever measured on this beamline"


@pytest.mark.usefixtures("qapp")
def test_a_text_without_room_ends_in_an_ellipsis_and_is_told() -> None:
    label = ElidedLabel(LONG)
    label.show()
    label.resize(label.sizeHint())
    assert label.shown() == LONG

    label.resize(90, label.height())

    assert label.shown().endswith("…")
    assert LONG.startswith(label.shown()[:-1])
    at = QPoint(5, 5)
    label.event(QHelpEvent(QEvent.Type.ToolTip, at, label.mapToGlobal(at)))
    assert QToolTip.text() == LONG
    label.close()


def test_long_names_leave_the_controls_as_wide_as_they_are(face: QtFace) -> None:
    short = xr.DataArray(np.zeros((3, 4)), dims=("y", "x"), name="a")
    long = short.rename({"y": LONG, "x": f"{LONG}, too"}).rename(LONG)

    widths = []
    for data in (short, long):
        screen = face.show(face.manager.open(data))
        sidebar = screen.window.sidebar
        assert sidebar.minimumSizeHint().width() <= sidebar.width()
        widths.append(sidebar.width())

    assert widths[0] == widths[1]
