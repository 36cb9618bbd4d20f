"""CursorChips: one button per cursor, to activate, hide, colour and remove it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PyQt6.QtWidgets import QColorDialog, QMenu, QToolButton, QWidget

from itool.qt import theme
from itool.qt.controls.flow import FlowLayout
from itool.qt.shortcuts import hinted

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from itool.model.control import CursorControl
    from itool.qt.panels.panel import Run


class CursorChips(QWidget):
    """All cursors of a viewer; the active one is marked."""

    def __init__(self, run: Run, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self._shown: tuple[CursorControl, ...] = ()
        self.chips: dict[str, QToolButton] = {}
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self.add = QToolButton(self)
        self.add.setText("+")
        self.add.setToolTip("Add a cursor where the active one is")
        hinted(self.add, "cursor.add")
        self.add.clicked.connect(lambda: run("cursor.add"))
        self._flow.addWidget(self.add)

    def show_cursors(self, cursors: tuple[CursorControl, ...]) -> None:
        """Draw one chip per cursor."""
        if cursors == self._shown:
            return
        if [c.id for c in cursors] != [c.id for c in self._shown]:
            self._rebuild(cursors)
        self._shown = cursors
        for cursor in cursors:
            chip = self.chips[cursor.id]
            chip.setChecked(cursor.is_active)
            chip.setIcon(dot(cursor.color, is_filled=cursor.visible))
            state = "" if cursor.visible else " (hidden)"
            chip.setToolTip(f"Cursor {cursor.id}{state}: click to activate")

    def _rebuild(self, cursors: tuple[CursorControl, ...]) -> None:
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self.add)
        self.chips = {cursor.id: self._chip(cursor.id) for cursor in cursors}
        self._flow.addWidget(self.add)
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Be as tall as the lines of chips."""
        self._fit_height()

    def _fit_height(self) -> None:
        # A layout whose height depends on its width makes scroll areas guess badly.
        self.setFixedHeight(max(self._flow.heightForWidth(self.width()), 1))

    def _chip(self, cursor: str) -> QToolButton:
        chip = QToolButton(self)
        chip.setText(cursor)
        chip.setCheckable(True)
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setIconSize(QSize(11, 11))
        chip.clicked.connect(partial(self._activate, cursor))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(partial(self._open_menu, cursor))
        self._flow.addWidget(chip)
        chip.show()
        return chip

    def _activate(self, cursor: str) -> None:
        self._run("cursor.activate", cursor=cursor)
        # A click on the active chip would uncheck it although nothing changed.
        for each in self._shown:
            self.chips[each.id].setChecked(each.id == cursor)

    def _open_menu(self, cursor: str, at: QPoint) -> None:
        control = next(c for c in self._shown if c.id == cursor)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        run = self._run
        show = menu.addAction("Hide" if control.visible else "Show")
        color = menu.addAction("Colour…")
        center = menu.addAction("Centre")
        remove = menu.addAction("Remove")
        for action, call in (
            (show, partial(run, "cursor.show", visible=not control.visible)),
            (color, None),
            (center, partial(run, "cursor.center")),
            (remove, partial(run, "cursor.remove")),
        ):
            if action is not None and call is not None:
                action.triggered.connect(lambda _, c=call: c(cursor=cursor))
        if color is not None:
            color.triggered.connect(lambda: self._choose_color(control))
        if remove is not None:
            remove.setEnabled(len(self._shown) > 1)
        menu.popup(self.chips[cursor].mapToGlobal(at))

    def _choose_color(self, control: CursorControl) -> None:
        dialog = QColorDialog(QColor(control.color), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(
            lambda color: self._run(
                "cursor.color", color=color.name(), cursor=control.id
            )
        )
        dialog.open()


def dot(color: str, *, is_filled: bool = True, size: int = 11) -> QIcon:
    """Return a round icon in `color`; a ring if it is not filled."""
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), 1.5))
    painter.setBrush(QColor(color) if is_filled else theme.color("surface"))
    painter.drawEllipse(QRectF(1, 1, size - 2, size - 2))
    painter.end()
    return QIcon(pixmap)
