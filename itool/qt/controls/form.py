"""Form: the fields of an operation as widgets, whatever the operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.forms import FieldForm


FRAME = 16
"""Pixels around the text of a field."""
WIDEST = 170
"""Pixels that a field takes for its text, others give way; more is scrolled."""


class Form(QWidget):
    """One row for each field, filled in.

    Attributes
    ----------
    changed : pyqtSignal()
        A field was changed.
    """

    changed = pyqtSignal()

    def __init__(self, fields: tuple[FieldForm, ...]) -> None:
        super().__init__()
        self._readers: dict[str, Callable[[], Any]] = {}
        self.inputs: dict[str, QWidget] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(8)
        layout.setColumnStretch(1, 1)
        for line, field in enumerate(fields):
            title = QLabel(field.title)
            title.setAlignment(Qt.AlignmentFlag.AlignTop)
            title.setContentsMargins(0, 4, 0, 0)
            layout.addWidget(title, line, 0)
            layout.addWidget(self._widget(field), line, 1)
        layout.setRowStretch(len(fields), 1)

    def values(self) -> dict[str, Any]:
        """Return what is filled in; what is empty is left out. Numbers are text."""
        found = {name: read() for name, read in self._readers.items()}
        return {name: value for name, value in found.items() if value is not None}

    def _widget(self, field: FieldForm) -> QWidget:
        make: dict[str, Callable[[FieldForm], QWidget]] = {
            "flag": self._flag,
            "choice": self._choice,
            "choices": self._choices,
            "order": self._places,
            "pair": self._places,
            "row_numbers": partial(self._rows, 1),
            "row_texts": partial(self._rows, 1),
            "row_ranges": partial(self._rows, 2),
            "attrs": self._lines,
        }
        return make.get(field.type, self._text)(field)

    def _text(self, field: FieldForm) -> QWidget:
        edit = self._edit(field.name, _written(field.value))
        self._readers[field.name] = lambda: edit.text().strip() or None
        return _with_unit(edit, field.unit)

    def _lines(self, field: FieldForm) -> QWidget:
        edit = QPlainTextEdit()
        edit.setPlaceholderText("units = counts\nscans = 3")
        edit.setFixedHeight(90)
        edit.textChanged.connect(self.changed)
        self.inputs[field.name] = edit
        self._readers[field.name] = edit.toPlainText
        return edit

    def _flag(self, field: FieldForm) -> QWidget:
        box = QCheckBox()
        box.setChecked(bool(field.value))
        box.toggled.connect(self.changed)
        self.inputs[field.name] = box
        self._readers[field.name] = box.isChecked
        return box

    def _choice(self, field: FieldForm) -> QWidget:
        box = self._combo(field.name, field, str(field.value))

        def read() -> Any:
            value = box.currentData()
            return int(value) if field.is_integer and value is not None else value

        self._readers[field.name] = read
        return box

    def _choices(self, field: FieldForm) -> QWidget:
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 3, 0, 0)
        layout.setSpacing(4)
        boxes = {}
        for value, label in field.choices:
            box = boxes[value] = QCheckBox(label)
            box.setChecked(value in field.value)
            box.toggled.connect(self.changed)
            self.inputs[f"{field.name}.{value}"] = box
            layout.addWidget(box)
        if not boxes:
            layout.addWidget(_muted("There is none."))
        self._readers[field.name] = lambda: [
            v for v, b in boxes.items() if b.isChecked()
        ]
        return frame

    def _places(self, field: FieldForm) -> QWidget:
        """Return a box for each place; choosing what is elsewhere swaps the two."""
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        chosen = list(field.value)
        boxes: list[QComboBox] = []

        def swap(place: int) -> None:
            new = boxes[place].currentData()
            if new in chosen:
                other = chosen.index(new)
                chosen[other] = chosen[place]
                boxes[other].blockSignals(True)
                boxes[other].setCurrentIndex(boxes[other].findData(chosen[other]))
                boxes[other].blockSignals(False)
            chosen[place] = new

        for place, value in enumerate(chosen):
            box = self._combo(
                f"{field.name}.{place}", field, value, partial(swap, place)
            )
            boxes.append(box)
            layout.addWidget(box)
        self._readers[field.name] = lambda: list(chosen)
        return frame

    def _rows(self, count: int, field: FieldForm) -> QWidget:
        frame = QWidget()
        layout = QGridLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.setColumnStretch(1, 1)
        edits: dict[str, list[QLineEdit]] = {}
        for line, (name, label, unit) in enumerate(field.rows):
            layout.addWidget(_muted(label), line, 0)
            value = field.value.get(name)
            texts = [_written(v) for v in value] if count > 1 and value else None
            texts = texts or [_written(value)] + [""] * (count - 1)
            edits[name] = []
            for place, text in enumerate(texts):
                key = f"{field.name}.{name}" + (f".{place}" if count > 1 else "")
                edit = self._edit(key, text)
                edits[name].append(edit)
                layout.addWidget(edit, line, 1 + place)
            layout.addWidget(_muted(unit), line, 1 + count)

        def read() -> dict[str, Any] | None:
            found: dict[str, Any] = {}
            for name, row in edits.items():
                texts = [edit.text().strip() or None for edit in row]
                if any(texts):
                    found[name] = texts if count > 1 else texts[0]
            return found

        self._readers[field.name] = read
        return frame

    def _edit(self, key: str, text: str) -> QLineEdit:
        edit = QLineEdit(text)
        edit.setCursorPosition(0)
        room = edit.fontMetrics().horizontalAdvance(text) + FRAME
        edit.setMinimumWidth(min(room, WIDEST))
        edit.textEdited.connect(self.changed)
        self.inputs[key] = edit
        return edit

    def _combo(
        self,
        key: str,
        field: FieldForm,
        value: str,
        act: Callable[[], None] | None = None,
    ) -> QComboBox:
        box = QComboBox()
        for choice, label in field.choices:
            box.addItem(label, choice)
        box.setCurrentIndex(max(box.findData(value), 0))
        box.setEnabled(bool(field.choices))
        if act is not None:
            box.currentIndexChanged.connect(lambda _: act())
        box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.inputs[key] = box
        return box


def _with_unit(widget: QWidget, unit: str) -> QWidget:
    if not unit:
        return widget
    frame = QWidget()
    layout = QHBoxLayout(frame)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget, 1)
    layout.addWidget(_muted(unit))
    return frame


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName("muted")
    return label


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(_written, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)
