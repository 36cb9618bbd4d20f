"""Handles stand for what they were made of, wherever that can be named."""

from __future__ import annotations

import asyncio
import copy

import numpy as np
import pytest
import xarray as xr

import itool.manager as itm
from itool.client.local import clear_local_manager, set_local_manager
from itool.errors import (
    BadArguments,
    ImageToolManagerNotFoundError,
    ItoolError,
    UnknownRegion,
    WrongType,
)
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
def manager(running):
    return itm.managers[0]


@pytest.fixture
def viewer(manager):
    return manager.viewers[itm.show_in_manager(cube()).ids[0]]


@pytest.fixture
def two(runtime_dir):
    """Run two managers with a viewer each."""
    with host(port=0, watch_port=0), host(port=0, watch_port=0):
        for manager in itm.managers:
            manager.show(cube() + manager.index)
        yield tuple(itm.managers)


def test_a_handle_of_a_viewer_is_an_index(manager, viewer):
    other = manager.viewers[itm.show_in_manager(cube()).ids[0]]

    xr.testing.assert_identical(itm.fetch(viewer), cube())
    itm.replace_data(viewer, cube() + 1)
    itm.replace_data([viewer, other], [cube() + 2, cube() + 3])
    manager.replace(other, cube() + 4)
    asyncio.run(manager.aio.replace([viewer], cube() + 5))
    manager.run("viewers.hide", viewers=[viewer])
    manager.run("cursor.move", viewer=other, point={"eV": 1.0})

    xr.testing.assert_identical(manager.fetch(viewer), cube() + 5)
    xr.testing.assert_identical(asyncio.run(manager.aio.fetch(other)), cube() + 4)
    assert manager.viewers[viewer] == viewer
    assert not viewer.row["is_shown"]
    assert other.state.cursors[0].point == {"eV": 1.0}


def test_a_handle_of_a_manager_is_a_target(manager, viewer, tmp_path):
    cube().to_netcdf(tmp_path / "cube.nc", engine="h5netcdf")

    made = itm.show_in_manager(np.ones((2, 2)), target=manager)
    loaded = itm.load_in_manager(tmp_path / "cube.nc", target=manager)

    assert (made.indexes, loaded.indexes) == ((1,), (2,))
    assert itm.fetch(1, target=manager).shape == (2, 2)
    assert itm.replace_data(0, np.ones((3, 3)), target=manager).indexes == (0,)
    assert itm.is_running(manager)
    assert itm.watch_info(target=manager)["watched"] == []
    assert itm.set_default_manager(manager) == 0
    itm.clear_default_manager()
    with itm.use_manager(manager) as index:
        assert index == 0


def test_a_handle_of_a_viewer_means_its_manager(two):
    first, second = (manager.viewers[0] for manager in two)

    assert float(itm.fetch(second).min()) == float(cube().min()) + 1
    itm.replace_data(second, cube() + 7)
    assert itm.fetch(second, target=1).identical(cube() + 7)
    assert itm.fetch(first, target=two[0]).identical(cube())
    for call in (
        lambda: itm.fetch(second, target=0),
        lambda: itm.replace_data([first, second], [cube(), cube()]),
        lambda: two[0].fetch(second),
        lambda: two[0].replace(second, cube()),
        lambda: two[0].run("viewers.remove", viewers=[second]),
        lambda: asyncio.run(two[0].aio.fetch(second)),
    ):
        with pytest.raises(BadArguments, match="is in manager 1, not in manager 0"):
            call()


def test_a_handle_of_a_manager_that_has_ended_is_not_running(runtime_dir):
    with host(port=0, watch_port=0):
        handle = itm.managers[0]
    with host(port=0, watch_port=0):
        assert itm.is_running(0)
        assert not itm.is_running(handle)
        with pytest.raises(ImageToolManagerNotFoundError, match="has ended"):
            itm.show_in_manager(cube(), target=handle)


def test_regions_are_a_sequence(viewer):
    a = viewer.regions.add("rectangle", [(0, 0), (2, 2)], name="a")
    b = viewer.regions.add("rectangle", [(0, 0), (2, 2)], name="b")
    c = viewer.regions.add("circle", [(0, 0), (1, 1)], name="b")
    regions = viewer.regions

    assert regions[0] == regions[np.int64(-3)] == regions["a"] == a
    assert regions[1:] == [b, c]
    assert regions[::-1] == [c, b, a]
    assert list(regions) == [a, b, c]
    assert a in regions
    assert "a" in regions
    assert 2 in regions
    assert 3 not in regions
    assert None not in regions
    assert len({a, regions[0]}) == 1
    with pytest.raises(UnknownRegion, match="2 regions are called 'b'"):
        regions["b"]


@pytest.mark.parametrize("which", [9, -2, "nowhere"])
def test_a_region_that_there_is_not_is_named_with_those_that_there_are(viewer, which):
    viewer.regions.add("rectangle", [(0, 0), (2, 2)], name="square")

    with pytest.raises(UnknownRegion, match="'square'") as failure:
        viewer.regions[which]

    assert str(which) in failure.value.message
    assert failure.value.hint


@pytest.mark.parametrize("which", [True, None, 1.0])
def test_a_region_is_not_named_by_anything(viewer, which):
    with pytest.raises(WrongType, match="a region is named by"):
        viewer.regions[which]


def test_a_region_that_was_removed_says_so(viewer):
    region = viewer.regions.add("rectangle", [(0, 0), (2, 2)], name="square")
    regions = viewer.regions
    region.remove()

    assert "no region" in repr(region)
    assert repr(regions) == "<regions none>"
    viewer.remove()
    assert "no viewer" in repr(regions)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("colour", "Did you mean 'color'"),
        ("stat", "to be assigned there is 'state'.*\n.*'state'"),
        ("color", "is a method.*\n.*color"),
        ("dims", "is read, not assigned"),
        ("nothing_like_it", "has no 'nothing_like_it'"),
    ],
)
def test_a_misspelt_attribute_is_refused(viewer, name, words):
    with pytest.raises(AttributeError, match=words) as failure:
        setattr(viewer, name, "red")

    assert isinstance(failure.value, ItoolError)


def test_all_handles_refuse_what_they_do_not_have(manager, viewer):
    region = viewer.regions.add("rectangle", [(0, 0), (2, 2)])

    for handle in (
        itm.managers,
        manager,
        manager.aio,
        manager.shortcuts,
        manager.viewers,
        viewer,
        viewer.regions,
        region,
    ):
        with pytest.raises(AttributeError):
            handle.widht = 3
    region.color = "#ff0000"
    assert region.state.color == "#ff0000"
    assert copy.copy(viewer) == viewer
