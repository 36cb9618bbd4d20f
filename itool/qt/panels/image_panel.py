"""ImagePanel: a plot of two dimensions, drawn as colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt

from itool.model.sampling import edges
from itool.qt.panels.crosshair import Crosshair
from itool.qt.panels.panel import Menus, PanelView, Run
from itool.qt.panels.raster import Raster
from itool.qt.panels.shape_hand import ShapeHand
from itool.qt.panels.shape_item import ShapeItem

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from itool.model.scene import Frame, Panel, Scene
    from itool.qt.panels.scale import Scale


class ImagePanel(PanelView):
    """An image under a crosshair per cursor, with regions and guides."""

    def __init__(self, parent: QWidget, run: Run, menus: Menus) -> None:
        super().__init__(parent, run, menus)
        self.area.remove_item(self.crosshair)
        self.crosshair = Crosshair(has_halo=True)
        self.raster = Raster()
        self.area.add_item(self.raster)
        self.area.add_item(self.crosshair)
        self.run, self.menus = run, menus
        self.shapes = ShapeItem()
        self.area.add_item(self.shapes)
        self.area.shape_hand = ShapeHand(self, menus.tool)
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_panel(self, panel: Panel, scene: Scene) -> None:
        """Draw everything of `panel` that needs no samples."""
        super().show_panel(panel, scene)
        self.raster.set_colors(scene.color)
        self.shapes.show_panel(panel)

    def show_frame(self, frame: Frame) -> None:
        """Draw an image."""
        pixels = frame.pixels
        if pixels is None:
            return
        y, x = (
            edges(axis, frame.request.window(axis.dim), count)
            for axis, count in zip(
                (self.panel.y, self.panel.x), pixels.shape[:2], strict=True
            )
        )
        self.raster.set_pixels(pixels, y, x)

    def forget(self) -> None:
        """Drop the image, because the panel shows something else from now on."""
        self.raster.clear()

    def scaled(self, x: Scale, y: Scale) -> None:
        """Fit the image to new scales."""
        self.raster.set_scales(x, y)
        self.shapes.set_scales(x, y)
