"""Regions and guides: every face draws, drags and measures the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.contract.conftest import volume

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe

MAIN = "ky-kx"
TRIANGLE = [(0.4, 1.0), (0.4, 7.0), (2.6, 3.0)]
"""(ky, kx) of a polygon whose edges and vertices are far from the cursor's lines."""


def at(ky: float, kx: float) -> dict[str, float]:
    return {"ky": ky, "kx": kx}


@pytest.fixture
def triangle(
    screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> tuple[str, Probe]:
    """Return the id of a polygon, and the window that shows it."""
    run("cursor.move", viewer=viewer.id, point={"ky": 3.0, "kx": 8.0})
    name = run("region.add", viewer=viewer.id, kind="polygon", points=TRIANGLE)
    screen.settle(lambda: viewer.is_drawn)
    return name, screen


def test_a_rectangle_is_drawn_by_a_drag(screen: Probe, viewer: Viewer) -> None:
    screen.draw(MAIN, "rectangle", at(0.6, 7.0), at(1.4, 1.0))

    (region,) = viewer.state.regions
    assert region.kind == "rectangle"
    assert np.allclose(region.points, [(0.6, 7.0), (1.4, 1.0)], atol=0.05)


def test_a_circle_is_drawn_from_its_centre(screen: Probe, viewer: Viewer) -> None:
    screen.draw(MAIN, "circle", at(1.4, 3.0), at(2.4, 4.0))

    (region,) = viewer.state.regions
    assert region.kind == "circle"
    assert np.allclose(region.points, [(1.4, 3.0), (2.4, 4.0)], atol=0.05)


@pytest.mark.parametrize("kind", ["polygon", "polyline"])
def test_vertices_are_clicked_and_a_double_click_ends(
    screen: Probe, viewer: Viewer, kind: str
) -> None:
    screen.draw(MAIN, kind, *(at(*point) for point in TRIANGLE))

    (region,) = viewer.state.regions
    assert region.kind == kind
    assert np.allclose(region.points, TRIANGLE, atol=0.05)


def test_a_region_is_drawn_where_it_is(triangle: tuple[str, Probe]) -> None:
    name, screen = triangle

    assert np.allclose(screen.shapes(MAIN)[name], [(x, y) for y, x in TRIANGLE])
    assert screen.shapes("ky-eV") == {}


def test_statistics_are_those_of_the_image_on_screen(
    screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> None:
    corners = [(0.5, 1.0), (2.5, 7.0)]
    run("region.add", viewer=viewer.id, kind="rectangle", points=corners)
    screen.set_value("eV", 0.0)

    found = screen.statistics

    samples = volume().sel(eV=0.0).values[1:3, 1:4]
    assert found["n"] == 6
    assert found["mean"] == pytest.approx(samples.mean())
    assert found["std"] == pytest.approx(samples.std(), rel=1e-4)
    assert (found["min"], found["max"]) == (samples.min(), samples.max())
    assert found["area"] == pytest.approx(12.0)


def test_the_profile_along_a_path_is_live(
    screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> None:
    run(
        "region.add",
        viewer=viewer.id,
        kind="polyline",
        points=[(1.0, 8.0), (1.0, 0.0)],
    )
    screen.set_value("eV", 0.0)

    assert np.allclose(screen.path_profile, volume().sel(eV=0.0).values[1])


@pytest.mark.parametrize(
    ("name", "shape"), [("region.profile", (5,)), ("region.slice", (3, 5))]
)
def test_what_is_cut_along_a_path_opens_as_a_viewer(
    face: Face,
    screen: Probe,
    viewer: Viewer,
    run: Callable[..., Any],
    name: str,
    shape: tuple[int, ...],
) -> None:
    row = [(1.0, 8.0), (1.0, 0.0)]
    run("region.add", viewer=viewer.id, kind="polyline", points=row)
    screen.settle()

    screen.act_on_region(name)
    screen.settle(lambda: len(face.manager.viewers) == 2)

    cut = face.manager.viewers[1].data
    values = volume().values[:, 1]
    assert cut.shape == shape
    assert np.allclose(cut, values[1] if cut.ndim == 1 else values)


def test_a_vertex_is_dragged_and_that_is_one_step(
    triangle: tuple[str, Probe], viewer: Viewer
) -> None:
    _, screen = triangle

    screen.drag_shape(MAIN, at(2.6, 3.0), at(1.6, 2.0))

    moved = viewer.state.regions[0].points
    assert np.allclose(moved[2], (1.6, 2.0), atol=0.05)
    viewer.undo()
    assert viewer.state.regions[0].points == tuple(TRIANGLE)


def test_a_drag_of_its_edge_moves_the_whole_region(
    triangle: tuple[str, Probe], viewer: Viewer
) -> None:
    _, screen = triangle

    screen.drag_shape(MAIN, at(0.4, 3.0), at(0.8, 4.0))

    wanted = np.add(TRIANGLE, [0.4, 1.0])
    assert np.allclose(viewer.state.regions[0].points, wanted, atol=0.05)
    assert viewer.state.cursor("a").point["kx"] == 8.0


def test_a_double_click_on_an_edge_adds_a_vertex_and_delete_removes_it(
    triangle: tuple[str, Probe], viewer: Viewer
) -> None:
    _, screen = triangle

    screen.double_click(MAIN, **at(0.4, 4.0))
    added = viewer.state.regions[0].points
    screen.press("Del")

    assert len(added) == 4
    assert np.allclose(added[1], (0.4, 4.0), atol=0.05)
    assert viewer.state.regions[0].points == tuple(TRIANGLE)


def test_points_are_typed_in_a_table(
    triangle: tuple[str, Probe], viewer: Viewer
) -> None:
    _, screen = triangle

    screen.type_point(2, 1, 5.25)

    assert viewer.state.regions[0].points[2] == (2.6, 5.25)


def test_a_crop_opens_as_a_viewer(triangle: tuple[str, Probe], face: Face) -> None:
    _, screen = triangle

    screen.act_on_region("region.crop")
    screen.settle(lambda: len(face.manager.viewers) == 2)

    assert face.manager.viewers[1].info.shape == (3, 2, 2)


def test_a_removed_region_is_gone_from_screen_and_comes_back(
    triangle: tuple[str, Probe], viewer: Viewer
) -> None:
    name, screen = triangle

    screen.act_on_region("region.remove")
    gone = screen.shapes(MAIN)
    screen.press("Ctrl+Z")

    assert gone == {}
    assert list(screen.shapes(MAIN)) == [name]
    assert screen.statistics["n"] > 0


def test_cursors_are_dragged_as_ever_beside_a_region(
    triangle: tuple[str, Probe], viewer: Viewer
) -> None:
    _, screen = triangle

    screen.drag(MAIN, ky=1.0)

    assert viewer.state.cursor("a").point["ky"] == 1.0
    assert viewer.state.regions[0].points == tuple(TRIANGLE)


def test_a_hidden_region_is_not_drawn(
    triangle: tuple[str, Probe], viewer: Viewer, run: Callable[..., Any]
) -> None:
    name, screen = triangle

    run("region.show", viewer=viewer.id, region=name, visible=False)
    screen.settle()

    assert screen.shapes(MAIN) == {}


def test_a_region_is_renamed_recoloured_and_hidden(
    triangle: tuple[str, Probe], viewer: Viewer
) -> None:
    name, screen = triangle

    screen.rename_region("pocket")
    screen.recolor_region("#12ab34")
    screen.show_region()

    region = viewer.state.find_region(name)
    assert (region.name, region.color, region.visible) == ("pocket", "#12ab34", False)
    assert screen.shapes(MAIN) == {}
    screen.show_region()
    assert list(screen.shapes(MAIN)) == [name]


@pytest.mark.parametrize("keep", ["inside", "outside"])
def test_a_mask_stays_in_this_viewer_and_is_undone(
    triangle: tuple[str, Probe], viewer: Viewer, face: Face, keep: str
) -> None:
    _, screen = triangle
    before = viewer.state.data

    screen.mask_here(keep)
    screen.settle(lambda: viewer.state.data != before)

    is_missing = np.isnan(viewer.data.isel(eV=0).values)
    assert is_missing[1, 2] == (keep == "outside")
    assert is_missing[0, 0] == (keep == "inside")
    assert len(face.manager.viewers) == 1
    viewer.undo()
    assert viewer.state.data == before


def test_tab_leads_to_a_handle_and_arrows_move_it_by_samples(
    triangle: tuple[str, Probe], viewer: Viewer
) -> None:
    _, screen = triangle
    cursor = viewer.state.cursor("a").point

    screen.focus_handle(MAIN, 1)
    screen.press_there("Up")
    screen.press_there("Right")
    assert np.allclose(viewer.state.regions[0].points[1], (1.4, 9.0))

    screen.press_there("Shift+Left")
    assert np.allclose(viewer.state.regions[0].points[1], (1.4, -11.0))
    assert viewer.state.cursor("a").point == cursor
    viewer.undo()
    assert viewer.state.regions[0].points == tuple(TRIANGLE)


def test_the_handle_that_tab_reached_is_deleted(
    triangle: tuple[str, Probe], viewer: Viewer, run: Callable[..., Any]
) -> None:
    _, screen = triangle
    run("region.insert_point", viewer=viewer.id, point=1, to=(0.4, 4.0))
    run("edit.pause", viewer=viewer.id)
    screen.settle()

    screen.focus_handle(MAIN, 1)
    screen.press_there("Del")

    assert viewer.state.regions[0].points == tuple(TRIANGLE)


def test_g_shows_the_guides(screen: Probe) -> None:
    before = screen.rays(MAIN)

    screen.press("G")

    assert before == 0
    assert screen.rays(MAIN) == 4


def test_a_ray_is_turned_by_hand_and_that_is_one_step(
    screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> None:
    run("cursor.move", viewer=viewer.id, point={"ky": 0.0, "kx": 2.0})
    run("guide.set", viewer=viewer.id, fold=3, angle=20.0)
    run("edit.pause", viewer=viewer.id)
    screen.settle()

    written = screen.turn_ray(MAIN, 0, at(2.0, 4.0))

    turned = viewer.state.guide.angle
    assert turned == pytest.approx(45.0, abs=2.0)
    assert float(written.rstrip("°")) == pytest.approx(turned, abs=0.06)
    viewer.undo()
    assert viewer.state.guide.angle == 20.0


def test_any_ray_turns_all(
    screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> None:
    run("cursor.move", viewer=viewer.id, point={"ky": 1.0, "kx": 4.0})
    run("guide.set", viewer=viewer.id, fold=4, angle=0.0)
    screen.settle()

    screen.turn_ray(MAIN, 1, at(2.6, 2.4))

    assert viewer.state.guide.angle == pytest.approx(45.0, abs=2.0)
    assert viewer.state.cursor("a").point == {"ky": 1.0, "kx": 4.0}
