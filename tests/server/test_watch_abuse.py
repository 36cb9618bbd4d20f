"""Watching and memory files: whatever a client sends, the manager goes on."""

from __future__ import annotations

import os
from contextlib import suppress

import numpy as np
import psutil
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itool.errors import BadArguments, BadData, ItoolError, UnknownViewer
from itool.wire.memory import Probe, map_shared, seal
from itool.wire.messages import (
    Call,
    Fault,
    Hello,
    Part,
    Ping,
    Pong,
    Reply,
    StreamData,
    StreamOpen,
    Welcome,
)
from itool.wire.parcels import Outgoing
from tests.server.hosting import raw_client

TYPED = (ItoolError, TypeError, ValueError)


def cut(size=6):
    return xr.DataArray(np.arange(4.0 * size).reshape(4, size), dims=("y", "x"))


@pytest.fixture
def tie(manager):
    """Return the name of a tie to a variable, and the revision of its data."""
    made = manager.call("watch.bind", varname="cut", data=cut(), source="kernel")
    return made["uid"], made["revision"]


def viewers(manager):
    return [row["name"] for row in manager.call("viewers.list")]


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"source": ""},
        {"source": 5},
        {"source": None},
        {"source": ["a"]},
        {"source": {"a": 1}},
        {"source": "kernel", "more": 1},
        {"sauce": "kernel"},
        {"send": "kernel", "source": "kernel"},
    ],
)
def test_a_watch_stream_needs_the_name_of_a_namespace(running, args):
    with raw_client(running) as client:
        client.send(StreamOpen("s", "watch", args))
        answer = client.receive()
        client.send(StreamOpen("t", "watch", {"source": "kernel"}))

        assert isinstance(answer, Fault)
        assert isinstance(client.receive(), StreamData)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"n",
        b"null",
        b"[]",
        b"{}",
        b'{"n": null}',
        b'{"n": "1e400"}',
        b'{"n": 1e400}',
        b'{"n": NaN}',
        b'{"n": []}',
        b'{"n": -9223372036854775809}',
        b'{"n": 1' + 400 * b"0" + b"}",
        b'{"n": ' + 5000 * b"9" + b"}",
        b'{"n": 0}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"n": 1, "n": 2}',
    ],
)
@pytest.mark.parametrize("is_text", [True, False])
def test_an_answer_that_is_none_leaves_the_stream_open(
    running, manager, answer, is_text
):
    with raw_client(running) as client:
        client.send(StreamOpen("s", "watch", {"source": "kernel"}))
        client.receive()
        client.send(StreamData("s", is_text), answer)
        client.send(StreamData("s", is_text=True), b'{"n": 0}')  # say it again

        assert isinstance(client.receive(), StreamData)
    assert manager.ping(5)


def test_two_streams_of_one_namespace_end_as_one(running, manager, tie):
    with raw_client(running) as client:
        for name in ("s", "t"):
            client.send(StreamOpen(name, "watch", {"source": "kernel"}))
            client.receive()
        client.send(StreamData("s", is_text=True), b'{"n": 0}')

        assert manager.call("watch.info")["watched"][0]["connected"]


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"varname": "", "data": cut(), "source": "k"},
        {"varname": "x" * 10**6, "data": cut(), "source": "k"},
        {"varname": 5, "data": cut(), "source": "k"},
        {"varname": "a", "data": cut(), "source": "k", "label": "x" * 10**6},
        {"varname": "a", "data": cut(), "source": None},
        {"varname": "a", "data": None, "source": "k"},
        {"varname": "a", "data": np.ones(3), "source": "k"},
        {"varname": "a", "data": xr.DataArray(5), "source": "k"},
        {"varname": "a", "data": xr.DataArray(["a"]), "source": "k"},
        {"varname": "a", "data": cut(0), "source": "k"},
        {"varname": "a", "data": cut(), "source": "k", "uid": "watch:none"},
        {"varname": "a", "data": cut(), "source": "k", "uid": 2**63},
    ],
)
def test_what_cannot_be_bound_opens_no_viewer(manager, args):
    with pytest.raises((BadArguments, BadData, UnknownViewer)):
        manager.call("watch.bind", **args)

    assert viewers(manager) == []
    assert manager.call("watch.info")["watched"] == []


