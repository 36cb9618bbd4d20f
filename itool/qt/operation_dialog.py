"""OperationDialog: fill in an operation, see what it would show, and carry it out."""

from __future__ import annotations

from base64 import b64decode
from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtGui import QFontDatabase, QPixmap
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from itool.errors import ItoolError
from itool.qt.controls.form import Form

if TYPE_CHECKING:
    from itool.core.ask import Attempt
    from itool.core.forms import OperationForm
    from itool.core.pool import Pending
    from itool.model.scene import Scene

REST = 250
"""Milliseconds after the last change before a preview is asked for."""
PICTURE = QSize(330, 230)
PLACES = {
    "layer": "As a filter that can be switched off",
    "replace": "In this viewer (undo brings the data back)",
    "new": "In a new viewer",
    "child": "In a new viewer under this one",
}


FILTERED = "Carry out {} first"
FILTERED_TIP = "Else filters stay layers over the result, and can be switched off"


class OperationDialog(QDialog):
    """One operation on the data of one viewer.

    Parameters
    ----------
    parent : QWidget
        Window of the viewer.
    attempt : Attempt
        Runs commands on that viewer.
    operation : OperationForm
        What to fill in.
    number : int, optional
        The filter whose parameters are changed, from 0; by default something is done
        to the data.
    """

    def __init__(
        self,
        parent: QWidget,
        attempt: Attempt,
        operation: OperationForm,
        number: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(operation.title)
        self._attempt, self._kind, self._number = attempt, operation.kind, number
        self._asked = self._seen = 0
        self._is_open = True
        self._is_applying = False
        self.form = Form(operation.fields)
        self.picture = QLabel()
        self.size_line = QLabel()
        self.code = QPlainTextEdit()
        self.trouble = QLabel()
        self.place = QComboBox()
        for name, text in PLACES.items():
            if name != "layer" or operation.is_filter:
                self.place.addItem(text, name)
        self.filtered = QCheckBox(FILTERED.format(_count(operation.filters)))
        self.filtered.setToolTip(FILTERED_TIP)
        self.filtered.setChecked(True)
        self.filtered.setHidden(not operation.filters or number is not None)
        self.progress = QProgressBar()
        self.apply_button = QPushButton("Apply")
        self.cancel_button = QPushButton("Cancel")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self.preview)
        self._arrange(operation.about)
        self.form.changed.connect(self._timer.start)
        self.filtered.toggled.connect(self._timer.start)
        self.place.currentIndexChanged.connect(self._show_place)
        self._show_place()
        self.apply_button.clicked.connect(self.apply)
        self.cancel_button.clicked.connect(self.reject)
        self.preview()

    @property
    def is_due(self) -> bool:
        """Whether a preview is asked for, or about to be."""
        return self._timer.isActive() or self._seen != self._asked

    def preview(self) -> None:
        """Ask what the main image would be; only the newest answer counts."""
        self._asked += 1
        pending = self._attempt(
            "operation.preview",
            operation=self._operation(),
            filtered=self._is_filtered,
            number=self._number,
        )
        pending.add_done_callback(partial(self._show_preview, self._asked))

    def apply(self) -> None:
        """Carry the operation out; the dialog closes when that is done."""
        place = self.place.currentData()
        # A preview that comes now must not wipe out what applying says.
        self._timer.stop()
        self._asked += 1
        self._seen = self._asked
        self._is_applying = True
        self._enable()
        if self._number is not None:
            pending = self._attempt(
                "filter.change", number=self._number, operation=self._operation()
            )
        elif place == "layer":
            pending = self._attempt("filter.add", operation=self._operation())
        else:
            pending = self._attempt(
                "operation.apply",
                operation=self._operation(),
                place=place,
                filtered=self._is_filtered,
            )
        pending.add_done_callback(self._applied)

    def show_scene(self, scene: Scene) -> None:
        """Show how far the work is."""
        if scene.progress is None:
            self.progress.setRange(0, 0)
        else:
            self.progress.setRange(0, 100)
            self.progress.setValue(round(100 * scene.progress))

    def done(self, result: int) -> None:
        """Close, and give up what is under way."""
        if self._is_applying:
            self._attempt("operation.cancel")
        self._is_open = False
        self._timer.stop()
        super().done(result)

    @property
    def _is_filtered(self) -> bool:
        """Whether filters come first; another filter always comes after them."""
        return self.filtered.isChecked() or self.place.currentData() == "layer"

    def _show_place(self) -> None:
        self.filtered.setEnabled(self.place.currentData() != "layer")
        if self.filtered.isVisible():
            self._timer.start()

    def _operation(self) -> dict[str, Any]:
        return {"kind": self._kind, **self.form.values()}

    def _show_preview(self, number: int, answer: Pending[Any]) -> None:
        if not self._is_open or number != self._asked:
            return
        self._seen = number
        error = answer.exception()
        # A form that is still empty is no mistake yet.
        self._say(error, "muted" if number == 1 else "failure")
        if error is not None:
            self.picture.setPixmap(QPixmap())
            self.size_line.setText("")
            return
        made = answer.result()
        picture = QPixmap()
        picture.loadFromData(b64decode(made.image.partition(",")[2]))
        self.picture.setPixmap(
            picture.scaled(PICTURE, Qt.AspectRatioMode.IgnoreAspectRatio)
        )
        pairs = zip(made.dims, made.shape, strict=True)
        sizes = " × ".join(f"{dim}: {size}" for dim, size in pairs)
        self.size_line.setText(f"{sizes}  ·  {made.dtype}")
        if self.code.toPlainText() != made.code:
            self.code.setPlainText(made.code)

    def _applied(self, answer: Pending[Any]) -> None:
        self._is_applying = False
        if not self._is_open:
            return
        error = answer.exception()
        if error is None:
            self.accept()
        else:
            self._say(error)
            self._enable()

    def _say(self, error: BaseException | None, role: str = "failure") -> None:
        self.trouble.setObjectName(role)
        if (style := self.trouble.style()) is not None:
            style.polish(self.trouble)
        if error is None:
            self.trouble.setText("")
        else:
            text = str(error) if isinstance(error, ItoolError) else repr(error)
            self.trouble.setText(text[:1].upper() + text[1:])

    def _enable(self) -> None:
        self.apply_button.setEnabled(not self._is_applying)
        self.apply_button.setText("Working…" if self._is_applying else "Apply")
        self.form.setEnabled(not self._is_applying)
        self.progress.setRange(0, 0)
        self.progress.setVisible(self._is_applying)

    def _arrange(self, about: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(12)
        layout.addWidget(_wrapped(QLabel(about), "muted"))
        columns = QHBoxLayout()
        columns.setSpacing(18)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.form)
        area.setMinimumWidth(300)
        columns.addWidget(area, 1)
        columns.addLayout(self._right_column())
        layout.addLayout(columns, 1)
        layout.addWidget(self.filtered)
        layout.addWidget(_wrapped(self.trouble, "failure"))
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress")
        self.progress.hide()
        layout.addWidget(self.progress)
        foot = QHBoxLayout()
        if self._number is None:
            foot.addWidget(QLabel("Show the result"))
            foot.addWidget(self.place, 1)
            foot.addSpacing(12)
        else:
            self.place.setParent(self)
            self.place.hide()
            foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.apply_button)
        self.apply_button.setDefault(True)
        layout.addLayout(foot)
        self.resize(760, 500)

    def _right_column(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setSpacing(6)
        self.picture.setFixedSize(PICTURE)
        self.picture.setObjectName("picture")
        right.addWidget(self.picture)
        self.size_line.setObjectName("muted")
        right.addWidget(self.size_line)
        title = QLabel("CODE")
        title.setObjectName("section")
        right.addWidget(title)
        self.code.setReadOnly(True)
        self.code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.code.setFont(font)
        self.code.setFixedWidth(PICTURE.width())
        right.addWidget(self.code, 1)
        return right


def _count(filters: int) -> str:
    return "the filter" if filters == 1 else f"the {filters} filters"


def _wrapped(label: QLabel, role: str) -> QLabel:
    label.setObjectName(role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
