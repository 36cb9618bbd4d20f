"""CursorColorRow: where the colours of cursors come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import (
    QColorDialog,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from itool.model.color import ColorScale
from itool.model.cursor import CursorColors
from itool.qt.controls.colormap_picker import ColormapPicker
from itool.qt.controls.cursor_chips import dot
from itool.qt.controls.dim_row import HEIGHT

if TYPE_CHECKING:
    from itool.model.scene import Scene
    from itool.qt.panels.panel import Run

BY_HAND, SPREAD = None, ""


class CursorColorRow(QWidget):
    """Own colours, a map over all cursors, or a coordinate; and which colour or map."""

    def __init__(self, run: Run, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self._offered: tuple[str, ...] | None = None
        self._colors: CursorColors | None = None
        self._active = ("", "")
        self.source = QComboBox()
        self.source.setToolTip("Where the colours of cursors come from")
        self.source.setFixedHeight(HEIGHT)
        self.source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.source.activated.connect(lambda: self._choose(self.source.currentData()))
        self.hand = QToolButton()
        self.hand.setToolTip("Colour of the active cursor")
        self.hand.setIconSize(QSize(14, 14))
        self.hand.setFixedHeight(HEIGHT)
        self.hand.clicked.connect(self._pick)
        self.map = ColormapPicker(self._set_map)
        self.map.setFixedHeight(HEIGHT)
        self.map.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self.source, 1)
        row.addWidget(self.hand)
        row.addWidget(self.map, 1)

    def show_scene(self, scene: Scene) -> None:
        """Show where the colours of `scene` come from."""
        if scene.coords != self._offered:
            self._offer(scene.coords)
        colors = self._colors = scene.cursor_colors
        self.source.setCurrentIndex(
            0 if colors is None else self.source.findData(colors.by)
        )
        self.hand.setVisible(colors is None)
        self.map.setVisible(colors is not None)
        if colors is not None:
            self.map.show_color(ColorScale(cmap=colors.cmap))
        active = next(c for c in scene.cursors if c.is_active)
        if (active.id, active.color) != self._active:
            self._active = (active.id, active.color)
            self.hand.setIcon(dot(active.color, size=14))

    def _offer(self, coords: tuple[str, ...]) -> None:
        self._offered = coords
        self.source.clear()
        self.source.addItem("Own colours", BY_HAND)
        self.source.addItem("Spread over a map", SPREAD)
        for name in coords:
            self.source.addItem(f"By {name}", name)

    def _choose(self, by: str | None) -> None:
        now = self._colors or CursorColors()
        if by is None:
            self._run("cursor.colors")
        else:
            self._run("cursor.colors", cmap=now.cmap, by=by)

    def _set_map(self, cmap: str) -> None:
        by = self._colors.by if self._colors else ""
        self._run("cursor.colors", cmap=cmap, by=by)

    def _pick(self) -> None:
        cursor, color = self._active
        dialog = QColorDialog(QColor(color), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(
            lambda chosen: self._run("cursor.color", color=chosen.name(), cursor=cursor)
        )
        dialog.open()
