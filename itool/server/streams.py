"""Streams on the server's thread: pages that a relay brings along."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from itool.errors import BadArguments, listed
from itool.server.faults import fault_of
from itool.wire.messages import Fault, StreamClose, StreamData, StreamOpen, Working

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from itool.core.loop import Loop
    from itool.server.mailbox import Mailbox

    Send = Callable[..., bool]

MOST_STREAMS = 1024


class Session(Protocol):
    """One conversation with one page; lives on the core's thread."""

    def receive(self, message: bytes | str) -> None:
        """Take a message from the page."""

    def close(self) -> None:
        """Let go of the page, which is gone."""


class SessionFactory(Protocol):
    """Begins a conversation; called on the core's thread."""

    def __call__(self, send: Callable[[bytes | str], None], **args: Any) -> Session:
        """Return the session of a new page; `send` may be called at once."""


class Streams:
    """The open streams of all clients.

    Parameters
    ----------
    factories : mapping of str to callable
        What opens a session, by kind.
    send : callable
        ``send(client, message, body=b"")``; returns whether the client is there.
    loop : Loop
        The core's loop, on which sessions live.
    mailbox : Mailbox
        The way back to the server's thread.
    """

    def __init__(
        self,
        factories: Mapping[str, SessionFactory],
        send: Send,
        loop: Loop,
        mailbox: Mailbox,
    ) -> None:
        self._factories = factories
        self._send = send
        self._loop = loop
        self._mailbox = mailbox
        self._open: dict[tuple[bytes, str], _Stream] = {}

    def open(self, client: bytes, message: StreamOpen) -> None:
        """Open a stream for `client`."""
        key = (client, message.id)
        factory = self._factories.get(message.kind)
        if factory is None:
            raise BadArguments(
                f"no stream of kind {message.kind!r}; "
                f"there are {listed(self._factories)}.",
            )
        if key in self._open or len(self._open) >= MOST_STREAMS:
            raise BadArguments(f"stream {message.id!r} cannot be opened now.")
        stream = _Stream(partial(self._post, key), partial(self._ended, key))
        self._open[key] = stream
        self._loop.post(partial(stream.begin, factory, message.args))

    def receive(self, client: bytes, message: StreamData, body: bytes) -> None:
        """Pass on a message of a page."""
        stream = self._open.get((client, message.id))
        if stream is None:
            self._send(client, StreamClose(message.id, "this stream is not open."))
            return
        data = str(body, "utf-8", "replace") if message.is_text else bytes(body)
        self._loop.post(partial(stream.receive, data))

    def close(self, client: bytes, message: StreamClose) -> None:
        """End a stream because its page is gone."""
        self._drop((client, message.id))

    def check(self) -> None:
        """End the streams of clients that are gone."""
        for client, id in list(self._open):
            if not self._send(client, Working(id)):
                self._drop((client, id))

    def close_all(self) -> None:
        """Tell all pages that this is the end."""
        for client, id in self._open:
            self._send(client, StreamClose(id, "the manager was stopped."))

    def close_sessions(self) -> None:
        """End all sessions. Core's thread, after the server's thread has ended."""
        streams, self._open = self._open, {}
        for stream in streams.values():
            stream.close()

    def _post(self, key: tuple[bytes, str], data: bytes | str) -> None:
        self._mailbox.post(partial(self._pass_on, key, data))

    def _pass_on(self, key: tuple[bytes, str], data: bytes | str) -> None:
        if key not in self._open:
            return
        client, id = key
        is_text = isinstance(data, str)
        body = data.encode() if isinstance(data, str) else data
        if not self._send(client, StreamData(id, is_text), body):
            self._drop(key)

    def _ended(self, key: tuple[bytes, str], error: BaseException) -> None:
        self._mailbox.post(partial(self._fail, key, error))

    def _fail(self, key: tuple[bytes, str], error: BaseException) -> None:
        if self._open.pop(key, None) is None:
            return
        client, id = key
        fault: Fault = fault_of(id, error)
        self._send(client, fault)

    def _drop(self, key: tuple[bytes, str]) -> None:
        stream = self._open.pop(key, None)
        if stream is not None:
            self._loop.post(stream.close)


class _Stream:
    """A session on the core's thread; what it raises ends it, not the manager."""

    def __init__(
        self,
        send: Callable[[bytes | str], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._send = send
        self._failed = failed
        self._session: Session | None = None
        self._is_closed = False

    def begin(self, factory: SessionFactory, args: dict[str, Any]) -> None:
        if not self._is_closed:
            self._guarded(partial(self._begin, factory, args))

    def receive(self, data: bytes | str) -> None:
        if self._session is not None:
            self._guarded(partial(self._session.receive, data))

    def close(self) -> None:
        self._is_closed = True
        session, self._session = self._session, None
        if session is not None:
            self._guarded(session.close)

    def _begin(self, factory: SessionFactory, args: dict[str, Any]) -> None:
        self._session = factory(self._send, **args)

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except BaseException as error:  # whatever a session raises is its own end
            self._failed(error)
            session, self._session = self._session, None
            if session is not None and not self._is_closed:
                self._is_closed = True
                self._guarded(session.close)
