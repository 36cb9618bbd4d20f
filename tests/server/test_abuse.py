"""Whatever reaches the port, the manager lives on and others are served."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time

import msgspec
import numpy as np
import psutil
import pytest
import zmq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itool.client.connection import make_socket, shared_context
from itool.server import calls
from itool.wire.keys import KeyPair, new_key_pair
from itool.wire.messages import (
    AskSnapshot,
    Call,
    Chunk,
    Credit,
    Done,
    Fault,
    Hello,
    Part,
    Ping,
    StreamClose,
    StreamData,
    StreamOpen,
    Welcome,
    Working,
    pack,
)
from itool.wire.parcels import Outgoing
from tests.server.hosting import connected, raw_client, until

MIB = 2**20


def hello(**changes: object) -> Hello:
    fields = {"protocol": 1, "version": "0", "pid": 1, "descriptor": -1, "nonce": b""}
    return Hello(**{**fields, **changes})


@pytest.mark.parametrize(
    "noise", [random.Random(1).randbytes(100_000), b"GET / HTTP/1.1\r\n\r\n", b""]
)
def test_noise_on_the_port_disturbs_nobody(running, manager, noise):
    with socket.create_connection(
        ("127.0.0.1", running.record.request_port)
    ) as stranger:
        stranger.sendall(noise)

        assert manager.ping(5)


@pytest.mark.parametrize(
    "frames",
    [
        [b""],
        [b"\xc1" * 50],
        [b"", b"", b"", b""],
        [pack(Ping("x"))[:-1]],
        [pack(Ping("x")), b"", b""],
        [pack(Call("x", "test.count", []))],
        [pack(Call("x", "test.count", [Part(99)])), b"short"],
        [pack(Call("x", "test.count", [Part(1)])), b"\xc0"],
        [pack(Call("x", "test.count", [Part(5, descriptor=0)])), b""],
        [pack(Call("x", "test.count", [Part(2**49, is_chunked=True)])), b""],
        [pack(StreamOpen("x", "nothing", {})), b""],
        [msgspec.msgpack.encode({"op": "Call", "id": "x", "command": "__import__"})],
    ],
)
def test_a_malformed_message_gets_a_fault(running, frames):
    with raw_client(running) as client:
        client.socket.send_multipart(frames)
        answer = client.receive()

    assert isinstance(answer, Fault)
    assert answer.message


messages_of_clients = [
    pack(hello()),
    pack(Ping("a")),
    pack(Call("b", "test.count", Outgoing({}, through_memory=False).parts)),
    pack(Chunk("b", 0, 0)),
    pack(Credit("b")),
    pack(Done("b")),
    pack(StreamOpen("c", "view", {"viewer": 0})),
    pack(StreamData("c", is_text=True)),
    pack(StreamClose("c")),
    pack(StreamOpen("d", "watch", {"source": "kernel"})),
    pack(StreamData("d", is_text=True)),
    pack(AskSnapshot("e")),
    pack(Working("b")),
    pack(Call("f", "watch.patch", [Part(40)])),
    pack(Call("g", "watch.push", [Part(9), Part(2**20, 0, 3)], reads_memory=True)),
    pack(Call("h", "data.show", [Part(1), Part(2**33, is_chunked=True)])),
]


@given(
    st.lists(
        st.tuples(
            st.binary(max_size=60) | st.sampled_from(messages_of_clients),
            st.integers(0, 60),
            st.binary(max_size=4),
            st.lists(st.binary(max_size=30), max_size=2),
        ),
        max_size=6,
    )
)
@settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_and_damaged_messages_leave_the_manager_alive(running, volley):
    with raw_client(running) as client:
        for frame, position, patch, more in volley:
            damaged = frame[:position] + patch + frame[position + len(patch) :]
            client.socket.send_multipart([damaged, *more])
    with connected(running) as manager:
        assert manager.ping(5)


def test_half_greetings_are_let_go(running, manager):
    halves = [
        socket.create_connection(("127.0.0.1", running.record.request_port))
        for _ in range(100)
    ]
    for half in halves:
        half.sendall(b"\xff\0\0\0\0\0\0\0\1\x7f\3")

    assert manager.ping(5)
    assert manager.call("viewers.list") == []
    for half in halves:
        half.close()


def test_half_a_multipart_message_is_never_delivered(running, manager, counts):
    with raw_client(running) as client:
        call = Call("half", "test.count", [Part(1)])
        client.socket.send(pack(call), zmq.SNDMORE)
        assert manager.ping(5)

    assert manager.call("test.count") == 1


def test_strangers_without_the_right_keys_hear_nothing(running):
    record, stranger = running.record, new_key_pair()
    servers = {"right": record.server_key, "wrong": new_key_pair().public}
    clients = {
        "right": KeyPair(record.client_key, record.client_secret),
        "own": stranger,
    }
    sockets = []
    for server, client in [("right", "own"), ("wrong", "right"), ("wrong", "own")]:
        changed = msgspec.structs.replace(
            record,
            server_key=servers[server],
            client_key=clients[client].public,
            client_secret=clients[client].secret,
        )
        sockets.append(make_socket(shared_context(), changed))
    plain = shared_context().socket(zmq.DEALER)
    plain.connect(f"tcp://127.0.0.1:{record.request_port}")
    sockets.append(plain)

    for each in sockets:
        each.send(pack(Ping("let me in")), zmq.DONTWAIT)
    time.sleep(0.6)

    assert not any(each.poll(0) for each in sockets)
    for each in sockets:
        each.close(linger=0)


def test_strangers_hear_no_events(running, manager):
    record = running.record
    with shared_context().socket(zmq.SUB) as plain:
        plain.connect(f"tcp://127.0.0.1:{record.watch_port}")
        plain.subscribe(b"")
        manager.call("data.show", data=np.ones((3, 3)))

        assert not plain.poll(1200)


def test_a_client_of_another_protocol_is_told_so(running):
    with raw_client(running) as client:
        client.send(hello(protocol=99))
        answer = client.receive()

    assert isinstance(answer, Fault)
    assert "version 99" in answer.message


def test_a_client_that_cannot_show_its_memory_is_not_believed(running):
    with raw_client(running) as client:
        client.send(hello(pid=psutil.Process().pid, descriptor=0, nonce=b"guess"))
        answer = client.receive()

    assert isinstance(answer, Welcome)
    assert not answer.reads_memory


def test_half_an_upload_is_dropped_after_a_while(running, monkeypatch):
    monkeypatch.setattr(calls, "UPLOAD_PATIENCE", 0.1)
    with raw_client(running) as client:
        client.send(
            Call("half", "test.count", [Part(1), Part(MIB, is_chunked=True)]), b"\x80"
        )
        client.send(Chunk("half", 1, 0), b"x" * 100)
        client.receive()
        answer = client.receive()

    assert isinstance(answer, Fault)
    assert "in time" in answer.message


def test_announced_gigabytes_that_do_not_come_cost_nothing(running, manager):
    before = psutil.Process().memory_info().rss
    with raw_client(running) as client:
        parts = [Part(1), Part(4 * 2**30, is_chunked=True)]
        client.send(Call("boast", "test.count", parts), b"\x80")
        assert client.hears_nothing(0.2)

    assert psutil.Process().memory_info().rss - before < 50 * MIB
    assert manager.ping(5)


def test_a_client_that_never_reads_delays_nobody(running, manager):
    made = manager.call("data.show", data=np.ones((MIB, 2), "f4"))
    args = Outgoing({"viewer": made["ids"][0]}, through_memory=False)
    with raw_client(running) as lazy:
        for number in range(10):
            lazy.send(Call(f"never {number}", "data.fetch", args.parts), args.body)

        assert manager.call("viewers.list")


def test_200_idle_connections_are_no_burden(running, manager):
    context = shared_context()
    idle = [make_socket(context, running.record) for _ in range(200)]
    for each in idle:
        each.send(pack(Ping("here")))
    until(lambda: all(each.poll(0) for each in idle))

    assert manager.call("viewers.list") == []
    for each in idle:
        each.close(linger=0)


CLIENT_THAT_DIES = """
import os, sys, threading
import numpy as np
from itool.wire import memory
if sys.argv[1] == "chunks":
    memory.is_available = lambda: False
from itool.client.targets import door
threading.Timer(float(sys.argv[2]), os._exit, [9]).start()
line = door()
while True:
    line.call("data.show", data=np.ones((8 * 2**20, 2), "f4"))
"""


@pytest.mark.parametrize("way", ["memory", "chunks"])
def test_a_client_killed_in_the_middle_of_a_transfer_leaves_nothing(
    running, manager, way
):
    subprocess.run([sys.executable, "-c", CLIENT_THAT_DIES, way, "0.25"], check=False)

    assert manager.ping(5)
    manager.call("data.show", data=np.ones((4, 4)))
