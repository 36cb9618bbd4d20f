"""The probe of a native window: regions and guides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QPointF

from itool.qt.panels.image_panel import ImagePanel
from itool.qt.points_table import PointsTable
from tests.contract.faces.qt.window import (
    QtWindow,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from itool.qt.controls.region_controls import RegionControls


class QtRegions(QtWindow):
    """Regions and guides."""

    def draw(self, panel: str, kind: str, *points: dict[str, float]) -> None:
        view = self._panel(panel)
        self.click(self._regions.tools[kind])
        places = [self._pixel(view, point, QPointF()) for point in points]
        if kind in ("rectangle", "circle"):
            self._drag(view, places[0], points[1])
            return
        for place in places:
            self._mouse(view, QEvent.Type.MouseMove, place)
            self._mouse(view, QEvent.Type.MouseButtonPress, place)
            self._mouse(view, QEvent.Type.MouseButtonRelease, place)
        self._mouse(view, QEvent.Type.MouseButtonDblClick, places[-1])
        self._mouse(view, QEvent.Type.MouseButtonRelease, places[-1])
        self.settle()

    def drag_shape(
        self, panel: str, start: dict[str, float], to: dict[str, float]
    ) -> None:
        view = self._panel(panel)
        self._drag(view, self._pixel(view, start, QPointF()), to)

    def act_on_region(self, name: str) -> None:
        self.click(self._regions.actions_by_name[name])
        viewers = self._face.manager.viewers
        self.settle(lambda: all(viewer.is_drawn for viewer in viewers))

    def type_point(self, row: int, column: int, value: float) -> None:
        self.click(self._regions.actions_by_name["points"])
        table = self.window.findChild(PointsTable)
        assert table is not None
        item = table.table.item(row, column)
        assert item is not None
        item.setText(f"{value:g}")
        table.close()
        self.settle()

    def shapes(self, panel: str) -> dict[str, list[tuple[float, float]]]:
        view = self._panel(panel)
        if not isinstance(view, ImagePanel):
            return {}
        return {s.region: list(s.outline) for s in view.shapes.shapes}

    def rays(self, panel: str) -> int:
        return len(self._panel(panel).panel.rays)

    @property
    def statistics(self) -> dict[str, float]:
        shown = self._regions.statistics
        return shown.numbers if shown.isVisibleTo(self._sidebar) else {}

    @property
    def path_profile(self) -> NDArray[np.floating] | None:
        shown = self._regions.profile
        return shown.samples if shown.isVisibleTo(self._sidebar) else None

    @property
    def _regions(self) -> RegionControls:
        return self._sidebar.regions
