"""What is wrong with an argument is said by errors of ours, with what to do next."""

from __future__ import annotations

import asyncio
import time

import numpy as np
import pytest
import xarray as xr

import itool.manager as itm
from itool.errors import ItoolError
from tests.core.conftest import cube
from tests.server.hosting import host


@pytest.fixture
def manager(runtime_dir):
    with host(port=0, watch_port=0):
        itm.show_in_manager([cube(), cube()])
        yield itm.managers[0]


@pytest.fixture
def viewer(manager):
    return manager.viewers[0]


@pytest.fixture
def region(viewer):
    yield viewer.regions.add("rectangle", [(0, 0), (2, 2)])
    viewer.regions.clear()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda v: v.color(percentiles=5), "percentiles=5 is not 2 numbers"),
        (lambda v: v.color(percentiles=(1, 2, 3)), "takes 2 numbers, not the 3"),
        (lambda v: v.color(percentiles="ab"), "percentiles='ab'"),
        (lambda v: v.move(-0.1), "does not say along which dimension"),
        (lambda v: v.order(3), "no dimension '3'"),
        (lambda v: v.regions.add("rectangle", "abcd"), "'abcd' are no points"),
        (lambda v: v.regions.add("rectangle", None), "None are no points"),
        (lambda v: v.regions.add("circle", [(1, 2, 3)]), "are no points"),
        (lambda v: v.regions.add("circle", [(0, 0), (1, 1)], "eV"), "dims='eV'"),
        (lambda v: v.apply("aggregate", dims=5), "no dimension '5'"),
        (lambda v: v.change_filter(9), "no filter 9; there are 0"),
        (lambda v: v.switch_filter("a"), "'a' is no whole number"),
        (lambda v: v.link(999), "no viewer '999'"),
        (lambda v: v.link(None), "not by NoneType None"),
        (lambda v: setattr(v, "state", 5), "a state is a ViewerState"),
        (lambda v: v.export(5), "named by a path, not by int"),
        (lambda v: v.export("/nowhere/cut.png"), "no folder '/nowhere'"),
        (lambda v: v.run(5), "a command is named by text"),
    ],
)
def test_of_a_viewer(viewer, change, words):
    before = viewer.state

    with pytest.raises(ItoolError, match=words):
        change(viewer)

    assert viewer.state == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: setattr(r, "points", 5), "5 are no points"),
        (lambda r: r.move(nowhere=1), "has no 'nowhere'"),
        (lambda r: r.move(**{r.state.dims[0]: "a"}), "'a' is no number"),
    ],
)
def test_of_a_region(region, change, words):
    with pytest.raises(ItoolError, match=words) as failure:
        change(region)

    assert failure.value.hint


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda m: itm.show_in_manager(cube().to_dataset(), variables=1), "=1 names"),
        (lambda m: itm.show_in_manager(cube().to_dataset(), variables=[]), "names no"),
        (lambda m: itm.show_in_manager(np.ones(3), variables=["a"]), "has no name"),
        (lambda m: itm.load_in_manager(None), "not by NoneType None"),
        (lambda m: itm.load_in_manager(b"cut.nc"), "not by bytes"),
        (lambda m: itm.replace_data(None, cube()), "not by NoneType None"),
        (lambda m: m.events(timeout="a"), "timeout='a' is no number"),
        (lambda m: m.events(timeout=-1), "must not be negative, not -1"),
        (lambda m: m.aio.events(timeout=-1), "must not be negative, not -1"),
        (lambda m: asyncio.run(m.aio.run(5)), "a command is named by text"),
        (lambda m: itm.watch("cut", namespace=5), "a namespace is a dict, not int 5"),
        (lambda m: itm.maybe_push(namespace=5), "a namespace is a dict"),
        (lambda m: itm.watch("cut", namespace={}), "'cut' is not defined"),
        (lambda m: itm.watch("cut", namespace={"cut": 1}), "only a DataArray"),
        (lambda m: itm.watch(cube(), namespace={}), "not by a DataArray"),
        (lambda m: itm.watch("cut", namespace={}, poll_interval_s="a"), "='a' is no"),
        (lambda m: itm.watch("cut", namespace={}, poll_interval_s=0), "positive"),
        (lambda m: itm.managers[9], "no manager 9"),
    ],
)
def test_of_a_manager(manager, call, words):
    with pytest.raises(ItoolError, match=words) as failure:
        call(manager)

    assert failure.value.hint


def test_the_next_step_is_one_in_python(viewer):
    with pytest.raises(ItoolError) as failure:
        viewer.link(999)

    assert "managers[0].viewers" in failure.value.hint


def test_errors_are_of_the_classes_that_python_has_for_them(manager):
    for call, kind in (
        (lambda: itm.watch("cut", namespace={}), NameError),
        (lambda: itm.load_in_manager(None), TypeError),
        (lambda: itm.load_in_manager("nowhere.nc"), FileNotFoundError),
        (lambda: manager.events(timeout=-1), ValueError),
        (lambda: itm.managers[9], KeyError),
        (lambda: itm.set_default_manager(9), ValueError),
    ):
        with pytest.raises(kind):
            call()


def test_what_cannot_be_a_viewer_is_not_among_them(manager):
    assert None not in manager.viewers
    assert 1.5 not in manager.viewers


def test_colours_take_numbers_of_numpy_and_of_arrays(viewer):
    viewer.color(vmin=np.float32(1.5), vmax=cube().max(), percentiles=np.array([2, 98]))

    color = viewer.state.color
    assert (color.limits[0], color.percentiles) == (1.5, (2.0, 98.0))


def test_points_of_a_region_may_be_an_array_or_times(manager):
    times = np.array(["2026-03-01", "2026-03-02", "2026-03-03"], "datetime64[ns]")
    data = xr.DataArray(np.ones((3, 2)), dims=("time", "x"), coords={"time": times})
    viewer = manager.viewers[manager.show(data).ids[0]]

    region = viewer.regions.add(
        "rectangle", [(data.time[0], 0), (times[1], 1)], ("time", "x")
    )

    assert region.points == ((1772323200000.0, 0.0), (1772409600000.0, 1.0))
    region.points = np.array(region.points)
    viewer.remove()


def test_awaited_events_stop_when_nothing_happens(manager):
    async def kinds():
        return [event.kind async for event in manager.aio.events(timeout=1.5)]

    began = time.monotonic()

    assert asyncio.run(kinds()) == ["resync"]
    assert 1.4 < time.monotonic() - began < 15
