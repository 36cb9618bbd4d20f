"""Regions of a viewer: drawn, changed, measured, and made into new data."""

from __future__ import annotations

import io
from functools import partial

import numpy as np
import pytest
import xarray as xr
from PIL import Image

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from itool.errors import BadArguments, DimsMismatch, UnknownRegion
from itool.model.scene import REGION_PANEL
from itool.model.state import ViewerState
from tests.core.conftest import cube

SQUARE = [(1.0, 1.0), (1.0, 3.0), (3.0, 3.0), (3.0, 1.0)]


@pytest.fixture
def run(manager, viewer, loop):
    def run(verb: str, /, **args):
        answer = COMMANDS.run(manager, f"region.{verb}", viewer=viewer.id, **args)
        loop.settle(lambda: not hasattr(answer, "done") or answer.done())
        return answer.result() if hasattr(answer, "done") else answer

    return run


@pytest.fixture
def add(run):
    return partial(run, "add")


def test_a_new_region_lies_on_the_main_image_and_is_measured(viewer, screen, add, loop):
    name = add(kind="rectangle", points=[(1, 1), (2, 3)])

    loop.settle(lambda: viewer.is_drawn)
    assert viewer.state.find_region(name).dims == ("ky", "kx")
    frame = screen.frames[REGION_PANEL, "statistics"]
    assert frame.values[:3].tolist() == [6, 177, 29.5]


@pytest.mark.parametrize(
    ("point", "steps", "wanted"),
    [
        (None, {"kx": 1}, [(1, 2), (2, 4)]),
        (None, {"ky": 2, "kx": -1}, [(3, 0), (4, 2)]),
        (0, {"kx": -1}, [(1, 0), (2, 3)]),
        (2, {"ky": -1}, [(1, 1), (1, 3)]),
    ],
)
def test_a_region_or_a_handle_goes_by_samples(viewer, run, add, point, steps, wanted):
    name = add(kind="rectangle", points=[(1, 1), (2, 3)])

    run("nudge", point=point, steps=steps)

    assert np.allclose(viewer.state.find_region(name).points, wanted)


def test_a_region_does_not_go_along_other_dimensions(run, add):
    add(kind="rectangle", points=[(1, 1), (2, 3)])

    with pytest.raises(DimsMismatch, match="'ky' and 'kx', not on 'eV'"):
        run("nudge", steps={"eV": 1})


def test_statistics_follow_the_cursor_and_its_bins(manager, viewer, screen, add, loop):
    add(kind="rectangle", points=[(1, 1), (2, 3)])
    COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"eV": 0.0})
    loop.settle(lambda: viewer.is_drawn)
    at_cursor = screen.frames[REGION_PANEL, "statistics"].values[2]

    COMMANDS.run(manager, "cursor.bin", viewer=viewer.id, bins={"eV": 3})
    loop.settle(lambda: viewer.is_drawn)

    assert at_cursor == 49.5
    assert screen.frames[REGION_PANEL, "statistics"].values[2] == 39.5


def test_a_path_is_shown_with_its_profile(viewer, screen, add, loop):
    add(kind="polyline", points=[(1, 0), (1, 4)])

    loop.settle(lambda: viewer.is_drawn)
    assert screen.frames[REGION_PANEL, "profile"].values.tolist() == [
        25,
        26,
        27,
        28,
        29,
    ]


def test_a_region_appears_on_every_image_of_its_dimensions(viewer, add):
    add(kind="polygon", points=SQUARE, dims=("kx", "ky"))

    shape = viewer.scene.panel("ky-kx").shapes[0]

    assert shape.points[1] == (1.0, 3.0)  # x is kx, the first number
    assert viewer.scene.panel("eV").shapes == ()


def test_a_drag_is_undone_as_one(viewer, run, add):
    add(kind="polygon", points=SQUARE)
    before = viewer.state
    for step in range(5):
        run("move", by=(0.1 * step, 0.0))

    viewer.undo()

    assert viewer.state.regions == before.regions


