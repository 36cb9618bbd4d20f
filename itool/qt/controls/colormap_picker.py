"""ColormapPicker: a button with the colour map in use that opens the list of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
)

from itool.qt import theme
from itool.qt.controls.colormap_list import SWATCH, Choose, ColormapList, swatch

if TYPE_CHECKING:
    from itool.model.color import ColorScale

POPUP = QSize(290, 420)


class ColormapPicker(QToolButton):
    """Shows the colour map in use and opens the list of all."""

    def __init__(self, choose: Choose) -> None:
        super().__init__()
        self._choose = choose
        self._color: ColorScale | None = None
        self.setToolTip("Colour map")
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)

    def show_color(self, color: ColorScale) -> None:
        """Show the name and colours of a colour map."""
        if color != self._color:
            self._color = color
            self.setText(color.cmap)
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for a swatch and a name."""
        return QSize(200, 28)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the swatch, and the name below a mark that a list will open."""
        text, color = self.text(), self._color
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        if color is None:
            return
        box = QRect(8, 8, 84, self.height() - 16)
        painter.drawPixmap(box, swatch(color.cmap, color.reverse).pixmap(SWATCH))
        painter.setPen(theme.color("text"))
        name = QRect(box.right() + 9, 0, self.width() - box.right() - 28, self.height())
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            name,
            left.value,
            painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, name.width()
            ),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("muted"))
        tip = QPoint(self.width() - 13, self.height() // 2 + 2)
        painter.drawLine(tip, tip + QPoint(-4, -4))
        painter.drawLine(tip, tip + QPoint(4, -4))

    def _open(self) -> None:
        popup = ColormapList(
            self, self._choose, self._color.cmap if self._color else ""
        )
        corner = self.mapToGlobal(
            QPoint(self.width() - POPUP.width(), self.height() + 2)
        )
        popup.setGeometry(QRect(corner, POPUP))
        popup.show()
        popup.search.setFocus()
