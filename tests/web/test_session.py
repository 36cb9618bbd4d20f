"""A session and its page: what is sent, when, and what is answered."""

from __future__ import annotations

import json
from functools import partial

import numpy as np
import pytest

from itool.core.colormaps import color_table
from itool.web.session import LONGEST_MESSAGE, open_session


@pytest.fixture
def session(manager, viewer, page, loop):
    session = open_session(manager, page.take, "view", viewer=viewer.id)
    loop.settle()
    yield session
    session.close()


@pytest.fixture
def say(session, loop):
    def say(**message):
        session.receive(json.dumps(message))
        loop.settle()

    return say


def call(say, command, id=1, **args):
    say(t="call", id=id, command=command, args=args)


def frame(update, panel):
    header, arrays = update
    found = next(f for f in header["frames"] if f["panel"] == panel)
    return found, arrays[found["buffer"]] if "buffer" in found else None


def test_a_page_is_welcomed_and_sent_scene_colours_and_frames_in_one_update(
    session, page, viewer
):
    (welcome,) = page.told("welcome")
    ((header, arrays),) = page.updates

    assert welcome["viewer"] == viewer.id
    assert any(c["name"] == "cursor.move" for c in welcome["commands"])
    assert header["scene"]["title"] == "cube"
    assert arrays[header["colors"]].tolist() == color_table("magma").ravel().tolist()
    assert {f["panel"] for f in header["frames"]} == {
        *(panel.id for panel in viewer.scene.panels),
        "value",
    }


def test_images_arrive_as_the_pixels_that_every_face_draws(session, page):
    head, pixels = frame(page.updates[0], "ky-kx")

    assert head["shape"] == [4, 5]
    assert head["windows"] == [[0, 4, 1], [0, 5, 1]]
    assert head["limits"] == [20.0, 39.0]
    assert pixels.dtype == np.uint8
    assert (pixels[0], pixels[-1]) == (1, 255)


def test_curves_and_the_value_arrive_exactly(session, page, manager, viewer):
    head, curve = frame(page.updates[0], "kx")
    value, _ = frame(page.updates[0], "value")

    assert curve.dtype == np.float32
    assert curve.tolist() == [30.0, 31.0, 32.0, 33.0, 34.0]
    assert head["range"] == [30.0, 34.0]
    assert value["value"] == 32.0


def test_a_call_moves_the_cursor_and_is_answered(say, page, viewer):
    call(say, "cursor.move", id=7, point={"kx": 4.0})

    assert viewer.state.cursor("a").point == {"kx": 4.0}
    assert page.told("reply") == [{"t": "reply", "id": 7, "result": None}]


def test_an_update_says_which_call_it_shows(say, page):
    say(t="ack", n=1)

    call(say, "cursor.move", id=7, point={"kx": 4.0})

    assert page.updates[-1][0]["call"] == 7


def test_an_ack_in_the_middle_of_a_refresh_does_not_hide_which_call_is_shown(
    session, say, page, viewer
):
    class Neighbour:
        """A view that is drawn in the same refresh."""

        def show_scene(self, scene):
            session.receive('{"t":"ack","n":1}')

        def show_frame(self, frame): ...

        def close(self): ...

    viewer.attach(Neighbour())

    call(say, "cursor.move", id=7, point={"kx": 4.0})

    assert page.updates[-1][0]["call"] == 7


def test_only_what_changed_is_sent_again(say, page):
    say(t="ack", n=1)

    call(say, "cursor.move", point={"eV": 0.0})

    header, _ = page.updates[-1]
    assert "colors" not in header
    assert {f["panel"] for f in header["frames"]} == {"ky-kx", "kx", "ky", "value"}


def test_no_more_updates_are_sent_than_the_page_takes(say, page):
    for step in range(6):
        call(say, "cursor.place", id=step, index={"kx": step % 5})

    assert len(page.updates) == 2


