"""CoordList: coordinates that are no dimension, read at the cursor, drawn or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itool.qt.controls.cursor_chips import dot
from itool.qt.controls.elided import ElidedLabel

if TYPE_CHECKING:
    from itool.model.control import CoordControl
    from itool.qt.panels.panel import Menus, Run


class CoordList(QWidget):
    """One row for each coordinate."""

    def __init__(self, run: Run, menus: Menus, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self._shown: tuple[CoordControl, ...] = ()
        self.rows: list[CoordRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self.regrid = QPushButton("Regrid…")
        self.regrid.setToolTip(
            "Put the image on an even grid of its two-dimensional coordinates"
        )
        self.regrid.clicked.connect(lambda: menus.open_operation("regrid"))
        self._layout.addWidget(self.regrid, 0, Qt.AlignmentFlag.AlignLeft)

    def show_coords(self, coords: tuple[CoordControl, ...]) -> None:
        """Show these coordinates."""
        if coords == self._shown:
            return
        self._shown = coords
        while len(self.rows) > len(coords):
            self.rows.pop().deleteLater()
        while len(self.rows) < len(coords):
            self.rows.append(CoordRow(self._run))
            self._layout.insertWidget(len(self.rows) - 1, self.rows[-1])
        self.regrid.setVisible(any(len(coord.dims) == 2 for coord in coords))
        for row, control in zip(self.rows, coords, strict=True):
            row.show_coord(control)

    def row(self, name: str) -> CoordRow:
        """Return the row of a coordinate."""
        return next(row for row in self.rows if row.coord == name)


class CoordRow(QWidget):
    """A coordinate: its name, its value, and whether it is drawn beside profiles."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.coord = ""
        self._color = ""
        self._name = ElidedLabel()
        self._name.setObjectName("muted")
        self.value = QLabel()
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.draw = QToolButton()
        self.draw.setText("Draw")
        self.draw.setToolTip("Draw it beside the profiles, on an axis of its own")
        self.draw.setCheckable(True)
        self.draw.setIconSize(QSize(9, 9))
        self.draw.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.draw.clicked.connect(
            lambda on: run("profile.coord", coord=self.coord, on=on)
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._name, 1)
        layout.addWidget(self.value)
        layout.addWidget(self.draw)

    def show_coord(self, control: CoordControl) -> None:
        """Show what the coordinate is and where it is now."""
        if (control.name, control.caption) != (self.coord, self._name.text()):
            self.coord = control.name
            self._name.setText(control.caption)
            along = ", ".join(control.dims) or "no dimension"
            self._name.setToolTip(f"{control.caption}: {control.name}, along {along}")
            self.draw.setAccessibleName(f"Draw {control.name} beside the profiles")
        if control.text != self.value.text():
            self.value.setText(control.text)
        self.draw.setVisible(control.can_draw)
        self.draw.setChecked(bool(control.color))
        if control.color != self._color:
            self._color = control.color
            self.draw.setIcon(dot(control.color, size=9) if control.color else QIcon())