BLOCKS = [
    None,
    5,
    [np.ones(24)],
    {},
    {0: None},
    {0: 5},
    {0: [1.0] * 24},
    {0: "text"},
    {0: cut()},
    {0: np.ones(23)},
    {0: np.ones(25)},
    {0: np.ones((4, 6))},
    {0: np.ones(24, "f4")},
    {0: np.ones(24, ">f8")},
    {0: np.array(["a"] * 24)},
    {1: np.ones(24)},
    {-1: np.ones(24)},
    {2**62: np.ones(24)},
    {0: np.ones(24), 1: np.ones(24)},
    {"0": np.ones(23)},
    {"zero": np.ones(24)},
    {0.5: np.ones(24)},
    {(0,): np.ones(24)},
]


@pytest.mark.parametrize("blocks", BLOCKS, ids=range(len(BLOCKS)))
def test_blocks_that_do_not_fit_change_nothing(manager, tie, blocks):
    uid, revision = tie

    try:
        manager.call("watch.patch", uid=uid, base=revision, order=[0, 1], blocks=blocks)
    except TYPED:
        pass
    else:
        assert blocks == {}

    xr.testing.assert_equal(manager.call("data.fetch", viewer=0), cut())


@pytest.mark.parametrize(
    "order",
    [[], [0], [0, 0], [0, 2], [1, -1], [0, 1, 2], [2**62, 0], "01", None, [0.5, 1]],
)
def test_an_order_of_axes_that_is_none_changes_nothing(manager, tie, order):
    uid, revision = tie

    with pytest.raises(BadArguments):
        manager.call(
            "watch.patch", uid=uid, base=revision, order=order, blocks={0: np.ones(24)}
        )

    xr.testing.assert_equal(manager.call("data.fetch", viewer=0), cut())


@pytest.mark.parametrize("base", [-1, 7, 2**62, -(2**62)])
def test_a_patch_of_another_revision_is_declined(manager, tie, base):
    blocks = {0: np.ones(24)}

    answer = manager.call(
        "watch.patch", uid=tie[0], base=base, order=[0, 1], blocks=blocks
    )

    assert answer is None
    xr.testing.assert_equal(manager.call("data.fetch", viewer=0), cut())


@pytest.mark.parametrize("command", ["push", "patch", "pull"])
@pytest.mark.parametrize("uid", ["", "watch:none", "0", "x" * 10**6, None, 5])
def test_an_unknown_tie_is_refused(manager, tie, command, uid):
    args = {
        "push": {"base": 0, "data": cut()},
        "patch": {"base": 0, "order": [0, 1], "blocks": {}},
        "pull": {},
    }[command]

    with pytest.raises((BadArguments, UnknownViewer)):
        manager.call(f"watch.{command}", uid=uid, **args)


@pytest.mark.parametrize(
    "data", [None, 5, np.ones(3), xr.DataArray(5), xr.DataArray(["a"]), cut(0)]
)
@pytest.mark.parametrize("base", [0, 99])
def test_what_cannot_be_shown_is_not_pushed_and_nothing_is_kept_for_it(
    manager, tie, data, base
):
    with pytest.raises((BadArguments, BadData)):
        manager.call("watch.push", uid=tie[0], base=base, data=data)

    assert len(viewers(manager)) == 1
    xr.testing.assert_equal(manager.call("data.fetch", viewer=0), cut())


TIE = object()
"""Stands for the name of a tie, which is known later."""

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=8)
    | st.sampled_from([TIE, cut(), cut(1), np.ones(24), np.ones((2, 2), "c8")]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4) | st.integers(-2, 2), inner, max_size=3)
    ),
    max_leaves=5,
)
names = {
    "watch.bind": ["varname", "data", "source", "label", "uid"],
    "watch.push": ["uid", "base", "data"],
    "watch.patch": ["uid", "base", "order", "blocks"],
    "watch.pull": ["uid"],
    "watch.release": ["uid", "remove"],
    "data.show": ["data", "link", "vmin", "vmax", "cmap", "title", "variables"],
    "data.replace": ["viewers", "data"],
    "data.fetch": ["viewer"],
}
requests = st.sampled_from(sorted(names)).flatmap(
    lambda command: st.tuples(
        st.just(command),
        st.fixed_dictionaries({}, optional=dict.fromkeys(names[command], anything)),
    )
)