def test_what_changed_meanwhile_is_merged_and_sent_after_an_ack(say, page):
    for step in (0, 1, 2, 4):
        call(say, "cursor.place", id=step, index={"kx": step})
    assert len(page.updates) == 2

    say(t="ack", n=2)

    assert len(page.updates) == 3
    header, _ = page.updates[-1]
    assert header["call"] == 4
    assert header["scene"]["controls"]["kx"]["index"] == 4
    assert len([f for f in header["frames"] if f["panel"] == "ky"]) == 1


def test_a_call_may_carry_the_ack(say, page):
    for step in (0, 1, 2):
        call(say, "cursor.place", id=step, index={"kx": step})
    assert len(page.updates) == 2

    say(t="call", id=3, command="cursor.place", args={"index": {"kx": 4}}, ack=2)

    header, _ = page.updates[-1]
    assert header["scene"]["controls"]["kx"]["index"] == 4
    assert page.told("reply")[-1]["id"] == 3


def test_a_page_chooses_how_many_updates_it_takes(say, page):
    say(t="hello", window=4)

    for step in range(8):
        call(say, "cursor.place", id=step, index={"kx": step % 5})

    assert len(page.updates) == 4


def test_an_ack_of_what_was_not_sent_is_ignored(say, page):
    say(t="ack", n=1000)

    for step in range(6):
        call(say, "cursor.place", id=step, index={"kx": step % 5})

    assert len(page.updates) == 2


def test_two_pages_see_each_others_moves(manager, viewer, say, page, loop):
    other = type(page)()
    second = open_session(manager, other.take, "view", viewer=viewer.index)
    loop.settle()

    call(say, "cursor.move", point={"ky": 3.0})

    assert other.updates[-1][0]["scene"]["controls"]["ky"]["value"] == 3.0
    second.close()


def test_changed_colours_send_the_table_but_no_samples(say, page):
    say(t="ack", n=1)

    call(say, "color.reverse", on=True)

    header, arrays = page.updates[-1]
    assert header["frames"] == []
    assert arrays[0].tolist() == color_table("magma", True).ravel().tolist()


def test_a_failing_command_is_answered_with_a_fault(say, page):
    call(say, "cursor.move", id=3, point={"nope": 1.0})

    (fault,) = page.told("fault")
    assert (fault["id"], fault["code"]) == (3, "data.dims")


def test_slow_work_is_answered_when_it_is_done(say, session, page, loop):
    session.receive('{"t":"call","id":9,"command":"color.lock","args":{"on":true}}')
    loop.settle(until=lambda: bool(page.told("reply")))

    assert page.told("reply")[0]["id"] == 9


def test_an_array_is_not_sent_as_text(say, page):
    call(say, "data.fetch", id=5)

    (fault,) = page.told("fault")
    assert (fault["id"], fault["code"]) == (5, "wire.not-sendable")


@pytest.mark.parametrize(
    "message",
    [
        "",
        "nonsense",
        "[]",
        "[" * 100_000,
        '{"t":"what"}',
        '{"t":"ack"}',
        '{"t":"ack","n":-1}',
        '{"t":"ack","n":1e999}',
        '{"t":"hello","window":0}',
        '{"t":"hello","window":1000}',
        '{"t":"call","id":"x","command":"cursor.move"}',
        '{"t":"call","id":1,"command":7}',
        '{"t":"call","id":1,"command":"cursor.move","args":[]}',
        '{"t":"call","id":1,"command":"cursor.move","args":{},"more":1}',
        "x" * (LONGEST_MESSAGE + 1),
        b"\x00\xff binary",
        "\ud800",
    ],
)
def test_nonsense_is_answered_with_a_fault_and_the_session_goes_on(
    session, page, loop, message
):
    session.receive(message)
    session.receive('{"t":"call","id":2,"command":"cursor.center"}')
    loop.settle()

    (fault,) = page.told("fault")
    assert fault["code"] == "wire"
    assert page.told("reply")[0]["id"] == 2


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("no.such", {}),
        ("cursor.move", {"point": "left"}),
        ("cursor.move", {"point": {"kx": None}}),
        ("cursor.move", {"point": {"kx": 1.0}, "more": True}),
        ("cursor.bin", {"bins": {"kx": -1}}),
        ("color.map", {"cmap": "../../etc"}),
        ("viewers.remove", {"viewers": ["nobody"]}),
        ("cursor.move", {"point": {"kx": 0}, "viewer": "nobody"}),
    ],
)
def test_bad_calls_change_nothing(say, page, viewer, command, args):
    before = viewer.state

    call(say, command, id=1, **args)

    assert [fault["id"] for fault in page.told("fault")] == [1]
    assert viewer.state == before


