"""The manager: viewers that are opened, found, linked, replaced and closed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from itool.errors import BadArguments, BadData, UnknownViewer
from tests.core.conftest import cube


@pytest.fixture
def run(manager):
    def run(name, /, **args):
        return COMMANDS.run(manager, name, **args)

    return run


def test_viewers_are_numbered_in_the_order_they_are_opened(run):
    made = run("data.show", data=[cube(), cube()])

    assert made["indexes"] == [0, 1]


def test_the_number_of_a_closed_viewer_is_not_given_again(run, manager):
    run("data.show", data=[cube(), cube()])
    run("viewers.remove", viewers=[1])

    made = run("data.show", data=cube())

    assert made["indexes"] == [2]


def test_closing_a_viewer_closes_its_views(run, viewer, screen):
    run("viewers.remove", viewers=[viewer.id])

    assert screen.is_closed


def test_a_large_array_is_let_go_of_when_its_viewer_is_closed(
    run, manager, viewer, monkeypatch
):
    monkeypatch.setattr("itool.core.manager.KEPT_BYTES", 100)

    run("viewers.remove", viewers=[viewer.id])

    assert manager.store.keys() == set()
    assert run("viewers.reopen")["ids"] == []


def test_a_removed_viewer_comes_back_as_it_was(run, manager, viewer):
    run("cursor.move", viewer=0, point={"kx": 3.0})
    run("viewers.remove", viewers=[0])

    run("viewers.reopen")

    assert manager.find(viewer.id).index == 0
    assert manager.find(0).state == viewer.state


def test_an_array_called_data_is_shown_under_its_long_name(manager):
    named = cube("data").assign_attrs(long_name="brightness")

    assert manager.open(named).state.title == "brightness"


def test_an_unknown_viewer_is_named_together_with_those_that_exist(run):
    run("data.show", data=[cube(), cube()])

    with pytest.raises(UnknownViewer, match=r"no viewer '7'.*'0' and '1'"):
        run("cursor.center", viewer=7)


def test_a_viewer_is_found_by_id_index_and_from_the_end(manager):
    first, last = manager.open(cube()), manager.open(cube())

    assert manager.find(first.id) is manager.find(0) is manager.find("0") is first
    assert manager.find(-1) is last


@pytest.mark.parametrize(
    "data",
    [
        xr.DataArray(1.0, name="zero-d"),
        np.empty((0, 3)),
        np.array(["a", "b"]),
        "file.nc",
        [],
        None,
    ],
    ids=["0-D", "empty", "text", "a path", "an empty list", "nothing"],
)
def test_what_cannot_be_shown_is_refused_and_opens_nothing(run, manager, data):
    with pytest.raises(BadData):
        run("data.show", data=data)

    assert manager.viewers == ()


def test_one_bad_array_in_a_list_opens_none_of_them(run, manager):
    with pytest.raises(BadData):
        run("data.show", data=[cube(), np.empty((0, 3))])

    assert manager.viewers == ()


def test_replacing_keeps_the_cursor_at_its_coordinate(run, manager, viewer):
    run("cursor.move", viewer=viewer.id, point={"eV": -0.2})
    finer = cube().interp(eV=np.linspace(-0.2, 0.0, 21))

    run("data.replace", viewers=viewer.index, data=finer)

    control = next(c for c in viewer.scene.controls if c.dim == "eV")
    assert (control.index, control.size) == (0, 21)


def test_replacing_is_undone_like_any_change(run, viewer):
    run("data.replace", viewers=viewer.index, data=cube() * 2)

    viewer.undo()

    assert viewer.data.values[0, 0, 1] == 1.0


def test_replacing_the_next_index_opens_a_viewer(run, manager, viewer):
    made = run("data.replace", viewers=[0, 1], data=[cube(), cube()])

    assert made["indexes"] == [0, 1]
    assert len(manager.viewers) == 2


def test_replacing_an_unknown_index_changes_none(run, viewer):
    with pytest.raises(UnknownViewer):
        run("data.replace", viewers=[0, 9], data=[cube() * 2, cube()])

    assert viewer.data.values[0, 0, 1] == 1.0


def test_too_few_arrays_are_refused(run, viewer):
    with pytest.raises(BadArguments, match="2 arrays do not fit 1 viewer"):
        run("data.replace", viewers=[0], data=[cube(), cube()])


def test_bad_arguments_say_what_the_command_takes(run, viewer):
    with pytest.raises(BadArguments, match="'point', 'cursor' and 'together'"):
        run("cursor.move", viewer=0, pont={"kx": 1})


def test_fetching_gives_back_what_was_shown(run):
    given = cube().assign_attrs(sample="Bi2Se3")
    run("data.show", data=given)

    xr.testing.assert_identical(run("data.fetch", viewer=0), given)


def test_locking_levels_spans_the_whole_array(run, viewer, loop):
    run("color.lock", viewer=0)
    loop.settle(until=lambda: viewer.state.color.limits is not None)

    assert viewer.state.color.limits == (0.0, 59.0)


def test_a_row_tells_what_a_list_shows(run, manager, viewer):
    row = manager.rows()[0]

    assert (row.name, row.shape, row.is_lazy) == ("cube", (3, 4, 5), False)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "left"])
def test_a_cursor_is_never_moved_to_nowhere(run, viewer, value):
    with pytest.raises(BadArguments, match=r"point|is not along"):
        run("cursor.move", viewer=0, point={"kx": value})


def test_no_two_commands_have_the_same_shortcut():
    shortcuts = [command.shortcut for command in COMMANDS if command.shortcut]

    assert sorted(shortcuts) == sorted(set(shortcuts))


BAD = [
    xr.DataArray(pd.Categorical(["a", "b"]), dims="x"),
    xr.DataArray(np.array([object()]), dims="x"),
    xr.DataArray(1.0),
]


@pytest.mark.parametrize("bad", BAD, ids=["pandas", "objects", "0-D"])
def test_of_a_list_with_a_bad_array_nothing_is_opened_or_replaced(manager, run, bad):
    made = run("data.show", data=[cube(), cube()])
    before = run("viewers.list"), manager.viewers[0].data

    with pytest.raises(BadData, match="item 1 of the list"):
        run("data.show", data=[cube(), bad])
    with pytest.raises(BadData, match="item 1 of the list"):
        run("data.replace", viewers=made["ids"], data=[cube() + 1, bad])

    assert run("viewers.list") == before[0]
    assert manager.viewers[0].data is before[1]
    assert len(manager.store.keys()) == 2


def test_an_array_that_the_store_refuses_leaves_the_others_as_they_were(
    manager, run, monkeypatch
):
    made = run("data.show", data=[cube(), cube()])
    before, add = manager.viewers[0].data, manager.store.add

    def refusing(data):
        if data.name == "refused":
            raise BadData("refused.")
        return add(data)

    monkeypatch.setattr(manager.store, "add", refusing)
    arrays = [cube() + 1, cube().rename("refused")]

    with pytest.raises(BadData, match="refused"):
        run("data.show", data=arrays)
    with pytest.raises(BadData, match="refused"):
        run("data.replace", viewers=made["ids"], data=arrays)

    assert len(manager.viewers) == 2
    assert manager.viewers[0].data is before
    assert len(manager.store.keys()) == 2
