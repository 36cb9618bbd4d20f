"""Watched variables and their viewers are the same, whatever changed on which side."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import xarray as xr

import itool.manager as itm
from itool.client.connection import close_connections
from itool.client.local import clear_local_manager, set_local_manager
from itool.client.watch import watchers
from itool.errors import ImageToolManagerNotFoundError, NotSendable
from tests.client.notebook import (
    block_inbound,
    cut,
    end_abruptly,
    push,
    sizes_of_pushes,
    viewers,
    watch,
)
from tests.process import managers as process
from tests.server.hosting import connected, host, until


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as started:
        yield started
        itm.shutdown()
        close_connections()


@pytest.fixture
def manager(running):
    with connected(running) as connection:
        yield connection


@pytest.fixture
def notebook():
    return {"cut": cut(), "number": 5}


def test_a_watched_variable_opens_a_viewer_that_shows_it(running, notebook):
    names = watch(notebook, "cut")

    (row,) = itm.watch_info()["watched"]
    assert names == ("cut",) == itm.watched_variables(namespace=notebook)
    assert (row["varname"], row["connected"]) == ("cut", True)
    xr.testing.assert_identical(itm.fetch(row["uid"]), notebook["cut"])


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.values.__setitem__((3, 5), -1e-300),
        lambda data: data.attrs.update(note={"deep": [1, 2]}),
        lambda data: data.coords.update({"y": data.y + 1e-12}),
        lambda data: data.coords.update({"t": 300.0}),
    ],
    ids=["one sample", "an attribute", "a coordinate", "a new coordinate"],
)
def test_any_change_of_a_variable_reaches_the_manager(running, notebook, change):
    watch(notebook, "cut")

    change(notebook["cut"])
    push(notebook)

    xr.testing.assert_identical(itm.fetch(0), notebook["cut"])


def test_a_variable_of_another_shape_and_dtype_reaches_the_manager(running, notebook):
    watch(notebook, "cut")

    notebook["cut"] = xr.DataArray(np.ones((2, 3, 4), "f2"), dims=("a", "b", "c"))
    push(notebook)

    xr.testing.assert_identical(itm.fetch(0), notebook["cut"])


def test_only_the_blocks_that_changed_travel(running, notebook):
    notebook["cut"] = xr.DataArray(np.zeros((32, 512, 512), "f4"), dims=("z", "y", "x"))
    watch(notebook, "cut")
    sent = sizes_of_pushes(running)

    notebook["cut"].values[7, 3, 1] = 5
    push(notebook)

    assert float(itm.fetch(0)[7, 3, 1]) == 5
    assert sent == [2**20]


def test_an_array_that_lies_turned_in_memory_is_patched_in_place(running, notebook):
    values = np.asfortranarray(np.random.default_rng(1).random((200, 300, 40)))
    notebook["cut"] = xr.DataArray(values, dims=("z", "y", "x")).transpose(
        "x", "z", "y"
    )
    watch(notebook, "cut")

    notebook["cut"][3, 100, 7] = 5
    notebook["cut"][39, 199, 299] = 6
    push(notebook)

    xr.testing.assert_identical(itm.fetch(0), notebook["cut"])


def test_fifty_changes_without_pause_end_at_the_last(running, notebook):
    watch(notebook, "cut")
    watcher = next(iter(watchers._watchers.values()))

    for number in range(50):
        notebook["cut"][0, 0] = number
        watcher.check()
    push(notebook)

    assert float(itm.fetch(0)[0, 0]) == 49
    assert viewers(running) == ["cut"]


def test_fifty_changes_in_the_manager_end_at_the_last(running, notebook):
    watch(notebook, "cut")

    for number in range(50):
        itm.replace_data(0, cut() + number)

    until(lambda: float(notebook["cut"][0, 0]) == 49)
    xr.testing.assert_identical(notebook["cut"], itm.fetch(0))
    assert viewers(running) == ["cut"]


def test_undo_in_the_manager_reaches_the_notebook(running, notebook, manager):
    watch(notebook, "cut")
    itm.replace_data(0, cut() * 2)
    until(lambda: float(notebook["cut"][3, 5]) == 46)

    manager.call("edit.undo", viewer=0)

    until(lambda: float(notebook["cut"][3, 5]) == 23)


def test_pushes_are_not_undone_in_the_manager(running, notebook, manager):
    watch(notebook, "cut")
    manager.call("cursor.move", viewer=0, point={"x": 2.0})

    notebook["cut"][0, 0] = 7
    push(notebook)
    manager.call("edit.undo", viewer=0)

    assert float(itm.fetch(0)[0, 0]) == 7


def test_what_was_changed_on_both_sides_is_kept_on_both(running, notebook, capsys):
    watch(notebook, "cut")
    block_inbound(notebook)

    itm.replace_data(0, cut() + 100)
    notebook["cut"][0, 0] = -1
    push(notebook)

    assert float(notebook["cut"][0, 0]) == -1
    assert float(itm.fetch(0)[0, 0]) == -1
    assert float(itm.fetch(1)[0, 0]) == 100
    assert "kept as" in capsys.readouterr().err


def test_a_value_from_the_manager_never_replaces_a_newer_one(running, notebook):
    watch(notebook, "cut")
    assign = block_inbound(notebook)

    itm.replace_data(0, cut() + 100)
    until(lambda: len(assign) == 1)
    notebook["cut"][0, 0] = -1
    assign[0]()
    push(notebook)

    assert float(notebook["cut"][0, 0]) == float(itm.fetch(0)[0, 0]) == -1
    assert float(itm.fetch(1)[0, 0]) == 100


def test_two_namespaces_with_the_same_name_have_a_row_each(running, notebook):
    other = {"cut": cut() + 1}
    watch(notebook, "cut")
    watch(other, "cut")

    other["cut"][0, 0] = 9
    push(other)
    push(notebook)

    assert float(itm.fetch(0)[0, 0]) == 0
    assert float(itm.fetch(1)[0, 0]) == 9


@pytest.mark.parametrize("end", [dict.clear, lambda d: d.update(cut=5)])
def test_a_variable_that_is_no_array_any_more_leaves_its_row(
    running, notebook, end, capsys
):
    watch(notebook, "cut")

    end(notebook)
    push(notebook)

    assert itm.watched_variables(namespace=notebook) == ()
    until(lambda: itm.watch_info()["watched"] == [])
    assert viewers(running) == ["cut"]
    assert "'cut'" in capsys.readouterr().err


def test_a_row_that_was_removed_is_not_watched_any_more(running, notebook, manager):
    watch(notebook, "cut")

    manager.call("viewers.remove", viewers=[0])

    until(lambda: itm.watched_variables(namespace=notebook) == ())


def test_stopping_keeps_the_row_and_removing_does_not(running, notebook):
    notebook["other"] = cut()
    watch(notebook, "cut", "other")

    assert watch(notebook, "cut", stop=True) == ("other",)
    assert watch(notebook, "other", remove=True) == ()

    assert viewers(running) == ["cut"]
    assert itm.watch_info()["watched"] == []


def test_the_last_value_before_the_end_arrives(running, notebook):
    notebook["other"] = cut()
    watch(notebook, "cut", "other")

    notebook["cut"][0, 0] = 8
    watch(notebook, "cut", stop=True)
    notebook["other"][0, 0] = 9
    watchers._at_exit()

    assert float(itm.fetch(0)[0, 0]) == 8
    assert float(itm.fetch(1)[0, 0]) == 9


def test_an_error_of_before_is_not_raised_again(running, notebook):
    watch(notebook, "cut")
    notebook["cut"].attrs["odd"] = object()
    with pytest.raises(NotSendable):
        push(notebook)

    del notebook["cut"].attrs["odd"]
    notebook["cut"][0, 0] = 4
    push(notebook)

    assert float(itm.fetch(0)[0, 0]) == 4


def test_a_notebook_that_comes_back_finds_its_row(running, notebook):
    watch(notebook, "cut")
    end_abruptly()
    until(lambda: not itm.watch_info()["watched"][0]["connected"])

    again = {"cut": cut() + 1}
    watch(again, "cut")

    assert viewers(running) == ["cut"]
    assert float(itm.fetch(0)[0, 0]) == 1
    assert itm.watch_info()["watched"][0]["connected"]


def test_what_the_manager_changed_meanwhile_is_kept_in_another_row(running, notebook):
    watch(notebook, "cut")
    end_abruptly()
    until(lambda: not itm.watch_info()["watched"][0]["connected"])
    itm.replace_data(0, cut() + 100)

    again = {"cut": cut() + 1}
    watch(again, "cut")

    assert [float(itm.fetch(i)[0, 0]) for i in (0, 1)] == [1, 100]


def test_restore_ties_variables_that_exist_and_brings_back_named_ones(
    running, notebook
):
    notebook["other"] = cut() + 5
    watch(notebook, "cut", "other")
    end_abruptly()
    until(lambda: not any(row["connected"] for row in itm.watch_info()["watched"]))
    again = {"cut": cut()}

    assert watch(again, restore=True) == ("cut",)
    assert watch(again, "other", restore=True) == ("cut", "other")

    xr.testing.assert_identical(again["other"], cut() + 5)
    assert len(viewers(running)) == 2


def test_what_cannot_be_restored_leaves_nothing_behind(running, notebook):
    watch(notebook, "cut")
    end_abruptly()
    until(lambda: not itm.watch_info()["watched"][0]["connected"])

    with pytest.raises(NotSendable):
        watch({"cut": cut(odd=object())}, restore=True)

    assert "itool-watch" not in {thread.name for thread in threading.enumerate()}
    assert not itm.watch_info()["watched"][0]["connected"]


def test_rows_of_a_workspace_are_tied_again(running, notebook, manager, tmp_path):
    watch(notebook, "cut")
    link = itm.watch_info()["workspace_link_id"]
    manager.call("workspace.save", path=str(tmp_path / "session"))
    itm.shutdown(remove=True)

    manager.call("workspace.open", path=str(tmp_path / "session"))
    (row,) = itm.watch_info()["watched"]
    watch(notebook, "cut")

    assert (row["varname"], row["connected"]) == ("cut", False)
    assert row["workspace_link_id"] == link
    assert viewers(running) == ["cut"]
    notebook["cut"][0, 0] = 3
    push(notebook)
    assert float(itm.fetch(-1)[0, 0]) == 3


def test_rows_that_could_both_be_meant_are_told_apart_by_their_label(running, notebook):
    for label in ("a.ipynb", "b.ipynb"):
        watch({"cut": cut()}, "cut", source_label=label)
    end_abruptly()
    until(lambda: not any(row["connected"] for row in itm.watch_info()["watched"]))

    with pytest.raises(ValueError, match="several disconnected"):
        watch(notebook, "cut")
    watch(notebook, "cut", source_label="b.ipynb")

    states = [row["connected"] for row in itm.watch_info()["watched"]]
    assert states == [False, True]


def test_the_end_of_the_manager_ends_watching_and_is_told(runtime_dir, capsys):
    notebook = {"cut": cut()}
    with process.manager("--headless"):
        watch(notebook, "cut")

    until(lambda: itm.watched_variables(namespace=notebook) == ())

    assert "cut" in capsys.readouterr().err
    with pytest.raises(ImageToolManagerNotFoundError):
        watch(notebook, "cut")
    itm.shutdown()
    close_connections()


def test_nothing_is_watched_if_one_name_cannot_be(running, notebook):
    with pytest.raises(NameError, match="nothing"):
        watch(notebook, "cut", "nothing")
    with pytest.raises(TypeError, match="int"):
        watch(notebook, "cut", "number")
    with pytest.raises(ValueError, match="poll_interval_s"):
        watch(notebook, "cut", poll_interval_s=0)

    assert itm.watched_variables(namespace=notebook) == ()
    assert viewers(running) == []


def test_polling_notices_changes_by_itself(running, notebook):
    watch(notebook, "cut", poll_interval_s=0.01)

    notebook["cut"][1, 1] = 77

    until(lambda: float(itm.fetch(0)[1, 1]) == 77)


def test_variables_of_the_calling_module_are_watched_by_default(running):
    globals()["in_this_module"] = cut()
    try:
        assert itm.watch("in_this_module", poll_interval_s=100) == ("in_this_module",)
        assert itm.watched_variables(namespace=globals()) == ("in_this_module",)
    finally:
        itm.shutdown()
        del globals()["in_this_module"]


def test_shutdown_leaves_no_thread_and_can_be_repeated(running, notebook):
    watch(notebook, "cut")

    itm.shutdown()
    itm.shutdown()

    assert "itool-watch" not in {thread.name for thread in threading.enumerate()}
    assert viewers(running) == ["cut"]


def test_in_the_managers_own_process_watching_works_without_the_wire(running, notebook):
    running.do(lambda: set_local_manager(running.manager))
    try:
        watch(notebook, "cut")
        notebook["cut"][0, 0] = 5
        push(notebook)
        assert float(itm.fetch(0)[0, 0]) == 5

        itm.replace_data(0, cut() + 1)
        until(lambda: float(notebook["cut"][0, 0]) == 1)
        notebook["cut"][0, 1] = -4
        assert float(itm.fetch(0)[0, 1]) == 2
        itm.shutdown()
    finally:
        clear_local_manager()
