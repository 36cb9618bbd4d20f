"""Link: one client's conversation with one manager, apart from any socket."""

from __future__ import annotations

import itertools
import logging
import secrets
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from itool import __version__
from itool.client.failures import error_of
from itool.errors import NotReopened, WireError
from itool.wire import messages
from itool.wire.memory import can_read
from itool.wire.messages import CREDIT, PROTOCOL, pack
from itool.wire.parcels import Incoming, Outgoing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from itool.client.feed import Feed
    from itool.wire.memory import Probe
    from itool.wire.messages import Fault, Message
    from itool.wire.tags import Recipe

    Frames = list[Any]

LOGGER = logging.getLogger("itool.client")

_SIGN_OF_LIFE = 1.0
"""Seconds without a chunk after which the manager is told that there will be more."""


class Exchange:
    """One question and its answer, which may come in pieces.

    Attributes
    ----------
    moved, to_move : int
        Bytes that have gone in chunks, and that have to: there, then back.
    """

    moved = to_move = 0

    def __init__(self, id: str) -> None:
        self.id = id
        self.is_done = False
        self.on_done: Callable[[], None] | None = None
        self._error: Exception | None = None
        self._value: Any = None

    def result(self) -> Any:
        """Return the answer, or raise what the manager raised."""
        if self._error is not None:
            raise self._error
        return self._value

    def settle(self, value: Any = None, error: Exception | None = None) -> None:
        """Note the outcome."""
        if self.is_done:
            return
        self._value, self._error = value, error
        self.is_done = True
        if self.on_done is not None:
            self.on_done()


class Request(Exchange):
    """A command on its way to the manager, and its result on the way back.

    Attributes
    ----------
    feed : Feed or None
        Computes what else is to be sent after `to_send`.
    credit : int
        Chunks that may be sent now.
    """

    def __init__(
        self, id: str, command: str, args: dict[str, Any], parcel: Outgoing
    ) -> None:
        super().__init__(id)
        self.command = command
        self.args = args
        self.has_recipes = True  # for all that is known
        self.sent = time.monotonic()
        self.feed: Feed | None = None
        self._carry(parcel)
        self.incoming: Incoming | None = None
        self.is_kept = False  # the manager keeps a large answer until it has arrived

    def again(self, id: str, parcel: Outgoing) -> None:
        """Be another request, with the same arguments sent in another way."""
        self._let_go()
        self.id = id
        self.has_recipes = False
        self._carry(parcel)

    @property
    def is_fed(self) -> bool:
        """Whether something that is to be sent is still being computed."""
        return self.feed is not None and not self.feed.is_finished

    def next_chunk(self, wait: float) -> tuple[int, int, memoryview] | None:
        """Return what is sent next, None if there is nothing within `wait` seconds."""
        chunk = next(self.to_send, None)
        if chunk is None and self.feed is not None:
            chunk = self.feed.next(wait)
        return chunk

    def settle(self, value: Any = None, error: Exception | None = None) -> None:
        """Note the outcome and let go of what was sent."""
        self._let_go()
        self.args = {}
        super().settle(value, error)

    def _carry(self, parcel: Outgoing) -> None:
        self.parcel = parcel
        self.to_send: Iterator[tuple[int, int, memoryview]] = parcel.chunks()
        self.moved, self.to_move = 0, _chunked(parcel.parts)
        self.credit = 0

    def _let_go(self) -> None:
        self.parcel.close()
        self.to_send = iter(())
        if self.feed is not None:
            self.feed.close()
            self.feed = None


class Stream:
    """Bytes and text that go both ways, for a page.

    Parameters
    ----------
    link : Link
        The conversation it is part of.
    id : str
        Its name there.
    on_message : callable
        Takes what the manager sends to the page.
    on_close : callable
        Takes the reason, "" or an error's text, when the manager ends the stream.
    """

    def __init__(
        self,
        link: Link,
        id: str,
        on_message: Callable[[bytes | str], None],
        on_close: Callable[[str], None],
    ) -> None:
        self.id = id
        self.is_open = True
        self._link = link
        self._on_message = on_message
        self._on_close = on_close

    def send(self, data: bytes | str) -> None:
        """Pass `data` from the page on to the manager."""
        if self.is_open:
            is_text = isinstance(data, str)
            body = data.encode() if isinstance(data, str) else data
            self._link.send(messages.StreamData(self.id, is_text), body)

    def close(self) -> None:
        """End the stream because the page is gone."""
        if self.is_open:
            self.is_open = False
            self._link.streams.pop(self.id, None)
            self._link.send(messages.StreamClose(self.id))

    def _take(self, message: messages.StreamData, body: Any) -> None:
        self._on_message(str(body, "utf-8") if message.is_text else bytes(body))

    def _end(self, reason: str) -> None:
        if self.is_open:
            self.is_open = False
            self._link.streams.pop(self.id, None)
            self._on_close(reason)


