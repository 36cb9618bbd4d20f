"""What an item draws, as shades of grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from itool.qt.panels.drawn_item import DrawnItem


def shades(
    item: DrawnItem, width: int, height: int, ratio: float = 1.0
) -> NDArray[np.uint8]:
    """Return pixels from 0, black, to 255, white; rows first."""
    columns, rows = round(width * ratio), round(height * ratio)
    image = QImage(columns, rows, QImage.Format.Format_Grayscale8)
    image.setDevicePixelRatio(ratio)
    image.fill(255)
    painter = QPainter(image)
    item.paint(painter)
    painter.end()
    memory = image.constBits()
    assert memory is not None
    lines = np.frombuffer(memory.asarray(image.sizeInBytes()), np.uint8)
    return lines.reshape(rows, image.bytesPerLine())[:, :columns].copy()
