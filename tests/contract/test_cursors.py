"""Cursors: the same lines, bands and read-outs on every face."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe


def test_a_new_cursor_stands_in_the_middle(screen: Probe) -> None:
    assert screen.crosshair("ky-kx") == {"ky": 2.0, "kx": 4.0}
    assert screen.value == 122.0


def test_dragging_both_lines_moves_the_cursor_in_the_model(
    screen: Probe, viewer: Viewer
) -> None:
    screen.drag("ky-kx", ky=1.0, kx=6.0)

    assert screen.crosshair("ky-kx") == {"ky": 1.0, "kx": 6.0}
    assert viewer.info.axis("kx").index(viewer.state.cursor("a").point["kx"]) == 1
    assert screen.value == 111.0


def test_dragging_one_line_leaves_the_other(screen: Probe) -> None:
    screen.drag("ky-kx", ky=3.0)

    assert screen.crosshair("ky-kx") == {"ky": 3.0, "kx": 4.0}


def test_a_line_runs_straight_through_all_panels(screen: Probe) -> None:
    screen.drag("eV-kx", kx=8.0)

    assert screen.crosshair("ky-kx")["kx"] == 8.0
    assert screen.crosshair("kx") == {"kx": 8.0}


def test_a_line_is_dragged_in_a_profile_too(screen: Probe) -> None:
    screen.drag("eV", eV=-0.4)

    assert screen.crosshair("eV") == {"eV": pytest.approx(-0.4)}
    assert screen.index("eV") == 0


def test_ctrl_drag_brings_the_cursor_to_the_hand(screen: Probe) -> None:
    screen.drag_anywhere("ky-kx", ky=0.0, kx=2.0)

    assert screen.crosshair("ky-kx") == {"ky": 0.0, "kx": 2.0}


def test_a_drag_beyond_the_end_stops_at_the_last_sample(screen: Probe) -> None:
    screen.drag("ky-kx", kx=8.9)

    assert screen.index("kx") == 0
    assert screen.crosshair("kx") == {"kx": 8.0}


def test_a_drag_is_undone_in_one_step(screen: Probe) -> None:
    screen.drag("ky-kx", ky=0.0, kx=8.0)

    screen.press("Ctrl+Z")

    assert screen.crosshair("ky-kx") == {"ky": 2.0, "kx": 4.0}
    assert screen.can == {"redo"}


def test_undo_and_redo_are_offered_when_there_is_something(screen: Probe) -> None:
    nothing = screen.can
    screen.set_index("ky", 0)
    changed = screen.can

    assert (nothing, changed) == (set(), {"undo"})


def test_images_are_cut_where_the_line_stands(screen: Probe) -> None:
    screen.drag("ky-kx", ky=3.0, kx=8.0)

    assert np.array_equal(screen.curve("eV"), [30.0, 130.0, 230.0])
    assert np.array_equal(screen.curve("kx"), [130.0, 131.0, 132.0, 133.0, 134.0])


def test_an_index_is_typed(screen: Probe) -> None:
    screen.set_index("kx", 4)

    assert screen.crosshair("ky-kx")["kx"] == 0.0
    assert screen.text("kx") == "0"


def test_a_coordinate_value_is_typed(screen: Probe) -> None:
    screen.set_value("eV", -0.4)

    assert screen.index("eV") == 0
    assert screen.value == 22.0


def times() -> xr.DataArray:
    days = np.arange("2024-01-01", "2024-01-06", dtype="M8[D]").astype("M8[ns]")
    return xr.DataArray(
        np.arange(20.0).reshape(4, 5),
        dims=("metal", "time"),
        coords={"metal": ["Au", "Cu", "Ag", "CuO"], "time": days},
    )


@pytest.mark.parametrize("typed", ["2024-01-02", "2024-01-02 03:00"])
def test_a_date_is_typed(face: Face, typed: str) -> None:
    screen = face.show(face.manager.open(times()))

    screen.set_value("time", typed)

    assert screen.index("time") == 1


@pytest.mark.parametrize(("typed", "index"), [("Cu", 1), ("ag", 2), ("cuo", 3)])
def test_the_text_of_a_sample_is_typed(face: Face, typed: str, index: int) -> None:
    screen = face.show(face.manager.open(times()))

    screen.set_value("metal", typed)

    assert screen.index("metal") == index


def test_a_text_that_is_none_is_said_so(face: Face) -> None:
    screen = face.show(face.manager.open(times()))
    before = screen.index("metal")

    screen.set_value("metal", "gold")

    assert screen.index("metal") == before
    assert "'gold' is not along 'metal'" in screen.message


def energies() -> xr.DataArray:
    return xr.DataArray(
        np.arange(40.0).reshape(4, 10),
        dims=("y", "E"),
        coords={"E": ("E", 0.01 * np.arange(10), {"units": "eV"})},
    )


def test_a_value_is_typed_in_other_units(face: Face) -> None:
    screen = face.show(face.manager.open(energies()))

    screen.set_value("E", "30 meV")
    screen.wait(lambda: screen.index("E") == 3)


@pytest.mark.parametrize(
    ("typed", "bins"), [("50 meV", 5), ("0.03", 3), ("0.04 eV", 4)]
)
def test_a_width_is_typed_in_other_units(face: Face, typed: str, bins: int) -> None:
    screen = face.show(face.manager.open(energies()))

    screen.set_bins("E", typed)
    screen.wait(lambda: screen.bins("E") == bins)


def test_a_width_along_times_has_units_of_time(face: Face) -> None:
    screen = face.show(face.manager.open(times()))

    screen.set_bins("time", "48 h")
    screen.wait(lambda: screen.bins("time") == 2)


@pytest.mark.parametrize("typed", ["3 K", "0.5 1/Å"])
def test_units_of_another_kind_are_refused(face: Face, typed: str) -> None:
    screen = face.show(face.manager.open(energies()))

    screen.set_bins("E", typed)

    screen.wait(lambda: "is no unit along 'E', which is in 'eV'" in screen.message)
    assert screen.bins("E") == 1


def test_shift_and_an_arrow_nudge_by_one_sample_towards_it(screen: Probe) -> None:
    screen.press("Shift+Up")

    assert screen.crosshair("ky-kx") == {"ky": 3.0, "kx": 4.0}


def test_the_arrow_to_the_right_goes_right_on_a_descending_axis(
    screen: Probe,
) -> None:
    screen.press("Shift+Right")

    assert screen.crosshair("ky-kx") == {"ky": 2.0, "kx": 6.0}


def test_an_arrow_alone_nudges_along_the_image_that_has_the_focus(
    screen: Probe,
) -> None:
    before = screen.index("eV"), screen.index("ky"), screen.index("kx")

    screen.focus_panel("eV-kx")
    screen.press_there("Up")
    screen.press_there("Left")

    # kx falls to the right.
    after = screen.index("eV"), screen.index("ky"), screen.index("kx")
    assert after == (before[0] + 1, before[1], before[2] + 1)


def test_ctrl_shift_and_an_arrow_go_ten_samples_or_to_the_end(screen: Probe) -> None:
    screen.press("Ctrl+Shift+Down")

    assert screen.index("ky") == 0


def test_a_cursor_goes_back_to_the_middle(screen: Probe) -> None:
    middle = screen.crosshair("ky-kx")
    screen.drag("ky-kx", ky=0.0, kx=8.0)

    screen.press("Shift+C")

    assert screen.crosshair("ky-kx") == pytest.approx(middle)


def test_bins_shade_a_band_and_average(screen: Probe) -> None:
    screen.set_bins("ky", 3)

    assert screen.band("ky-kx", "ky") == (0.5, 3.5)
    assert screen.bins("ky") == 3
    assert screen.value == 122.0
    assert np.array_equal(screen.curve("kx"), [120.0, 121.0, 122.0, 123.0, 124.0])


def test_a_band_is_cut_off_at_the_end_of_the_axis(screen: Probe) -> None:
    screen.set_bins("ky", 3)
    screen.set_index("ky", 0)

    assert screen.band("ky-kx", "ky") == (-0.5, 1.5)
    assert screen.value == 107.0


def test_bins_go_back_to_one(screen: Probe) -> None:
    screen.set_bins("ky", 3)

    screen.press("Shift+B")

    assert screen.bins("ky") == 1
    assert screen.band("ky-kx", "ky") == (2.0, 2.0)


def test_a_second_cursor_has_lines_and_curves_of_its_own(screen: Probe) -> None:
    screen.add_cursor()
    screen.drag("ky-kx", ky=0.0, kx=8.0)

    assert screen.cursors == ("a", "b")
    assert screen.active == "b"
    assert screen.crosshair("ky-kx", "a") == {"ky": 2.0, "kx": 4.0}
    assert screen.crosshair("ky-kx", "b") == {"ky": 0.0, "kx": 8.0}
    assert np.array_equal(screen.curve("eV", "a"), [22.0, 122.0, 222.0])
    assert np.array_equal(screen.curve("eV", "b"), [0.0, 100.0, 200.0])


def test_clicking_the_line_of_another_cursor_activates_it(
    screen: Probe, run: Callable[..., Any], viewer: Viewer
) -> None:
    run("cursor.add", viewer=viewer.id, point={"ky": 0.0, "kx": 8.0})
    screen.settle()

    screen.click_line("ky-kx", "a", "kx")

    assert screen.active == "a"
    assert screen.value == 122.0


def test_a_chip_activates_its_cursor(screen: Probe) -> None:
    screen.add_cursor()

    screen.activate("a")

    assert screen.active == "a"


def test_a_removed_cursor_takes_its_lines_and_curves_along(screen: Probe) -> None:
    screen.add_cursor()
    screen.press("Shift+R")

    assert screen.cursors == ("a",)
    assert screen.crosshair("ky-kx", "b") == {}
    assert screen.curve("eV", "b") is None


def test_a_hidden_cursor_keeps_its_chip(screen: Probe) -> None:
    screen.choose_of("a", "Hide")
    assert screen.crosshair("ky-kx", "a") == {}
    assert screen.cursors == ("a",)

    screen.choose_of("a", "Show")
    assert set(screen.crosshair("ky-kx", "a")) == {"ky", "kx"}


def test_the_menu_of_a_chip_means_its_cursor(screen: Probe) -> None:
    middle = screen.crosshair("ky-kx", "a")
    screen.set_index("kx", 1)
    screen.add_cursor()
    screen.set_index("kx", 3)
    aside = screen.crosshair("ky-kx", "b")

    screen.choose_of("a", "Centre")
    assert screen.crosshair("ky-kx", "a") == middle
    assert screen.crosshair("ky-kx", "b") == aside

    screen.choose_of("b", "Remove")
    assert screen.cursors == ("a",)
    screen.press("Ctrl+Z")
    assert screen.cursors == ("a", "b")


def test_a_cursor_may_rest_between_samples(screen: Probe) -> None:
    screen.toggle("snap")

    screen.drag("ky-kx", ky=0.6)

    assert screen.crosshair("ky-kx")["ky"] == pytest.approx(0.6, abs=0.03)


def test_a_notebook_moves_the_line_too(
    screen: Probe, run: Callable[..., Any], viewer: Viewer
) -> None:
    run("cursor.move", viewer=viewer.id, point={"ky": 0.0})
    screen.settle()

    assert screen.crosshair("ky-kx")["ky"] == 0.0
    assert screen.index("ky") == 0
