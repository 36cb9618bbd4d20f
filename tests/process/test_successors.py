"""What names a manager that has ended never means the next one with its number."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import contextmanager

import numpy as np
import pytest
import xarray as xr

import itool.manager as itm
from itool.client import targets
from itool.client.connection import close_connections
from itool.client.handle import handle_of
from tests.process.managers import manager
from tests.server.hosting import until


@pytest.fixture(autouse=True)
def no_default(monkeypatch):
    monkeypatch.delenv("ITOOL_MANAGER_TARGET", raising=False)
    targets._default.__init__()
    yield
    targets._default.__init__()
    itm.shutdown()
    close_connections()


@contextmanager
def succession(before):
    """Run a manager, give it to `before`, kill it, and run another in its place.

    Yields what `before` returned.
    """
    with manager("--headless") as first:
        itm.show_in_manager(cut())
        kept = before()
        assert first.send(signal.SIGKILL)[0] == -signal.SIGKILL
    with manager("--headless"):
        # By its number: a look at `managers` would forget a default.
        second = handle_of(targets.live_record(0), None)
        second.show([cut() + 1, cut() + 2])
        yield kept
        watched = [row["watched"] for row in second.viewers.rows]
        assert not any(watched), "the successor was tied to something"


def cut():
    return xr.DataArray(np.arange(12.0).reshape(3, 4), dims=("kx", "eV"), name="cut")


def test_a_handle_means_its_own_manager(tmp_path):
    with succession(lambda: itm.managers[0]) as handle:
        for call in (
            lambda: handle.fetch(0),
            lambda: handle.show(cut()),
            lambda: handle.replace(0, cut()),
            lambda: handle.load(__file__),
            lambda: handle.run("viewers.list"),
            lambda: handle.watch("cut", namespace={"cut": cut()}),
            lambda: handle.watch_info(),
            lambda: handle.use(),
            lambda: handle.log(),
            lambda: handle.errors,
            lambda: handle.viewers.rows,
            lambda: next(handle.events()),
            lambda: asyncio.run(handle.aio.fetch(0)),
            lambda: asyncio.run(handle.aio.show(cut())),
        ):
            with pytest.raises(itm.ImageToolManagerNotFoundError, match="0 has ended"):
                call()

        assert itm.get_default_manager() is None
        assert len(itm.managers[0].viewers) == 2
        assert itm.watched_variables(namespace={}) == ()


def test_viewers_and_a_viewer_mean_their_own_manager():
    def remember():
        viewers = itm.managers[0].viewers
        return viewers, viewers[0]

    with succession(remember) as (viewers, viewer):
        for call in (
            lambda: len(viewers),
            lambda: viewers[0],
            lambda: viewers.remove(0),
            lambda: viewer.state,
            lambda: viewer.move(kx=1),
            lambda: viewer.fetch(),
            lambda: viewer.replace(cut()),
            lambda: viewer.remove(),
            lambda: viewer.snapshot(),
            lambda: viewer.panels,
        ):
            with pytest.raises(itm.ImageToolManagerNotFoundError, match="0 has ended"):
                call()

        assert "has ended" in repr(viewer)
        assert viewer not in itm.managers[0].viewers
        assert len(itm.managers[0].viewers) == 2


def test_the_successor_of_a_default_is_reached_only_with_a_warning():
    with succession(lambda: itm.set_default_manager(0)):
        with pytest.warns(UserWarning, match="manager 0 has ended"):
            assert itm.get_default_manager() is None

        assert itm.manager_selection_info()["reason"] == "single"
        assert itm.show_in_manager(cut()).indexes == (2,)


def test_a_default_from_the_environment_is_bound_at_its_first_use(monkeypatch):
    monkeypatch.setenv("ITOOL_MANAGER_TARGET", "0")
    with succession(itm.get_default_manager) as chosen:
        assert chosen == 0
        with pytest.raises(itm.ImageToolManagerNotFoundError, match="0, which ITOOL"):
            itm.fetch(0)


def test_a_block_whose_manager_has_ended_reaches_no_successor():
    def remember():
        block = itm.use_manager(0)
        block.__enter__()
        return block

    with succession(remember) as block:
        with pytest.raises(itm.ImageToolManagerNotFoundError, match="0, which use_m"):
            itm.fetch(0)
        block.__exit__(None, None, None)

        assert itm.fetch(0).name == "cut"


def test_a_block_that_ends_after_its_manager_restores_no_successor():
    itm_default = []

    def remember():
        itm.set_default_manager(0)
        block = itm.use_manager(0)
        block.__enter__()
        return block

    with succession(remember) as block:
        block.__exit__(None, None, None)
        itm_default.append(itm.get_default_manager(validate=False))
        with pytest.warns(UserWarning, match="manager 0 has ended"):
            assert itm.get_default_manager() is None

    assert itm_default == [0]


def test_a_watched_variable_is_not_tied_to_the_successor(capsys):
    notebook = {"cut": cut()}

    def watch():
        itm.watch("cut", namespace=notebook, poll_interval_s=0.01)

    with succession(watch):
        notebook["cut"][0, 0] = -1
        until(lambda: itm.watched_variables(namespace=notebook) == ())

        assert "Not watched any more: cut" in capsys.readouterr().err
        assert itm.watch_info()["watched"] == []
        assert float(itm.fetch(0)[0, 0]) == 1.0
        assert float(notebook["cut"][0, 0]) == -1


def test_a_call_that_was_given_up_is_not_continued_in_the_successor(monkeypatch):
    def give_up():
        monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "300")
        record = targets.live_record(0)
        os.kill(record.pid, signal.SIGSTOP)
        with pytest.raises(itm.ImageToolManagerTimeoutError):
            itm.show_in_manager(cut() * 7)
        os.kill(record.pid, signal.SIGCONT)
        monkeypatch.delenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS")

    with succession(give_up):
        made = itm.show_in_manager(cut() * 7)

        assert made.indexes == (2,)
        xr.testing.assert_identical(itm.fetch(2), cut() * 7)
