"""WebServer: serves the pages from a thread of its own, whatever the core does."""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tornado.httpserver import HTTPServer
from tornado.web import Application

from itool.errors import PortTaken
from itool.web.handlers import SETTINGS, routes
from itool.web.security import Gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.manager import Manager

HOST = "127.0.0.1"
PATIENCE = 5.0
"""Seconds that the server gets to start or stop."""


class Wire:
    """The server's thread as the handlers see it.

    Attributes
    ----------
    streams : set
        Open connections; touched on the server's thread only.
    """

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.streams: set[Any] = set()

    def post(self, call: Callable[[], None]) -> None:
        """Run `call` on the server's thread; dropped once the server has stopped."""
        try:
            self.loop.call_soon_threadsafe(call)
        except RuntimeError:  # the loop is closed
            return


class WebServer:
    """Serves one manager to one user's browser, on loopback.

    Parameters
    ----------
    manager : Manager
        What is shown. Its core is reached through `Manager.loop` only.
    port : int
        Port to listen on; 0 takes a free one.
    token : str, optional
        What the first URL must hold; random by default.
    hosts : frozenset of str
        Further names that the server answers to, for use behind a proxy.

    Attributes
    ----------
    port : int
        The port listened on, once started.
    gate : Gate
        Token and cookie.
    """

    def __init__(
        self,
        manager: Manager,
        port: int = 0,
        token: str | None = None,
        hosts: frozenset[str] = frozenset(),
    ) -> None:
        self.port = port
        self.gate = Gate(token, hosts)
        self._manager = manager
        self._wire: Wire | None = None
        self._thread: threading.Thread | None = None
        self._stopping: asyncio.Event | None = None

    @property
    def url(self) -> str:
        """Where the list of viewers is, with the token."""
        return f"http://{HOST}:{self.port}/?token={quote(self.gate.token)}"

    def start(self) -> str:
        """Listen and serve; safe on any thread.

        Returns
        -------
        str
            `url`.

        Raises
        ------
        PortTaken
            If another program listens on the port.
        """
        listener = _listen_on(self.port)
        self.port = listener.getsockname()[1]
        self._wire = Wire()
        started: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._serve,
            args=(self._wire, listener, started),
            name="itool-web",
            daemon=True,
        )
        self._thread.start()
        started.result(PATIENCE)
        return self.url

    def stop(self) -> None:
        """Close every connection and end the thread. May be called twice."""
        if self._wire is None or self._thread is None:
            return
        if self._stopping is not None:
            self._wire.post(self._stopping.set)
        self._thread.join(PATIENCE)
        self._wire = self._thread = self._stopping = None

    def _serve(
        self, wire: Wire, listener: socket.socket, started: Future[None]
    ) -> None:
        asyncio.set_event_loop(wire.loop)
        try:
            wire.loop.run_until_complete(self._listen(wire, listener, started))
            wire.loop.run_until_complete(wire.loop.shutdown_asyncgens())
        finally:
            asyncio.set_event_loop(None)
            wire.loop.close()

    async def _listen(
        self, wire: Wire, listener: socket.socket, started: Future[None]
    ) -> None:
        app = Application(
            routes(self._manager, self.gate, wire),
            log_function=lambda handler: None,
            **SETTINGS,
        )
        http = HTTPServer(app)
        http.add_sockets([listener])
        self._stopping = asyncio.Event()
        started.set_result(None)
        await self._stopping.wait()
        http.stop()
        for stream in tuple(wire.streams):
            stream.close(1001, "the manager ends")
        for _ in range(50):  # let the closing handshakes through, but not for long
            if not wire.streams:
                break
            await asyncio.sleep(0.01)
        await http.close_all_connections()


def _listen_on(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
        listener.setblocking(False)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PortTaken(
            f"port {port} cannot be listened on: {reason}.",
            hint="Choose another, or 0 for any that is free.",
        ) from None
    return listener
