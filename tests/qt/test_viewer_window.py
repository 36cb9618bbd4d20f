"""The window of one viewer: what only a native window has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QImage, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu

from itool.qt import theme
from itool.qt.controls.colormap_list import ColormapNames
from itool.qt.controls.section import Section
from itool.qt.controls.sidebar import ReadOut
from itool.qt.shortcuts import ShortcutList
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from itool.core.viewer import Viewer
    from itool.qt.panels.panel import PanelView
    from itool.qt.viewer_window import ViewerWindow
    from tests.contract.faces.qt.face import QtFace, QtProbe


@pytest.fixture
def viewer(face: QtFace) -> Viewer:
    return face.manager.open(volume())


@pytest.fixture
def screen(face: QtFace, viewer: Viewer) -> QtProbe:
    return face.show(viewer)


@pytest.fixture
def window(screen: QtProbe) -> ViewerWindow:
    return screen.window


def painted(window: ViewerWindow, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that grows by every canvas and read-out that is painted."""
    for section in window.sidebar.findChildren(Section):
        assert section.content  # made now, and not while the test looks
    for _ in range(4):
        QApplication.processEvents()
    seen: list[object] = []
    area = type(window.grid.panels[0].area)
    for kind in (area, ReadOut):
        before = kind.paintEvent

        def paint(self: object, event: object, before: object = before) -> None:
            seen.append(self)
            before(self, event)  # type: ignore[operator]

        monkeypatch.setattr(kind, "paintEvent", paint)
    return seen


def test_canvases_of_a_column_and_of_a_row_line_up(window: ViewerWindow) -> None:
    boxes = {v.panel.cell: v.area.geometry() for v in window.grid.panels}

    for (row, column), box in boxes.items():
        assert (box.left(), box.width()) == (
            boxes[0, column].left(),
            boxes[0, column].width(),
        )
        assert (box.top(), box.height()) == (
            boxes[row, 0].top(),
            boxes[row, 0].height(),
        )


def test_a_scene_that_is_the_same_paints_nothing(
    window: ViewerWindow, screen: QtProbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = painted(window, monkeypatch)
    assert window.scene is not None

    window.show_scene(window.scene)
    screen.settle()

    assert seen == []


def test_lines_that_moved_leave_nothing_behind(
    window: ViewerWindow, screen: QtProbe
) -> None:
    if QApplication.platformName() != "offscreen":
        pytest.skip("other windows may lie on a real screen")
    window.run("cursor.add")
    window.run("cursor.bin", bins={"kx": 3})
    screen.settle()

    for index in ({"kx": 0}, {"ky": 1}, {"kx": 2}, {"eV": 2}, {"kx": 1, "ky": 0}):
        window.run("cursor.place", index=index)
        screen.settle()
        left = [on_screen(view, window) for view in window.grid.panels]

        for view in window.grid.panels:
            view.area.update()
        screen.settle()

        assert left == [on_screen(view, window) for view in window.grid.panels]


def on_screen(view: PanelView, window: ViewerWindow) -> QImage:
    display = window.screen()
    assert display is not None
    at, size = view.area.mapTo(window, QPoint()), view.area.size()
    box = at.x(), at.y(), size.width(), size.height()
    return display.grabWindow(window.winId(), *box).toImage()


def test_a_new_name_paints_no_panel(
    window: ViewerWindow, screen: QtProbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = painted(window, monkeypatch)

    window.run("viewer.rename", name="other")
    screen.settle()

    assert window.windowTitle().endswith("other")
    assert seen == []


def test_panels_are_drawn_again_when_the_theme_changes(
    window: ViewerWindow, screen: QtProbe
) -> None:
    light = window.grid.panel("eV").area.grab().toImage().pixelColor(1, 1)

    theme.apply("dark")
    screen.settle()
    dark = window.grid.panel("eV").area.grab().toImage().pixelColor(1, 1)

    assert light.lightness() > 200 > 60 > dark.lightness()


def test_the_wheel_over_an_axis_zooms_along_it_only(
    window: ViewerWindow, screen: QtProbe
) -> None:
    ruler = window.grid.panel("ky-kx").rulers["y"]
    before = screen.limits("ky-kx")

    wheel(ruler, QPointF(5, ruler.height() / 2))
    screen.settle()

    after = screen.limits("ky-kx")
    assert after["kx"] == before["kx"]
    assert after["ky"][1] - after["ky"][0] < 4


def test_many_turns_of_the_wheel_before_a_repaint_add_up(
    window: ViewerWindow, screen: QtProbe
) -> None:
    viewport = window.grid.panel("ky-kx").area

    for _ in range(3):
        wheel(viewport, QPointF(0, 0))
    screen.settle()

    low, high = screen.limits("ky-kx")["kx"]
    assert high - low == pytest.approx(10 * 0.85**3)


def test_zooming_out_stops_at_the_data(window: ViewerWindow, screen: QtProbe) -> None:
    screen.zoom("ky-kx", ky=0.0, kx=9.0)
    viewport = window.grid.panel("ky-kx").area

    for _ in range(5):
        wheel(viewport, QPointF(3, 3), turns=-1)
    screen.settle()

    assert screen.limits("ky-kx") == {"ky": (-0.5, 3.5), "kx": (-1.0, 9.0)}


def test_panning_stops_at_the_data(window: ViewerWindow, screen: QtProbe) -> None:
    screen.zoom("ky-kx", ky=0.0, kx=9.0)

    screen.pan("ky-kx", kx=-3.0)

    assert screen.limits("ky-kx")["kx"][1] == pytest.approx(9.0)


def test_a_right_click_opens_our_menu_and_not_pyqtgraphs(
    window: ViewerWindow, screen: QtProbe
) -> None:
    view = window.grid.panel("ky-kx")
    right_click(view)

    (menu,) = [m for m in window.findChildren(QMenu) if m.isVisible()]
    invert = [a for a in menu.actions() if a.isCheckable()]
    invert[0].trigger()
    menu.close()
    screen.settle()

    assert view.panel.x.is_inverted


def test_a_right_drag_zooms_and_opens_no_menu(
    window: ViewerWindow, screen: QtProbe
) -> None:
    viewport = window.grid.panel("ky-kx").area
    before = screen.limits("ky-kx")["kx"]
    right = Qt.MouseButton.RightButton
    start, stop = QPointF(60, 60), QPointF(100, 60)

    screen._send(viewport, QEvent.Type.MouseButtonPress, start, right)
    screen._send(viewport, QEvent.Type.MouseMove, stop, right)
    screen._send(viewport, QEvent.Type.MouseButtonRelease, stop, right)
    screen.settle()

    after = screen.limits("ky-kx")["kx"]
    assert after[1] - after[0] < before[1] - before[0]
    assert not [m for m in window.findChildren(QMenu) if m.isVisible()]


def test_the_search_finds_words_in_any_order() -> None:
    names = ColormapNames()

    names.find("batlow crameri")

    assert any("batlow" in name for name in names.names)
    assert all("batlow" in name for name in names.names)


def test_an_empty_search_lists_the_curated_names() -> None:
    names = ColormapNames()
    curated = list(names.names)

    names.find("vik")
    names.find("")

    assert names.names == curated


def test_escape_gives_a_typed_value_back(window: ViewerWindow, screen: QtProbe) -> None:
    field = window.sidebar.row("ky").value
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "17")

    QTest.keyClick(field, Qt.Key.Key_Escape)

    assert field.text() == "2"
    assert screen.index("ky") == 2


def test_what_is_no_number_is_given_back(window: ViewerWindow, screen: QtProbe) -> None:
    field = window.sidebar.row("ky").value
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "left")

    QTest.keyClick(field, Qt.Key.Key_Return)

    assert field.text() == "2"


