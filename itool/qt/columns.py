"""Lists of several columns, as the palette and the list of shortcuts are."""

from __future__ import annotations

from PyQt6.QtWidgets import QHeaderView, QTreeWidget


def columns(count: int, wide: int) -> QTreeWidget:
    """Return an empty list of `count` columns; the one called `wide` takes the room."""
    made = QTreeWidget()
    made.setColumnCount(count)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAllColumnsShowFocus(True)
    header = made.header()
    assert header is not None
    header.setStretchLastSection(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
    return made
