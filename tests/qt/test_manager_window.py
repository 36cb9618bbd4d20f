"""The list of viewers on the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from PyQt6.QtCore import QMimeData, QModelIndex, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from itool.core.registry import COMMANDS
from itool.qt import menus
from itool.qt.viewer_list import DIMS, NAME, NUMBER, badges

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from itool.qt.manager_window import ManagerWindow
    from tests.contract.faces.qt.face import QtFace


def cut(name: str = "cut") -> xr.DataArray:
    return xr.DataArray(np.arange(60.0).reshape(6, 10), dims=("ky", "kx"), name=name)


@pytest.fixture
def run(face: QtFace) -> Callable[..., Any]:
    def settled(name: str, /, **args: Any) -> Any:
        answer = COMMANDS.run(face.manager, name, **args)
        settle(face)
        return answer

    return settled


@pytest.fixture
def window(face: QtFace) -> ManagerWindow:
    return face.desktop.list


def settle(face: QtFace) -> None:
    """Wait until the list has followed too."""
    face.settle(until=lambda: not face.desktop.is_due)
    face.settle()


def texts(window: ManagerWindow, column: int) -> list[str]:
    rows = range(window.list.rowCount())
    return [window.list.index(row, column).data() for row in rows]


def press(face: QtFace, window: ManagerWindow, name: str) -> None:
    window.actions_by_name[name].trigger()
    settle(face)


def test_an_empty_list_says_what_to_do(window: ManagerWindow) -> None:
    assert window.stack.currentIndex() == 0
    assert window.stack.currentWidget().findChildren(QPushButton)


def test_viewers_are_listed_by_number_and_name(
    window: ManagerWindow, run: Callable[..., Any]
) -> None:
    run("data.show", data=[cut("a"), cut("b")])

    assert texts(window, NUMBER) == ["0", "1"]
    assert texts(window, NAME) == ["a", "b"]
    assert "ky" in texts(window, DIMS)[0]
    assert window.stack.currentIndex() == 1


def test_a_new_viewer_is_added_below_and_the_selection_stays(
    window: ManagerWindow, run: Callable[..., Any]
) -> None:
    (first,) = run("data.show", data=cut("a"))["ids"]
    window.table.select([0])
    resets: list[None] = []
    window.list.modelReset.connect(lambda: resets.append(None))

    run("data.show", data=cut("b"))

    assert texts(window, NAME) == ["a", "b"]
    assert window.selected() == [first]
    assert not resets


def test_a_viewer_opens_a_window(face: QtFace, run: Callable[..., Any]) -> None:
    (viewer,) = run("data.show", data=cut())["ids"]

    assert face.desktop.windows[viewer].isVisible()


def test_closing_a_viewers_window_hides_it_and_loses_nothing(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    (viewer,) = run("data.show", data=cut())["ids"]

    QTest.keyClick(face.desktop.windows[viewer], Qt.Key.Key_W, CONTROL)
    settle(face)

    assert face.desktop.windows == {}
    assert texts(window, NAME) == ["cut"]
    assert [badge.text for badge in badges(window.list.rows[0])] == ["hidden"]


def test_a_watched_variable_is_named_and_its_absence_is_told(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    session = face.manager.watched.open(lambda text: None, "kernel")
    run("watch.bind", varname="scan", data=cut(), source="kernel")
    settle(face)

    assert [badge.text for badge in badges(window.list.rows[0])] == ["⇄ scan"]
    assert window.list.rows[0].is_connected

    session.close()
    settle(face)

    assert [badge.text for badge in badges(window.list.rows[0])] == ["⇄ scan"]
    assert not window.list.rows[0].is_connected


def test_double_click_shows_a_hidden_viewer_as_it_was(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    (viewer,) = run("data.show", data=cut())["ids"]
    run("cursor.place", viewer=viewer, index={"ky": 0})
    run("viewers.hide", viewers=[viewer])

    window.table.activated.emit(window.list.index(0, NAME))
    settle(face)

    shown = face.desktop.windows[viewer]
    assert shown.isVisible()
    assert shown.sidebar.row("ky").index.value() == 0
    assert shown.grid.panel("ky-kx").raster.pixels is not None  # type: ignore[attr-defined]


def test_a_name_is_edited_in_place(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    run("data.show", data=cut())

    window.list.setData(
        window.list.index(0, NAME), " Au(111) ", Qt.ItemDataRole.EditRole
    )
    settle(face)

    assert face.manager.viewers[0].state.title == "Au(111)"
    assert texts(window, NAME) == ["Au(111)"]


def test_an_empty_name_is_refused(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    run("data.show", data=cut())

    window.list.setData(window.list.index(0, NAME), "  ", Qt.ItemDataRole.EditRole)

    assert face.manager.viewers[0].state.title == "cut"


def test_selected_viewers_are_linked_and_unlinked(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    run("data.show", data=[cut(), cut(), cut()])
    window.table.select([0, 2])

    press(face, window, "viewers.link")
    linked = [row.link for row in window.list.rows]
    press(face, window, "viewers.unlink")

    assert linked == ["1", "", "1"]
    assert [row.link for row in window.list.rows] == ["", "", ""]


def test_actions_are_offered_for_what_is_selected(
    window: ManagerWindow, run: Callable[..., Any]
) -> None:
    run("data.show", data=[cut(), cut()])
    can = lambda name: window.actions_by_name[name].isEnabled()  # noqa: E731

    window.table.select([])
    assert not can("viewers.remove")
    window.table.select([0])
    assert can("viewers.remove")
    assert not can("viewers.link")
    window.table.select([0, 1])
    assert can("viewers.link")
    assert not can("data.save")


def test_one_viewer_is_removed_without_a_question(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    run("data.show", data=[cut("a"), cut("b")])
    window.table.select([0])

    press(face, window, "viewers.remove")

    assert texts(window, NAME) == ["b"]
    assert len(face.desktop.windows) == 1


def test_several_viewers_are_removed_after_a_question(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    run("data.show", data=[cut("a"), cut("b"), cut("c")])
    window.table.select([0, 2])

    press(face, window, "viewers.remove")
    assert texts(window, NAME) == ["a", "b", "c"]
    answer(face, window, QMessageBox.ButtonRole.AcceptRole)

    assert texts(window, NAME) == ["b"]


def test_the_question_may_be_declined(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    run("data.show", data=[cut("a"), cut("b")])
    window.table.selectAll()

    press(face, window, "viewers.remove")
    answer(face, window, QMessageBox.ButtonRole.RejectRole)

    assert texts(window, NAME) == ["a", "b"]


def test_the_selection_stays_when_the_list_changes(
    window: ManagerWindow, run: Callable[..., Any]
) -> None:
    first, second = run("data.show", data=[cut("a"), cut("b")])["ids"]
    window.table.select([1])

    run("viewers.remove", viewers=[first])

    assert window.selected() == [second]


def test_dropped_files_are_opened(
    face: QtFace, window: ManagerWindow, tmp_path: Path
) -> None:
    path = tmp_path / "dropped.nc"
    cut("dropped").to_netcdf(path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])

    window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    face.settle(until=lambda: face.manager.viewers)
    settle(face)

    assert texts(window, NAME) == ["dropped"]
    assert [badge.text for badge in badges(window.list.rows[0])] == ["lazy"]


def test_what_goes_wrong_is_said_and_can_be_dismissed(
    face: QtFace, window: ManagerWindow
) -> None:
    window.open_files(["/no/such/file.nc"])
    face.settle(until=window.notice.isVisible)

    assert "file.nc" in window.notice.text.text()
    window.notice.dismiss()
    assert not window.notice.isVisible()


def test_files_are_picked_in_a_dialog_that_stops_nobody(
    face: QtFace, window: ManagerWindow, tmp_path: Path
) -> None:
    path = tmp_path / "picked.nc"
    cut("picked").to_netcdf(path)

    window.actions_by_name["data.load"].trigger()
    (dialog,) = window.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    face.settle(until=lambda: face.manager.viewers)
    settle(face)

    assert texts(window, NAME) == ["picked"]


def test_data_is_saved_where_the_dialog_says(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "saved.nc"
    run("data.show", data=cut())
    window.table.select([0])

    window.actions_by_name["data.save"].trigger()
    (dialog,) = window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    face.settle(until=path.exists)
    face.manager.pool.compute(lambda: None, lambda _: None)
    face.settle()

    with xr.open_dataarray(path) as saved:
        assert np.array_equal(saved, cut())


def test_closing_the_list_ends_the_manager_when_nothing_is_open(
    face: QtFace, window: ManagerWindow
) -> None:
    stopped: list[bool] = []
    face.manager.stopping.connect(lambda: stopped.append(True))

    window.closeEvent(close_event())
    face.settle()

    assert stopped == [True]


def test_closing_the_list_asks_when_viewers_are_open(
    face: QtFace, window: ManagerWindow, run: Callable[..., Any]
) -> None:
    stopped: list[bool] = []
    face.manager.stopping.connect(lambda: stopped.append(True))
    run("data.show", data=cut())

    window.closeEvent(close_event())
    face.settle()
    before = list(stopped)
    answer(face, window, QMessageBox.ButtonRole.AcceptRole)

    assert (before, stopped) == ([], [True])


def test_every_command_with_a_menu_is_in_the_menus_of_a_viewer(
    face: QtFace, run: Callable[..., Any]
) -> None:
    (viewer,) = run("data.show", data=cut())["ids"]
    actions = face.desktop.windows[viewer].actions_by_name

    missing = {c.name for c in COMMANDS if menus.menu_of(c)} - actions.keys()

    assert missing == {"viewers.show", "viewers.renumber"}


def test_the_list_has_no_children(window: ManagerWindow) -> None:
    assert window.list.rowCount(window.list.index(0, 0)) == 0
    assert window.list.rowCount(QModelIndex()) == 0


CONTROL = Qt.KeyboardModifier.ControlModifier


def answer(face: QtFace, window: ManagerWindow, role: QMessageBox.ButtonRole) -> None:
    (box,) = window.findChildren(QMessageBox)
    button = next(b for b in box.buttons() if box.buttonRole(b) == role)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(face)


def close_event() -> Any:
    from PyQt6.QtGui import QCloseEvent

    return QCloseEvent()