def test_a_value_that_is_being_typed_is_not_overwritten(
    window: ViewerWindow, screen: QtProbe
) -> None:
    window.activateWindow()
    field = window.sidebar.row("ky").value
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1.")

    screen.drag("ky-kx", ky=3.0)

    assert field.text() == "1."


def test_the_arrow_keys_step_through_values(
    window: ViewerWindow, screen: QtProbe
) -> None:
    field = window.sidebar.row("ky").value

    QTest.keyClick(field, Qt.Key.Key_Up)
    screen.settle()

    assert screen.index("ky") == 3


def test_arrows_in_a_new_window_change_nothing(
    window: ViewerWindow, screen: QtProbe, viewer: Viewer
) -> None:
    window.activateWindow()
    screen.settle(lambda: window.isActiveWindow())
    before = viewer.state

    focused = window.focusWidget()
    assert focused is window.grid
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(focused, key)

    screen.settle()
    assert viewer.state == before


def test_shortcuts_are_listed(window: ViewerWindow, screen: QtProbe) -> None:
    QTest.keyClick(window, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    screen.settle()

    dialogs = window.findChildren(ShortcutList)
    assert len(dialogs) == 1
    dialogs[0].close()


def test_controls_can_be_hidden_to_give_panels_the_room(
    window: ViewerWindow, screen: QtProbe
) -> None:
    narrow = window.grid.width()

    QTest.keyClick(window, Qt.Key.Key_F9)
    screen.settle()

    assert window.grid.width() > narrow


def test_a_small_window_still_has_all_panels(
    window: ViewerWindow, screen: QtProbe
) -> None:
    window.resize(window.minimumSize())
    screen.settle()

    assert all(v.area.width() >= 40 <= v.area.height() for v in window.grid.panels)


def test_hundreds_of_cursors_are_drawn(
    window: ViewerWindow, screen: QtProbe, viewer: Viewer
) -> None:
    for _ in range(60):
        window.run("cursor.add")
    screen.settle()

    assert len(screen.cursors) == 61
    assert screen.crosshair("ky-kx", "bi") != {}


def test_huge_and_tiny_samples_are_drawn(face: QtFace) -> None:
    data = xr.DataArray(np.geomspace(1e-300, 1e300, 60).reshape(6, 10), dims=("y", "x"))

    screen = face.show(face.manager.open(data))

    assert np.isfinite(screen.limits("x")[""]).all()
    screen.window.grab()


def test_a_dimension_of_one_sample_is_drawn(face: QtFace) -> None:
    data = xr.DataArray(np.arange(60.0).reshape(60, 1), dims=("y", "x"))

    screen = face.show(face.manager.open(data))

    assert screen.panels == ("y",)
    assert screen.sliders == ("x",)
    screen.window.grab()


def test_all_missing_samples_leave_the_window_usable(face: QtFace) -> None:
    screen = face.show(face.manager.open(xr.full_like(volume(), np.nan)))

    screen.drag("ky-kx", ky=0.0)

    assert np.isnan(screen.value)
    assert screen.index("ky") == 0


def wheel(widget: object, at: QPointF, turns: int = 1) -> None:
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)  # type: ignore[arg-type]


def right_click(view: PanelView) -> None:
    viewport = view.area
    QTest.mouseClick(viewport, Qt.MouseButton.RightButton, pos=QPoint(30, 30))