def test_vertices_are_moved_added_and_removed(viewer, run, add):
    add(kind="polygon", points=SQUARE)

    run("move_point", point=0, to=(0.5, 0.5))
    run("insert_point", point=1, to=(0.0, 2.0))
    run("remove_point", point=-1)

    points = viewer.state.regions[0].points
    assert points == ((0.5, 0.5), (0, 2), (1, 3), (3, 3))


def test_a_polygon_keeps_three_vertices(run, add):
    add(kind="polygon", points=SQUARE[:3])

    with pytest.raises(BadArguments, match="needs 3"):
        run("remove_point", point=0)


def test_a_rectangle_has_two_points(add, run):
    with pytest.raises(BadArguments, match="exactly 2"):
        add(kind="rectangle", points=SQUARE)
    add(kind="rectangle", points=SQUARE[::2])
    with pytest.raises(BadArguments, match="always two"):
        run("insert_point", point=1, to=(0, 0))


def test_a_region_needs_dimensions_that_there_are(add):
    with pytest.raises(DimsMismatch, match="kz"):
        add(kind="polygon", points=SQUARE, dims=("kz", "kx"))


def test_regions_are_renamed_coloured_hidden_and_removed(viewer, run, add):
    first, second = (add(kind="polygon", points=SQUARE) for _ in range(2))

    run("rename", name="pocket", region=first)
    run("color", color="#123456")
    run("show", visible=False)
    run("remove", region=second)

    (left,) = viewer.scene.regions
    assert (left.label, left.color, left.visible, left.is_active) == (
        "pocket",
        "#123456",
        False,
        True,
    )
    with pytest.raises(UnknownRegion, match="r1"):
        run("activate", region=second)


def test_points_typed_as_drawn_are_kept_as_coordinates(manager, loop):
    data = xr.DataArray(np.ones((5, 6)), dims=("T", "x"), coords={"T": [1, 2, 4, 8, 9]})
    viewer = manager.open(data)

    COMMANDS.run(
        manager,
        "region.add",
        viewer=viewer.id,
        kind="rectangle",
        points=[(0, 0), (2.5, 3)],
        drawn=True,
    )

    assert viewer.state.regions[0].points == ((1.0, 0.0), (6.0, 3.0))
    assert viewer.scene.panel("T-x").shapes[0].points == ((0, 0), (3, 2.5))


def test_statistics_are_told_by_name(add, run):
    add(kind="rectangle", points=[(1, 1), (2, 3)])

    found = run("statistics")

    assert found["n"] == 6
    assert found["area"] == 2.0
    assert "length" not in found


def test_a_profile_is_an_array_over_the_distance(add, run):
    add(kind="polyline", points=[(0, 0), (3, 4)])

    found = run("read")

    assert found.dims == ("distance",)
    assert float(found.distance[-1]) == 5.0
    assert float(found.ky[-1]) == 3.0


def test_only_a_path_has_a_profile(add, run):
    add(kind="polygon", points=SQUARE)

    with pytest.raises(BadArguments, match="polyline"):
        run("read")


def test_profile_slice_mask_and_crop_open_as_viewers(manager, add, run):
    path = add(kind="polyline", points=[(0, 0), (3, 3)])
    area = add(kind="rectangle", points=[(1, 1), (2, 3)])

    for name, region in (("profile", path), ("slice", path), ("mask", area)):
        run(name, region=region)
    run("crop", region=area)

    shapes = [viewer.info.shape for viewer in manager.viewers[1:]]
    assert shapes[0] == shapes[1][1:]
    assert shapes[1][0] == 3
    assert shapes[2:] == [(3, 4, 5), (3, 2, 3)]


def test_a_crop_in_place_is_undone(viewer, add, run):
    add(kind="rectangle", points=[(1, 1), (2, 3)])

    run("crop", replace=True)
    cropped = viewer.info.shape
    viewer.undo()

    assert cropped == (3, 2, 3)
    assert viewer.info.shape == (3, 4, 5)


def test_a_region_waits_while_data_have_not_its_dimensions(manager, viewer, add):
    add(kind="polygon", points=SQUARE)

    manager.replace(viewer, cube().isel(ky=0))

    assert viewer.scene.measures == ()
    assert len(viewer.state.regions) == 1


