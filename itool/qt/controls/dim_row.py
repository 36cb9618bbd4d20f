"""DimRow: where the active cursor is along one dimension, and how wide it averages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QValidator
from PyQt6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from itool.qt import theme
from itool.qt.controls.elided import ElidedLabel
from itool.qt.controls.play_button import PlayButton

if TYPE_CHECKING:
    from PyQt6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from itool.model.control import DimControl, PlayControl
    from itool.qt.panels.panel import Run

PLACES = ("rows", "columns", "third", "fourth")
HEIGHT = 26
PADDING = 7
"""Pixels between the edge of a field and its text."""
DIGITS = 6, 5, 4, 3
"""Significant digits of a number, as many as there is room for."""
STRETCHES = (13, 24, 11)
"""Widths of the index, the value and the bins, as ratios."""


class DimRow(QWidget):
    """Name, index, value and bins of one dimension; a slider if it has no panel.

    Parameters
    ----------
    run : Run
        Runs commands on the viewer.
    parent : QWidget
        What the row is in.
    """

    def __init__(self, run: Run, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self._shown: DimControl | None = None
        self._others: tuple[str, ...] = ()
        self.name = ElidedLabel()
        self.name.setObjectName("name")
        self.place = QToolButton()
        self.place.setObjectName("quiet")
        self.place.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.place.setToolTip(
            "Where this dimension is; click to swap it with another, or to invert it"
        )
        self.place.setMenu(QMenu(self))
        self.index = NumberBox()
        self.index.setToolTip("Index of the sample")
        self.value = ValueEdit()
        self.bins = BinsBox()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.play = PlayButton(run)
        self._arrange()
        self._connect()

    def show_control(
        self, control: DimControl, place: int, others: tuple[str, ...]
    ) -> None:
        """Draw one dimension, which is the `place`-th of those on screen."""
        old, self._shown = self._shown, control
        where = PLACES[place] if control.is_panel and place < len(PLACES) else "slider"
        self.place.setText(f"{where if others else 'axis'} ▾")
        self._others = others
        if control == old:
            return
        if old is None or (control.dim, control.size) != (old.dim, old.size):
            self._describe(control)
        self.bins.show_width(control.width)
        self.slider.setVisible(not control.is_panel)
        self.play.setVisible(not control.is_panel)
        for box, number in ((self.index, control.index), (self.bins, control.bins)):
            if box.value() != number:
                box.blockSignals(True)
                box.setValue(number)
                box.blockSignals(False)
        if not control.is_panel and self.slider.value() != control.index:
            self.slider.blockSignals(True)
            self.slider.setValue(control.index)
            self.slider.blockSignals(False)
        self.value.is_text = not control.is_numeric
        self.value.show_text(control.text)

    def show_playing(self, playing: PlayControl | None) -> None:
        """Show whether the dimension is being played."""
        self.play.show_playing(self.dim, playing)

    def _describe(self, control: DimControl) -> None:
        self.name.setText(control.caption)
        self.name.setToolTip(f"{control.dim}: {control.size} samples")
        for box, low, high in (
            (self.index, 0, control.size - 1),
            (self.bins, 1, control.size),
        ):
            box.blockSignals(True)
            box.setRange(low, high)
            box.blockSignals(False)
        self.slider.blockSignals(True)
        self.slider.setRange(0, control.size - 1)
        self.slider.blockSignals(False)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self.place)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(5)
        grid.setVerticalSpacing(3)
        grid.addLayout(top, 0, 0, 1, 3)
        grid.addWidget(self.index, 1, 0)
        grid.addWidget(self.value, 1, 1)
        grid.addWidget(self.bins, 1, 2)
        below = QHBoxLayout()
        below.addWidget(self.play)
        below.addWidget(self.slider, 1)
        grid.addLayout(below, 2, 0, 1, 3)
        for column, stretch in enumerate(STRETCHES):
            grid.setColumnStretch(column, stretch)

    def _connect(self) -> None:
        self.index.valueChanged.connect(self._place_at)
        self.slider.valueChanged.connect(self._place_at)
        self.slider.sliderReleased.connect(lambda: self._run("edit.pause"))
        self.bins.valueChanged.connect(self._bin)
        self.bins.widened.connect(self._widen)
        self.value.entered.connect(self._move)
        self.value.typed.connect(self._move)
        self.value.stepped.connect(self._nudge)
        menu = self.place.menu()
        if menu is not None:
            menu.aboutToShow.connect(self._fill_menu)

    @property
    def dim(self) -> str:
        """The dimension shown."""
        return self._shown.dim if self._shown else ""

    def _place_at(self, index: int) -> None:
        self._run("cursor.place", index={self.dim: index})

    def _bin(self, count: int) -> None:
        self._run("cursor.bin", bins={self.dim: count})

    def _widen(self, width: str) -> None:
        self._run("cursor.width", width={self.dim: width})

    def _move(self, value: float | str) -> None:
        self._run("cursor.move", point={self.dim: value})

    def _nudge(self, steps: int) -> None:
        self._run("cursor.nudge", steps={self.dim: steps})

    def _fill_menu(self) -> None:
        menu = self.place.menu()
        if menu is None:
            return
        menu.clear()
        for other in self._others:
            action = menu.addAction(f"Swap with {other}")
            if action is not None:
                action.triggered.connect(
                    lambda _, o=other: self._run("view.swap", first=self.dim, second=o)
                )
        if self._shown is not None and self._shown.is_panel:
            invert = menu.addAction("Invert axis")
            if invert is not None:
                invert.triggered.connect(lambda: self._run("view.invert", dim=self.dim))


class ValueEdit(QLineEdit):
    """A number to read, type over, or step with the arrow keys.

    Attributes
    ----------
    entered : pyqtSignal(float)
        A number was typed.
    typed : pyqtSignal(str)
        What is no number was typed.
    stepped : pyqtSignal(int)
        Up or Down was pressed, with Shift by ten.
    """

    entered = pyqtSignal(float)
    typed = pyqtSignal(str)
    stepped = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._number: float | None = None
        self.is_text = False
        self.setFixedHeight(HEIGHT)
        self.editingFinished.connect(self._finish)

    def show_text(self, text: str) -> None:
        """Show `text`, unless something else is being typed."""
        self._text = text
        if self.hasFocus() and self.isModified():
            return
        shown = text if self.hasFocus() else self._fitting(text)
        if self.text() != shown:
            self.setText(shown)
            self.setToolTip(text)
            self.setCursorPosition(0)

    def show_number(self, number: float) -> None:
        """Show `number` in as many of six digits as there is room for."""
        if number != self._number:
            self._number = number
            self._fit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Write as much as there is room for now."""
        super().resizeEvent(event)
        self._fit()
        if self.is_text:
            self.show_text(self._text)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show the whole text to who wants to change it."""
        super().focusInEvent(event)
        if self.text() != self._text and not self.isModified():
            self.setText(self._text)
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Show what there is room for again."""
        super().focusOutEvent(event)
        if self.is_text:
            self.show_text(self._text)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the field on the ground of the controls."""
        paint_ground(self)
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Step with the arrow keys; Escape gives the text back."""
        if event is None:
            return
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if steps is not None:
            is_far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(10 * steps if is_far else steps)
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self._text)
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _fitting(self, text: str) -> str:
        """Return what there is room for of a text: of a time the year goes first."""
        metrics = self.fontMetrics()
        room = self.contentsRect().width() - 2 * PADDING
        if not self.is_text or metrics.horizontalAdvance(text) <= room:
            return text
        without_year = re.sub(r"^\d{4}-(?=\d\d-\d\d )", "", text)
        if without_year != text and metrics.horizontalAdvance(without_year) <= room:
            return without_year
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _fit(self) -> None:
        """Write the number; half of one would read as another."""
        if self._number is None:
            return
        room = self.contentsRect().width() - 2 * PADDING
        measure = self.fontMetrics().horizontalAdvance
        texts = [f"{self._number:.{digits}g}" for digits in DIGITS]
        self.show_text(next((t for t in texts if measure(t) <= room), texts[-1]))
        if self.toolTip() != texts[0]:
            self.setToolTip(texts[0])

    def _finish(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        if self.is_text:
            text = self.text()
            self.setText(self._text)  # until it is known where that is
            self.typed.emit(text)
            return
        try:
            number = float(self.text().replace("−", "-").replace(",", "."))
        except ValueError:
            text = self.text()
            self.setText(self._text)
            self.typed.emit(text)
            return
        self.entered.emit(number)


class NumberBox(QSpinBox):
    """A whole number."""

    def __init__(self) -> None:
        super().__init__()
        self.setKeyboardTracking(False)
        self.setMinimumWidth(50)
        self.setFixedHeight(HEIGHT)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the box on the ground of the controls."""
        paint_ground(self)
        super().paintEvent(event)


class BinsBox(NumberBox):
    """A number of samples, or a width in units of the coordinate.

    Whole numbers are samples; what has a point, an exponent or units is a width.

    Attributes
    ----------
    widened : pyqtSignal(str)
        A width was typed.
    """

    widened = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setSingleStep(2)
        self.show_width("")

    def show_width(self, width: str) -> None:
        """Tell how wide the samples are."""
        wide = f" ({width})" if width else ""
        tip = f"Samples around the cursor{wide}; a width is typed as 0.1, or 2 eV"
        if self.toolTip() != tip:
            self.setToolTip(tip)

    def validate(
        self, text: str | None, position: int
    ) -> tuple[QValidator.State, str, int]:
        """Let numbers be typed that are widths."""
        text = text or ""
        state, _, _ = super().validate(text, position)
        # Too large a number of samples may be the beginning of a width: 50 meV.
        if state == QValidator.State.Invalid and re.match(r"\s*[\d.,]", text):
            state = QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str | None) -> str:
        """Take what was typed for a width, if it is one."""
        width = width_in(text or "")
        if width is not None:
            self.widened.emit(width)
        is_number = (text or "").strip().isdigit()
        return str(min(int(text or 0), self.maximum()) if is_number else self.value())


def width_in(text: str) -> str | None:
    """Return `text` if it means a width, None if it is none or a number of samples.

    Examples
    --------
    >>> width_in(" 0,5 eV"), width_in("2 1/Å"), width_in("5"), width_in("x")
    ('0,5 eV', '2 1/Å', None, None)
    """
    text = text.strip()
    is_number = re.match(r"\d*[.,]?\d", text) is not None
    return text if is_number and not text.isdigit() else None


def paint_ground(field: QWidget) -> None:
    """Fill `field` with the colour of what it stands on.

    So Qt need not paint the seven widgets below first, all around round corners.
    """
    opaque = Qt.WidgetAttribute.WA_OpaquePaintEvent
    if not field.testAttribute(opaque):  # a style sheet takes it away
        field.setAttribute(opaque)
    QPainter(field).fillRect(field.rect(), theme.color("surface"))
