"""Requests are carried out once, answered to who asked, and delay nobody else."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import xarray as xr
import zmq

from itool.errors import (
    BadArguments,
    ImageToolManagerTimeoutError,
    ManagerFailed,
    NotSendable,
    UnknownCommand,
    UnknownViewer,
)
from itool.wire import memory
from itool.wire.messages import Call, Fault, Part, Ping, Pong, Reply
from itool.wire.parcels import Outgoing
from tests.server.hosting import connected, host, raw_client, until

MIB = 2**20


@pytest.fixture
def without_memory_files(monkeypatch):
    monkeypatch.setattr(memory, "is_available", lambda: False)


def cut(mebibytes: float = 1 / 64) -> xr.DataArray:
    values = np.arange(int(mebibytes * MIB) // 4, dtype="f4").reshape(-1, 64)
    return xr.DataArray(values, dims=("kx", "eV"), attrs={"unit": "counts"})


def count_call(id: str) -> tuple[Call, bytes]:
    parcel = Outgoing({}, through_memory=False)
    return Call(id, "test.count", parcel.parts), parcel.body


@pytest.mark.parametrize("mebibytes", [1 / 64, 5])
def test_what_is_shown_is_fetched_back(manager, mebibytes):
    made = manager.call("data.show", data=cut(mebibytes))

    fetched = manager.call("data.fetch", viewer=made["ids"][0])

    xr.testing.assert_identical(fetched, cut(mebibytes))
    fetched[0, 0] = 1.0


@pytest.mark.usefixtures("without_memory_files")
def test_large_arrays_travel_in_chunks_where_memory_is_out_of_reach(running):
    with connected(running) as manager:
        made = manager.call("data.show", data=cut(70))
        fetched = manager.call("data.fetch", viewer=made["ids"][0])

    xr.testing.assert_identical(fetched, cut(70))


def test_records_arrive_as_their_fields(manager):
    made = manager.call("data.show", data=cut())

    rows = manager.call("viewers.list")

    assert rows[-1]["id"] == made["ids"][0]


@pytest.mark.parametrize(
    ("command", "args", "error", "text"),
    [
        ("data.fetch", {"viewer": 4711}, UnknownViewer, "4711"),
        ("data.fetch", {}, BadArguments, "viewer="),
        ("no.such", {}, UnknownCommand, "'no.such'"),
        ("data.show", {"data": 1, "nonsense": 2}, BadArguments, "nonsense"),
        ("test.fail", {"kind": "zero"}, ZeroDivisionError, "division by zero"),
        ("test.fail", {"kind": "value"}, ValueError, "a bad value"),
        ("test.fail", {"kind": "odd"}, ManagerFailed, "StopIteration: odd"),
        ("test.fail", {"kind": "unicode"}, ManagerFailed, "UnicodeDecodeError"),
        ("test.leak", {}, NotSendable, "object"),
    ],
)
def test_a_failure_is_raised_where_the_call_was_made(
    manager, command, args, error, text
):
    with pytest.raises(error) as failure:
        manager.call(command, **args)

    assert text in str(failure.value)
    assert manager.ping(5)


def test_what_cannot_travel_is_refused_before_it_does(manager):
    with pytest.raises(NotSendable, match="attrs"):
        manager.call("data.show", data=cut().assign_attrs(f=print))

    assert manager.ping(5)


def test_a_repeated_request_is_answered_and_not_carried_out_again(running, counts):
    before = counts["runs"]
    call, body = count_call("once")
    with raw_client(running) as first, raw_client(running) as second:
        first.send(call, body)
        answers = [first.receive()]
        first.send(call, body)
        answers.append(first.receive())
        second.send(call, body)
        answers.append(second.receive())

    assert answers[0] == answers[1] == answers[2]
    assert isinstance(answers[0], Reply)
    assert counts["runs"] == before + 1


def test_another_request_under_a_known_name_is_refused(running):
    call, body = count_call("twice")
    with raw_client(running) as client:
        client.send(call, body)
        client.receive()
        client.send(Call("twice", "manager.stop", call.parts), body)
        answer = client.receive()

    assert isinstance(answer, Fault)


def test_a_slow_request_delays_nobody_else(running, counts):
    with connected(running) as slow, connected(running) as quick:
        waiting = threading.Thread(target=slow.call, args=["test.wait"])
        waiting.start()
        until(lambda: counts["waits"] == 1)
        try:
            quick.call("test.count")

            assert waiting.is_alive()
        finally:
            counts["gate"].set()
            waiting.join()


def test_long_work_does_not_time_out(manager, monkeypatch):
    monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "1800")

    assert manager.call("test.work", seconds=3.0) == "worked"


def test_a_blocked_manager_does_and_the_call_goes_on_when_it_is_made_again(
    manager, monkeypatch, counts
):
    before = counts["runs"]
    monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "300")

    with pytest.raises(ImageToolManagerTimeoutError, match="ZMQ_TIMEOUT_MS"):
        manager.call("test.block", seconds=1.0)
    monkeypatch.setenv("ITOOL_MANAGER_ZMQ_TIMEOUT_MS", "5000")

    assert manager.call("test.block", seconds=1.0) == "blocked"
    assert counts["runs"] == before + 1


def test_a_ping_is_answered_by_the_thread_and_then_by_the_manager(running):
    with raw_client(running) as client:
        client.send(Ping("p"))

        assert client.receive() == Pong("p", from_manager=False)
        assert client.receive() == Pong("p", from_manager=True)


def test_who_waits_when_the_manager_stops_is_told(runtime_dir, counts):
    failures: list[BaseException] = []

    def wait_for_it(connection):
        try:
            connection.call("test.work", seconds=1.5)
        except ManagerFailed as error:
            failures.append(error)

    with host(port=0, watch_port=0) as running, connected(running) as connection:
        waiting = threading.Thread(target=wait_for_it, args=[connection])
        waiting.start()
        until(lambda: counts["waits"] == 1)
        running.close()
        waiting.join()

    assert "stopped before it answered" in str(failures[0])


def test_a_manager_stops_at_once_whoever_has_sent_half_of_something(runtime_dir):
    with host(port=0, watch_port=0) as running, raw_client(running) as client:
        parts = [Part(1), Part(99, is_chunked=True)]
        client.send(Call("half", "viewers.list", parts), b"\x80")
        client.send(Ping("there"))
        assert isinstance(client.receive(), Pong)
        client.socket.send(b"half a message", zmq.SNDMORE)

        running.close()

        assert running.service.record is None


def test_the_command_that_stops_the_manager_is_answered(runtime_dir):
    with host(port=0, watch_port=0) as running, connected(running) as connection:
        assert connection.call("manager.stop") is None
        until(lambda: running.service.record is None)


def test_many_clients_at_once_are_all_answered(running):
    results: list[bool] = []

    def work(number):
        data = cut(2) + number
        with connected(running) as connection:
            made = connection.call("data.show", data=data)
            fetched = connection.call("data.fetch", viewer=made["ids"][0])
            results.append(fetched.identical(data))

    clients = [threading.Thread(target=work, args=[number]) for number in range(12)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()

    assert results == [True] * 12
