"""ProfileControls: how curves are normalised, scaled and stacked."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from itool.model.profile import Divisor
from itool.qt.controls.dim_row import ValueEdit
from itool.qt.shortcuts import hinted

if TYPE_CHECKING:
    from itool.model.profile import ProfileScale
    from itool.qt.panels.panel import Run

NAMES = {"none": "as is", "mean": "÷ mean", "max": "÷ maximum", "area": "÷ area"}


class ProfileControls(QWidget):
    """A choice of divisors, a switch for the axis, and the distance in the stack.

    Parameters
    ----------
    run : Run
        Runs commands on the viewer.
    """

    def __init__(self, run: Run, parent: QWidget) -> None:
        super().__init__(parent)
        self.norm = QComboBox()
        self.norm.setToolTip("What every curve is divided by")
        self.norm.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for divisor in get_args(Divisor):
            self.norm.addItem(NAMES[divisor], divisor)
        self.norm.activated.connect(
            lambda row: run("profile.norm", norm=self.norm.itemData(row))
        )
        self.log = QToolButton()
        self.log.setText("Log")
        self.log.setToolTip("Logarithmic axis of values")
        hinted(self.log, "profile.log")
        self.log.setCheckable(True)
        self.log.clicked.connect(lambda on: run("profile.log", on=on))
        self.offset = ValueEdit()
        self.offset.setToolTip("How far each cursor's curve is above the one before")
        self.offset.setFixedWidth(40)
        self.offset.entered.connect(lambda by: run("profile.offset", offset=by))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.norm, 1)
        row.addWidget(self.log)
        stack = QLabel("Stack")
        stack.setObjectName("muted")
        row.addWidget(stack)
        row.addWidget(self.offset)

    def show_profile(self, profile: ProfileScale) -> None:
        """Show what is set."""
        self.norm.setCurrentIndex(self.norm.findData(profile.norm))
        self.log.setChecked(profile.log)
        self.offset.show_text(f"{profile.offset:g}")
