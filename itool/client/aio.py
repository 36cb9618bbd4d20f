"""AsyncConnection: calls, streams and events of one manager on an asyncio loop."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import zmq
import zmq.asyncio

from itool.client.connection import (
    TIMEOUT_VARIABLE,
    lives,
    make_socket,
    make_watch_socket,
    own_probe,
    shared_context,
    timeout,
)
from itool.client.failures import ended
from itool.client.ledger import Ledger, ManagerEvent, told
from itool.client.link import Exchange, Link, Stream
from itool.client.unanswered import UNANSWERED
from itool.errors import (
    AnswerGone,
    ImageToolManagerNotFoundError,
    ImageToolManagerTimeoutError,
    WireError,
)
from itool.wire.codec import encode_plain
from itool.wire.messages import AskSnapshot, Event, Ping, Snapshot, unpack_event
from itool.wire.parcels import Outgoing

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from itool.client.local import LocalManager
    from itool.wire.registry import ManagerRecord

_LOOK = 1.0
"""Seconds between two looks whether the manager's process lives."""


class AsyncConnection:
    """A line to one manager for programs that must not wait, such as a web server.

    Parameters
    ----------
    record : ManagerRecord
        The manager, from `itool.wire.registry.list_managers`.

    Notes
    -----
    Must be made, used and closed on one running asyncio loop. Any number of calls and
    streams may be under way at once.

    Examples
    --------
    >>> async def names(record):
    ...     async with AsyncConnection(record) as manager:
    ...         return [row["name"] for row in (await manager.snapshot()).rows]
    """

    def __init__(self, record: ManagerRecord) -> None:
        self.record = record
        self._error: Exception | None = None
        self._outgoing = asyncio.Event()
        self._link = Link(own_probe(), self._outgoing.set)
        self._context = zmq.asyncio.Context.shadow(shared_context())
        self._socket = make_socket(self._context, record)
        self._heard = time.monotonic()
        self._tasks = [
            asyncio.create_task(self._read()),
            asyncio.create_task(self._write()),
            asyncio.create_task(self._look()),
        ]

    @property
    def is_open(self) -> bool:
        """Whether the manager was there at the last look."""
        return self._error is None

    async def __aenter__(self) -> AsyncConnection:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def call(self, command: str, /, **args: Any) -> Any:
        """Run a command in the manager and return its result.

        A call that timed out, here or in `asyncio.wait_for`, is continued, not
        repeated, when it is made again with the same arguments.

        Raises
        ------
        ItoolError
            What the command raised, of the same class.
        ImageToolManagerTimeoutError
            If the manager was silent for too long.
        ImageToolManagerNotFoundError
            If the manager has ended.
        """
        await self._wait(self._link.welcome)
        given_up = UNANSWERED.take(self.record.id, command, args)
        if given_up is not None:
            with suppress(AnswerGone):
                return await self._call(command, args, given_up)
        return await self._call(command, args, self._link.new_id())

    async def ping(self, patience: float = 5.0) -> bool:
        """Return whether the manager itself answers within `patience` seconds.

        Raises
        ------
        ImageToolManagerNotFoundError
            If it has ended.
        """
        exchange = self._link.ask(Ping)
        try:
            await asyncio.wait_for(self._wait(exchange), patience)
        except TimeoutError:
            return False
        return True

    async def snapshot(self) -> Snapshot:
        """Return the list of viewers and the number of the newest event."""
        await self._wait(self._link.welcome)
        answer: Snapshot = await self._wait(self._link.ask(AskSnapshot))
        return answer

    def stream(
        self,
        kind: str,
        args: dict[str, Any],
        on_message: Callable[[bytes | str], None],
        on_close: Callable[[str], None],
    ) -> Stream:
        """Open a session in the manager for a page.

        Parameters
        ----------
        kind : str
            ``"view"`` or ``"list"``.
        args : dict
            ``{"viewer": id}`` for a view.
        on_message : callable
            Takes each message for the page, bytes or text, in order.
        on_close : callable
            Takes the reason, when the manager ends the stream or ends itself.

        Returns
        -------
        Stream
            Pass the page's messages to ``send``, and call ``close`` when it is gone.
        """
        if self._error is not None:
            raise self._error
        return self._link.stream(kind, args, on_message, on_close)

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield what changes in the manager, heartbeats among it, until it ends.

        A gap in ``seq`` or a new ``epoch`` means that something was missed; ask for a
        `snapshot` then.
        """
        socket = make_watch_socket(self._context, self.record)
        try:
            while self.is_open:
                if await socket.poll(int(_LOOK * 1000)):
                    _, frame = await socket.recv_multipart()
                    yield unpack_event(frame)
        finally:
            socket.close()

    async def close(self) -> None:
        """End all calls and streams and let go of the sockets."""
        self._end(WireError("this connection was closed."))
        with suppress(zmq.ZMQError):
            while self._link.outbox:  # farewells of streams
                await self._socket.send_multipart(
                    self._link.outbox.popleft(), zmq.DONTWAIT
                )
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._socket.close(linger=200)

    async def _call(self, command: str, args: dict[str, Any], id: str) -> Any:
        request = self._link.request(command, args, id, await self._packed(args))
        try:
            return await self._wait(request)
        except (ImageToolManagerTimeoutError, asyncio.CancelledError):
            UNANSWERED.add(self.record.id, command, args, request.id)
            raise

    async def _packed(self, args: dict[str, Any]) -> Outgoing:
        """Pack arguments; those with arrays on another thread, for it takes a while."""
        header = encode_plain(args)
        if header is not None:
            return Outgoing.of(header)
        packing = asyncio.ensure_future(asyncio.to_thread(self._link.packed, args))
        try:
            return await asyncio.shield(packing)
        except asyncio.CancelledError:
            packing.add_done_callback(_let_go)
            raise

    def _end(self, error: Exception) -> None:
        if self._error is None:
            self._error = error
            self._link.close(error)

    async def _wait(self, exchange: Exchange) -> Any:
        if self._error is not None:
            raise self._error
        settled = asyncio.get_running_loop().create_future()
        exchange.on_done = partial(_settle, settled)
        started, patience = time.monotonic(), timeout()
        try:
            while not exchange.is_done:
                await asyncio.wait([settled], timeout=min(_LOOK, patience or _LOOK))
                silent = time.monotonic() - max(started, self._heard)
                if patience is not None and silent > patience and not exchange.is_done:
                    raise ImageToolManagerTimeoutError(
                        f"manager {self.record.index} was silent for {patience:.3g} s.",
                        hint="It may be busy; the same call, made again, goes on where "
                        f"this one stopped. {TIMEOUT_VARIABLE} sets the time.",
                    )
            return exchange.result()
        finally:
            if exchange is not self._link.welcome:
                self._link.forget(exchange)

    async def _read(self) -> None:
        while True:
            frames = await self._socket.recv_multipart(copy=False)
            self._heard = time.monotonic()
            with suppress(WireError):
                self._link.receive([frame.buffer for frame in frames])

    async def _write(self) -> None:
        while True:
            while self._link.outbox:
                await self._socket.send_multipart(self._link.outbox.popleft())
            self._outgoing.clear()
            await self._outgoing.wait()

    async def _look(self) -> None:
        while lives(self.record):
            await asyncio.sleep(_LOOK)
        self._end(ended(self.record.index))


async def news(
    line: AsyncConnection, timeout: float | None = None
) -> AsyncGenerator[ManagerEvent, None]:
    """Yield what happens in a manager, and begin anew whenever something was missed.

    With `timeout`, stop after this many seconds in which nothing happened.
    """
    ledger, quiet_since = Ledger(), time.monotonic()
    async with aclosing(line.events()) as events:
        while True:
            left = timeout and quiet_since + timeout - time.monotonic()
            try:
                async with asyncio.timeout(left):
                    event = await anext(events)
            except TimeoutError:
                return
            except StopAsyncIteration:
                break
            verdict = ledger.judge(event)
            if verdict == "news":
                yield told(event)
            elif verdict == "gap":
                try:
                    snapshot = await line.snapshot()
                except ImageToolManagerNotFoundError:
                    break
                yield ledger.begin(snapshot)
            if verdict in ("news", "gap"):
                quiet_since = time.monotonic()
    yield ledger.end()


async def call_local(local: LocalManager, command: str, args: dict[str, Any]) -> Any:
    """Run a command of the manager in this process."""
    return await asyncio.wrap_future(local.submit(command, **args))


def _let_go(packing: asyncio.Future[Outgoing]) -> None:
    if not packing.cancelled() and packing.exception() is None:
        packing.result().close()


def _settle(settled: asyncio.Future[None]) -> None:
    if not settled.done():
        settled.set_result(None)
