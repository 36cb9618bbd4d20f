"""ColorBar: which value has which colour in the main image."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from itool.model.color import ColorScale
from itool.qt import theme
from itool.qt.panels.raster import argb_table, colored

BAR = 9
GAP = 5


class ColorBar(QWidget):
    """A thin bar beside the main image, with the values of its two ends."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._color = ColorScale()
        self._limits = (0.0, 1.0)
        self._picture = bar_picture(self._color)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_color(self, color: ColorScale) -> None:
        """Draw the colours of `color`."""
        if color != self._color:
            self._color = color
            self._picture = bar_picture(color)
            self.update()

    def show_limits(self, limits: tuple[float, float]) -> None:
        """Write the values of the first and the last colour."""
        if limits != self._limits:
            self._limits = limits
            self.update()

    def room(self) -> int:
        """Return the width that bar and labels need."""
        widest = QFontMetricsF(self.font()).horizontalAdvance("−0.00e−00")
        return round(2 * GAP + BAR + widest)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the bar with its frame, and both labels."""
        painter = QPainter(self)
        bar = QRectF(GAP + 3, 0, BAR, self.height())
        painter.drawImage(bar, self._picture)
        painter.setPen(theme.color("border"))
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
        painter.setPen(theme.color("axis"))
        box = QRectF(bar.right() + GAP, 0, self.width(), self.height())
        left = Qt.AlignmentFlag.AlignLeft
        for value, side in zip(
            self._limits,
            (Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignTop),
            strict=True,
        ):
            painter.drawText(box, (left | side).value, short(value))


def short(value: float) -> str:
    """Return `value` in three significant digits.

    Examples
    --------
    >>> short(-0.51239), short(120345.0)
    ('−0.512', '1.2e5')
    """
    size = abs(value)
    if size and not 1e-3 <= size < 99999.5:
        digits, power = f"{value:.1e}".split("e")
        return f"{digits}e{int(power)}".replace("-", "−")
    text = f"{value:.0f}" if size >= 100 else f"{value:.3g}"
    return text.replace("-", "−")


def bar_picture(color: ColorScale) -> QImage:
    """Return the colours of `color` from high (top) to low."""
    level = np.linspace(1.0, 0.0, 256) ** color.gamma
    pixels = np.rint(1 + 254 * level).astype(np.uint8)[:, None]
    return colored(pixels, argb_table(color.cmap, color.reverse))
