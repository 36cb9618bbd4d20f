"""RegionControls: tools that draw regions, what is in the active one, and guides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

import numpy as np
from PyQt6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itool.model.layout import value_limits
from itool.model.region import Kind
from itool.model.shape import STATISTICS
from itool.qt import theme
from itool.qt.controls.cursor_chips import dot
from itool.qt.controls.flow import FlowLayout
from itool.qt.shortcuts import hinted

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PyQt6.QtGui import QResizeEvent

    from itool.model.region import Guide
    from itool.model.scene import Frame, Scene
    from itool.model.shape import RegionControl
    from itool.qt.panels.panel import Menus, Run

TITLES = {"polyline": "Path"}
TIPS = {
    "polygon": "Draw a polygon: click its vertices, double click the last",
    "polyline": "Draw a path: click its vertices, double click the last",
    "rectangle": "Draw a rectangle: drag from corner to corner",
    "circle": "Draw a circle: drag from its centre to its rim",
}


class RegionControls(QWidget):
    """Tools, regions, statistics, profile and guides."""

    def __init__(self, run: Run, menus: Menus, parent: QWidget) -> None:
        super().__init__(parent)
        self._run, self._menus, self._tool = run, menus, menus.tool
        self._shown: tuple[RegionControl, ...] = ()
        self.tools = {kind: self._tool_button(kind) for kind in get_args(Kind)}
        self.chips = RegionChips(run, menus)
        self.statistics = StatisticsTable()
        self.profile = ProfileInset()
        self.width_box = QSpinBox()
        self.width_box.setRange(1, 1000)
        self.width_box.setKeyboardTracking(False)
        self.width_box.setToolTip("Samples averaged across the path")
        self.width_box.valueChanged.connect(lambda n: run("region.width", width=n))
        self.actions_by_name = {
            name: _button(text, tip) for name, text, tip in self._offered()
        }
        self.guide = GuideControls(run)
        self._arrange()
        self._tool.changed.connect(self._show_tool)

    @property
    def active(self) -> RegionControl | None:
        """The region that is measured."""
        return next((r for r in self._shown if r.is_active), None)

    def show_scene(self, scene: Scene) -> None:
        """Show the regions and guides of `scene`."""
        self.guide.show_guide(scene.guide)
        if scene.regions == self._shown:
            return
        self._shown = scene.regions
        self.chips.show_regions(scene.regions)
        active = self.active
        is_path = active is not None and active.kind == "polyline"
        self._details.setVisible(active is not None)
        self._width_row.setVisible(is_path)
        self.profile.setVisible(is_path)
        self._place_buttons(is_path)
        if active is None:
            return
        self.statistics.show_units(active.area_units, active.length_units)
        self.profile.show_color(active.color)
        if self.width_box.value() != active.width:
            self.width_box.blockSignals(True)
            self.width_box.setValue(active.width)
            self.width_box.blockSignals(False)

    def show_frame(self, frame: Frame) -> None:
        """Show what was measured of the active region."""
        if frame.layer == "profile":
            self.profile.show_samples(frame.values)
        else:
            self.statistics.show_numbers(frame.values.tolist())

    def _offered(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("points", "Points…", "Edit the points in a table"),
            ("region.profile", "Profile", "Open the profile as a viewer"),
            ("region.slice", "Slice", "Open the slice through the whole volume"),
            ("region.mask", "Mask", "Open the array with all else missing"),
            ("region.crop", "Crop", "Open the part of the array around the region"),
            ("region.remove", "Remove", "Remove the region"),
        )

    def _tool_button(self, kind: str) -> QToolButton:
        button = _button(TITLES.get(kind, kind.capitalize()), TIPS[kind])
        button.setCheckable(True)
        button.clicked.connect(lambda on: self._tool.choose(kind if on else ""))
        return button

    def _show_tool(self) -> None:
        for kind, button in self.tools.items():
            button.setChecked(kind == self._tool.kind)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        tools = QGridLayout()
        tools.setSpacing(5)
        for place, button in enumerate(self.tools.values()):
            tools.addWidget(button, place // 2, place % 2)
        layout.addLayout(tools)
        layout.addWidget(self.chips)
        self._details = QWidget()
        self._details.hide()
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        details.setSpacing(7)
        details.addWidget(self.statistics)
        details.addWidget(self.profile)
        self._width_row = QWidget()
        row = QHBoxLayout(self._width_row)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel("Width in samples")
        label.setObjectName("muted")
        row.addWidget(label, 1)
        row.addWidget(self.width_box)
        details.addWidget(self._width_row)
        self._buttons = QGridLayout()
        self._buttons.setSpacing(5)
        for name, button in self.actions_by_name.items():
            button.setParent(self._details)
            button.clicked.connect(partial(self._act, name))
        details.addLayout(self._buttons)
        self._place_buttons(is_path=False)
        layout.addWidget(self._details)
        layout.addWidget(self.guide)

    def _place_buttons(self, is_path: bool) -> None:
        """Offer what makes sense for a path, or for an area."""
        hidden = ("region.mask",) if is_path else ("region.profile", "region.slice")
        offered = [n for n in self.actions_by_name if n not in hidden]
        for name, button in self.actions_by_name.items():
            self._buttons.removeWidget(button)
            button.setVisible(name in offered)
            if name in offered:
                place = offered.index(name)
                self._buttons.addWidget(button, place // 3, place % 3)

    def _act(self, name: str) -> None:
        if self.active is None:
            return
        if name == "points":
            self._menus.edit_points(self.active.id)
        else:
            self._run(name, region=self.active.id)


class RegionChips(QWidget):
    """One button per region, to activate it; right click for more."""

    def __init__(self, run: Run, menus: Menus) -> None:
        super().__init__()
        self._run, self._menus = run, menus
        self.chips: dict[str, QToolButton] = {}
        self._flow = FlowLayout()
        self.setLayout(self._flow)

    def show_regions(self, regions: tuple[RegionControl, ...]) -> None:
        """Draw one chip per region."""
        if list(self.chips) != [region.id for region in regions]:
            for chip in self.chips.values():
                self._flow.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
            self.chips = {region.id: self._chip(region.id) for region in regions}
        for region in regions:
            chip = self.chips[region.id]
            chip.setText(region.label)
            chip.setChecked(region.is_active)
            chip.setIcon(dot(region.color, is_filled=region.visible))
            chip.setToolTip(f"{region.kind.capitalize()} on {' × '.join(region.dims)}")
        self.setVisible(bool(regions))
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Be as tall as the lines of chips."""
        self._fit_height()

    def _fit_height(self) -> None:
        self.setFixedHeight(max(self._flow.heightForWidth(self.width()), 1))

    def _chip(self, region: str) -> QToolButton:
        chip = QToolButton(self)
        chip.setCheckable(True)
        chip.setIconSize(QSize(11, 11))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.clicked.connect(
            lambda on: self._run("region.activate", region=region if on else "")
        )
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(partial(self._open_menu, region))
        self._flow.addWidget(chip)
        chip.show()
        return chip

    def _open_menu(self, region: str, at: QPoint) -> None:
        self._menus.open_region_menu(region, None, self.chips[region].mapToGlobal(at))


