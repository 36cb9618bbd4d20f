"""ColorControls: colour map, gamma, limits, and the part shown of complex samples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QButtonGroup,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itool.model.color import ColorScale, Part
from itool.qt.controls.colormap_picker import ColormapPicker
from itool.qt.controls.dim_row import HEIGHT, ValueEdit

if TYPE_CHECKING:
    from itool.model.scene import Scene
    from itool.qt.panels.panel import Run

PARTS = {"abs": "|z|", "angle": "phase", "real": "real", "imag": "imag"}
STEPS = 100
"""Slider steps from gamma 1 to gamma 10, and to 0.1."""


class ColorControls(QWidget):
    """All colour settings of a viewer."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._color = ColorScale()
        self.map = ColormapPicker(run)
        self.gamma = QDoubleSpinBox()
        self.gamma.setRange(0.01, 20)
        self.gamma.setSingleStep(0.05)
        self.gamma.setDecimals(2)
        self.gamma.setValue(1.0)
        self.gamma.setKeyboardTracking(False)
        self.gamma.setFixedSize(66, HEIGHT)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-STEPS, STEPS)
        self.low, self.high = ValueEdit(), ValueEdit()
        self.low.setToolTip("Value of the first colour; typing fixes the limits")
        self.high.setToolTip("Value of the last colour; typing fixes the limits")
        self.reverse = _toggle("Reverse", "Run the colours backwards (R)")
        self.lock = _toggle("Lock levels", "Fix the limits to the whole array (L)")
        self.parts = QButtonGroup(self)
        self._part_row = QWidget()
        self._arrange()
        self._connect()

    def show_scene(self, scene: Scene) -> None:
        """Show the colour settings of `scene`."""
        self._show_part(scene.part)
        if scene.color == self._color and self.map.text():
            return
        self._color = color = scene.color
        self.map.show_color(color)
        self.reverse.setChecked(color.reverse)
        self.lock.setChecked(color.limits is not None)
        self.gamma.blockSignals(True)
        self.gamma.setValue(color.gamma)
        self.gamma.blockSignals(False)
        self.slider.blockSignals(True)
        self.slider.setValue(round(STEPS * math.log10(color.gamma)))
        self.slider.blockSignals(False)

    def show_limits(self, limits: tuple[float, float]) -> None:
        """Show the values of the first and the last colour of the main image."""
        self.low.show_text(f"{limits[0]:.6g}")
        self.high.show_text(f"{limits[1]:.6g}")

    def _show_part(self, part: Part | None) -> None:
        self._part_row.setVisible(part is not None)
        for button in self.parts.buttons():
            button.setChecked(button.property("part") == part)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        self._fill_part_row()
        layout.addWidget(self._part_row)
        layout.addWidget(self.map)
        grid = QGridLayout()
        grid.setHorizontalSpacing(7)
        grid.setVerticalSpacing(7)
        grid.addWidget(_muted("Gamma"), 0, 0)
        grid.addWidget(self.slider, 0, 1)
        grid.addWidget(self.gamma, 0, 2)
        limits = QHBoxLayout()
        limits.setSpacing(5)
        limits.addWidget(self.low, 1)
        limits.addWidget(_muted("to"))
        limits.addWidget(self.high, 1)
        grid.addWidget(_muted("Levels"), 1, 0)
        grid.addLayout(limits, 1, 1, 1, 2)
        layout.addLayout(grid)
        toggles = QHBoxLayout()
        toggles.setSpacing(5)
        toggles.addWidget(self.reverse, 1)
        toggles.addWidget(self.lock, 1)
        layout.addLayout(toggles)

    def _fill_part_row(self) -> None:
        row = QHBoxLayout(self._part_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for part in get_args(Part):
            button = _toggle(PARTS[part], f"Show the {PARTS[part]} of complex samples")
            button.setProperty("part", part)
            self.parts.addButton(button)
            row.addWidget(button, 1)

    def _connect(self) -> None:
        run = self._run
        self.gamma.valueChanged.connect(lambda value: run("color.gamma", gamma=value))
        self.slider.valueChanged.connect(self._slide)
        self.slider.sliderReleased.connect(lambda: run("edit.pause"))
        self.reverse.clicked.connect(lambda on: run("color.reverse", on=on))
        self.lock.clicked.connect(lambda on: run("color.lock", on=on))
        self.parts.buttonClicked.connect(
            lambda button: run("color.part", part=button.property("part"))
        )
        self.low.entered.connect(lambda low: self._limit(low, self._typed(self.high)))
        self.high.entered.connect(lambda high: self._limit(self._typed(self.low), high))

    def _slide(self, step: int) -> None:
        self._run("color.gamma", gamma=round(10 ** (step / STEPS), 3))

    def _limit(self, low: float, high: float) -> None:
        self._run("color.limits", low=low, high=high)

    def _typed(self, edit: ValueEdit) -> float:
        try:
            return float(edit.text())
        except ValueError:
            return math.nan


def _toggle(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    button.setToolTip(tip)
    policy = button.sizePolicy()
    policy.setHorizontalPolicy(policy.Policy.Expanding)
    button.setSizePolicy(policy)
    return button


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    return label
