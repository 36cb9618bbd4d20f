"""ColorBar: which value has which colour in the main image, and how often."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)

from itool.model import bar
from itool.model.color import BINS, ColorScale, histogram
from itool.model.norm import Norm
from itool.qt import theme
from itool.qt.panels import ticks
from itool.qt.panels.raster import argb_table, colored
from itool.qt.panels.ringed import RingedWidget

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PyQt6.QtWidgets import QWidget

    from itool.model.scene import Frame
    from itool.qt.panels.panel import Run

COUNTS = 22
"""Width of the histogram in pixels."""
BAR = 9
GAP = 5
STEPS = {Qt.Key.Key_Up: 0.02, Qt.Key.Key_Down: -0.02}
"""How far an arrow key moves limits, of their distance."""
PACE = 80
"""Milliseconds between two histograms; nobody sees more of them."""


class ColorBar(RingedWidget):
    """A histogram and a bar of colours beside the main image, with labels.

    Dragging an end of the bar moves that limit, dragging its middle both; the wheel
    zooms and a double click lets the limits follow the image again. With the focus,
    arrow keys move both limits, with Shift the upper and with Alt the lower one.

    Parameters
    ----------
    parent : QWidget
        What it stands in.
    run : Run
        Runs commands on the viewer.
    """

    def __init__(self, parent: QWidget, run: Run) -> None:
        super().__init__(parent)
        self._run = run
        self._color = ColorScale()
        self._picture = bar_picture(self._color)
        self._pixels: NDArray[np.uint8] | None = None
        self._counts = np.zeros(BINS, np.intp)
        self._histogram: QImage | None = None
        self._made_for = (0, 1.0)  # colour and screen pixels per pixel
        self._held: tuple[bar.Grip, Norm, float] | None = None
        self._labels: tuple[tuple[Norm, int, QFont], dict[float, str]] | None = None
        self.norm = Norm()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._count)
        self.setMouseTracking(True)
        self.setToolTip("Drag the ends or the middle; wheel zooms; double click resets")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Colour limits")
        self.setAccessibleDescription(
            "Arrows move both limits, with Shift the upper, with Alt the lower; "
            "Home resets."
        )

    def show_color(self, color: ColorScale) -> None:
        """Draw the colours of `color`."""
        if color != self._color:
            self._color = color
            self._picture = bar_picture(color)
            self.update()

    def show_frame(self, frame: Frame) -> None:
        """Label the colours of the main image, and count them soon."""
        if frame.norm is None or frame.pixels is None:
            return
        if frame.norm != self.norm:
            self.norm = frame.norm
            self.update()
        is_first = self._pixels is None
        self._pixels = frame.pixels
        if is_first:
            self._count()
        elif not self._soon.isActive():
            self._soon.start(PACE)

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many samples have each third colour, as drawn when the hand rests."""
        return self._counts if self._pixels is None else histogram(self._pixels)

    def labels(self) -> dict[float, str]:
        """Return what is written along the bar, by value."""
        made_for = self.norm, self.height(), self.font()
        if self._labels is None or self._labels[0] != made_for:
            self._labels = made_for, self._chosen()
        return self._labels[1]

    def _chosen(self) -> dict[float, str]:
        norm = self.norm
        gap = QFontMetricsF(self.font()).height() / max(self.height(), 1)
        if values := bar.candidates(norm):
            return {value: short(value) for value in bar.apart(norm, values, gap)}
        most = max(2, self.height() // 34)
        found = ticks.choose(
            ticks.candidates(norm.low, norm.high, "number", (), most, offsets=False),
            lambda chosen: self._fit(chosen.positions, gap),
        )
        if found.context:
            return {value: short(value) for value in found.positions}
        return dict(zip(found.positions, found.texts, strict=True))

    def room(self) -> int:
        """Return the width that histogram, bar and labels need."""
        widest = QFontMetricsF(self.font()).horizontalAdvance("−0.00e−00")
        return round(3 * GAP + COUNTS + BAR + widest)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw histogram, bar and labels."""
        painter = QPainter(self)
        box = QRectF(GAP + COUNTS + 2, 0, BAR, self.height())
        self._paint_counts(painter, box.left() - 1)
        painter.drawImage(box, self._picture)
        painter.setPen(theme.color("border"))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        if self.has_ring:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(QRectF(1, 1, box.right(), self.height() - 2))
        painter.setPen(theme.color("axis"))
        line = QFontMetricsF(self.font()).height()
        labels = self.labels()
        levels = self.norm.forward(np.array([*labels], np.float64)).tolist()
        for level, text in zip(levels, labels.values(), strict=True):
            middle = (1.0 - level) * (self.height() - 1)
            painter.drawLine(
                QPointF(box.right(), middle), QPointF(box.right() + 2, middle)
            )
            top = min(max(middle - line / 2, 0.0), self.height() - line)
            room = QRectF(box.right() + GAP, top, self.width() - box.right(), line)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter.value, text)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Take hold of an end of the bar, or of its middle."""
        if event is None or self._is_beside(event):
            return
        if event.button() == Qt.MouseButton.LeftButton:
            level = self._level(event.position().y())
            self._held = (bar.grip_at(level), self.norm, level)
            self._run("edit.pause")

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Move limits with the hand."""
        if event is None:
            return
        level = self._level(event.position().y())
        if self._held is None:
            if self._is_beside(event):
                return
            is_middle = bar.grip_at(level) == "both"
            shape = Qt.CursorShape
            self.setCursor(shape.OpenHandCursor if is_middle else shape.SizeVerCursor)
            return
        grip, norm, start = self._held
        self._set(bar.dragged(norm, grip, level - start))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Let go."""
        if self._held is not None:
            self._held = None
            self._run("edit.pause")

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Let the limits follow each image again."""
        self._held = None
        self._run("color.auto")

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Bring both limits nearer to the value under the mouse, or away from it."""
        if event is not None:
            factor = 0.85 ** (event.angleDelta().y() / 120)
            level = self._level(event.position().y())
            self._set(bar.zoomed(self.norm, level, factor))
            event.accept()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move limits with the arrow keys; let them follow each image with Home."""
        if event is None:
            return
        key, held = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Home:
            self._run("color.auto")
        elif key in STEPS:
            grip: bar.Grip = "both"
            if held & Qt.KeyboardModifier.ShiftModifier:
                grip = "high"
            elif held & Qt.KeyboardModifier.AltModifier:
                grip = "low"
            self._set(bar.dragged(self.norm, grip, STEPS[key]))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the histogram to the new height."""
        self._histogram = None

    def sizeHint(self) -> QSize:
        """Return room for everything."""
        return QSize(self.room(), 100)

    def _is_beside(self, event: QMouseEvent) -> bool:
        """Leave the labels' room to the grid, whose gap is dragged there."""
        is_beside = event.position().x() > GAP + COUNTS + BAR + 2 * GAP
        event.setAccepted(not is_beside)
        if is_beside:
            self.unsetCursor()
        return is_beside

    def _set(self, limits: tuple[float, float]) -> None:
        low, high = limits
        if low < high and np.isfinite(high - low):
            self._run("color.limits", low=low, high=high)

    def _level(self, y: float) -> float:
        return 1.0 - y / max(self.height() - 1, 1)

    def _fit(self, values: tuple[float, ...], gap: float) -> bool:
        return len(bar.apart(self.norm, values, gap)) == len(values)

    def _count(self) -> None:
        self._counts = self.counts
        self._histogram = None
        self.update()

    def _paint_counts(self, painter: QPainter, right: float) -> None:
        shade = QColor(theme.color("muted"))
        shade.setAlphaF(0.55)
        ratio = self.devicePixelRatioF()
        made_for = shade.rgba(), ratio
        if self._histogram is None or made_for != self._made_for:
            self._made_for = made_for
            lengths = bars(self._counts, COUNTS * ratio, round(self.height() * ratio))
            self._histogram = _shaded(lengths, shade)
            self._histogram.setDevicePixelRatio(ratio)
        width = self._histogram.deviceIndependentSize().width()
        painter.drawImage(QPointF(right - width, 0), self._histogram)


def bars(counts: NDArray[np.intp], longest: float, height: int) -> NDArray[np.floating]:
    """Return the length of a histogram in each of `height` rows, last colours first.

    Lengths go as the square root of counts; `longest` is that of the highest.
    """
    # Clipped samples pile up in the outer bins and must not dwarf all others.
    tallest = max(int(counts[1:-1].max()), 1)
    lengths = longest * np.sqrt(np.minimum(counts / tallest, 1.0))
    middles = height - np.arange(height) - 0.5
    return np.asarray(lengths[(middles * BINS / height).astype(np.intp)])


def _shaded(lengths: NDArray[np.floating], shade: QColor) -> QImage:
    """Return bars that end at the right, as Qt draws them quickest."""
    width = max(1, math.ceil(lengths.max(initial=0.0)))
    is_in = np.arange(width, 0, -1) - 0.5 <= lengths[:, None]
    memory = is_in.astype(np.uint8).tobytes()
    made = QImage(memory, width, len(lengths), width, QImage.Format.Format_Indexed8)
    made.setColorTable([0, shade.rgba()])
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


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
        return f"{digits.removesuffix('.0')}e{int(power)}".replace("-", "−")
    text = f"{value:.0f}" if size >= 100 else f"{value:.3g}"
    return text.replace("-", "−")


def bar_picture(color: ColorScale) -> QImage:
    """Return the colours of `color`, evenly from the last (top) to the first."""
    pixels = np.arange(255, 0, -1, dtype=np.uint8)[:, None]
    return colored(pixels, argb_table(color.cmap, color.reverse))
