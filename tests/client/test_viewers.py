"""The viewers of a manager are listed, read and changed from Python."""

from __future__ import annotations

import datetime as dt
import io

import numpy as np
import pytest
import xarray as xr
from PIL import Image

from itool.client.handle import ImageToolManagerHandle
from itool.client.local import clear_local_manager, set_local_manager
from itool.errors import (
    BadArguments,
    DimsMismatch,
    ImageToolManagerNotFoundError,
    UnknownCursor,
    UnknownViewer,
)
from itool.manager import managers, show_in_manager
from itool.model.state import ViewerState
from tests.core.conftest import cube
from tests.server.hosting import host


@pytest.fixture(params=["wire", "same process"])
def running(request, runtime_dir):
    with host(port=0, watch_port=0) as started:
        if request.param == "same process":
            started.do(lambda: set_local_manager(started.manager))
        yield started
        clear_local_manager()


@pytest.fixture
def viewers(running):
    return managers[0].viewers


@pytest.fixture
def viewer(viewers):
    return viewers[show_in_manager(cube()).ids[0]]


def test_viewers_are_found_by_index_id_and_name(viewers):
    a, b, c = show_in_manager([cube("a"), cube("b"), cube("c")]).ids
    viewers.remove(b)

    assert len(viewers) == 2
    assert bool(viewers)
    assert viewers.ids == (a, c)
    assert viewers.indexes == (0, 2)
    assert [v.id for v in viewers] == [a, c]
    assert viewers[2].id == viewers[-1].id == viewers["2"].id == viewers[c].id == c
    assert viewers["a"].id == a
    assert [v.id for v in viewers[:1]] == [a]
    assert viewers[0] in viewers
    assert a in viewers
    assert 1 not in viewers
    assert {viewers[0], viewers[a]} == {viewers["a"]}


def test_an_unknown_viewer_is_refused_with_those_that_exist(viewers):
    show_in_manager([cube("twin"), cube("twin")])

    with pytest.raises(UnknownViewer, match="no viewer '7' in manager 0; it has '0'"):
        viewers[7]
    with pytest.raises(UnknownViewer, match="2 viewers are called 'twin'"):
        viewers["twin"]
    with pytest.raises(TypeError):
        viewers[1.5]


def test_viewers_print_themselves(viewers):
    assert not viewers
    assert "<p>" in viewers._repr_html_()
    assert "0" in repr(viewers)

    made = show_in_manager(cube("<cut>"))

    assert "eV: 3, ky: 4, kx: 5" in repr(viewers)
    assert "<cut>" in repr(viewers)
    assert "&lt;cut&gt;" in viewers._repr_html_()
    assert set(viewers._ipython_key_completions_()) == {*made.ids, "<cut>"}
    assert "<cut>" in repr(viewers[0])


def test_viewers_made_of_others_are_indented_under_them(viewers):
    show_in_manager([cube("cut"), cube("map")])
    mean = viewers["cut"].apply("aggregate", place="child", dims=["eV"])
    mean.rename("mean")
    mean.apply("aggregate", place="child", dims=["ky"]).rename("curve")

    lines = [line.split("  ", 1)[1].strip() for line in repr(viewers).splitlines()]

    names = ["Name", "cut", "└ mean", "└ curve", "map"]
    found = [line[: len(name)] for line, name in zip(lines, names, strict=True)]
    assert found == names
    places = [repr(viewers).index(name) for name in ("cut", "mean", "curve", "map")]
    assert places == sorted(places)
    assert "\u2003└ curve" in viewers._repr_html_()
    assert viewers.indexes == (0, 1, 2, 3)


def test_the_state_is_a_typed_value(viewer):
    state = viewer.state

    assert isinstance(state, ViewerState)
    assert state.title == "cube"


def test_an_assigned_state_is_undone_as_one(viewer):
    before = viewer.state

    viewer.state = before.evolve(title="b", snap=False)

    assert (viewer.name, viewer.state.snap) == ("b", False)
    assert viewer.undo()
    assert viewer.state == before
    assert viewer.redo()
    assert viewer.state.title == "b"
    viewer.change(title="c")
    assert viewer.name == "c"


def test_cursors_are_moved_and_binned(viewer):
    viewer.move(eV=-0.2, kx=np.float32(1))
    viewer.move({"ky": xr.DataArray(2.0)})
    viewer.bin(kx=3)

    cursor = viewer.state.cursors[0]
    assert cursor.point == {"eV": -0.2, "kx": 1.0, "ky": 2.0}
    assert cursor.bins == {"kx": 3}
    viewer.unbin()
    viewer.place(eV=-1)
    assert viewer.state.cursors[0].point["eV"] == 0.0
    assert viewer.state.cursors[0].bins == {}


def test_each_call_is_undone_by_itself(viewer):
    viewer.move(eV=-0.2)
    viewer.move(eV=0.0)

    viewer.undo()

    assert viewer.state.cursors[0].point == {"eV": -0.2}