@given(st.lists(requests, max_size=4))
@settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_arguments_get_an_answer(manager, volley):
    made = manager.call("watch.bind", varname="cut", data=cut(), source="kernel")
    for command, args in volley:
        tied = {k: made["uid"] if v is TIE else v for k, v in args.items()}
        with suppress(*TYPED):
            manager.call(command, **tied)
    assert isinstance(manager.call("watch.info"), dict)
    manager.call("viewers.remove", viewers=[r["id"] for r in rows(manager)])


def rows(manager):
    return manager.call("viewers.list")


@pytest.fixture
def trusted(running):
    """Return a client that the manager takes memory files from."""
    probe = Probe()
    with raw_client(running) as client:
        client.send(Hello(1, "0", probe.pid, probe.descriptor, probe.nonce))
        answer = client.receive()
        assert isinstance(answer, Welcome)
        assert answer.reads_memory
        yield client
    probe.close()


@pytest.fixture
def files():
    """Return descriptors of files that are no sealed memory files."""
    opened = [
        os.memfd_create("open", os.MFD_ALLOW_SEALING),
        os.open("/dev/zero", os.O_RDONLY),
        os.open("/", os.O_RDONLY),
        os.open(__file__, os.O_RDONLY),
        *os.pipe(),
    ]
    os.write(opened[0], b"\x80" * 100)
    yield opened
    for descriptor in opened:
        os.close(descriptor)


def test_only_sealed_memory_is_read(trusted, files):
    for number, descriptor in enumerate([*files, 10**6, 2**31 - 1]):
        trusted.send(Call(f"a{number}", "test.count", [Part(1, 0, descriptor)]))

        assert isinstance(trusted.receive(), Fault)
    trusted.send(Ping("there"))
    assert isinstance(trusted.receive(), Pong)


@pytest.mark.parametrize(
    ("size", "offset"),
    [(101, 0), (1, 100), (2**40, 0), (2**50, 2**50), (0, 101), (50, 51)],
)
def test_a_part_beyond_the_end_of_its_file_is_refused(trusted, size, offset):
    descriptor, _ = seal([b"\x80" * 100])

    trusted.send(Call("a", "test.count", [Part(1), Part(size, offset, descriptor)]))

    answer = trusted.receive()
    assert isinstance(answer, Fault)
    assert "beyond the end" in answer.message
    os.close(descriptor)


def test_what_lies_in_a_memory_file_is_checked_like_any_header(trusted):
    for number, header in enumerate([b"\xc1" * 64, b"", b"\x91" * 10_000, b"\x00"]):
        descriptor, _ = seal([header])
        parts = [Part(len(header), 0, descriptor)]
        trusted.send(Call(f"a{number}", "test.count", parts))

        assert isinstance(trusted.receive(), Fault)
        os.close(descriptor)


def test_more_files_than_a_parcel_may_have_are_refused(trusted):
    descriptors = [seal([b"\x80"])[0] for _ in range(40)]
    parts = [Part(1, 0, descriptor) for descriptor in descriptors]

    trusted.send(Call("a", "test.count", parts))

    answer = trusted.receive()
    assert isinstance(answer, Fault)
    assert "memory files" in answer.message
    for descriptor in descriptors:
        os.close(descriptor)


def test_a_sender_that_goes_on_writing_harms_nobody(running, manager, trusted):
    memory = map_shared(8 * 2**20)
    shared = np.frombuffer(memory, "f8").reshape(1024, 1024)
    manager.call("data.show", data=shared)

    shared[...] = np.nan

    assert manager.call("data.fetch", viewer=0).shape == (1024, 1024)
    assert manager.ping(5)


def test_refused_memory_is_let_go(trusted):
    before = psutil.Process().num_fds()
    for number in range(50):
        descriptor, _ = seal([b"\xc1" * 100])
        trusted.send(Call(f"a{number}", "test.count", [Part(100, 0, descriptor)]))
        assert isinstance(trusted.receive(), Fault)
        os.close(descriptor)

    assert psutil.Process().num_fds() <= before


def test_an_honest_parcel_still_works(trusted):
    parcel = Outgoing({}, through_memory=True)

    trusted.send(Call("a", "test.count", parcel.parts), parcel.body)

    assert isinstance(trusted.receive(), Reply)
    parcel.close()
