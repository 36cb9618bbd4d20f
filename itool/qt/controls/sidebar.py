"""Sidebar: the read-out and all controls of a viewer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from itool.model.cursor import Reducer
from itool.qt import theme
from itool.qt.controls.color_controls import ColorControls
from itool.qt.controls.coord_list import CoordList
from itool.qt.controls.cursor_chips import CursorChips
from itool.qt.controls.cursor_colors import CursorColorRow
from itool.qt.controls.dim_row import STRETCHES, DimRow
from itool.qt.controls.elided import ElidedLabel
from itool.qt.controls.filter_list import FilterList
from itool.qt.controls.profile_controls import ProfileControls
from itool.qt.controls.region_controls import RegionControls
from itool.qt.controls.section import Section
from itool.qt.shortcuts import hinted

if TYPE_CHECKING:
    from itool.model.scene import Frame, Scene
    from itool.qt.panels.panel import Menus, Run

WIDTH = 276


class Sidebar(QWidget):
    """Value under the cursor, cursors, dimensions, colours and view."""

    def __init__(self, run: Run, menus: Menus, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._run = run
        self._content = self._scrolled()
        content = self._content
        self.rows: list[DimRow] = []
        self.caption = _label("", "muted")
        self.value = ReadOut()
        self.cursors = CursorChips(run, content)
        self.cursor_colors = CursorColorRow(run, content)
        self._limits: tuple[float, float] | None = None
        self._measured: dict[str, Frame] = {}
        self.snap = hinted(
            _button("Snap", "Cursors rest on samples only"), "cursor.snap"
        )
        self.snap.setCheckable(True)
        self.snap.clicked.connect(lambda on: run("cursor.snap", on=on))
        self.equal = hinted(
            _button("Equal aspect", "Units equally long in both directions"),
            "view.equal",
        )
        self.equal.setCheckable(True)
        self.equal.clicked.connect(self._equalise)
        self.rgb = _button("True colour", "Three or four samples as one colour")
        self.rgb.setCheckable(True)
        self.rgb.clicked.connect(lambda on: run("view.rgb", on=on))
        self.reducer = QComboBox()
        self.reducer.setToolTip("What becomes of the samples around a cursor")
        self.reducer.addItems(get_args(Reducer))
        self.reducer.textActivated.connect(
            lambda reducer: run("cursor.reducer", reducer=reducer)
        )
        self._dims = QVBoxLayout()
        self._dims.setSpacing(10)
        self._colors = Section(
            "Colour", partial(ColorControls, run), ColorControls.show_scene, content
        )
        self._filters = Section(
            "Filters",
            partial(FilterList, run, menus),
            lambda f, s: f.show_filters(s.filters),
            content,
        )
        self._coords = Section(
            "Coordinates",
            partial(CoordList, run, menus),
            lambda c, s: c.show_coords(s.associated),
            content,
        )
        self._profiles = Section(
            "Profiles",
            partial(ProfileControls, run),
            lambda p, s: p.show_profile(s.profile),
            content,
        )
        make_regions = partial(RegionControls, run, menus)
        self._regions = Section(
            "Regions", make_regions, RegionControls.show_scene, content
        )
        self._colors.completed.connect(self._catch_up)
        self._regions.completed.connect(self._catch_up)
        self._arrange()

    @property
    def colors(self) -> ColorControls:
        """Controls of colours."""
        return self._colors.content

    @property
    def filters(self) -> FilterList:
        """The list of filters."""
        return self._filters.content

    @property
    def profiles(self) -> ProfileControls:
        """Controls of profiles."""
        return self._profiles.content

    @property
    def coords(self) -> CoordList:
        """The list of coordinates that are no dimension."""
        return self._coords.content

    @property
    def regions(self) -> RegionControls:
        """Controls of regions and guides."""
        return self._regions.content

    def row(self, dim: str) -> DimRow:
        """Return the row of `dim`."""
        return next(row for row in self.rows if row.dim == dim)

    def show_scene(self, scene: Scene) -> None:
        """Show all settings of `scene`."""
        if self.caption.text() != scene.value_caption:
            self.caption.setText(scene.value_caption)
        self.cursors.show_cursors(scene.cursors)
        self.cursor_colors.show_scene(scene)
        while len(self.rows) < len(scene.controls):
            self.rows.append(DimRow(self._run, self._content))
            self._dims.addWidget(self.rows[-1])
        while len(self.rows) > len(scene.controls):
            self.rows.pop().deleteLater()
        playing = {control.dim: control for control in scene.playing}
        for place, (row, control) in enumerate(
            zip(self.rows, scene.controls, strict=True)
        ):
            others = tuple(d for d in scene.order if d != control.dim)
            row.show_control(control, place, others)
            row.show_playing(playing.get(control.dim))
        has_image = any(panel.kind == "image" for panel in scene.panels)
        self._colors.setVisible(has_image and not scene.channel)
        self.rgb.setVisible(bool(scene.channels))
        self.rgb.setChecked(bool(scene.channel))
        self._regions.setVisible(has_image)
        self._filters.setVisible(bool(scene.filters))
        self._coords.setVisible(bool(scene.associated))
        self._colors.show_scene(scene)
        self._profiles.show_scene(scene)
        if scene.associated or self._coords.made is not None:
            self._coords.show_scene(scene)
        self._regions.show_scene(scene)
        if scene.filters or self._filters.made is not None:
            self._filters.show_scene(scene)
        self.snap.setChecked(scene.snap)
        self.equal.setChecked(scene.equal_aspect)
        if self.reducer.currentText() != scene.reducer:
            self.reducer.setCurrentText(scene.reducer)

    def show_value(self, frame: Frame) -> None:
        """Show the sample under the active cursor."""
        sample = float(frame.values) if frame.values.size else np.nan
        self.value.show_text(number_text(sample))

    def show_limits(self, limits: tuple[float, float]) -> None:
        """Show the values of the first and the last colour of the main image."""
        self._limits = limits
        if self._colors.made is not None:
            self._colors.made.show_limits(limits)

    def show_measure(self, frame: Frame) -> None:
        """Show what was measured of the active region."""
        self._measured[frame.layer] = frame
        if self._regions.made is not None:
            self._regions.made.show_frame(frame)

    def _catch_up(self) -> None:
        if self._limits is not None:
            self.show_limits(self._limits)
        for frame in tuple(self._measured.values()):
            self.show_measure(frame)

    def _equalise(self, on: bool) -> None:
        # If the command refuses, no scene comes that would let the button go.
        self.equal.setChecked(not on)
        self._run("view.equal", on=on)

    def _scrolled(self) -> QWidget:
        """Return what is scrolled, to be filled."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(area)
        content = QWidget(area)
        area.setWidget(content)
        return content

    def _arrange(self) -> None:
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(13, 11, 13, 12)
        layout.setSpacing(7)
        layout.addWidget(self.caption)
        layout.addWidget(self.value)
        layout.addWidget(_rule())
        layout.addWidget(_label("CURSORS", "section"))
        layout.addWidget(self.cursors)
        layout.addWidget(self.cursor_colors)
        layout.addWidget(_rule())
        layout.addLayout(self._dims_header())
        layout.addLayout(self._dims)
        layout.addLayout(self._reducer_row())
        layout.addWidget(self._coords)
        layout.addWidget(self._colors)
        layout.addWidget(self._filters)
        layout.addWidget(self._profiles)
        layout.addWidget(self._regions)
        layout.addWidget(_rule())
        layout.addWidget(_label("VIEW", "section"))
        layout.addLayout(self._view_rows())
        layout.addStretch(1)

    def _dims_header(self) -> QHBoxLayout:
        header = QHBoxLayout()
        header.setSpacing(5)
        for text, stretch in zip(("INDEX", "VALUE", "BINS"), STRETCHES, strict=True):
            header.addWidget(_label(text, "section"), stretch)
        return header

    def _reducer_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(_label("Reduce bins by", "muted"), 1)
        row.addWidget(self.reducer)
        return row

    def _view_rows(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(5)
        for column, (name, text, tip) in enumerate(
            (
                ("view.transpose", "Transpose", "Swap rows and columns"),
                ("view.all", "View all", "Show all samples"),
            )
        ):
            button = hinted(_button(text, tip), name)
            button.clicked.connect(lambda _, n=name: self._run(n))
            grid.addWidget(button, 0, column)
        grid.addWidget(self.equal, 1, 0)
        grid.addWidget(self.snap, 1, 1)
        grid.addWidget(self.rgb, 2, 0)
        return grid


class ReadOut(QWidget):
    """A large number that changes often: a label would lay the window out each time."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        large = self.font()
        large.setPointSizeF(15)
        self.setFont(large)
        self.setFixedHeight(self.fontMetrics().height() + 2)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_text(self, text: str) -> None:
        """Show `text`."""
        if text != self.text:
            self.text = text
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the text."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        large = self.font()
        large.setPointSizeF(15)
        painter.setFont(large)
        painter.setPen(theme.color("text"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), flags.value, self.text)


def number_text(value: float) -> str:
    """Return a sample as text in six significant digits.

    Examples
    --------
    >>> number_text(-0.25), number_text(float("nan"))
    ('−0.25', '—')
    """
    return f"{value:.6g}".replace("-", "−") if np.isfinite(value) else "—"


def _label(text: str, role: str) -> ElidedLabel:
    label = ElidedLabel(text)
    label.setObjectName(role)
    if role == "section":  # as wide as what it is over
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return label


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button


def _rule() -> QFrame:
    rule = QFrame()
    rule.setObjectName("rule")
    return rule
