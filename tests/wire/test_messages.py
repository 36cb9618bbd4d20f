"""Messages arrive as they were sent; anything else is a wire error."""

from __future__ import annotations

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itool.errors import WireError
from itool.wire import messages
from itool.wire.messages import Call, Event, Hello, Part, Pong

CALL = Call("c1", "cursor.move", [Part(12), Part(2**30, descriptor=7)])


def test_a_call_arrives_as_it_was_sent():
    assert messages.unpack_from_client(messages.pack(CALL)) == CALL


def test_an_event_arrives_as_it_was_sent():
    event = Event("e", 3, "ab12", 1, "opened", {"name": "cut"})

    assert messages.unpack_event(messages.pack(event)) == event


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\xc0",
        b"GET / HTTP/1.1\r\n",
        messages.pack(Pong("a", from_manager=True)),
        messages.pack(Call("", "cursor.move", [])),
        messages.pack(Call("x" * 65, "cursor.move", [])),
        messages.pack(Call("a", "x" * 129, [])),
        messages.pack(Call("a", "cursor.move", [Part(-1)])),
        messages.pack(Call("a", "cursor.move", [Part(2**60)])),
        messages.pack(Hello(1, "0", 1, 2**40, b"")),
        msgspec.msgpack.encode({"op": "Ping", "id": "a", "code": "import os"}),
        b"\x91" * 100_000,
    ],
)
def test_a_message_that_breaks_the_rules_is_a_wire_error(frame):
    with pytest.raises(WireError):
        messages.unpack_from_client(frame)


@given(st.binary() | st.lists(st.integers(0, 255), max_size=4).map(bytes))
def test_noise_is_a_wire_error(noise):
    frame = messages.pack(CALL)

    for damaged in (noise, frame + noise, noise + frame, frame[: len(noise)]):
        for unpack in (
            messages.unpack_from_client,
            messages.unpack_from_manager,
            messages.unpack_event,
        ):
            with suppress(WireError):
                unpack(damaged)
