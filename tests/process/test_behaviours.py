"""What code written for this API relies on, wherever the manager lives.

The same calls reach a manager in another process, with windows and without, and a
manager in this very process, on another thread and on the thread that calls.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import numpy as np
import pytest
import xarray as xr
from PyQt6.QtWidgets import QApplication

import itool.manager as itm
from itool.client import targets
from itool.client.local import clear_local_manager, set_local_manager
from itool.errors import BadArguments, BadData, NotSendable, UnknownLoader
from itool.qt.loop import wait_for
from itool.server.service import Service
from tests.contract.faces.qt.face import QtFace
from tests.process.managers import PATIENCE, manager
from tests.server.hosting import host


@contextmanager
def elsewhere():
    yield lambda: None


@contextmanager
def on_another_thread():
    with host(port=0, watch_port=0) as running:
        running.do(lambda: set_local_manager(running.manager))
        yield lambda: None
        clear_local_manager()


@contextmanager
def on_this_thread():
    face = QtFace()
    service = Service(face.manager, port=0, watch_port=0)
    service.start()
    set_local_manager(face.manager, wait_for)
    try:
        yield QApplication.processEvents
    finally:
        clear_local_manager()
        service.stop()
        face.close()


PROCESSES = {"process": "--headless", "process with windows": "--qt"}
PLACES = {"thread": on_another_thread, "this thread with windows": on_this_thread}


@pytest.fixture(scope="module")
def runtime_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry") / "runtime"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITOOL_RUNTIME_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module", params=[*PROCESSES, *PLACES])
def ground(request, runtime_dir, qapp):
    targets._default.__init__()
    option = PROCESSES.get(request.param)
    with manager(option) if option else elsewhere():
        yield PLACES.get(request.param, elsewhere)


@pytest.fixture
def place(ground):
    """Return what is called while something is waited for."""
    with ground() as turn:
        yield turn


@pytest.fixture(autouse=True)
def handle(place):
    """Return the manager, empty before and after the test."""
    found = itm.managers[0]
    yield found
    itm.shutdown()
    itm.clear_default_manager()
    found.viewers.remove(*found.viewers.ids)
    found.run("viewers.renumber")
    for _ in range(4):
        place()


def until(place, condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not come true"
        place()
        time.sleep(0.005)


def cut(name="cut", scale=1.0, **attrs):
    return xr.DataArray(
        scale * np.arange(12, dtype="f4").reshape(3, 4),
        dims=("kx", "eV"),
        coords={"kx": np.linspace(-1, 1, 3), "eV": np.arange(4.0), "T": 20.0},
        attrs={"sample": "A", **attrs},
        name=name,
    )


def cube():
    return xr.DataArray(np.ones((2, 3, 4, 2, 2)), dims=tuple("abcde"), name="cube")


def tree():
    return xr.DataTree.from_dict(
        {"/a": cut().to_dataset(), "/b": cut("other").to_dataset()}
    )


@pytest.mark.parametrize(
    "data",
    [
        cut(),
        cut().transpose("eV", "kx"),
        cut().astype(">f8"),
        cut().astype("c8"),
        cut().isel(kx=0, drop=True),
        cube(),
        xr.DataArray(np.arange(3), dims="x", coords={"t": ("x", list("abc"))}),
    ],
    ids=["2-D", "turned", "big-endian", "complex", "1-D", "5-D", "text coordinate"],
)
def test_what_is_shown_is_fetched_as_it_was(data):
    made = itm.show_in_manager(data)

    fetched = itm.fetch(0)

    assert made.indexes == (0,)
    xr.testing.assert_identical(fetched, data)
    assert (fetched.dtype, fetched.dims) == (data.dtype, data.dims)
    fetched[...] = 0
    xr.testing.assert_identical(itm.fetch(made.ids[0]), data)


def test_a_bare_array_comes_back_with_its_samples():
    itm.show_in_manager(np.arange(6, dtype="i2").reshape(2, 3))

    assert itm.fetch(0).values.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert itm.fetch(0).dtype == "i2"


def test_a_list_opens_a_viewer_each(handle):
    made = itm.show_in_manager([cut("a"), cut("b"), np.ones(3)])

    assert made.indexes == (0, 1, 2)
    assert [viewer.name for viewer in handle.viewers][:2] == ["a", "b"]


def test_linked_viewers_move_together_and_of_two_none_stays_linked_alone(handle):
    itm.show_in_manager((cut("a"), cut("b")), link=True, link_colors=False)
    first, second = handle.viewers

    first.move(kx=1.0)
    assert second.state.cursors[0].point["kx"] == 1.0
    first.unlink()
    first.move(kx=0.0)

    assert second.state.cursors[0].point["kx"] == 1.0
    assert [row["link"] for row in handle.viewers.rows] == ["", ""]


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (cut().to_dataset(), ["cut"]),
        (xr.Dataset({"cut": cut(), "text": ("t", list("ab"))}), ["cut"]),
        (xr.Dataset({"cut": cut(), "other": 2 * cut()}), ["cut", "other"]),
        (tree(), ["cut", "other"]),
    ],
    ids=["one", "one that can be shown", "two", "tree"],
)
def test_every_variable_that_can_be_shown_opens(handle, data, names):
    itm.show_in_manager(data)

    assert [viewer.name for viewer in handle.viewers] == names


def test_variables_are_chosen_by_name(handle):
    data = xr.Dataset({"cut": cut(), "other": 2 * cut()})

    itm.show_in_manager(data, variables="other")

    xr.testing.assert_identical(itm.fetch(0), data["other"])
    assert len(handle.viewers) == 1


@pytest.mark.parametrize(
    "data",
    [np.array(1.0), xr.Dataset(), np.array(["a"]), np.ones((0, 3))],
    ids=["0-D", "no variables", "text", "no samples"],
)
def test_what_cannot_be_shown_is_a_value_error_and_opens_nothing(handle, data):
    with pytest.raises(BadData) as failure:
        itm.show_in_manager(data)

    assert isinstance(failure.value, ValueError)
    assert not handle.viewers


def test_an_attribute_that_is_not_data_is_refused_by_name(handle):
    with pytest.raises(NotSendable, match="loader"):
        itm.show_in_manager(cut(loader=lambda: None))

    assert not handle.viewers


def test_a_keyword_that_does_not_exist_is_refused(handle):
    with pytest.raises(BadArguments, match="colour"):
        itm.show_in_manager(cut(), colour="red")

    assert not handle.viewers


@pytest.mark.parametrize("index", [0, -2, "0", [0], [-2]])
def test_data_are_replaced_by_index(index):
    itm.show_in_manager([cut("a"), cut("b")])

    assert itm.replace_data(index, cut("new")).indexes == (0,)

    assert [itm.fetch(i).name for i in (0, 1)] == ["new", "b"]


def test_next_indexes_open_viewers_in_order():
    itm.show_in_manager(cut("a"))

    made = itm.replace_data([0, 1, 2], [cut("x"), cut("y"), cut("z")])

    assert made.indexes == (0, 1, 2)
    assert [itm.fetch(i).name for i in range(3)] == ["x", "y", "z"]


@pytest.mark.parametrize(
    ("indexes", "data", "error"),
    [
        ([0, 7], [cut("x"), cut("y")], KeyError),
        ([0, -5], [cut("x"), cut("y")], KeyError),
        ([0, 3], [cut("x"), cut("y")], KeyError),
        ([0, 1], [cut("x")], ValueError),
        ([0, 1], cut("x"), ValueError),
        ([0, 1], [cut("x"), np.array(["text"])], ValueError),
        ([0, 2], [cut("x"), np.ones((0, 2))], ValueError),
        (None, cut("x"), TypeError),
        (0.5, cut("x"), TypeError),
    ],
)
def test_all_is_replaced_or_nothing(handle, indexes, data, error):
    itm.show_in_manager([cut("a"), cut("b")])

    with pytest.raises(error):
        itm.replace_data(indexes, data)

    assert [itm.fetch(i).name for i in (0, 1)] == ["a", "b"]
    assert len(handle.viewers) == 2


def test_replaced_data_keep_name_and_cursor(handle):
    itm.show_in_manager(cut("a"))
    viewer = handle.viewers[0]
    viewer.rename("mine")
    viewer.move(eV=3.0)

    itm.replace_data(0, cut("b", scale=2))

    assert viewer.name == "mine"
    assert viewer.state.cursors[0].point["eV"] == 3.0
    assert viewer.fetch().name == "b"


@pytest.mark.parametrize("index", [7, -1, "nobody", "watch:none"])
def test_an_unknown_viewer_is_a_key_error(index):
    with pytest.raises(KeyError):
        itm.fetch(index)


@pytest.mark.parametrize("index", [1.0, None, True, [0]])
def test_what_names_no_viewer_is_a_type_error(index):
    with pytest.raises(TypeError):
        itm.fetch(index)


def test_files_are_loaded_without_a_question(tmp_path):
    for name in ("a", "b"):
        cut(name).to_netcdf(tmp_path / f"{name}.nc", engine="h5netcdf")

    made = itm.load_in_manager([tmp_path / "a.nc", tmp_path / "b.nc"])

    assert made.indexes == (0, 1)
    xr.testing.assert_identical(itm.fetch(1).load(), cut("b"))


def test_one_path_is_not_read_letter_by_letter(tmp_path):
    cut().to_netcdf(tmp_path / "cut.nc", engine="h5netcdf")

    assert itm.load_in_manager(str(tmp_path / "cut.nc")).indexes == (0,)


def test_files_that_cannot_be_loaded_are_errors_here(handle, tmp_path):
    cut().to_netcdf(tmp_path / "cut.nc", engine="h5netcdf")

    with pytest.raises(FileNotFoundError, match="nowhere"):
        itm.load_in_manager([tmp_path / "cut.nc", tmp_path / "nowhere.nc"])
    with pytest.raises(UnknownLoader, match="magic"):
        itm.load_in_manager(tmp_path / "cut.nc", "magic")

    assert not handle.viewers


def test_a_handle_does_what_the_functions_do(handle, tmp_path):
    cut("file").to_netcdf(tmp_path / "cut.nc", engine="h5netcdf")

    shown, loaded = handle.show(cut("a")), handle.load(tmp_path / "cut.nc")

    assert (shown.indexes, loaded.indexes) == ((0,), (1,))
    assert handle.replace(0, cut("b")).ids == shown.ids
    assert [handle.fetch(i).name for i in (0, -1)] == ["b", "file"]
    assert handle.use() == 0
    assert itm.managers[0].is_default


def test_the_manager_is_the_one_that_is_meant(handle):
    info = itm.manager_selection_info()

    assert (info["reason"], info["resolved_index"]) == ("single", 0)
    assert itm.is_running()
    assert itm.is_running(0)
    assert not itm.is_running(1)
    with itm.use_manager(0):
        assert itm.show_in_manager(cut(), target=np.int64(0)).indexes == (0,)
    for target, error in [(True, TypeError), ("0", TypeError), (-1, ValueError)]:
        with pytest.raises(error):
            itm.show_in_manager(cut(), target=target)
    with pytest.raises(itm.ImageToolManagerNotFoundError):
        itm.show_in_manager(cut(), target=5)


@pytest.mark.parametrize("way", ["functions", "handle"])
def test_a_variable_is_watched_in_both_directions(place, handle, way):
    api = handle if way == "handle" else itm
    notebook = {"cut": cut()}

    names = api.watch("cut", namespace=notebook, poll_interval_s=100)
    info = api.watch_info()
    notebook["cut"][0, 0] = 7
    itm.maybe_push(namespace=notebook)
    seen = float(itm.fetch(0)[0, 0])
    itm.replace_data(0, cut(scale=3))
    until(place, lambda: float(notebook["cut"][2, 3]) == 33)

    assert names == ("cut",)
    assert seen == 7
    assert [*info] == ["workspace_link_id", "watched"]
    assert [*info["watched"][0]] == [
        "varname",
        "uid",
        "workspace_link_id",
        "source_label",
        "source_uid",
        "connected",
    ]
    xr.testing.assert_identical(itm.fetch(info["watched"][0]["uid"]), cut(scale=3))
    assert api.watch("cut", namespace=notebook, remove=True) == ()
    assert not handle.viewers


def test_the_variables_of_the_caller_are_watched_through_a_handle(handle):
    globals()["in_this_module"] = cut()
    try:
        assert handle.watch("in_this_module", poll_interval_s=100)
        assert itm.watched_variables(namespace=globals()) == ("in_this_module",)
    finally:
        itm.shutdown(remove=True)
        del globals()["in_this_module"]


def test_calls_from_other_threads_are_answered(place, handle):
    answers = []

    def work(number):
        made = itm.show_in_manager(np.full((2, 2), number))
        answers.append(int(itm.fetch(made.ids[0])[0, 0]) == number)

    workers = [threading.Thread(target=work, args=[n]) for n in range(6)]
    for worker in workers:
        worker.start()
    until(place, lambda: not any(worker.is_alive() for worker in workers))

    assert answers == 6 * [True]
    assert len(handle.viewers) == 6
