"""What is where and how much of it is visible, the same on every face."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import xarray as xr

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe

FULL = {"ky": (-0.5, 3.5), "kx": (-1.0, 9.0)}


@pytest.mark.parametrize(
    ("shape", "panels"),
    [
        ((60,), ("a",)),
        ((6, 10), ("b", "a-b", "a")),
        ((3, 4, 5), ("c", "a", "b-c", "b-a", "a-c", "b")),
        (
            (2, 3, 2, 5),
            ("d", "b", "c-d", "c-b", "b-d", "a", "c-a", "a-b", "c"),
        ),
    ],
)
def test_panels_for_one_to_four_dimensions(
    face: Face, shape: tuple[int, ...], panels: tuple[str, ...]
) -> None:
    dims = tuple("abcd"[: len(shape)])

    screen = face.show(face.manager.open(xr.DataArray(samples(shape), dims=dims)))

    assert sorted(screen.panels) == sorted(panels)


def test_a_fifth_dimension_has_a_slider(face: Face) -> None:
    data = xr.DataArray(samples((2, 2, 2, 3, 4)), dims=tuple("abcde"))
    screen = face.show(face.manager.open(data))
    assert screen.sliders == ("a",)
    before = screen.value

    screen.set_slider("a", 0)

    assert screen.index("a") == 0
    assert screen.value == before - 48


def test_all_samples_are_visible_at_first(screen: Probe) -> None:
    assert screen.limits("ky-kx") == FULL


def test_zooming_shows_less_about_the_mouse(screen: Probe) -> None:
    screen.zoom("ky-kx", ky=0.0, kx=9.0)

    limits = screen.limits("ky-kx")
    assert limits["kx"] == pytest.approx((0.5, 9.0), abs=0.05)
    assert limits["ky"] == pytest.approx((-0.425, 2.975), abs=0.02)


def test_a_box_is_zoomed_to_and_that_is_one_step(screen: Probe, viewer: Viewer) -> None:
    screen.zoom_box("ky-kx", {"ky": 0.2, "kx": 7.5}, {"ky": 2.7, "kx": 1.5})

    limits = screen.limits("ky-kx")
    assert limits["ky"] == pytest.approx((0.2, 2.7), abs=0.03)
    assert limits["kx"] == pytest.approx((1.5, 7.5), abs=0.06)
    assert screen.limits("eV-kx")["kx"] == limits["kx"]
    assert viewer.state.cursor("a").point == {}
    assert len(screen.history) == 2


def test_a_flat_box_zooms_along_it_only(screen: Probe) -> None:
    screen.zoom_box("kx", {"kx": 1.5}, {"kx": 6.5})

    assert screen.limits("ky-kx")["kx"] == pytest.approx((1.5, 6.5), abs=0.06)
    assert screen.limits("ky-kx")["ky"] == FULL["ky"]


@pytest.mark.parametrize(
    ("panel", "dim", "other"), [("ky-kx", "ky", "kx"), ("eV-kx", "kx", "eV")]
)
def test_zooming_over_an_axis_is_along_it_only(
    screen: Probe, panel: str, dim: str, other: str
) -> None:
    before = screen.limits(panel)

    screen.zoom_axis(panel, dim)

    after = screen.limits(panel)
    assert after[other] == before[other]
    shown = after[dim][1] - after[dim][0]
    assert shown == pytest.approx(0.85 * (before[dim][1] - before[dim][0]), rel=0.02)


def test_the_menu_of_a_panel_inverts_its_axes_and_ticks_them(
    screen: Probe, viewer: Viewer
) -> None:
    screen.choose_here("ky-kx", "Invert kx")
    assert viewer.state.inverted == ("kx",)

    screen.choose_here("ky-kx", "Invert kx")
    assert viewer.state.inverted == ()

    screen.choose_here("ky-kx", "Transpose")
    assert viewer.state.order[:2] == ("kx", "ky")


def test_panels_that_share_a_dimension_share_its_limits(screen: Probe) -> None:
    screen.zoom("ky-kx", ky=0.0, kx=9.0)

    kx = screen.limits("ky-kx")["kx"]
    assert screen.limits("kx")["kx"] == kx
    assert screen.limits("eV-kx")["kx"] == kx


def test_dragging_beside_the_lines_pans(
    screen: Probe, run: Callable[..., Any], viewer: Viewer
) -> None:
    run("view.limits", viewer=viewer.id, limits={"kx": (0.0, 4.0)})
    screen.settle()

    screen.pan("ky-kx", kx=-1.0)

    assert screen.limits("ky-kx")["kx"] == pytest.approx((1.0, 5.0), abs=0.05)
    assert screen.crosshair("ky-kx") == {"ky": 2.0, "kx": 4.0}


def test_double_click_shows_all_again(screen: Probe) -> None:
    screen.zoom("ky-kx", ky=0.0, kx=9.0)

    screen.view_all("ky-kx")

    assert screen.limits("ky-kx") == FULL


def test_ctrl_a_shows_all_again(screen: Probe) -> None:
    screen.zoom("ky-kx", ky=0.0, kx=9.0)

    screen.press("Ctrl+A")

    assert screen.limits("ky-kx") == FULL


def test_transposing_swaps_rows_and_columns(screen: Probe) -> None:
    before = screen.image("ky-kx")

    screen.press("T")

    assert "kx-ky" in screen.panels
    assert before is not None
    assert np.array_equal(screen.image("kx-ky"), before.T)


def test_dimensions_change_places(screen: Probe) -> None:
    screen.swap("eV", "ky")

    assert sorted(screen.panels) == sorted(
        ("kx", "ky", "eV-kx", "eV-ky", "ky-kx", "eV")
    )


def test_panel_sizes_are_kept(screen: Probe, viewer: Viewer) -> None:
    screen.resize_columns(by=-0.2)

    sizes = viewer.state.columns
    assert sizes["0"] / (sizes["0"] + sizes["1"]) == pytest.approx(0.4, abs=0.03)


def test_a_non_uniform_axis_is_drawn_by_samples_and_labelled_by_values(
    face: Face,
) -> None:
    screen = face.show(face.manager.open(stepped()))

    assert screen.limits("y-T")["T"] == (-0.5, 4.5)
    assert set(screen.ticks("y-T", "T")) >= {"10", "300"}


def test_dragging_on_a_non_uniform_axis_lands_on_samples(face: Face) -> None:
    screen = face.show(face.manager.open(stepped()))

    screen.drag("y-T", T=4.0)

    assert screen.crosshair("y-T")["T"] == 4.0
    assert screen.text("T") == "300"


def test_text_along_an_axis_is_written_there(face: Face) -> None:
    names = ["Cu", "Ag", "Au", "Pt", "Ni"]
    data = xr.DataArray(samples((12, 5)), dims=("y", "el"), coords={"el": names})

    screen = face.show(face.manager.open(data))

    assert set(screen.ticks("y-el", "el")) <= set(names)
    assert screen.text("el") == "Au"


def test_times_are_written_as_times(face: Face) -> None:
    days = pd.date_range("2024-02-27", periods=5, freq="D")
    data = xr.DataArray(samples((12, 5)), dims=("y", "t"), coords={"t": days})

    screen = face.show(face.manager.open(data))

    assert screen.text("t") == "2024-02-29"


def test_linked_viewers_move_together_by_coordinate(
    face: Face, screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> None:
    coarse = xr.DataArray(
        samples((6, 10)),
        dims=("y", "kx"),
        coords={"kx": np.arange(10.0)},
    )
    other = face.show(face.manager.open(coarse))
    run("viewers.link", viewers=[0, 1])

    screen.drag("ky-kx", kx=6.0)

    assert other.crosshair("y-kx")["kx"] == 6.0


def test_linked_viewers_share_cursors_and_colours(
    face: Face, screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> None:
    other = face.show(face.manager.open(viewer.data))
    run("viewers.link", viewers=[0, 1])

    screen.add_cursor()
    screen.set_colormap("cmasher:ocean")

    other.wait(lambda: other.cursors == screen.cursors)
    other.wait(lambda: other.corner("ky-kx") == screen.corner("ky-kx"))
    assert face.manager.viewers[1].state.color.cmap == "cmasher:ocean"


def test_two_windows_on_one_viewer_show_the_same(
    face: Face, screen: Probe, viewer: Viewer
) -> None:
    from tests.contract.faces.none.face import NoneProbe

    other = NoneProbe.__new__(NoneProbe)
    other.frames, other.scene = {}, None
    viewer.attach(other)

    screen.drag("ky-kx", ky=0.0)

    assert other.crosshair("ky-kx", "a")["ky"] == 0.0
    assert np.array_equal(other.image("ky-kx"), screen.image("ky-kx"))
    viewer.detach(other)


def test_the_title_is_the_viewers_name(
    screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> None:
    run("viewer.rename", viewer=viewer.id, name="GdTe3 at 30 K")
    screen.settle()

    assert screen.title == "GdTe3 at 30 K"


def test_what_goes_wrong_is_said_where_the_user_is(
    screen: Probe, viewer: Viewer
) -> None:
    screen.set_levels(120.0, 110.0)

    assert "110" in screen.message
    assert viewer.state.color.limits != (120.0, 110.0)


def test_the_next_change_clears_what_was_said(screen: Probe) -> None:
    screen.set_levels(120.0, 110.0)
    said = screen.message

    screen.set_index("ky", 0)

    assert said
    assert not screen.message


def stepped() -> xr.DataArray:
    """Return 60 samples over temperatures that are not equally spaced."""
    return xr.DataArray(
        samples((12, 5)),
        dims=("y", "T"),
        coords={"T": [10.0, 12.0, 20.0, 100.0, 300.0]},
    )


def samples(shape: tuple[int, ...]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.arange(float(np.prod(shape))).reshape(shape)
