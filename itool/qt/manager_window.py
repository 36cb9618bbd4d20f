"""ManagerWindow: the list of viewers, and what can be done with those selected."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QModelIndex, QSettings, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QTableView,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from itool.core.registry import COMMANDS, Command
from itool.model.sizes import size_text
from itool.qt import menus
from itool.qt.notice import Notice
from itool.qt.shortcuts import native, show_shortcuts
from itool.qt.viewer_list import (
    DIMS,
    NAME,
    ROW_ROLE,
    NameDelegate,
    ViewerList,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PyQt6.QtCore import QPoint
    from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent

    from itool.core.ask import Ask, Attempt
    from itool.core.manager import Row

LISTED = ("File", "Viewers")
"""Menus of commands that make sense for a list of viewers."""
ON_TOOLBAR = (
    "viewers.show",
    "viewers.hide",
    "viewers.duplicate",
    "viewers.link",
    "viewers.unlink",
    "viewers.remove",
)
EMPTY = (
    "Drop files here, {} to open some,\n"
    "or send data from Python:  itool.manager.show_in_manager(data)"
)


class ManagerWindow(QMainWindow):
    """The list of viewers of a manager.

    Parameters
    ----------
    ask : Ask
        Runs commands of the manager.
    attempt : Attempt, optional
        Runs commands for dialogs; without it shortcuts cannot be changed.

    Attributes
    ----------
    closing : pyqtSignal()
        The user closed the window, which ends the manager.
    """

    closing = pyqtSignal()

    def __init__(self, ask: Ask, attempt: Attempt | None = None) -> None:
        super().__init__()
        self._ask = ask
        self._may_close = False
        self.setWindowTitle("itool")
        self.list = ViewerList()
        self.list.renamed.connect(
            lambda viewer, name: ask("viewer.rename", viewer=viewer, name=name)
        )
        self.table = ViewerTable(self.list)
        self.table.activated.connect(self._activate)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.notice = Notice()
        self.stack = QStackedWidget()
        self.memory = QLabel()
        self.hint = QLabel(EMPTY.format("press Ctrl+O"))
        offered = [c for c in COMMANDS if menus.menu_of(c) in LISTED]
        self.actions_by_name = menus.fill_menu_bar(self, self, offered, attempt)
        self._arrange()
        self._add_rename()
        self.setAcceptDrops(True)
        model = self.table.selectionModel()
        if model is not None:
            model.selectionChanged.connect(self._enable)
        self.show_rows(())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Draw the list."""
        kept = set(self.selected())
        is_reset = [row.id for row in rows] != [row.id for row in self.list.rows]
        self.list.show_rows(rows)
        if is_reset:
            self.table.select([i for i, row in enumerate(rows) if row.id in kept])
        self.stack.setCurrentIndex(1 if rows else 0)
        held = sum(row.nbytes for row in rows if not row.is_lazy)
        lazy = sum(row.is_lazy for row in rows)
        parts = [f"{len(rows)} viewer{'s' * (len(rows) != 1)}"] if rows else []
        parts += [f"{size_text(held)} in memory"] if rows else []
        parts += [f"{lazy} read lazily"] if lazy else []
        self.memory.setText("  ·  ".join(parts))
        self._enable()

    def show_index(self, index: int) -> None:
        """Write which manager this is in the title bar."""
        self.setWindowTitle(f"itool manager {index}")

    def show_shortcuts(self, table: Mapping[str, str]) -> None:
        """Give commands the keys of `table`, by name of the command."""
        show_shortcuts(self, self.actions_by_name, table)
        keys = native(table.get("data.load", ""))
        self.hint.setText(EMPTY.format(f"press {keys}" if keys else "use File → Open"))

    def show_failure(self, message: str) -> None:
        """Say what went wrong, without stopping anybody."""
        self.notice.say(message)

    def selected(self) -> list[str]:
        """Return the ids of the selected viewers, in the order of the list."""
        model = self.table.selectionModel()
        found = model.selectedRows() if model is not None else []
        return [self.list.rows[i.row()].id for i in sorted(found, key=QModelIndex.row)]

    def run_command(self, command: Command) -> None:
        """Run a command on the viewers that are selected."""
        viewers = self.selected()
        name = command.name
        if command.target == "viewer":
            self._save(command, viewers)
        elif menus.needs_path(command):
            menus.ask_path(self, command, "", partial(self._ask, name))
        elif name == "viewers.remove":
            self._remove(viewers)
        elif name == "manager.stop":
            self.quit()
        elif "viewers" in command.params.model_fields:
            if viewers:
                self._ask(name, viewers=viewers)
        else:
            self._ask(name)

    def open_files(self, paths: list[str]) -> None:
        """Open files, one viewer for each displayable variable."""
        self._ask("data.load", paths=paths)

    def quit(self) -> None:
        """End the manager, asking first if that closes viewers."""
        count = len(self.list.rows)
        if not count:
            self._ask("manager.stop")
            return
        some = "its viewer" if count == 1 else f"its {count} viewers"
        self._confirm(
            f"Quit the manager and close {some}?",
            "Browser pages and notebooks lose them too. Files are not touched.",
            "Quit",
            lambda: self._ask("manager.stop"),
        )

    def close(self) -> bool:
        """Release the window because the manager ends."""
        self._may_close = True
        QSettings().setValue("manager/geometry", self.saveGeometry())
        is_closed = super().close()
        self.deleteLater()
        return is_closed

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Quit instead of vanishing without a word."""
        if event is None or self._may_close:
            return
        event.ignore()
        self.quit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Show the selected viewers with Enter, also that of the number block."""
        if event is not None and event.key() == Qt.Key.Key_Enter:
            self._ask("viewers.show", viewers=self.selected())
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Take files."""
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None and data.hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open the files that were dropped."""
        data = event.mimeData() if event is not None else None
        if event is None or data is None:
            return
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.open_files(paths)

    def _arrange(self) -> None:
        self.stack.addWidget(self._empty_page())
        self.stack.addWidget(self.table)
        center = QWidget()
        layout = QVBoxLayout(center)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.stack, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 8, 8, 8)
        foot.addWidget(self.notice)
        layout.addLayout(foot)
        self.setCentralWidget(center)
        bar = QToolBar("Viewers")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addAction(self.actions_by_name["data.load"])
        bar.addSeparator()
        for name in ON_TOOLBAR:
            bar.addAction(self.actions_by_name[name])
        self.addToolBar(bar)
        status = self.statusBar()
        if status is not None:
            status.addPermanentWidget(self.memory)
            status.setSizeGripEnabled(False)
        self.resize(760, 420)
        geometry = QSettings().value("manager/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)

    def _empty_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setSpacing(12)
        title, hint = QLabel("No viewers yet"), self.hint
        title.setObjectName("empty-title")
        hint.setObjectName("muted")
        button, demo = QPushButton("Open files…"), QPushButton("Open demo data")
        button.clicked.connect(lambda: self.actions_by_name["data.load"].trigger())
        demo.clicked.connect(lambda: self._ask("data.demo"))
        layout.addStretch(1)
        for label in (title, hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        for each in (button, demo):
            each.setFixedWidth(170)
            layout.addWidget(each, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        return page

    def _add_rename(self) -> None:
        bar = self.menuBar()
        assert bar is not None
        menu = menus.add_menu(bar, "Viewers")
        action = menus.add_action(menu, "Rename", self.table.rename_current)
        action.setShortcut("F2")
        self.actions_by_name["viewer.rename"] = action
        everything = menus.add_action(menu, "Select all", self.table.selectAll)
        everything.setShortcut("Ctrl+A")

    def _activate(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self._ask("viewers.show", viewers=[row.id])

    def _enable(self) -> None:
        count = len(self.selected())
        linked = any(
            row.link for row in self.list.rows if row.id in set(self.selected())
        )
        for name, action in self.actions_by_name.items():
            if name == "viewers.link":
                action.setEnabled(count > 1)
            elif name == "viewers.unlink":
                action.setEnabled(linked)
            elif name in ("viewer.rename", "data.save"):
                action.setEnabled(count == 1)
            elif name in ON_TOOLBAR:
                action.setEnabled(count > 0)

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in (*ON_TOOLBAR[:3], "viewer.rename", "data.save", *ON_TOOLBAR[3:]):
            if name in self.actions_by_name:
                menu.addAction(self.actions_by_name[name])
        viewport = self.table.viewport()
        if viewport is not None:
            menu.popup(viewport.mapToGlobal(at))

    def _save(self, command: Command, viewers: list[str]) -> None:
        row = next((row for row in self.list.rows if row.id in viewers[:1]), None)
        if row is not None:
            save = partial(self._ask, command.name, viewer=row.id)
            menus.ask_path(self, command, row.name, save)

    def _remove(self, viewers: list[str]) -> None:
        if len(viewers) == 1:
            self._ask("viewers.remove", viewers=viewers)
        elif viewers:
            self._confirm(
                f"Remove {len(viewers)} viewers?",
                "Their data leaves memory. Files are not touched.",
                "Remove",
                lambda: self._ask("viewers.remove", viewers=viewers),
            )

    def _confirm(self, question: str, hint: str, verb: str, call: Any) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(question)
        box.setInformativeText(hint)
        yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.buttonClicked.connect(lambda button: call() if button is yes else None)
        box.open()


class ViewerTable(QTableView):
    """The view of a `ViewerList`."""

    def __init__(self, rows: ViewerList) -> None:
        super().__init__()
        self.setModel(rows)
        self.setItemDelegateForColumn(NAME, NameDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        down = self.verticalHeader()
        if down is not None:
            down.hide()
            down.setDefaultSectionSize(30)
        across = self.horizontalHeader()
        if across is not None:
            across.setHighlightSections(False)
            across.setResizeContentsPrecision(0)  # those in sight, not a thousand
            across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            across.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
            across.setSectionResizeMode(DIMS, QHeaderView.ResizeMode.ResizeToContents)

    def select(self, lines: list[int]) -> None:
        """Select these lines and no others."""
        model, selection = self.model(), self.selectionModel()
        if model is None or selection is None:
            return
        flags = selection.SelectionFlag
        selection.clearSelection()
        for line in lines:
            selection.select(model.index(line, 0), flags.Select | flags.Rows)

    def rename_current(self) -> None:
        """Let the user type another name over that of the selected viewer."""
        selection = self.selectionModel()
        found = selection.selectedRows(NAME) if selection is not None else []
        if found:
            self.setCurrentIndex(found[0])
            self.edit(found[0])