def test_more_cursors_come_and_go(viewer):
    name = viewer.add_cursor(eV=-0.2, color="#112233")
    viewer.move(cursor="a", eV=0.0)

    assert (name, viewer.state.active) == ("b", "b")
    assert viewer.state.cursor("b").point == {"eV": -0.2}
    assert viewer.state.cursor("b").color == "#112233"
    viewer.remove_cursor("b")
    assert [c.id for c in viewer.state.cursors] == ["a"]


def test_a_time_is_a_coordinate(viewers):
    days = np.arange("2020-01-01", "2020-01-05", dtype="datetime64[D]")
    data = xr.DataArray(np.ones((4, 3)), dims=("time", "x"), coords={"time": days})
    viewer = viewers[show_in_manager(data).ids[0]]

    for value in (dt.datetime(2020, 1, 4), np.datetime64("2020-01-04"), days[3]):
        viewer.place(time=0)
        viewer.move(time=value)

        assert viewer.panels["x"].coords["time"] == days[3]


def test_colours_change_in_one_step(viewer):
    before = viewer.state.color

    viewer.color("viridis", gamma=0.5, reverse=True, vmin=0, vmax=10)

    color = viewer.state.color
    assert (color.cmap, color.gamma, color.reverse) == ("viridis", 0.5, True)
    assert color.limits == (0.0, 10.0)
    viewer.color(vmax=5)
    assert viewer.state.color.limits == (0.0, 5.0)
    viewer.color(lock=True)
    assert viewer.state.color.limits == (0.0, 59.0)
    viewer.color(lock=False)
    assert viewer.state.color.limits is None
    for _ in range(4):
        viewer.undo()
    assert viewer.state.color == before


def test_data_are_shown_in_the_colours_asked_for(viewers):
    colors = {"cmap": "RdBu", "reverse": True, "gamma": 0.5, "fits_view": True}

    found = viewers[show_in_manager(cube(), norm="log", **colors).ids[0]].state.color
    clipped = show_in_manager(cube(), norm="asinh", linear_width=2, percentiles=(2, 98))
    about = show_in_manager(cube(), norm="centered", center=20, vmin=0, vmax=60)

    assert found.norm == "log"
    assert {name: getattr(found, name) for name in colors} == colors
    color = viewers[clipped.ids[0]].state.color
    assert (color.norm, color.linear_width) == ("asinh", 2.0)
    assert color.percentiles == (2.0, 98.0)
    color = viewers[about.ids[0]].state.color
    assert (color.norm, color.center, color.limits) == ("centered", 20.0, (0.0, 60.0))


@pytest.mark.parametrize(
    "wrong", [{"norm": "cubic"}, {"percentiles": (98, 2)}, {"gamma": 0}, {"vmin": 1}]
)
def test_data_are_not_shown_in_colours_that_make_no_sense(viewers, wrong):
    with pytest.raises(BadArguments):
        show_in_manager(cube(), **wrong)

    assert not viewers


def test_panels_are_arranged(viewer):
    viewer.order("eV", "kx")
    assert viewer.state.order == ("eV", "kx", "ky")
    viewer.transpose()
    assert viewer.state.order == ("kx", "eV", "ky")
    viewer.hide()
    assert not viewer.row["is_shown"]
    viewer.show()
    assert viewer.row["is_shown"]
    viewer.run("view.limits", limits={"eV": (-0.1, 0.0)})
    assert viewer.state.limits == {"eV": (-0.1, 0.0)}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda v: v.move(time=1.0), DimsMismatch),
        (lambda v: v.move(cursor="z", eV=0.0), UnknownCursor),
        (lambda v: v.move(eV=np.nan), BadArguments),
        (lambda v: v.move(eV="here"), ValueError),
        (lambda v: v.bin(kx=0), BadArguments),
        (lambda v: v.color("no such"), BadArguments),
        (lambda v: v.color(vmin=1), BadArguments),
        (lambda v: v.color(vmin=2, vmax=1), BadArguments),
        (lambda v: v.color(vmin=0, vmax=1, lock=True), BadArguments),
        (lambda v: v.change(zoom=2), BadArguments),
        (lambda v: v.remove_cursor(), BadArguments),
        (lambda v: v.link(), BadArguments),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(viewer, change, error):
    before = viewer.state

    with pytest.raises(error):
        change(viewer)

    assert viewer.state == before


def test_linked_viewers_move_together(viewers):
    a, b, c = (viewers[i] for i in show_in_manager([cube(), cube(), cube()]).ids)

    group = a.link(b)
    a.move(eV=-0.2)

    assert b.state.cursors[0].point["eV"] == -0.2
    assert b.state.link.group == group
    assert c.state.cursors[0].point == {}
    b.unlink()
    assert a.state.link is None
    viewers.link(colors=False)
    assert not c.state.link.color
    viewers.unlink()
    assert c.state.link is None


