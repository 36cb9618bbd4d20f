"""The probe of a native window: dialogs of operations, filters and code."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
)

from itool.qt.operation_dialog import OperationDialog
from tests.contract.faces.qt.window import (
    QtWindow,
)


class QtOperations(QtWindow):
    """Dialogs of operations, filters and code."""

    def open_operation(self, name: str) -> None:
        self.window.actions_by_name[f"operation:{name}"].trigger()
        self._dialog = self.window.findChildren(OperationDialog)[-1]
        self.settle()

    def regrid(self) -> None:
        self.click(self._sidebar.coords.regrid)
        self._dialog = self.window.findChildren(OperationDialog)[-1]
        self.settle()

    def fill(self, field: str, value: str | bool) -> None:
        widget = self._dialog.form.inputs[field]
        if isinstance(widget, QLineEdit):
            widget.selectAll()
            QTest.keyClick(widget, Qt.Key.Key_Delete)
            QTest.keyClicks(widget, str(value))
        elif isinstance(widget, QCheckBox):
            if widget.isChecked() != value:
                widget.click()
        elif isinstance(widget, QComboBox):
            widget.setCurrentIndex(widget.findData(value))
        else:
            widget.setPlainText(str(value))

    def carry_filters_out(self, first: bool) -> None:
        tick = self._dialog.filtered
        assert tick.isVisible()
        if tick.isChecked() != first:
            tick.click()

    def preview(self) -> tuple[str, bool]:
        dialog = self._dialog
        self.settle(lambda: not dialog.is_due and dialog.size_line.text())
        return dialog.code.toPlainText(), not dialog.picture.pixmap().isNull()

    def carry_out(self, place: str) -> str:
        dialog, gone = self._dialog, []
        dialog.finished.connect(gone.append)
        if place:
            dialog.place.setCurrentIndex(dialog.place.findData(place))
        dialog.apply_button.click()
        self.settle(lambda: gone or dialog.apply_button.isEnabled())
        said = "" if gone else dialog.trouble.text()
        if not gone:
            dialog.reject()
        self.window.activateWindow()
        self.settle()
        return said

    def start(self, place: str) -> None:
        dialog = self._dialog
        dialog.place.setCurrentIndex(dialog.place.findData(place))
        dialog.apply_button.click()

    @property
    def progress(self) -> float | None:
        bar = self._dialog.progress
        if not bar.isVisible() or not bar.maximum():
            return None
        return float(bar.value() / bar.maximum())

    def abandon(self) -> None:
        self._dialog.cancel_button.click()
        self.settle()

    @property
    def work(self) -> str:
        button, line = self.window.give_up, self.window.message
        return str(line.text()) if button.isVisible() else ""

    def give_up(self) -> None:
        self.window.give_up.click()
        self.settle()

    @property
    def filters(self) -> tuple[tuple[str, bool], ...]:
        rows = self._sidebar.filters.rows
        return tuple((row.check.text(), row.check.isChecked()) for row in rows)

    def switch_filter(self, number: int) -> None:
        self._sidebar.filters.rows[number].check.click()
        self.settle()

    def edit_filter(self, number: int) -> None:
        self.click(self._sidebar.filters.rows[number].edit)
        self._dialog = self.window.findChildren(OperationDialog)[-1]
        self.settle()

    def filled(self, field: str) -> str:
        widget = self._dialog.form.inputs[field]
        if isinstance(widget, QComboBox):
            return str(widget.currentData())
        assert isinstance(widget, QLineEdit)
        return widget.text()

    def remove_filter(self, number: int) -> None:
        self._sidebar.filters.rows[number].away.click()
        self.settle()

    def copy_code(self) -> str:
        clipboard = QApplication.clipboard()
        clipboard.setText("")
        self.window.actions_by_name["viewer.code"].trigger()
        self.settle(lambda: clipboard.text() != "")
        return str(clipboard.text())
