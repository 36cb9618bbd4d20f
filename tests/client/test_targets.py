"""Which manager a call reaches, and that it never silently reaches another one."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import suppress

import numpy as np
import pytest

from itool.client import targets
from itool.client.handle import ImageToolManagerHandle
from itool.errors import (
    BadArguments,
    ImageToolManagerAmbiguousError,
    ImageToolManagerNotFoundError,
    ItoolError,
)
from itool.manager import (
    ImageToolManagerRegistry,
    clear_default_manager,
    fetch,
    get_default_manager,
    is_running,
    load_in_manager,
    manager_selection_info,
    managers,
    replace_data,
    set_default_manager,
    show_in_manager,
    use_manager,
)
from itool.wire.registry import ManagerRecord, Slot, this_process

CALLS = [
    lambda: show_in_manager(np.ones((2, 2))),
    lambda: load_in_manager([__file__]),
    lambda: fetch(0),
    lambda: replace_data(0, np.ones((2, 2))),
    lambda: targets.resolve(),
    lambda: targets.resolve(0),
]


@pytest.fixture(autouse=True)
def no_default(monkeypatch):
    monkeypatch.delenv("ITOOL_MANAGER_TARGET", raising=False)
    targets._default.__init__()
    yield
    targets._default.__init__()


@pytest.fixture
def live():
    """Return a function that puts a manager into the registry."""
    slots = []

    def start(name="a", **fields):
        slot = Slot()
        slot.publish(
            ManagerRecord(
                index=slot.index,
                id=name,
                request_port=45555,
                watch_port=45556,
                server_key="",
                client_key="",
                started="2026-01-01T00:00:00",
                version="1.2.3",
                **this_process(),
                **fields,
            )
        )
        slots.append(slot)
        return slot

    yield start
    for slot in slots:
        slot.release()


@pytest.mark.parametrize("call", CALLS)
def test_without_a_manager_every_call_says_how_to_start_one(call):
    with pytest.raises(ImageToolManagerNotFoundError, match="itool-manager") as failure:
        call()

    assert isinstance(failure.value, RuntimeError)


def test_without_a_manager_there_is_nothing_to_select():
    assert manager_selection_info() == {
        "managers": [],
        "default_index": None,
        "resolved_index": None,
        "needs_selection": False,
        "reason": "none",
    }
    assert not is_running()


def test_the_only_manager_is_meant(live):
    live()

    info = manager_selection_info()

    assert targets.resolve().index == 0
    assert (info["reason"], info["resolved_index"]) == ("single", 0)
    assert not info["needs_selection"]


def test_of_several_none_is_meant(live):
    live("a")
    live("b")

    with pytest.raises(ImageToolManagerAmbiguousError, match="'0' and '1'"):
        targets.resolve()
    info = manager_selection_info()

    assert (info["reason"], info["needs_selection"]) == ("multiple", True)
    assert targets.resolve(1).id == "b"


def test_the_default_is_meant(live):
    live("a")
    live("b")

    assert set_default_manager(np.int64(1)) == 1
    info = manager_selection_info()

    assert targets.resolve().id == "b"
    assert (info["reason"], info["default_index"]) == ("default", 1)
    assert [each["is_default"] for each in info["managers"]] == [False, True]
    clear_default_manager()
    assert get_default_manager() is None


def test_a_handle_makes_itself_the_default(live):
    live("a")
    live("b")

    assert managers[1].use() == 1

    assert managers[1].is_default
    assert not managers[0].is_default


def test_a_default_for_a_while_ends_also_when_something_fails(live):
    live("a")
    live("b")
    set_default_manager(0)

    with suppress(ZeroDivisionError), use_manager(1) as index:
        assert (index, get_default_manager()) == (1, 1)
        raise ZeroDivisionError

    assert get_default_manager() == 0


def test_a_default_that_has_ended_is_forgotten(live):
    live("a")
    gone = live("b")
    set_default_manager(1)
    gone.release()

    assert get_default_manager(validate=False) == 1
    assert targets.resolve().id == "a"
    assert get_default_manager(validate=False) is None


def test_the_successor_of_a_default_is_not_the_default_and_the_user_is_told(live):
    live("a")
    gone = live("b")
    set_default_manager(1)
    gone.release()
    live("c")

    with (
        pytest.warns(UserWarning, match="manager 1 has ended"),
        pytest.raises(ImageToolManagerAmbiguousError),
    ):
        targets.resolve()


def test_a_handle_whose_manager_has_ended_does_not_mean_its_successor(live):
    gone = live("a")
    handle = managers[0]
    gone.release()
    live("b")

    with pytest.raises(ImageToolManagerNotFoundError, match="has ended"):
        handle.fetch(0)


@pytest.mark.parametrize(
    ("target", "error"),
    [(True, TypeError), (1.0, TypeError), ("0", TypeError), (-1, ValueError)],
)
def test_a_target_is_an_index(live, target, error):
    live()

    for call in (targets.resolve, is_running, set_default_manager):
        with pytest.raises(error):
            call(target)
    with pytest.raises(error):
        fetch(0, target=target)


def test_an_index_that_is_not_live_is_not_found(live):
    live()

    with pytest.raises(ImageToolManagerNotFoundError, match="no manager 5"):
        targets.resolve(5)
    with pytest.raises(ValueError, match="no manager 5"):
        set_default_manager(5)
    with pytest.raises(ValueError, match="no manager 5"), use_manager(5):
        pass
    assert not is_running(5)


def test_the_environment_names_a_default(live, monkeypatch):
    live("a")
    live("b")
    monkeypatch.setenv("ITOOL_MANAGER_TARGET", "1")

    assert targets.resolve().id == "b"
    assert get_default_manager() == 1


def test_nonsense_in_the_environment_is_named(live, monkeypatch):
    live()
    monkeypatch.setenv("ITOOL_MANAGER_TARGET", "first")

    for _ in range(2):
        with pytest.raises(BadArguments, match="ITOOL_MANAGER_TARGET is 'first'"):
            targets.resolve()
    assert managers.keys() == (0,)

    set_default_manager(0)

    assert targets.resolve().index == 0


def test_spaces_around_the_index_in_the_environment_do_not_matter(live, monkeypatch):
    live("a")
    live("b")
    monkeypatch.setenv("ITOOL_MANAGER_TARGET", " 1 ")

    assert targets.resolve().id == "b"


def test_a_manager_in_the_environment_that_is_not_live_is_not_another_one(
    live, monkeypatch
):
    live()
    monkeypatch.setenv("ITOOL_MANAGER_TARGET", "7")

    for _ in range(2):
        with pytest.raises(ImageToolManagerNotFoundError, match=r"7.*live are: '0'"):
            targets.resolve()
    info = manager_selection_info()

    assert (info["reason"], info["resolved_index"]) == ("ended", None)
    assert info["needs_selection"]
    clear_default_manager()
    assert targets.resolve().index == 0


def test_a_block_whose_manager_has_ended_means_no_other_one(live):
    live("a")
    gone = live("b")

    with use_manager(1):
        gone.release()
        with pytest.raises(ImageToolManagerNotFoundError, match="1, which use_manager"):
            targets.resolve()
        live("c")
        with pytest.raises(ImageToolManagerNotFoundError, match="has ended"):
            targets.resolve()
        set_default_manager(0)
        assert targets.resolve().id == "a"
    assert get_default_manager() is None


def test_blocks_of_two_threads_do_not_see_each_other(live):
    live("a")
    live("b")
    inside, done, seen = threading.Event(), threading.Event(), []

    def other():
        with use_manager(1):
            inside.set()
            done.wait(10)
            seen.append(targets.resolve().id)

    thread = threading.Thread(target=other)
    with use_manager(0):
        thread.start()
        inside.wait(10)
        seen.append(targets.resolve().id)
    assert get_default_manager() is None
    done.set()
    thread.join()

    assert seen == ["a", "b"]
    assert get_default_manager() is None


def test_blocks_of_two_tasks_do_not_see_each_other(live):
    live("a")
    live("b")

    async def within(index):
        with use_manager(index):
            await asyncio.sleep(0.01)
            return targets.resolve().id

    async def both():
        return await asyncio.gather(within(0), within(1))

    assert asyncio.run(both()) == ["a", "b"]
    assert get_default_manager() is None


def test_a_handle_is_a_target(live):
    live("a")
    gone = live("b")
    handle = managers[1]

    with use_manager(handle):
        assert targets.resolve().id == "b"
    assert targets.resolve(handle).id == "b"
    gone.release()
    live("c")
    with pytest.raises(ImageToolManagerNotFoundError, match="has ended"):
        targets.resolve(handle)


def test_selection_info_can_be_written_as_json_and_names_no_secrets(live):
    live(client_secret="secret", workspace_path="/data/<b>.ws")

    text = json.dumps(manager_selection_info())

    assert "secret" not in text
    assert json.loads(text)["managers"][0] == {
        "index": 0,
        "pid": managers[0].pid,
        "host": "localhost",
        "port": 45555,
        "watch_port": 45556,
        "started": "2026-01-01T00:00:00",
        "version": "1.2.3",
        "workspace_path": "/data/<b>.ws",
        "is_default": False,
    }


def test_managers_is_a_mapping_by_index(live):
    live("a")
    live("b")

    assert len(managers) == 2
    assert managers
    assert managers.keys() == (0, 1)
    assert managers.values() == tuple(managers)
    assert managers.items() == ((0, managers[0]), (1, managers[1]))
    assert 1 in managers
    assert 2 not in managers
    with pytest.raises(KeyError, match="no manager 2"):
        managers[2]
    with pytest.raises(TypeError):
        managers[True]
    with pytest.raises(ValueError, match=">= 0"):
        managers[-1]


def test_managers_print_as_a_table(live):
    assert "No live" in repr(ImageToolManagerRegistry())
    live("a", workspace_path="/data/<b>.ws", client_secret="secret")

    text, html = repr(managers), managers._repr_html_()

    assert [line.split()[0] for line in text.splitlines()] == ["Index", "0"]
    assert "localhost:45555" in text
    assert "&lt;b&gt;" in html
    assert "secret" not in text + html


def test_a_handle_can_be_made_by_hand():
    handle = ImageToolManagerHandle(
        index=7,
        pid=1,
        host="localhost",
        port=1,
        watch_port=2,
        started="",
        version="",
    )

    assert handle.endpoint == "localhost:1"
    with pytest.raises(ItoolError, match="no manager 7"):
        handle.fetch(0)
