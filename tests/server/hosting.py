"""A manager with a service, on a thread of this process."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from itool.client.connection import Connection, make_socket, shared_context
from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.core.registry import COMMANDS
from itool.server.service import Service
from itool.store.store import DataStore
from itool.wire import messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


PATIENCE = 40.0


class Host:
    """Runs a manager until it is closed."""

    def __init__(self, **options: Any) -> None:
        self._started: Future[None] = Future()
        self._thread = threading.Thread(target=self._live, args=[options])
        self._thread.start()
        self._started.result(PATIENCE)
        assert self.service.record is not None
        self.record = self.service.record

    def do(self, call: Callable[[], Any]) -> Any:
        """Run `call` on the manager's thread and return what it returns."""
        answer: Future[Any] = Future()

        def carry_out() -> None:
            try:
                answer.set_result(call())
            except Exception as error:
                answer.set_exception(error)

        self.manager.loop.post(carry_out)
        return answer.result(PATIENCE)

    def close(self) -> None:
        self.loop.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _live(self, options: dict[str, Any]) -> None:
        self.loop = AsyncLoop()
        self.manager = Manager(DataStore(), self.loop)
        self.service = Service(self.manager, **options)
        try:
            self.service.start()
            self.manager.stopping.connect(self.loop.stop)
            self._started.set_result(None)
        except Exception as error:
            self._started.set_exception(error)
            self.loop.stop()
        self.loop.run()
        self.service.stop()
        self.manager.dispose()


@contextmanager
def host(**options: Any) -> Iterator[Host]:
    running = Host(**options)
    try:
        yield running
    finally:
        running.close()


@contextmanager
def connected(running: Host) -> Iterator[Connection]:
    connection = Connection(running.record)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def raw_client(running: Host) -> Iterator[Raw]:
    raw = Raw(running)
    try:
        yield raw
    finally:
        raw.socket.close(linger=0)


class Raw:
    """A client with the right keys that may send anything."""

    def __init__(self, running: Host) -> None:
        self.socket = make_socket(shared_context(), running.record)

    def send(self, message: Any, *frames: bytes) -> None:
        frame = message if isinstance(message, bytes) else messages.pack(message)
        self.socket.send_multipart([frame, *frames])

    def receive(self, seconds: float = PATIENCE) -> Any:
        assert self.socket.poll(int(seconds * 1000)), "no answer"
        return messages.unpack_from_manager(self.socket.recv_multipart()[0])

    def hears_nothing(self, seconds: float = 0.3) -> bool:
        return not self.socket.poll(int(seconds * 1000))


@contextmanager
def misbehaving_commands() -> Iterator[dict[str, Any]]:
    """Register commands that misbehave; gives how often they were run.

    ``test.wait`` goes on until what it gives as "gate" is set.
    """
    counts: dict[str, Any] = {"runs": 0, "waits": 0, "gate": threading.Event()}

    def count(manager: Manager) -> int:
        counts["runs"] += 1
        return counts["runs"]

    def block(manager: Manager, seconds: float) -> str:
        counts["runs"] += 1
        time.sleep(seconds)
        return "blocked"

    def work(manager: Manager, seconds: float) -> Any:
        counts["waits"] += 1
        return manager.compute(lambda: time.sleep(seconds), lambda _: "worked")

    def wait(manager: Manager) -> Any:
        counts["waits"] += 1
        gate = counts["gate"]
        return manager.compute(lambda: gate.wait(PATIENCE), lambda _: "waited")

    def fail(manager: Manager, kind: str) -> None:
        raise {
            "zero": ZeroDivisionError("division by zero"),
            "value": ValueError("a bad value"),
            "odd": StopIteration("odd"),
            "unicode": UnicodeDecodeError("utf-8", b"x", 0, 1, "no"),
        }[kind]

    def leak(manager: Manager) -> object:
        return object()

    handlers = {
        "count": count,
        "block": block,
        "work": work,
        "wait": wait,
        "fail": fail,
    }
    for name, handler in {**handlers, "leak": leak}.items():
        handler.__annotations__["manager"] = Manager
        COMMANDS.register(name=f"test.{name}", title=name)(handler)
    try:
        yield counts
    finally:
        for name in (*handlers, "leak"):
            del COMMANDS._by_name[f"test.{name}"]


def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for `condition` to come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.01)
