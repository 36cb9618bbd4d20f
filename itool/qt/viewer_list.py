"""ViewerList: the table of viewers as Qt's model and view want it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QRectF,
    QSize,
    Qt,
    pyqtSignal,
)
from PyQt6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PyQt6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from itool.model.cursor import COLORS
from itool.model.sizes import size_text
from itool.qt import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itool.core.manager import Row

COLUMNS = ("#", "Name", "Dimensions", "Type", "Size")
NUMBER, NAME, DIMS, DTYPE, SIZE = range(len(COLUMNS))
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled


@dataclass(frozen=True, slots=True)
class Badge:
    """A small label behind a name."""

    text: str
    color: str


class ViewerList(QAbstractTableModel):
    """One row per viewer. Names are edited in place.

    Attributes
    ----------
    renamed : pyqtSignal(str, str)
        A viewer's id and the name that was typed.
    """

    renamed = pyqtSignal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take over the list; rows that did not change are left alone."""
        rows, old = tuple(rows), self.rows
        count = len(old)
        if [row.id for row in rows[:count]] != [row.id for row in old]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        self.rows = rows[:count]
        for i, (new, before) in enumerate(zip(rows, old, strict=False)):
            if new != before:
                self.dataChanged.emit(self.index(i, 0), self.index(i, len(COLUMNS) - 1))
        if len(rows) > count:
            self.beginInsertRows(QModelIndex(), count, len(rows) - 1)
            self.rows = rows
            self.endInsertRows()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of viewers."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = 0
    ) -> Any:
        """Return the titles of the columns."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return COLUMNS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Return that names can be edited."""
        if index.column() == NAME:
            return FLAGS | Qt.ItemFlag.ItemIsEditable
        return FLAGS

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Return what a cell shows."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.EditRole:
            return row.name
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            is_quiet = not row.is_shown or index.column() != NAME
            return theme.color("muted" if is_quiet else "text")
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = 0) -> bool:
        """Ask for another name; the list follows when it is given."""
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not name:
            return False
        row = self.rows[index.row()]
        if name != row.name:
            self.renamed.emit(row.id, name)
        return True


class NameDelegate(QStyledItemDelegate):
    """Draws a name with its badges: lazy, link group, watched variable, hidden."""

    def paint(
        self,
        painter: QPainter | None,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> None:
        """Draw the name, then its badges behind it."""
        super().paint(painter, option, index)
        row = index.data(ROW_ROLE)
        if painter is None or row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = QFont(option.font)
        small.setPointSizeF(option.font.pointSizeF() - 1)
        metrics = QFontMetrics(small)
        painter.setFont(small)
        box = QRectF(option.rect)
        shown = QFontMetrics(option.font).horizontalAdvance(name_text(row))
        left = box.left() + shown + 20
        for badge in badges(row):
            width = metrics.horizontalAdvance(badge.text) + 12
            place = QRectF(left, box.center().y() - 8, width, 16)
            if place.right() < box.right():
                _paint_badge(painter, place, badge)
            left += width + 5
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return room for the name and its badges."""
        size = super().sizeHint(option, index)
        row = index.data(ROW_ROLE)
        more = 20 + 55 * len(badges(row)) if row is not None else 0
        return QSize(size.width() + more, size.height())


def name_text(row: Row) -> str:
    """Return a name, indented under that of the viewer that it was made from."""
    return f"{'     ' * (row.depth - 1)}  └ {row.name}" if row.depth else row.name


def badges(row: Row) -> tuple[Badge, ...]:
    """Return what a row says besides its name."""
    found = []
    if row.link:
        color = COLORS[int(row.link) % len(COLORS)] if row.link.isdigit() else COLORS[0]
        found.append(Badge(f"linked {row.link}", color))
    if row.is_lazy:
        found.append(Badge("lazy", theme.color("accent").name()))
    if row.watched:
        color = "accent" if row.is_connected else "muted"
        found.append(Badge(f"⇄ {row.watched}", theme.color(color).name()))
    if not row.is_shown:
        found.append(Badge("hidden", theme.color("muted").name()))
    return tuple(found)


def watched_text(row: Row) -> str:
    """Return which variable a viewer follows, or "", as a line of a tool tip."""
    if not row.watched:
        return ""
    if row.is_connected:
        return f"\nFollows the variable {row.watched} of a notebook."
    return f"\nFollowed the variable {row.watched}; %watch {row.watched} ties it again."


def _paint_badge(painter: QPainter, place: QRectF, badge: Badge) -> None:
    shade = QColor(badge.color)
    shade.setAlpha(36)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawRoundedRect(place, 8, 8)
    painter.setPen(theme.curve_color(badge.color))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter.value, badge.text)


def _text(row: Row, column: int) -> str:
    if column == NUMBER:
        return str(row.index)
    if column == NAME:
        return name_text(row)
    if column == DIMS:
        pairs = zip(row.dims, row.shape, strict=True)
        return "  ×  ".join(f"{dim} {size}" for dim, size in pairs)
    return row.dtype if column == DTYPE else size_text(row.nbytes)


def _tip(row: Row) -> str:
    where = f"\n{row.source}" if row.source else ""
    state = "" if row.is_shown else "\nHidden; double click shows it."
    return f"{row.index}: {row.name}{where}{watched_text(row)}{state}"


def _alignment(column: int) -> Qt.AlignmentFlag:
    is_right = column in (NUMBER, SIZE)
    side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
