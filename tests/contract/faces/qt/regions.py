"""The probe of a native window: regions and guides."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QColorDialog, QDialog, QInputDialog, QMenu

from itool.qt.panels.image_panel import ImagePanel
from itool.qt.points_table import PointsTable
from tests.contract.faces.qt.window import CONTROL, PLAIN, SHIFT, QtWindow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from itool.qt.controls.region_controls import RegionControls


Dialog = TypeVar("Dialog", bound=QDialog)


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

    def turn_ray(self, panel: str, ray: int, to: dict[str, float]) -> str:
        view = self._panel(panel)
        assert isinstance(view, ImagePanel)
        start = view.shapes.ray_grip(ray)
        stop = self._pixel(view, to, start)
        self._mouse(view, QEvent.Type.MouseButtonPress, start)
        for share in (0.5, 1.0):
            point = start + share * (stop - start)
            self._mouse(view, QEvent.Type.MouseMove, point)
        self.settle()
        written = view.shapes.turn_text
        self._mouse(view, QEvent.Type.MouseButtonRelease, stop)
        self.settle()
        return written

    def focus_panel(self, panel: str) -> None:
        self._activate()
        self._panel(panel).area.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_handle(self, panel: str, number: int) -> None:
        self.focus_panel(panel)
        area = self._panel(panel).area
        for _ in range(number + 1):
            QTest.keyClick(area, Qt.Key.Key_Tab)
        self.settle()

    def press_there(self, keys: str) -> None:
        *modifiers, key = keys.split("+")
        held = SHIFT if "Shift" in modifiers else PLAIN
        held |= CONTROL if "Ctrl" in modifiers else PLAIN
        code = {"Del": "Delete"}.get(key, key)
        self._activate()
        widget = self.window.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, getattr(Qt.Key, f"Key_{code}"), held)
        self.settle()

    def rename_region(self, name: str) -> None:
        dialog = self._region_dialog("Rename…", QInputDialog)
        dialog.setTextValue(name)
        dialog.accept()
        self.settle()

    def recolor_region(self, color: str) -> None:
        dialog = self._region_dialog("Colour…", QColorDialog)
        dialog.setCurrentColor(QColor(color))
        dialog.accept()
        self.settle()

    def show_region(self) -> None:
        active = self._regions.active
        assert active is not None
        self._choose("Hide" if active.visible else "Show")

    def mask_here(self, keep: str) -> None:
        other = "outside" if keep == "inside" else "inside"
        self._choose(f"Mask {other}, in this viewer")
        viewers = self._face.manager.viewers
        self.settle(lambda: all(viewer.is_drawn for viewer in viewers))

    def _choose(self, text: str) -> None:
        """Choose from the context menu of the active region's chip."""
        active = self._regions.active
        assert active is not None
        chip = self._regions.chips.chips[active.id]
        chip.customContextMenuRequested.emit(QPoint(2, 2))
        menu = next(m for m in self.window.findChildren(QMenu) if m.isVisible())
        next(a for a in menu.actions() if a.text() == text).trigger()
        menu.close()
        self.settle()

    def _region_dialog(self, text: str, kind: type[Dialog]) -> Dialog:
        self._choose(text)
        found = [d for d in self.window.findChildren(kind) if d.isVisible()]
        return found[0]

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
