"""Screens of two pixels a point: lines are as wide as elsewhere, and smoother."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication, QWidget

from itool.qt.panels.curve import Curve
from itool.qt.panels.scale import Scale
from tests.qt.pictures import shades


class Screen(QWidget):
    """A canvas on a screen of some pixels a point."""

    def __init__(self, ratio: float) -> None:
        super().__init__()
        self._ratio = ratio

    def devicePixelRatioF(self) -> float:
        return self._ratio


def ink(ratio: float) -> float:
    """Return how many square points a flat curve of 100 points covers."""
    curve = Curve()
    curve.canvas = Screen(ratio)
    curve.set_scales(Scale(0, 99, 100.0, False), Scale(0, 1, 20.0, True))
    curve.set_points(np.arange(100.0), np.full(100, 0.5))
    curve.set_color(QColor("black"))
    grey = shades(curve, 100, 20, ratio)
    return float((255 - grey.astype(float)).sum() / 255 / ratio**2)


@pytest.mark.usefixtures("qapp")
def test_a_curve_is_as_wide_on_a_dense_screen() -> None:
    assert ink(2.0) == pytest.approx(ink(1.0), rel=0.25)
    QApplication.processEvents()