def test_data_are_fetched_and_replaced(viewer):
    xr.testing.assert_identical(viewer.fetch(), cube())

    viewer.replace(cube() * 2)

    assert float(viewer.fetch().max()) == 118.0
    assert (viewer.dims, viewer.shape) == (("eV", "ky", "kx"), (3, 4, 5))
    viewer.undo()
    assert float(viewer.fetch().max()) == 59.0


def test_an_empty_name_is_refused(viewer):
    with pytest.raises(BadArguments, match="'cube' was not renamed"):
        viewer.rename(" ")

    assert viewer.name == "cube"


def test_dates_may_be_text(viewers):
    times = np.arange("2026-03-01", "2026-03-11", dtype="M8[D]").astype("M8[ns]")
    data = xr.DataArray(np.ones((10, 3)), dims=("time", "x"), coords={"time": times})
    viewer = viewers[show_in_manager(data).ids[0]]

    viewer.move(time="2026-03-04")

    assert viewer.state.cursors[0].point["time"] == 1000 * 1772582400.0


def test_the_text_of_a_sample_is_a_coordinate(viewers):
    data = xr.DataArray(np.ones((2, 3)), dims=("metal", "x"), coords={"metal": [*"AB"]})
    viewer = viewers[show_in_manager(data).ids[0]]

    viewer.move(metal="B", x="2")

    assert viewer.state.cursors[0].point == {"metal": 1.0, "x": 2.0}


@pytest.mark.parametrize("value", ["yesterday", "", None, [1.0]])
def test_what_is_no_coordinate_is_refused(viewer, value):
    with pytest.raises(BadArguments, match=r"is no coordinate|is not along"):
        viewer.move(kx=value)


@pytest.mark.parametrize("value", [1.5, "3", None])
def test_what_is_no_whole_number_of_samples_is_refused(viewer, value):
    with pytest.raises(BadArguments, match="no whole number"):
        viewer.bin(kx=value)
    with pytest.raises(BadArguments, match="no whole number"):
        viewer.place(kx=value)


def test_viewers_are_renamed_duplicated_and_removed(viewer, viewers):
    viewer.rename("scan")
    copy = viewer.duplicate()
    copy.rename("copy")

    assert [v.name for v in viewers] == ["scan", "copy"]
    copy.remove()
    assert len(viewers) == 1
    assert viewers.reopen() == copy
    assert viewers[copy.id].name == "copy"


def test_a_removed_viewer_is_never_another_one(viewer, viewers):
    viewer.remove()
    show_in_manager(cube("next"))
    managers[0].run("viewers.renumber")
    index = viewers[0].index

    assert index == 0
    for call in (viewer.fetch, viewer.remove, viewer.undo, lambda: viewer.index):
        with pytest.raises(UnknownViewer):
            call()
    assert viewer.id in repr(viewer)
    with pytest.raises(UnknownViewer):
        viewers.link(viewer, 0)


def test_what_is_shown_comes_as_arrays(viewer):
    viewer.move(eV=-0.2)
    viewer.bin(eV=2)

    panels = viewer.panels

    xr.testing.assert_equal(
        panels["ky-kx"].drop_vars("eV"), cube().isel(eV=slice(0, 1)).mean("eV")
    )
    assert panels["value"].ndim == 0
    viewer.add_cursor()
    assert {"eV/a", "eV/b", "ky-kx/b"} <= viewer.panels.keys()


def test_a_snapshot_is_a_picture_with_its_arrays(viewer, tmp_path):
    snapshot = viewer.snapshot(width=400, height=300, theme="dark")

    assert Image.open(io.BytesIO(snapshot.png)).size == (400, 300)
    assert snapshot._repr_png_() == snapshot.png
    assert snapshot.save(tmp_path / "a.png").read_bytes() == snapshot.png
    xr.testing.assert_identical(snapshot.panels["ky-kx"], cube()[1])
    with pytest.raises(ValueError, match=r"\.png"):
        snapshot.save(tmp_path / "a.pdf")


def test_errors_and_log_of_the_manager_are_read(running):
    running.do(lambda: running.manager.report(BadArguments("a bad day")))

    assert managers[0].errors == ("a bad day",)
    assert managers[0].log(5) == ""


def test_a_handle_made_by_hand_reaches_the_manager(viewer):
    by_hand = ImageToolManagerHandle(
        index=0, pid=1, host="localhost", port=1, watch_port=2, started="", version=""
    )

    assert by_hand.viewers[0] == viewer


def test_viewers_of_a_manager_that_has_ended_raise(runtime_dir):
    with host(port=0, watch_port=0):
        viewer = managers[0].viewers[show_in_manager(cube()).ids[0]]

    with host(port=0, watch_port=0):
        show_in_manager(cube())
        with pytest.raises(ImageToolManagerNotFoundError, match="has ended"):
            viewer.fetch()
        with pytest.raises(ImageToolManagerNotFoundError, match="has ended"):
            len(viewer.manager.viewers)
        assert "has ended" in repr(viewer)