class Link:
    """Messages in, messages out, and who waits for which.

    Parameters
    ----------
    probe : Probe
        Lets the manager find out whether it can read this process's memory files.
    wake : callable, optional
        Called whenever there is something new in the outbox.
    feeds : bool
        Whether `feed` is called while a request is under way. If not, lazy arrays are
        computed before they are sent.

    Attributes
    ----------
    outbox : deque of list of bytes
        Frames that a connection has to send.
    welcome : Exchange
        The greeting, which comes before requests.
    """

    def __init__(
        self,
        probe: Probe,
        wake: Callable[[], None] | None = None,
        *,
        feeds: bool = False,
    ) -> None:
        self._feeds = feeds
        self.outbox: deque[Frames] = deque()
        self.streams: dict[str, Stream] = {}
        self.welcome = Exchange("")
        self._wake = wake
        self._exchanges: dict[str, Exchange] = {}
        self._prefix = secrets.token_hex(8)
        self._numbers = itertools.count()
        self._manager_pid = 0
        self._sends_memory = False
        self.send(
            messages.Hello(
                PROTOCOL, __version__, probe.pid, probe.descriptor, probe.nonce
            )
        )

    def send(self, message: Message, body: Any = b"") -> None:
        """Put a message into the outbox."""
        self.outbox.append([pack(message), body] if len(body) else [pack(message)])
        if self._wake is not None:
            self._wake()

    def new_id(self) -> str:
        """Return a name that no other request has."""
        return f"{self._prefix}-{next(self._numbers)}"

    def packed(self, args: dict[str, Any]) -> Outgoing:
        """Return the arguments of a request, ready to be sent. Any thread."""
        self.welcome.result()
        return self._packed(args, _recipe_of)

    def request(
        self, command: str, args: dict[str, Any], id: str, parcel: Outgoing
    ) -> Request:
        """Send a command, whose arguments were `packed` after the manager's welcome."""
        request = Request(id, command, args, parcel)
        self._send_request(request)
        return request

    def feed(self, wait: float) -> bool:
        """Send what has been computed; return whether more is being computed.

        Waits for up to `wait` seconds if nothing is ready, and tells the manager from
        time to time that there will be more.
        """
        fed = [r for r in self._exchanges.values() if isinstance(r, Request)]
        fed = [request for request in fed if request.is_fed]
        for request in fed:
            try:
                self._send_chunks(request, 0, wait)
            except Exception as error:
                del self._exchanges[request.id]
                request.settle(error=error)
                self.send(messages.Done(request.id))
            if request.is_fed and time.monotonic() - request.sent > _SIGN_OF_LIFE:
                request.sent = time.monotonic()
                self.send(messages.Working(request.id))
        return bool(fed)

    def ask(self, question: Callable[[str], Message]) -> Exchange:
        """Send a question that has an answer without a parcel."""
        exchange = Exchange(self.new_id())
        self._exchanges[exchange.id] = exchange
        self.send(question(exchange.id))
        return exchange

    def stream(
        self,
        kind: str,
        args: dict[str, Any],
        on_message: Callable[[bytes | str], None],
        on_close: Callable[[str], None],
    ) -> Stream:
        """Open a stream of `kind`."""
        stream = Stream(self, self.new_id(), on_message, on_close)
        self.streams[stream.id] = stream
        self.send(messages.StreamOpen(stream.id, kind, args))
        return stream

    def forget(self, exchange: Exchange) -> None:
        """Wait no longer for an answer."""
        self._exchanges.pop(exchange.id, None)
        if not exchange.is_done:
            exchange.settle(error=WireError("nobody waits for this answer."))

    def receive(self, frames: Sequence[Any]) -> None:
        """Take a message of the manager.

        Raises
        ------
        WireError
            If it does not follow the format.
        """
        message = messages.unpack_from_manager(frames[0])
        body = memoryview(frames[1]) if len(frames) > 1 else memoryview(b"")
        match message:
            case messages.Welcome():
                self._welcome(message)
            case messages.Reply() | messages.Chunk() | messages.Credit():
                self._go_on(message, body)
            case messages.Fault():
                self._fail(message)
            case messages.Pong(id=id, from_manager=True):
                self._settle(id, True)
            case messages.Snapshot(id=id):
                self._settle(id, message)
            case messages.StreamData(id=id) if id in self.streams:
                self.streams[id]._take(message, body)
            case messages.StreamClose(id=id, reason=reason) if id in self.streams:
                self.streams[id]._end(reason)

    def close(self, error: Exception) -> None:
        """End every exchange and stream with `error`."""
        for exchange in [self.welcome, *self._exchanges.values()]:
            exchange.settle(error=error)
        self._exchanges.clear()
        for stream in list(self.streams.values()):
            self.send(messages.StreamClose(stream.id))
            stream._end(str(error))

    def _welcome(self, welcome: messages.Welcome) -> None:
        self._sends_memory = welcome.reads_memory
        if can_read(welcome.pid, welcome.descriptor, welcome.nonce):
            self._manager_pid = welcome.pid
        self.welcome.settle()

    def _packed(self, args: dict[str, Any], recipe: Recipe | None) -> Outgoing:
        memory = self._sends_memory
        return Outgoing(
            args, through_memory=memory, recipe=recipe, in_blocks=self._feeds
        )

    def _send_request(self, request: Request) -> None:
        id, parcel = request.id, request.parcel
        self._exchanges[id] = request
        reads_memory = self._manager_pid > 0
        call = messages.Call(id, request.command, parcel.parts, reads_memory)
        self.send(call, parcel.body)
        if parcel.later:
            from itool.client.feed import Feed

            request.feed, request.credit = Feed(parcel.later), CREDIT
        else:
            self._send_chunks(request, CREDIT)

    def _send_samples(self, request: Request) -> None:
        """Send what the manager cannot open by itself; the command has not been run."""
        try:
            parcel = self._packed(request.args, None)
        except Exception as error:
            request.settle(error=error)
            return
        request.again(self.new_id(), parcel)
        self._send_request(request)

    def _settle(self, id: str, value: Any) -> None:
        exchange = self._exchanges.pop(id, None)
        if exchange is not None:
            exchange.settle(value)

    def _fail(self, fault: Fault) -> None:
        error = error_of(fault)
        exchange = self._exchanges.pop(fault.id, None)
        is_recipe = fault.code == NotReopened.code
        if is_recipe and isinstance(exchange, Request) and exchange.has_recipes:
            LOGGER.info("samples are sent: %s", error)
            self._send_samples(exchange)
        elif exchange is not None:
            exchange.settle(error=error)
        elif fault.id in self.streams:
            self.streams[fault.id]._end(str(error))
        else:
            self.welcome.settle(error=error)

    def _go_on(self, message: Any, body: memoryview) -> None:
        request = self._exchanges.get(message.id)
        if not isinstance(request, Request):
            if isinstance(message, messages.Reply):
                self.send(messages.Done(message.id))
            return
        try:
            self._advance(request, message, body)
        except Exception as error:
            del self._exchanges[request.id]
            request.settle(error=error)
            self.send(messages.Done(request.id))

    def _advance(self, request: Request, message: Any, body: memoryview) -> None:
        if isinstance(message, messages.Credit):
            self._send_chunks(request, message.chunks)
            return
        if isinstance(message, messages.Reply):
            request.incoming = Incoming(message.parts, body, pid=self._manager_pid)
            request.moved, request.to_move = 0, _chunked(message.parts)
            request.is_kept = not all(part.is_inline for part in message.parts)
        elif request.incoming is not None:
            request.incoming.receive(message.part, message.offset, body)
            request.moved += len(body)
            self.send(messages.Credit(message.id))
        if request.incoming is not None and request.incoming.is_complete:
            del self._exchanges[request.id]
            request.settle(request.incoming.value())
            if request.is_kept:
                self.send(messages.Done(request.id))

    def _send_chunks(self, request: Request, more: int, wait: float = 0.0) -> None:
        request.credit += more
        while request.credit:
            chunk = request.next_chunk(wait)
            if chunk is None:
                return
            part, offset, data = chunk
            request.credit -= 1
            request.moved += len(data)
            request.sent = time.monotonic()
            self.send(messages.Chunk(request.id, part, offset), data)
            wait = 0.0


def _chunked(parts: Sequence[messages.Part]) -> int:
    return sum(part.size for part in parts if part.is_chunked)


def _recipe_of(variable: Any) -> dict[str, Any] | None:
    from itool.client.recipes import recipe_of  # numpy, when there is an array

    return recipe_of(variable)
