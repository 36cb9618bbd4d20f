"""What is wrong with one variable neither ends watching nor loses a value."""

from __future__ import annotations

import threading
import time

import dask.array as da
import numpy as np
import pandas as pd
import pytest
import xarray as xr

import itool.manager as itm
from itool.client.connection import close_connections
from itool.client.watch import watchers
from itool.client.watch.namespace import Namespace
from itool.errors import BadData, NotSendable
from itool.store import changes
from tests.client.notebook import block_inbound, cut, push, watch
from tests.server.hosting import host, until


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as started:
        yield started
        itm.shutdown()
        close_connections()


@pytest.fixture
def notebook():
    return {"bad": cut(), "cut": cut()}


def out_of_memory(block: np.ndarray) -> np.ndarray:
    raise MemoryError


BAD = {
    "objects": xr.DataArray(np.array([object(), 1])),
    "categories": xr.DataArray(pd.Categorical(["p", "q"])),
    "text of pandas": xr.DataArray(pd.array(["p", None], dtype="string")),
    "one value": xr.DataArray(1.0),
    "an attribute": cut(odd=object()),
    "no memory": xr.DataArray(da.zeros(4).map_blocks(out_of_memory, dtype=float)),
}


@pytest.mark.parametrize("value", BAD.values(), ids=BAD)
def test_polling_goes_on_and_tells_once_what_is_wrong(running, notebook, value, capsys):
    watch(notebook, "bad", "cut", poll_interval_s=0.01)

    notebook["bad"] = value
    for number in (1, 2, 3):
        notebook["cut"][0, 0] = number
        until(lambda number=number: float(itm.fetch(1)[0, 0]) == number)

    said: list[str] = []
    until(lambda: said.append(capsys.readouterr().err) or "'bad'" in "".join(said))
    notebook["bad"] = cut() + 7
    until(lambda: float(itm.fetch(0)[0, 0]) == 7)
    said.append(capsys.readouterr().err)
    assert "".join(said).count("'bad' was not sent") == 1


def test_without_memory_for_one_variable_the_others_are_sent(
    running, notebook, monkeypatch, capsys
):
    watch(notebook, "bad", "cut")
    exact = changes.fingerprint

    def scarce(data):
        if data.attrs.get("is_large"):
            raise MemoryError
        return exact(data)

    monkeypatch.setattr(changes, "fingerprint", scarce)
    notebook["bad"].attrs["is_large"] = True
    notebook["cut"][0, 0] = 5
    with pytest.raises(MemoryError):
        push(notebook)

    assert float(itm.fetch(1)[0, 0]) == 5
    assert "'bad' was not sent: MemoryError" in capsys.readouterr().err


def test_numbers_that_pandas_holds_are_watched(running, notebook):
    watch(notebook, "cut")

    notebook["cut"] = xr.DataArray(pd.array([1, 2, None], dtype="Int64"), dims="x")
    push(notebook)

    np.testing.assert_array_equal(itm.fetch(0).values, [1, 2, np.nan])
    assert str(notebook["cut"].dtype) == "Int64"


def test_what_cannot_be_shown_is_not_watched_at_first(running, notebook):
    notebook["bad"] = BAD["categories"]

    with pytest.raises(BadData, match="categories"):
        watch(notebook, "cut", "bad")

    assert itm.watched_variables(namespace=notebook) == ()
    assert len(itm.managers[0].viewers) == 0


def test_a_failure_is_told_once_however_often_others_are_sent(
    running, notebook, capsys
):
    watch(notebook, "bad", "cut")
    watcher = next(iter(watchers._watchers.values()))

    notebook["bad"].attrs["odd"] = object()
    for number in range(1, 4):
        notebook["cut"][0, 0] = number
        watcher.check()
        until(lambda number=number: float(itm.fetch(1)[0, 0]) == number)

    assert capsys.readouterr().err.count("'bad' was not sent") == 1
    with pytest.raises(NotSendable):
        push(notebook)


def test_a_value_that_cannot_be_sent_is_not_replaced(running, notebook):
    watch(notebook, "cut")
    assign = block_inbound(notebook)
    itm.replace_data(0, cut() + 100)
    until(lambda: len(assign) == 1)

    notebook["cut"] = mine = cut(odd=object())
    assign[0]()

    assert notebook["cut"] is mine
    mine.attrs.clear()
    mine[0, 0] = -1
    push(notebook)
    assert [float(itm.fetch(i)[0, 0]) for i in (0, 1)] == [-1, 100]


def test_the_manager_is_not_asked_again_and_again_meanwhile(running, notebook):
    watch(notebook, "cut")
    asked, pull = [], running.manager.watched.pull
    running.manager.watched.pull = lambda uid: asked.append(uid) or pull(uid)
    notebook["cut"].attrs["odd"] = object()

    itm.replace_data(0, cut() + 100)
    until(lambda: asked)
    time.sleep(0.2)

    assert len(asked) == 1
    assert float(notebook["cut"][0, 0]) == 0


def test_a_value_that_is_as_it_was_follows_the_manager_again(running, notebook):
    watch(notebook, "cut")
    notebook["cut"].attrs["odd"] = object()
    with pytest.raises(NotSendable):
        push(notebook)
    itm.replace_data(0, cut() + 100)

    del notebook["cut"].attrs["odd"]
    push(notebook)

    until(lambda: float(notebook["cut"][0, 0]) == 100)


def test_a_value_is_sent_though_one_before_it_failed_on_its_way(running, notebook):
    watch(notebook, "cut")
    watcher = next(iter(watchers._watchers.values()))
    rows, begun, go_on = running.manager.watched, threading.Event(), threading.Event()
    good = rows.push

    def fail_once(*args):
        rows.push = good
        begun.set()
        go_on.wait(10)
        raise RuntimeError

    rows.push = fail_once
    notebook["cut"] = cut() + 1
    watcher.check()
    begun.wait(10)
    notebook["cut"] = cut() + 2
    watcher.check()
    go_on.set()

    until(lambda: float(itm.fetch(0)[0, 0]) == 2)


def test_what_the_manager_fails_at_is_raised(running, notebook):
    watch(notebook, "cut")

    def fail(*args):
        raise RuntimeError

    running.manager.watched.push = fail
    notebook["cut"] = cut() + 1

    with pytest.raises(RuntimeError):
        push(notebook)


def test_a_name_is_given_to_a_new_value_only_in_place_of_the_one_that_was_seen():
    seen, newer = cut(), cut()
    namespace = Namespace({"cut": seen})

    assert namespace.swap("cut", seen, newer)
    assert not namespace.swap("cut", seen, cut())

    assert namespace["cut"] is newer
