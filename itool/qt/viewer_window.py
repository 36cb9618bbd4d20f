"""ViewerWindow: the desktop's window on one viewer, an ImageTool."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QEvent, QPoint, Qt
from PyQt6.QtGui import QAction, QKeyEvent
from PyQt6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QToolButton,
    QWidget,
)

from itool.core.forms import menu as operation_menu
from itool.core.pool import Pending
from itool.core.registry import COMMANDS, Command
from itool.model.scene import REGION_PANEL, VALUE_PANEL
from itool.qt import menus
from itool.qt.arrows import ARROWS, along, held_keys
from itool.qt.busy_mark import BusyMark
from itool.qt.controls.sidebar import Sidebar
from itool.qt.operation_dialog import OperationDialog
from itool.qt.panel_menu import panel_menu
from itool.qt.panels.grid import PanelGrid
from itool.qt.panels.shape_hand import RegionTool
from itool.qt.points_table import PointsTable
from itool.qt.range_dialog import RangeDialog
from itool.qt.region_menu import region_menu
from itool.qt.shortcuts import show_shortcuts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PyQt6.QtGui import QCloseEvent

    from itool.core.ask import Ask, Attempt
    from itool.model.scene import Frame, Scene
    from itool.qt.panels.panel import PanelView

NEAR = Qt.FindChildOption.FindDirectChildrenOnly
HIDDEN = ("viewers.show", "viewers.renumber")
"""Commands that make no sense in the window of a single viewer."""


class ViewerWindow(QMainWindow):
    """Panels, controls, menus and status line of one viewer.

    It is a `ViewerView`: it draws scenes and frames and asks for commands.

    Parameters
    ----------
    ask : Ask
        Runs commands of the manager.
    viewer_id : str
        The viewer that is shown.
    attempt : Attempt, optional
        Runs commands for dialogs; without it there are no operations.
    """

    def __init__(
        self, ask: Ask, viewer_id: str, attempt: Attempt | None = None
    ) -> None:
        super().__init__()
        self._ask = ask
        self._attempt = attempt
        self.viewer_id = viewer_id
        self._number: int | None = None
        self.scene: Scene | None = None
        self._is_closing = False
        self.tool = RegionTool(self)
        # From the outside to the inside: a widget that comes into another one with
        # children of its own has all of them styled again.
        center = QWidget(self)
        self.setCentralWidget(center)
        self.grid = PanelGrid(self.run, self, center)
        self.sidebar = Sidebar(self.run, self, center)
        self.message = QLabel()
        self.busy = BusyMark()
        self.give_up = QToolButton()
        self.subtitle = QLabel()
        self._arrange()
        offered = [c for c in COMMANDS if c.name not in HIDDEN]
        self.actions_by_name = menus.fill_menu_bar(self, self, offered, attempt)
        self._add_sidebar_action()
        self._add_history()
        self._add_operations()
        # Else Qt gives it to the first that takes it, whose arrows mean something.
        self.grid.setFocus()

    def run(self, name: str, /, **args: Any) -> Any:
        """Run a command on this viewer."""
        return self._ask(name, viewer=self.viewer_id, **args)

    def run_command(self, command: Command) -> None:
        """Run a command from the menu on this viewer."""
        name = command.name
        ask = self.run if command.target == "viewer" else self._ask
        if menus.needs_path(command):
            menus.ask_path(self, command, self._title(), partial(ask, name))
        elif name == "viewers.link":
            self._ask("viewers.link", viewers=self._linkable())
        elif "viewers" in command.params.model_fields:
            self._ask(name, viewers=[self.viewer_id])
        else:
            answer = ask(name)
            if command.copies and isinstance(answer, str):
                self._copy(command.title, answer)
            elif command.copies and isinstance(answer, Pending):
                answer.add_done_callback(partial(self._copy_late, command.title))

    def show_number(self, number: int) -> None:
        """Write the viewer's number in the title bar."""
        if number != self._number:
            self._number = number
            self._show_title()

    def show_shortcuts(self, table: Mapping[str, str]) -> None:
        """Give commands the keys of `table`, by name of the command."""
        show_shortcuts(self, self.actions_by_name, table)

    def show_scene(self, scene: Scene) -> None:
        """Draw all that needs no samples."""
        old, self.scene = self.scene, scene
        self.grid.show_scene(scene)
        self.sidebar.show_scene(scene)
        # Dialogs are children of the window itself; its widgets are hundreds.
        for table in self.findChildren(PointsTable, options=NEAR):
            table.show_scene(scene)
        for dialog in self.findChildren(OperationDialog, options=NEAR):
            dialog.show_scene(scene)
        if old is None or scene.title != old.title:
            self._show_title()
        if self.subtitle.text() != scene.subtitle:
            self.subtitle.setText(scene.subtitle)
        if (
            old is None
            or (scene.message, scene.is_busy) != (old.message, old.is_busy)
            or (scene.timing, scene.link) != (old.timing, old.link)
            or (scene.work, scene.progress) != (old.work, old.progress)
        ):
            self._show_message(scene)
        self.actions_by_name["edit.undo"].setEnabled(scene.can_undo)
        self.actions_by_name["edit.redo"].setEnabled(scene.can_redo)
        self.actions_by_name["cursor.remove"].setEnabled(len(scene.cursors) > 1)
        for name in ("region.remove", "region.clear"):
            self.actions_by_name[name].setEnabled(bool(scene.regions))
        self.actions_by_name["viewers.unlink"].setEnabled(bool(scene.link))
        self.actions_by_name["filter.clear"].setEnabled(bool(scene.filters))

    def show_frame(self, frame: Frame) -> None:
        """Draw the samples of one layer of the scene shown last."""
        if frame.panel == VALUE_PANEL:
            self.sidebar.show_value(frame)
            return
        if frame.panel == REGION_PANEL:
            self.sidebar.show_measure(frame)
            return
        self.grid.show_frame(frame)
        if frame.norm is not None and frame.panel == self._main_id():
            self.sidebar.show_limits(frame.limits)

    def close(self) -> bool:
        """Release the window because its viewer is gone, or is shown no longer."""
        self._is_closing = True
        is_closed = super().close()
        self.deleteLater()
        return is_closed

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Hide the viewer when the user closes its window; nothing is lost."""
        if event is None:
            return
        if self._is_closing:
            event.accept()
            return
        event.ignore()
        self._ask("viewers.hide", viewers=[self.viewer_id])

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Nudge the active cursor; end drawing; remove a region's vertex.

        Arrows move it along the axes of the image that has the focus, with Shift along
        those of the main one, wherever the focus is.
        """
        if event is None or self._has_drawn(Qt.Key(event.key())):
            return
        shift = Qt.KeyboardModifier.ShiftModifier
        control = Qt.KeyboardModifier.ControlModifier
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow is not None and self._nudge_vertex(arrow, event.modifiers()):
            return
        held, focused = held_keys(event), self._focused()
        if arrow is None or self.scene is None:
            panel = None
        elif held & shift:
            panel = self._main_panel(self.scene)
        else:
            panel = focused.panel if focused and not held else None
        if arrow is None or panel is None:
            super().keyPressEvent(event)
            return
        axis, step = along(panel, arrow)
        is_far = bool(held & control)
        self.run("cursor.nudge", steps={axis.dim: 10 * step if is_far else step})

    def _focused(self) -> PanelView | None:
        """Return the panel that has the focus."""
        area = self.focusWidget()
        return next((view for view in self.grid.panels if view.area is area), None)

    def _nudge_vertex(self, arrow: tuple[str, int], held: Qt.KeyboardModifier) -> bool:
        """Move the marked handle of a region by a sample; False if it is not meant."""
        view, vertex = self._focused(), self.tool.vertex
        shift = Qt.KeyboardModifier.ShiftModifier
        others = held & ~(shift | Qt.KeyboardModifier.KeypadModifier)
        if vertex is None or view is None or others != Qt.KeyboardModifier.NoModifier:
            return False
        axis, step = along(view.panel, arrow)
        steps = {axis.dim: 10 * step if held & shift else step}
        self.run("region.nudge", region=vertex[0], point=vertex[1], steps=steps)
        return True

    def event(self, event: QEvent | None) -> bool:
        """Keep keys that mean a region from the menus, whose Del removes the viewer."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
        ):
            is_vertex = event.key() == Qt.Key.Key_Delete and self.tool.vertex
            if self.tool.kind or is_vertex:
                event.accept()
                return True
        return super().event(event)

    def open_region_menu(self, region: str, vertex: int | None, at: QPoint) -> None:
        """Open the context menu of a region at a point of the screen."""
        regions = self.scene.regions if self.scene else ()
        for each in regions:
            if each.id == region:
                menu = region_menu(self, self.run, each, vertex, self.edit_points)
                menu.popup(at)

    def edit_points(self, region: str) -> None:
        """Open the table of a region's points."""
        table = PointsTable(self, self.run, region)
        if self.scene is not None:
            table.show_scene(self.scene)
        table.show()

    def _has_drawn(self, key: Qt.Key) -> bool:
        """Return whether `key` meant a region; then it has been done."""
        if self.tool.kind and key == Qt.Key.Key_Escape:
            self.tool.choose("")
        elif self.tool.vertex is not None and key == Qt.Key.Key_Escape:
            for view in self.grid.panels:
                if view.area.shape_hand is not None:
                    view.area.shape_hand.forget_vertex()
        elif self.tool.drawer is not None and key in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            self.tool.drawer.finish()
        elif self.tool.vertex is not None and key == Qt.Key.Key_Delete:
            (region, point), self.tool.vertex = self.tool.vertex, None
            self.run("region.remove_point", region=region, point=point)
        else:
            return False
        return True

    def open_panel_menu(self, panel: PanelView, at: QPoint) -> None:
        """Open the context menu of `panel` at a point of the screen."""
        if self.scene is not None:
            menu = panel_menu(
                self,
                self.run,
                self.actions_by_name,
                self.scene,
                panel,
                self._export,
                self.open_range,
            )
            menu.popup(at)

    def open_range(self, panel: str) -> None:
        """Open the dialog of what is visible of the panel with this id."""
        if self._attempt is not None:
            attempt = partial(self._attempt, viewer=self.viewer_id)
            ranges = attempt("view.ranges", panel=panel).result()
            RangeDialog(self, ranges, attempt).open()

    def _arrange(self) -> None:
        layout = QHBoxLayout(self.centralWidget())
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.sidebar)
        bar = self.statusBar()
        if bar is not None:
            bar.addWidget(self.busy)
            bar.addWidget(self.message, 1)
            self.give_up.setText("Give up")
            self.give_up.setObjectName("quiet")
            # It keeps its room: panels must not be laid out anew when work begins.
            policy = self.give_up.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self.give_up.setSizePolicy(policy)
            self.give_up.clicked.connect(lambda: self.run("operation.cancel"))
            bar.addPermanentWidget(self.give_up)
            bar.addPermanentWidget(self.subtitle)
            bar.setSizeGripEnabled(False)
        self.resize(1100, 780)
        self.setMinimumSize(640, 420)

    def _add_sidebar_action(self) -> None:
        bar = self.menuBar()
        assert bar is not None
        action = menus.add_action(
            menus.add_menu(bar, "View"), "Controls", self._toggle_sidebar, checked=True
        )
        action.setShortcut("F9")
        self._sidebar_action = action

    def open_operation(self, name: str) -> None:
        """Open the dialog of an operation, by the name of its form."""
        if self._attempt is None:
            return
        pending = self._attempt("operation.list", viewer=self.viewer_id)
        form = next(form for form in pending.result() if form.name == name)
        attempt = partial(self._attempt, viewer=self.viewer_id)
        OperationDialog(self, attempt, form).open()

    def edit_filter(self, number: int) -> None:
        """Open the dialog of a filter, filled in with its parameters."""
        if self._attempt is None:
            return
        attempt = partial(self._attempt, viewer=self.viewer_id)
        form = attempt("filter.form", number=number).result()
        OperationDialog(self, attempt, form, number).open()

    def _add_operations(self) -> None:
        bar = self.menuBar()
        if bar is None or self._attempt is None:
            return
        menu = menus.add_menu(bar, "Operations")
        first = next(iter(menu.actions()), None)
        offered = {QAction(f"{title}…", menu): name for name, title in operation_menu()}
        menus.call_chosen(menu, offered, self.open_operation)
        for action, name in offered.items():
            menu.insertAction(first, action)
            self.actions_by_name[f"operation:{name}"] = action
        if first is not None:
            menu.insertSeparator(first)

    def _copy_late(self, title: str, answer: Pending[Any]) -> None:
        if answer.exception() is None:
            self._copy(title, str(answer.result()))

    def _add_history(self) -> None:
        bar = self.menuBar()
        assert bar is not None
        menu = menus.add_menu(bar, "Edit").addMenu("History")
        assert menu is not None
        menu.setObjectName("history")
        menu.aboutToShow.connect(partial(self.fill_history, menu))

    def fill_history(self, menu: QMenu) -> None:
        """List what was done in `menu`, newest first, to jump there."""
        menu.clear()
        steps = self.run("edit.history") or []
        done = sum(not step["is_undone"] for step in steps) - 1
        for to, step in reversed(list(enumerate(steps))):
            title = step["title"] or "As it was opened"
            jump = partial(self.run, "edit.jump", to=to)
            menus.add_action(menu, title, jump, checked=to == done)

    def _export(self, what: str) -> None:
        save = partial(self.run, "export.save", what=what)
        name = f"{self._title()} {what}"
        menus.ask_path(self, COMMANDS["export.save"], name, save)

    def _copy(self, title: str, text: str) -> None:
        if clipboard := QApplication.clipboard():
            clipboard.setText(text)
            is_long = "\n" in text
            self.message.setText(f"{title}: " + ("copied" if is_long else text))

    def _toggle_sidebar(self) -> None:
        self.sidebar.setVisible(self._sidebar_action.isChecked())

    def _show_title(self) -> None:
        number = "" if self._number is None else f"{self._number}: "
        self.setWindowTitle(f"{number}{self._title()}")

    def _title(self) -> str:
        return self.scene.title if self.scene else ""

    def _show_message(self, scene: Scene) -> None:
        is_failure = bool(scene.message) and not scene.work
        link = f"Linked in group {scene.link}" if scene.link else ""
        text = scene.message or ("Reading…" if scene.is_busy else scene.timing or link)
        if scene.work:
            share = "" if scene.progress is None else f" {scene.progress:.0%}"
            text = f"{scene.work}…{share}"
        self.give_up.setVisible(bool(scene.work))
        self.busy.setVisible(scene.is_busy)
        self.message.setText(text.replace("\n", " "))
        self.message.setToolTip(text if is_failure else "")
        if self.message.objectName() != ("failure" if is_failure else ""):
            self.message.setObjectName("failure" if is_failure else "")
            style = self.message.style()
            if style is not None:
                style.polish(self.message)

    def _main_panel(self, scene: Scene) -> Any:
        return next((p for p in scene.panels if p.kind == "image"), scene.panels[0])

    def _main_id(self) -> str:
        return str(self._main_panel(self.scene).id) if self.scene else ""

    def _linkable(self) -> list[int | str]:
        rows = self._ask("viewers.list") or ()
        return [row.id for row in rows if row.is_shown or row.id == self.viewer_id]
