"""Dimensions and coordinates as a script has them: not always text and numbers."""

from __future__ import annotations

import datetime as dt
import enum

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import itool.manager as itm
from itool.client.local import clear_local_manager, set_local_manager
from itool.errors import BadArguments
from tests.server.hosting import host


class Dim(str, enum.Enum):  # noqa: UP042 - what str() gives is not its text
    X = "x"
    Y = "y"


@pytest.fixture(params=["wire", "same process"])
def viewer_of(request, runtime_dir):
    """Return a function that shows an array and returns a handle on its viewer."""
    with host(port=0, watch_port=0) as running:
        if request.param == "same process":
            running.do(lambda: set_local_manager(running.manager))

        def show(data):
            return itm.managers[0].viewers[itm.show_in_manager(data).ids[0]]

        yield show
        clear_local_manager()


def image(*dims):
    return xr.DataArray(np.arange(12.0).reshape(3, 4), dims=dims, name="cut")


def times():
    when = pd.date_range("2026-03-01", periods=6, freq="h")
    return xr.DataArray(np.arange(6.0), dims="time", coords={"time": when})


@pytest.mark.parametrize(
    "dims", [(0, 1), (("a", 1), "y"), (Dim.X, Dim.Y)], ids=["int", "tuple", "enum"]
)
def test_dimensions_that_are_no_text_are_named_as_the_array_has_them(viewer_of, dims):
    data, (first, second) = image(*dims), dims
    viewer = viewer_of(data)
    name, other = viewer.dims

    viewer.order(second, first)
    viewer.move({first: 1})
    viewer.place({second: 3})
    viewer.bin({first: 3})
    viewer.width({second: 2})
    added = viewer.add_cursor({first: 2})
    mean = viewer.apply("aggregate", place="child", dims=[second])

    state = viewer.state
    assert state.order == (other, name)
    assert state.cursors[0].point == {name: 1.0, other: 3.0}
    assert state.cursors[0].bins == {name: 3, other: 2}
    assert state.cursor(added).point[name] == 2.0
    assert mean.dims == (name,)
    assert viewer.regions.add("rectangle", [(0, 0), (2, 2)], dims).state.dims
    assert viewer.fetch().identical(data)


@pytest.mark.parametrize("dims", [(0, 1), (("a", 1), "y"), (1, "1")])
def test_code_runs_on_an_array_whose_dimensions_are_no_text(viewer_of, dims):
    data = image(*dims)
    viewer = viewer_of(data)
    viewer.add_filter("normalise", dims=[viewer.dims[0]])
    mean = viewer.apply("aggregate", place="child", dims=[viewer.dims[1]])

    for each in (viewer, mean):
        names = {"cut": data}
        exec(each.code("cut", plot=False), names)

        for panel, samples in each.panels.items():
            assert names["panels"][panel].dims == samples.dims
            np.testing.assert_allclose(names["panels"][panel], samples)


def test_an_array_whose_dimensions_are_numbers_is_saved(viewer_of, tmp_path):
    path = viewer_of(image(0, 1)).export(tmp_path / "cut.nc")

    assert xr.load_dataarray(path).dims == ("0", "1")


def test_the_order_may_be_a_list(viewer_of):
    viewer = viewer_of(image("y", "x"))

    viewer.order(["x", "y"])

    assert viewer.state.order == ("x", "y")


def test_a_cursor_is_moved_to_a_coordinate_of_the_array(viewer_of):
    data = times()
    viewer = viewer_of(data)

    for place in (
        data.time[2],
        data.time[2].values,
        data.time[2].variable,
        pd.Timestamp("2026-03-01T02:00"),
    ):
        viewer.place(time=0)
        viewer.move(time=place)

        assert viewer.state.cursors[0].point == {"time": 1772330400000.0}


def test_a_day_is_its_beginning(viewer_of):
    viewer = viewer_of(times())

    viewer.move(time=dt.date(2026, 3, 1))

    assert viewer.state.cursors[0].point == {"time": 1772323200000.0}


@pytest.mark.parametrize(
    "wide",
    [
        pd.Timedelta("3h"),
        dt.timedelta(hours=3),
        np.timedelta64(3, "h"),
        xr.DataArray(np.timedelta64(3, "h").astype("m8[ns]")),
    ],
)
def test_a_width_in_time_is_a_timedelta(viewer_of, wide):
    viewer = viewer_of(times())

    viewer.width(time=wide)

    assert viewer.state.cursors[0].bins == {"time": 3}


def test_along_spans_of_time_a_cursor_is_moved_to_one(viewer_of):
    delays = pd.to_timedelta([0, 60, 120], unit="s")
    data = xr.DataArray(np.arange(3.0), dims="delay", coords={"delay": delays})
    viewer = viewer_of(data)

    viewer.move(delay=pd.Timedelta("1min"))
    viewer.width(delay=data.delay[2])

    assert viewer.state.cursors[0].point == {"delay": 60.0}
    assert viewer.state.cursors[0].bins == {"delay": 2}


@pytest.mark.parametrize(
    "call",
    [
        lambda viewer: viewer.move(time=pd.NaT),
        lambda viewer: viewer.move(time=np.datetime64("NaT")),
        lambda viewer: viewer.move(time=pd.Timedelta("1h")),
        lambda viewer: viewer.move(time=float("nan")),
        lambda viewer: viewer.move(time=[1, 2]),
        lambda viewer: viewer.move(-0.1),
        lambda viewer: viewer.place(3),
        lambda viewer: viewer.width(time=None),
        lambda viewer: viewer.width(time=-1),
        lambda viewer: viewer.width(time=pd.NaT),
        lambda viewer: viewer.place(time=1.5),
    ],
)
def test_what_is_no_coordinate_is_refused(viewer_of, call):
    viewer = viewer_of(times())

    with pytest.raises(BadArguments) as failure:
        call(viewer)

    assert failure.value.hint
    assert viewer.state.cursors[0].point == {}
