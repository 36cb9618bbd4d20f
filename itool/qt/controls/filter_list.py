"""FilterList: the filters over the data, to be switched, changed, moved and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from itool.model.control import FilterControl
    from itool.qt.panels.panel import Menus, Run


class FilterList(QWidget):
    """One row for each filter, in the order in which they are carried out."""

    def __init__(self, run: Run, menus: Menus, parent: QWidget) -> None:
        super().__init__(parent)
        self._run, self._menus = run, menus
        self._shown: tuple[FilterControl, ...] = ()
        self.rows: list[FilterRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)

    def show_filters(self, filters: tuple[FilterControl, ...]) -> None:
        """Show these filters."""
        if filters == self._shown:
            return
        self._shown = filters
        while len(self.rows) > len(filters):
            self.rows.pop().deleteLater()
        while len(self.rows) < len(filters):
            self.rows.append(FilterRow(self._run, self._menus, len(self.rows)))
            self._layout.addWidget(self.rows[-1])
        for row, control in zip(self.rows, filters, strict=True):
            row.show_filter(control)


class FilterRow(QWidget):
    """A filter: whether it is on, what it is, its parameters, earlier, away."""

    def __init__(self, run: Run, menus: Menus, number: int) -> None:
        super().__init__()
        self.check = QCheckBox()
        self.check.clicked.connect(
            lambda on: run("filter.switch", number=number, on=on)
        )
        self.edit = _button("…", "Change the parameters of this filter")
        self.edit.clicked.connect(lambda: menus.edit_filter(number))
        self.up = _button("↑", "Carry this filter out before the one above")
        self.up.setEnabled(number > 0)
        self.up.clicked.connect(
            lambda: run("filter.move", number=number, to=number - 1)
        )
        self.away = _button("×", "Remove this filter")
        self.away.clicked.connect(lambda: run("filter.remove", number=number))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.check, 1)
        layout.addWidget(self.edit)
        layout.addWidget(self.up)
        layout.addWidget(self.away)

    def show_filter(self, control: FilterControl) -> None:
        """Show what the filter is."""
        self.check.setText(control.title)
        self.check.setToolTip(control.detail)
        self.check.setChecked(control.is_on)


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setObjectName("quiet")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