def test_a_state_with_regions_survives_the_way_to_disk(viewer, add):
    add(kind="circle", points=[(1, 1), (2, 3)])

    read = ViewerState.model_validate_json(viewer.state.model_dump_json())

    assert read == viewer.state


def test_guides_turn_about_the_cursor(manager, viewer):
    run = partial(COMMANDS.run, manager, viewer=viewer.id)
    run("guide.set", fold=4, angle=0.0)
    run("cursor.move", point={"kx": 3.0, "ky": 1.0})

    rays = viewer.scene.panel("ky-kx").rays

    assert [ray[:2] for ray in rays] == [(3.0, 1.0)] * 4
    assert rays[1][2] == pytest.approx(3.0)
    assert rays[1][3] > 4


def test_guides_turn_by_lengths_where_units_can_be_converted(manager, loop):
    data = cube()
    data["kx"].attrs["units"], data["ky"].attrs["units"] = "1/Å", "1/nm"
    shown = manager.open(data)
    run = partial(COMMANDS.run, manager, viewer=shown.id)

    answer = run("guide.set", fold=1, angle=45.0)
    loop.settle(lambda: answer is None or answer.done())

    x0, y0, x1, y1 = shown.scene.panel("ky-kx").rays[0]

    assert y1 - y0 == pytest.approx(10 * (x1 - x0))
    run("guide.aim", to=(y1, x1))
    assert shown.state.guide.angle == pytest.approx(45.0)


def test_what_is_made_of_a_region_stands_under_its_source(manager, viewer, add, run):
    add(kind="rectangle", points=[(1, 1), (2, 3)])

    run("crop")

    assert manager.viewers[-1].state.parent == viewer.id


def test_a_slice_of_a_file_is_read_lazily(manager, loop, tmp_path):
    path = tmp_path / "cube.nc"
    cube().to_netcdf(path, engine="h5netcdf")
    data = xr.open_dataarray(path, engine="h5netcdf")
    viewer = manager.open(data)
    run = partial(COMMANDS.run, manager, viewer=viewer.id)
    run("region.add", kind="polyline", points=[(0, 0), (3, 4)])

    pending = run("region.slice")
    loop.settle(pending.done)

    assert manager.viewers[-1].info.is_lazy
    data.close()


def test_a_curve_alone_has_no_regions_and_no_guides(manager, loop):
    viewer = manager.open(cube().isel(eV=0, ky=0))
    run = partial(COMMANDS.run, manager, viewer=viewer.id)

    run("guide.toggle")

    assert viewer.scene.panel("kx").rays == ()
    with pytest.raises(DimsMismatch, match="two dimensions"):
        run("region.add", kind="polyline", points=[(0, 0), (1, 1)])


def test_a_picture_shows_the_regions(manager, viewer, add, loop):
    def picture() -> set:
        pending = COMMANDS.run(manager, "viewer.snapshot", viewer=viewer.id)
        loop.settle(pending.done)
        image = Image.open(io.BytesIO(pending.result()["png"])).convert("RGB")
        return {color for _, color in image.getcolors(1 << 24)}

    before = picture()
    add(kind="polygon", points=SQUARE, color="#00ff12", name="$ no formula")

    assert (0, 255, 18) in picture() - before


def test_guides_are_aimed_at_a_point(manager, viewer):
    COMMANDS.run(manager, "cursor.move", viewer=0, point={"ky": 1.0, "kx": 2.0})
    COMMANDS.run(manager, "guide.set", viewer=0, fold=3)

    COMMANDS.run(manager, "guide.aim", viewer=0, to=(2.0, 3.0), ray=1)

    assert viewer.state.guide.angle == pytest.approx(45.0 - 120.0)
    assert viewer.state.guide.visible


def test_a_ray_that_is_not_there_is_refused(manager, viewer):
    with pytest.raises(BadArguments, match="no ray 4; there are 4"):
        COMMANDS.run(manager, "guide.aim", viewer=0, to=(2.0, 3.0), ray=4)


def test_guides_aimed_at_the_cursor_itself_stay(manager, viewer):
    before = viewer.state
    here = viewer.scene.controls

    to = (here[0].value, here[1].value)
    COMMANDS.run(manager, "guide.aim", viewer=0, to=to)

    assert viewer.state is before
