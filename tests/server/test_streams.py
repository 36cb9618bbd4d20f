"""Streams carry bytes and text between a page and its session, and end with either."""

from __future__ import annotations

import pytest

from itool.wire.messages import Fault, StreamClose, StreamData, StreamOpen
from tests.server.hosting import host, raw_client, until


class Echo:
    """A session that answers with what it got."""

    sessions: list[Echo]

    def __init__(self, send, **args):
        self.send, self.args, self.is_closed = send, args, False
        self.sessions.append(self)
        send(b"welcome")

    def receive(self, message):
        if message == "fail":
            raise ValueError("the session broke")
        self.send(message)

    def close(self):
        self.is_closed = True


@pytest.fixture
def echo():
    Echo.sessions = []
    return Echo


@pytest.fixture
def running(runtime_dir, echo):
    with host(port=0, watch_port=0, streams={"echo": echo}) as started:
        yield started


def received(client):
    frames = client.socket.recv_multipart()
    return frames[1] if len(frames) > 1 else frames[0]


def test_bytes_and_text_come_back_in_order(running, echo):
    with raw_client(running) as page:
        page.send(StreamOpen("s", "echo", {"viewer": 3}))
        page.send(StreamData("s", is_text=True), "µ".encode())
        page.send(StreamData("s", is_text=False), b"\0\xff")
        answers = [received(page) for _ in range(3)]

    assert answers == [b"welcome", "µ".encode(), b"\0\xff"]
    assert echo.sessions[0].args == {"viewer": 3}


def test_two_pages_of_one_client_are_kept_apart(running):
    with raw_client(running) as relay:
        for name in ("a", "b"):
            relay.send(StreamOpen(name, "echo", {}))
            assert relay.receive().id == name
        relay.send(StreamData("b", is_text=True), b"for b")

        assert relay.receive() == StreamData("b", is_text=True)


def test_a_page_that_leaves_ends_its_session(running, echo):
    with raw_client(running) as page:
        page.send(StreamOpen("s", "echo", {}))
        page.receive()
        page.send(StreamClose("s"))
        until(lambda: echo.sessions[0].is_closed)


def test_a_client_that_vanishes_ends_its_sessions(running, echo):
    with raw_client(running) as page:
        page.send(StreamOpen("s", "echo", {}))
        page.receive()

    until(lambda: echo.sessions[0].is_closed)


def test_a_session_that_fails_ends_alone(running, echo):
    with raw_client(running) as page:
        for name in ("a", "b"):
            page.send(StreamOpen(name, "echo", {}))
            page.receive()
        page.send(StreamData("a", is_text=True), b"fail")
        fault = page.receive()
        page.send(StreamData("b", is_text=True), b"still there")

        assert isinstance(fault, Fault)
        assert (fault.id, fault.message) == ("a", "the session broke")
        assert page.receive() == StreamData("b", is_text=True)
    assert echo.sessions[0].is_closed


def test_an_unknown_kind_is_answered_with_those_there_are(running):
    with raw_client(running) as page:
        page.send(StreamOpen("s", "movie", {}))
        fault = page.receive()

    assert "'movie'" in fault.message
    assert "'echo'" in fault.message


def test_data_for_a_stream_that_is_not_open_closes_it(running):
    with raw_client(running) as page:
        page.send(StreamData("s", is_text=True), b"hello?")

        assert isinstance(page.receive(), StreamClose)


def test_pages_and_sessions_are_told_when_the_manager_stops(runtime_dir, echo):
    options = {"port": 0, "watch_port": 0, "streams": {"echo": echo}}
    with host(**options) as running, raw_client(running) as page:
        page.send(StreamOpen("s", "echo", {}))
        page.receive()
        running.close()

        assert isinstance(page.receive(), StreamClose)
    assert echo.sessions[0].is_closed
