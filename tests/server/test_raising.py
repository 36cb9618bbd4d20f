"""Whatever a command or session raises is told to its client and ends nothing else."""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError

import pytest

from itool.core.manager import Manager
from itool.core.registry import COMMANDS
from itool.errors import BadArguments, ItoolError, ManagerFailed
from itool.server.faults import fault_of
from itool.wire.messages import (
    Fault,
    StreamData,
    StreamOpen,
    pack,
    unpack_from_manager,
)
from tests.server.hosting import host, raw_client


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("this exception cannot be described")


class Rude(BaseException):
    pass


RAISED = {
    "exit": SystemExit(3),
    "interrupt": KeyboardInterrupt(),
    "generator exit": GeneratorExit(),
    "cancelled": asyncio.CancelledError("no"),
    "cancelled future": CancelledError(),
    "its own": Rude("rude"),
    "mute": Mute(),
    "bare key error": KeyError(),
    "odd key error": KeyError(b"\xff", 3),
    "half characters": FileNotFoundError("no file 'a\udcff.nc'"),
    "half characters, ours": BadArguments("no \udcff", hint="\udcff"),
    "long": ValueError("x" * 10**7),
    "group": ExceptionGroup("several", [ValueError("a"), KeyError("b")]),
    "out of memory": MemoryError(),
    "too deep": RecursionError("too deep"),
    "stop": StopIteration(),
    "stop async": StopAsyncIteration(),
    "a warning": UserWarning("as an error"),
}


@pytest.fixture
def raising():
    def here(manager: Manager, kind: str) -> None:
        raise RAISED[kind]

    def in_pool(manager: Manager, kind: str) -> object:
        def work():
            raise RAISED[kind]

        return manager.compute(work, lambda answer: answer)

    def after_pool(manager: Manager, kind: str) -> object:
        def then(answer):
            raise RAISED[kind]

        return manager.compute(lambda: 1, then)

    class Reply:
        @property
        def model_dump(self):
            raise RAISED[self.kind]

    def in_answer(manager: Manager, kind: str) -> object:
        reply = Reply()
        reply.kind = kind
        return reply

    handlers = {
        "raise.here": here,
        "raise.in_pool": in_pool,
        "raise.after_pool": after_pool,
        "raise.in_answer": in_answer,
    }
    for name, handler in handlers.items():
        handler.__annotations__["manager"] = Manager
        COMMANDS.register(name=name, title=name)(handler)
    yield
    for name in handlers:
        del COMMANDS._by_name[name]


@pytest.mark.parametrize("kind", RAISED)
@pytest.mark.parametrize("place", ["here", "in_pool", "after_pool", "in_answer"])
def test_anything_raised_is_told_and_the_manager_goes_on(
    raising, manager, counts, place, kind
):
    with pytest.raises(Exception) as failure:  # noqa: PT011 - of any class
        manager.call(f"raise.{place}", kind=kind)

    assert isinstance(failure.value, ItoolError | Exception)
    assert manager.call("test.count") == 1


def test_what_would_end_a_process_is_a_failure_of_the_manager(raising, manager):
    with pytest.raises(ManagerFailed, match="SystemExit: 3"):
        manager.call("raise.here", kind="exit")


@pytest.mark.parametrize("kind", RAISED)
def test_anything_can_be_told_in_a_message(kind):
    fault = fault_of("a", RAISED[kind])

    assert unpack_from_manager(pack(fault)) == fault
    assert fault.message


class Failing:
    """A session that fails as its page wishes."""

    def __init__(self, send, kind="", closing=""):
        self.closing = closing
        if kind:
            raise RAISED[kind]

    def receive(self, message):
        raise RAISED[message]

    def close(self):
        if self.closing:
            raise RAISED[self.closing]


@pytest.fixture
def paged(runtime_dir, counts):
    with host(port=0, watch_port=0, streams={"fail": Failing}) as started:
        yield started


@pytest.mark.parametrize("kind", RAISED)
@pytest.mark.parametrize("moment", ["opening", "receiving", "receiving and closing"])
def test_a_session_ends_alone_whatever_it_raises(paged, counts, kind, moment):
    args = {"opening": {"kind": kind}, "receiving": {}}.get(moment, {"closing": kind})
    with raw_client(paged) as page:
        page.send(StreamOpen("s", "fail", args))
        page.send(StreamData("s", is_text=True), kind.encode())
        assert isinstance(page.receive(), Fault)

        page.send(StreamOpen("again", "fail", {}))
        page.send(StreamData("again", is_text=True), b"exit")
        while (answer := page.receive()).id != "again":
            pass

    assert answer.type == "SystemExit"