class StatisticsTable(QWidget):
    """Numbers that change often: labels would lay the window out each time."""

    ROWS = 4

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, float] = {}
        self._units = {"area": "", "length": ""}
        self.setFixedHeight(self.ROWS * (self.fontMetrics().height() + 2))

    def show_units(self, area: str, length: str) -> None:
        """Write these units behind the area and the length."""
        units = {"area": area, "length": length}
        if units != self._units:
            self._units = units
            self.update()

    def show_numbers(self, numbers: list[float]) -> None:
        """Show the numbers of `STATISTICS`."""
        self.numbers = dict(zip(STATISTICS, numbers, strict=False))
        self.setToolTip("\n".join(f"{n} = {v:.12g}" for n, v in self.numbers.items()))
        self.update()

    def lines(self) -> list[tuple[str, str]]:
        """Return names and texts in the order of the cells, two to a row."""
        return [
            (name, _text(value))
            for name, value in self.numbers.items()
            if np.isfinite(value) or name not in ("area", "length")
        ]

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw names and numbers in two columns."""
        painter = QPainter(self)
        height = self.height() / self.ROWS
        half = self.width() / 2
        name_width = 44
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        for place, (name, text) in enumerate(self.lines()):
            x, y = half * (place % 2), height * (place // 2)
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(x, y, name_width, height), left | middle, name)
            painter.setPen(theme.color("text"))
            unit = self._units.get(name, "")
            room = QRectF(x + name_width, y, self.width() - x - name_width, height)
            painter.drawText(room, left | middle, f"{text} {unit}" if unit else text)


class ProfileInset(QWidget):
    """The samples along the active path, as a small curve."""

    def __init__(self) -> None:
        super().__init__()
        self.samples: NDArray[np.floating] = np.empty(0)
        self._color = "#ffffff"
        self.setFixedHeight(72)
        self.setToolTip("Samples along the path, from its first point")

    def show_color(self, color: str) -> None:
        """Draw in another colour."""
        if color != self._color:
            self._color = color
            self.update()

    def show_samples(self, samples: NDArray[np.floating]) -> None:
        """Draw other samples."""
        self.samples = samples
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the curve, with gaps where samples are missing."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("plot"))
        painter.setPen(theme.color("border"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        finite = np.isfinite(self.samples)
        if not finite.any():
            return
        kept = self.samples[finite]
        low, high = value_limits([(float(kept.min()), float(kept.max()))])
        across = (self.width() - 6) / max(len(self.samples) - 1, 1)
        down = (self.height() - 6) / (high - low)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.curve_color(self._color), 1.2))
        run: list[QPointF] = []
        for at, (value, is_there) in enumerate(
            zip(self.samples.tolist(), finite.tolist(), strict=True)
        ):
            if is_there:
                y = self.height() - 3 - (value - low) * down
                run.append(QPointF(3 + at * across, y))
            else:
                painter.drawPolyline(QPolygonF(run))
                run = []
        painter.drawPolyline(QPolygonF(run))


class GuideControls(QWidget):
    """Whether guides are drawn, how many rays, and at which angle."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.toggle = hinted(
            _button("Guides", "Rays of a symmetry through the cursor"), "guide.toggle"
        )
        self.toggle.setCheckable(True)
        self.toggle.clicked.connect(lambda on: run("guide.toggle", on=on))
        self.fold = QSpinBox()
        self.fold.setRange(1, 12)
        self.fold.setSuffix("-fold")
        self.fold.setToolTip("Number of rays")
        self.fold.valueChanged.connect(lambda fold: run("guide.set", fold=fold))
        self.angle = QDoubleSpinBox()
        self.angle.setRange(-360, 360)
        self.angle.setDecimals(1)
        self.angle.setSuffix("°")
        self.angle.setToolTip("Angle of the first ray, in the units of the axes")
        self.angle.valueChanged.connect(lambda angle: run("guide.set", angle=angle))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        for box in (self.fold, self.angle):
            box.setKeyboardTracking(False)
            box.setMinimumWidth(60)
        layout.addWidget(self.toggle, 1)
        layout.addWidget(self.fold, 1)
        layout.addWidget(self.angle, 1)

    def show_guide(self, guide: Guide) -> None:
        """Show the settings of the guides."""
        self.toggle.setChecked(guide.visible)
        for box, number in ((self.fold, guide.fold), (self.angle, guide.angle)):
            if box.value() != number:
                box.blockSignals(True)
                box.setValue(number)  # type: ignore[arg-type]
                box.blockSignals(False)


def _text(value: float) -> str:
    digits = 4 if abs(value) < 1e-3 else 5
    return f"{value:.{digits}g}".replace("-", "−") if np.isfinite(value) else "–"


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button
