"""ColorControls: colour map, scaling, limits, and the part shown of complex samples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itool.model.color import ColorScale, Part
from itool.qt.controls.colormap_picker import ColormapPicker
from itool.qt.controls.dim_row import HEIGHT, ValueEdit
from itool.qt.shortcuts import hinted

if TYPE_CHECKING:
    from itool.model.scene import Scene
    from itool.qt.panels.panel import Run

PARTS = {"abs": "|z|", "angle": "phase", "real": "real", "imag": "imag"}
NORMS = {
    "linear": "Linear",
    "log": "Logarithm",
    "symlog": "Symmetric log",
    "asinh": "Asinh",
    "centered": "Centred",
}
STEPS = 100
"""Slider steps from gamma 1 to gamma 10, and to 0.1."""


class ColorControls(QWidget):
    """All colour settings of a viewer."""

    def __init__(self, run: Run, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self._color = ColorScale()
        self._limits = math.nan, math.nan
        self.map = ColormapPicker(lambda cmap: run("color.map", cmap=cmap))
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
        self.norm = QComboBox()
        for name, text in NORMS.items():
            self.norm.addItem(text, name)
        self.norm.setToolTip("What is spaced evenly along the colours")
        self.norm.setFixedHeight(HEIGHT)
        self.norm.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.pivot = ValueEdit()
        self.pivot.setFixedWidth(58)
        self.lowest, self.highest = ValueEdit(), ValueEdit()
        self.lowest.setToolTip("Percentage of samples below the first colour")
        self.highest.setToolTip("Percentage of samples below the last colour")
        self.reverse = hinted(
            _toggle("Reverse", "Run the colours backwards"), "color.reverse"
        )
        self.lock = hinted(
            _toggle("Lock", "Fix the limits to the whole array"), "color.lock"
        )
        self.view = hinted(
            _toggle("Fit view", "Limits of the visible part"), "color.view"
        )
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
        self.view.setChecked(color.fits_view and color.limits is None)
        self._show_norm(color)
        low, high = color.percentiles or (0.0, 100.0)
        self.lowest.show_text(f"{low:g}")
        self.highest.show_text(f"{high:g}")
        self.gamma.blockSignals(True)
        self.gamma.setValue(color.gamma)
        self.gamma.blockSignals(False)
        self.slider.blockSignals(True)
        self.slider.setValue(round(STEPS * math.log10(color.gamma)))
        self.slider.blockSignals(False)

    def _show_norm(self, color: ColorScale) -> None:
        self.norm.setCurrentIndex(self.norm.findData(color.norm))
        self.pivot.setVisible(color.norm in ("symlog", "asinh", "centered"))
        width = "auto" if color.linear_width is None else f"{color.linear_width:.6g}"
        is_centered = color.norm == "centered"
        self.pivot.show_text(f"{color.center:.6g}" if is_centered else width)
        self.pivot.setToolTip(
            "Value of the colour in the middle"
            if is_centered
            else "Linear within this distance from zero; 0 finds it"
        )

    def show_limits(self, limits: tuple[float, float]) -> None:
        """Show the values of the first and the last colour of the main image."""
        self._limits = limits
        self.low.show_number(limits[0])
        self.high.show_number(limits[1])

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
        grid.addWidget(_muted("Scale"), 1, 0)
        scale = QHBoxLayout()
        scale.setSpacing(5)
        scale.addWidget(self.norm, 1)
        scale.addWidget(self.pivot)
        grid.addLayout(scale, 1, 1, 1, 2)
        grid.addWidget(_muted("Levels"), 2, 0)
        grid.addLayout(limits, 2, 1, 1, 2)
        clip = QHBoxLayout()
        clip.setSpacing(5)
        clip.addWidget(self.lowest, 1)
        clip.addWidget(_muted("to"))
        clip.addWidget(self.highest, 1)
        clip.addWidget(_muted("%"))
        grid.addWidget(_muted("Percentiles"), 3, 0)
        grid.addLayout(clip, 3, 1, 1, 2)
        layout.addLayout(grid)
        toggles = QHBoxLayout()
        toggles.setSpacing(5)
        toggles.addWidget(self.reverse, 1)
        toggles.addWidget(self.lock, 1)
        toggles.addWidget(self.view, 1)
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
        self.view.clicked.connect(lambda on: run("color.view", on=on))
        self.norm.activated.connect(lambda: self._scale())
        self.pivot.entered.connect(self._set_pivot)
        self.lowest.entered.connect(lambda low: self._clip(low, self._color, 1))
        self.highest.entered.connect(lambda high: self._clip(high, self._color, 0))
        self.parts.buttonClicked.connect(
            lambda button: run("color.part", part=button.property("part"))
        )
        # The other limit stays what it is, not what can be read of it.
        self.low.entered.connect(lambda low: self._limit(low, self._limits[1]))
        self.high.entered.connect(lambda high: self._limit(self._limits[0], high))

    def _slide(self, step: int) -> None:
        self._run("color.gamma", gamma=round(10 ** (step / STEPS), 3))

    def _scale(self) -> None:
        self._run("color.norm", norm=self.norm.currentData())
        self._run("edit.pause")

    def _set_pivot(self, value: float) -> None:
        name = "center" if self._color.norm == "centered" else "linear_width"
        self._run("color.norm", norm=self._color.norm, **{name: value})
        self._run("edit.pause")

    def _clip(self, percentage: float, color: ColorScale, kept: int) -> None:
        pair = list(color.percentiles or (0.0, 100.0))
        pair[1 - kept] = percentage
        self._run("color.percentiles", low=pair[0], high=pair[1])

    def _limit(self, low: float, high: float) -> None:
        self._limits = low, high
        self._run("color.limits", low=low, high=high)


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
    label.setObjectName("muted")
    return label
