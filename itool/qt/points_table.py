"""PointsTable: the points of a region as numbers to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from itool.model.region import FEWEST

if TYPE_CHECKING:
    from itool.model.scene import Scene
    from itool.model.shape import RegionControl
    from itool.qt.panels.panel import Run


class PointsTable(QDialog):
    """A table of one region's points, which follows the region and changes it."""

    def __init__(self, parent: QWidget, run: Run, region: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._run, self.region = run, region
        self._shown: RegionControl | None = None
        self.table = QTableWidget(0, 2)
        header = self.table.horizontalHeader()
        if header is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.itemChanged.connect(self._typed)
        self.add = QPushButton("Add row")
        self.add.clicked.connect(self._add_row)
        self.remove = QPushButton("Remove row")
        self.remove.clicked.connect(self._remove_row)
        close = QPushButton("Close")
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        for button in (self.add, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table)
        layout.addLayout(buttons)
        self.resize(360, 320)

    def show_scene(self, scene: Scene) -> None:
        """Follow the region; close when it is gone."""
        control = next((r for r in scene.regions if r.id == self.region), None)
        if control is None:
            self.close()
        elif control != self._shown:
            self._shown = control
            self._fill(control)

    def _fill(self, control: RegionControl) -> None:
        self.setWindowTitle(f"Points of {control.label}")
        table = self.table
        table.blockSignals(True)
        table.setHorizontalHeaderLabels(list(control.dims))
        table.setRowCount(len(control.points))
        for row, point in enumerate(control.points):
            for column, number in enumerate(point):
                table.setItem(row, column, QTableWidgetItem(f"{number:.10g}"))
        table.blockSignals(False)
        is_free = control.kind in ("polygon", "polyline")
        self.add.setVisible(is_free)
        self.remove.setVisible(is_free)
        self.remove.setEnabled(len(control.points) > FEWEST[control.kind])

    def _typed(self, item: QTableWidgetItem) -> None:
        if self._shown is None:
            return
        points = [list(point) for point in self._shown.points]
        text = item.text().replace("−", "-").replace(",", ".")
        try:
            points[item.row()][item.column()] = float(text)
        except ValueError:
            self._fill(self._shown)
            return
        self._set(points)

    def _add_row(self) -> None:
        if self._shown is None:
            return
        points = [list(point) for point in self._shown.points]
        row = self.table.currentRow()
        at = len(points) - 1 if row < 0 else row
        following = points[(at + 1) % len(points)]
        is_end = at == len(points) - 1 and self._shown.kind == "polyline"
        before = points[at - 1] if is_end else points[at]
        here = points[at]
        middle = (
            [2 * a - b for a, b in zip(here, before, strict=True)]
            if is_end
            else [(a + b) / 2 for a, b in zip(here, following, strict=True)]
        )
        self._set([*points[: at + 1], middle, *points[at + 1 :]])

    def _remove_row(self) -> None:
        if self._shown is None:
            return
        row = self.table.currentRow()
        at = row if row >= 0 else len(self._shown.points) - 1
        self._run("region.remove_point", region=self.region, point=at)
        self._run("edit.pause")

    def _set(self, points: list[list[float]]) -> None:
        self._run("region.set_points", region=self.region, points=points)
        self._run("edit.pause")