def test_a_page_without_a_viewer_is_told_what_there_is(manager, viewer, page):
    session = open_session(manager, page.take, "view", viewer="nobody")
    session.receive("anything")
    session.close()

    (closed,) = page.told("closed")
    assert closed["code"] == "viewer.unknown"


def test_an_unknown_kind_of_session_is_refused(manager, page):
    open_session(manager, page.take, "what").close()

    assert page.told("closed")[0]["code"] == "command.arguments"


def test_a_page_is_told_when_its_viewer_is_gone(manager, viewer, session, page, loop):
    manager.close(viewer)
    loop.settle()
    session.receive('{"t":"call","id":1,"command":"cursor.center"}')

    assert page.told("closed")[0]["code"] == "viewer.closed"
    assert page.told("reply") == []


def test_a_closed_session_draws_and_answers_nothing(session, page, viewer, loop):
    session.close()
    before = len(page.texts), len(page.updates)

    viewer.update(title="other")
    session.receive('{"t":"call","id":1,"command":"cursor.center"}')
    loop.settle()

    assert (len(page.texts), len(page.updates)) == before


def test_a_list_shows_the_rows_and_follows_changes(manager, viewer, page, loop):
    session = open_session(manager, page.take, "list")
    viewer.update(title="renamed")
    manager.open(viewer.data)

    loop.settle(until=lambda: len(page.told("list")) == 2)

    first, second = page.told("list")
    assert [row["name"] for row in first["rows"]] == ["cube"]
    assert [row["name"] for row in second["rows"]] == ["renamed", "cube"]
    assert second["manager"]["index"] == 0
    session.close()


def test_a_list_has_results_under_what_they_were_made_from(manager, viewer, page, loop):
    last = manager.open(viewer.data)
    result = manager.open(viewer.data, parent=viewer.id)

    session = open_session(manager, page.take, "list")

    rows = page.told("list")[-1]["rows"]
    assert [row["id"] for row in rows] == [viewer.id, result.id, last.id]
    assert [row["depth"] for row in rows] == [0, 1, 0]
    session.close()


def test_a_list_is_not_sent_again_while_a_cursor_moves(manager, viewer, page, loop):
    session = open_session(manager, page.take, "list")

    session.receive('{"t":"call","id":1,"command":"viewers.list"}')
    for step in range(3):
        viewer.update(cursors=(viewer.state.cursors[0].moved(kx=float(step)),))
        loop.settle(until=partial(lambda: session._timer is None))

    assert len(page.told("list")) == 1
    assert page.told("reply")[0]["result"][0]["name"] == "cube"
    session.close()


def test_a_list_is_told_what_failed(manager, page, loop):
    session = open_session(manager, page.take, "list")

    manager.report(RuntimeError("broken"))

    assert "broken" in page.told("failed")[0]["message"]
    session.close()


def test_a_closed_list_leaves_nothing_behind(manager, viewer, page, loop):
    before = len(manager.changed), len(manager.failed)
    session = open_session(manager, page.take, "list")
    assert (len(manager.changed), len(manager.failed)) > before
    viewer.update(title="x")

    session.close()
    session.close()
    loop.settle()

    assert (len(manager.changed), len(manager.failed)) == before
    assert len(page.told("list")) == 1
