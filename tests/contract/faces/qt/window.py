"""What every part of the probe of a native window uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QApplication,
    QMenu,
    QWidget,
)

from itool.qt.palette import CommandPalette

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.model.scene import Mark
    from itool.qt.panels.panel import PanelView
    from itool.qt.viewer_window import ViewerWindow
    from tests.contract.faces.qt.face import QtFace

PATIENCE = 40.0
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class QtWindow:
    """One ImageTool window."""

    def __init__(self, face: QtFace, window: ViewerWindow) -> None:
        self._face, self.window = face, window
        self._sidebar, self._colors = window.sidebar, window.sidebar.colors

    def settle(self, until: Callable[[], object] | None = None) -> None:
        self._face.settle(until)

    def wait(self, until: Callable[[], object]) -> None:
        self._face.settle(until)

    def click(self, widget: QWidget) -> None:
        """Click in the middle of a widget, once it has been laid out."""
        self.settle(lambda: widget.rect().isValid())
        QTest.mouseClick(widget, LEFT)

    def press(self, keys: str) -> None:
        *modifiers, key = keys.split("+")
        held = PLAIN
        for name, modifier in (
            ("Shift", Qt.KeyboardModifier.ShiftModifier),
            ("Ctrl", CONTROL),
        ):
            if name in modifiers:
                held |= modifier
        code = {"Del": "Delete"}.get(key, key)
        self._activate()
        QTest.keyClick(self.window, getattr(Qt.Key, f"Key_{code}"), held)
        self.settle()

    def _activate(self) -> None:
        """Bring the window before others; keys reach no window behind them."""
        self.window.activateWindow()
        self.settle(self.window.isActiveWindow)

    def jump(self, title: str) -> None:
        next(a for a in self._history() if a.text() == title).trigger()
        self.settle()

    def command(self, text: str) -> None:
        QTest.keyClick(self.window, Qt.Key.Key_P, CONTROL | SHIFT)
        self.settle()
        palette = self.window.findChild(CommandPalette)
        assert palette is not None
        QTest.keyClicks(palette.search, text)
        QTest.keyClick(palette.search, Qt.Key.Key_Return)
        self.settle()

    @property
    def title(self) -> str:
        return self.window.windowTitle().partition(": ")[2]

    @property
    def message(self) -> str:
        label = self.window.message
        return label.text() if label.objectName() == "failure" else ""

    @property
    def is_busy(self) -> bool:
        return self.window.busy.isVisible()

    @property
    def note(self) -> str:
        is_calm = not self.message and not self.is_busy
        return self.window.message.text() if is_calm else ""

    @property
    def value(self) -> float:
        text = self._sidebar.value.text.replace("−", "-")
        return float(text) if text[-1:].isdigit() else np.nan

    @property
    def panels(self) -> tuple[str, ...]:
        views = self.window.grid.panels
        return tuple(view.panel.id for view in views if view.area.isVisible())

    @property
    def cursors(self) -> tuple[str, ...]:
        return tuple(self._sidebar.cursors.chips)

    @property
    def active(self) -> str:
        chips = self._sidebar.cursors.chips
        return next(name for name, chip in chips.items() if chip.isChecked())

    @property
    def can(self) -> set[str]:
        actions = self.window.actions_by_name
        return {n for n in ("undo", "redo") if actions[f"edit.{n}"].isEnabled()}

    @property
    def history(self) -> tuple[str, ...]:
        return tuple(action.text() for action in self._history())

    @property
    def clipboard(self) -> str:
        clipboard = QApplication.clipboard()
        assert clipboard is not None
        return clipboard.text()

    @property
    def _scene(self) -> Any:
        scene = self.window.scene
        assert scene is not None
        return scene

    def _history(self) -> list[Any]:
        menu = self.window.findChild(QMenu, "history")
        assert menu is not None
        menu.aboutToShow.emit()
        return list(menu.actions())

    def _panel(self, panel: str) -> PanelView:
        return self.window.grid.panel(panel)

    def _mark(self, panel: str, dim: str, cursor: str) -> Mark:
        marks = self._panel(panel).crosshair.marks
        return next(m for m in marks if (m.cursor, m.dim) == (cursor, dim))

    def _pixel(self, view: PanelView, at: dict[str, float], rest: QPointF) -> QPointF:
        """Return the pixel of a point; where it leaves a dim out, that of `rest`."""
        point = QPointF(rest)
        for dim, position in at.items():
            side = view.panel.side(dim)
            pixel = view.scales[side].pixel(position)
            point.setX(pixel) if side == "x" else point.setY(pixel)
        return point

    def _position(self, view: PanelView, dim: str, point: QPointF) -> float:
        side = view.panel.side(dim)
        return view.scales[side].position(point.x() if side == "x" else point.y())

    def _bare(self, view: PanelView) -> QPointF:
        """Return a point that is far from all lines."""
        width, height = view.area.width(), view.area.height()
        for across in (0.5, 0.27, 0.73, 0.12, 0.88):
            for down in (0.5, 0.27, 0.73, 0.12, 0.88):
                point = QPointF(across * width, down * height)
                if not view.marks_under(point):
                    return point
        raise AssertionError("lines are everywhere")

    def _drag(
        self,
        view: PanelView,
        start: QPointF,
        to: dict[str, float],
        held: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        stop = self._pixel(view, to, start)
        self._mouse(view, QEvent.Type.MouseButtonPress, start, held)
        for fraction in (0.4, 0.8, 1.0):
            point = start + fraction * (stop - start)
            self._mouse(view, QEvent.Type.MouseMove, point, held)
        self._mouse(view, QEvent.Type.MouseButtonRelease, stop, held)
        self.settle()

    def _wheel(self, widget: QWidget, point: QPointF) -> None:
        event = QWheelEvent(
            point,
            QPointF(widget.mapToGlobal(point.toPoint())),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            PLAIN,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
        self.settle()

    def _mouse(
        self,
        view: PanelView,
        kind: QEvent.Type,
        point: QPointF,
        held: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
        self._send(view.area, kind, point, button, held)

    def _send(
        self,
        widget: QWidget,
        kind: QEvent.Type,
        point: QPointF,
        button: Qt.MouseButton,
        held: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        buttons = (
            Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
        )
        away = QPointF(widget.mapToGlobal(point.toPoint()))
        event = QMouseEvent(kind, point, away, button, buttons, held)
        QApplication.sendEvent(widget, event)

    def _type(self, field: Any, number: float | str) -> None:
        field.setFocus()
        field.selectAll()
        text = number if isinstance(number, str) else f"{number:g}"
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.settle()
