"""Relay: web sockets of browser pages, joined to sessions in managers."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import authorized, ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from itool.errors import ItoolError

if TYPE_CHECKING:
    from itool.client.link import Stream
    from jupyter_ext.fleet import Fleet

ENDED = 4410
"""Close code: the manager, or the session in it, is gone."""
UNREACHED = 4404
"""Close code: there is no such manager."""
OVERRUN = 4413
"""Close code: the browser does not take what it is sent."""
BACKLOG = 64 * 2**20
"""Bytes on their way to a page that does not take them, before it is given up."""
LONGEST_REASON = 123
"""Bytes of a close reason, by RFC 6455."""


class Socket(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """A web socket behind Jupyter's login, for pages of Jupyter's own origin."""

    auth_resource = "itool"
    _task: asyncio.Task[None] | None = None

    @property
    def fleet(self) -> Fleet:
        """The live managers."""
        found: Fleet = self.settings["itool_fleet"]
        return found

    @ws_authenticated
    @authorized
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Refuse strangers before the connection is upgraded."""
        await super().get(*args, **kwargs)

    def get_compression_options(self) -> None:
        """Return None: noisy samples do not compress, and it holds the server up."""

    def on_close(self) -> None:
        """Stop what was done for the page."""
        if self._task is not None:
            self._task.cancel()


class Events(Socket):
    """Tells a panel the list of managers, and again whenever it changes."""

    def open(self, *args: str) -> None:
        """Begin to tell."""
        super().open(*args)
        self._due = asyncio.Event()
        self._task = asyncio.create_task(self._tell())

    def on_message(self, message: str | bytes) -> None:
        """Ignore `message`; a panel only listens."""

    async def _tell(self) -> None:
        changed = self._due.set
        try:
            await self.fleet.listen(changed)
            while True:
                self._due.clear()
                # Takes as long as the browser does; then the newest list is told.
                await self.write_message(json.dumps(self.fleet.snapshot()))
                await self._due.wait()
        except WebSocketClosedError:
            return
        finally:
            self.fleet.unlisten(changed)


class Page(Socket):
    """Passes the messages of one page and one session on, unchanged, both ways.

    A session sends a page no more than it has answered for, so nothing piles up here;
    should it do so all the same, the page is let go of.
    """

    _stream: Stream | None = None
    _is_gone = False

    async def open(self, index: str, kind: str, viewer: str = "") -> None:
        """Find the manager; messages of the page wait until this is done."""
        super().open()
        self._messages: deque[bytes | str] = deque()
        self._backlog = 0
        self._due = asyncio.Event()
        args = {"viewer": viewer} if kind == "view" else {}
        try:
            self._member = await self.fleet.member(int(index))
            self._stream = self._member.stream(kind, args, self._take, self._lose)
        except ItoolError as error:
            self._end(UNREACHED, error.message)
            return
        self._task = asyncio.create_task(self._write())
        if self._is_gone:
            self.on_close()

    def on_message(self, message: str | bytes) -> None:
        """Pass a message of the page on."""
        # Somebody who drags is at work: the server is not idle.
        self.settings["api_last_activity"] = datetime.now(UTC)
        if self._stream is not None:
            self._stream.send(message)

    def on_close(self) -> None:
        """End the session."""
        self._is_gone = True
        if self._stream is not None:
            self._stream.close()
        super().on_close()

    def _take(self, message: bytes | str) -> None:
        self._messages.append(message)
        self._backlog += len(message)
        self._due.set()
        if self._backlog > BACKLOG:
            self._end(OVERRUN, "the page was too slow and was let go of.")

    def _lose(self, reason: str) -> None:
        if not self._member.lives:
            reason = f"manager {self._member.record.index} has ended."
        self._end(ENDED, reason or "the manager has ended the session.")

    async def _write(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            while self._messages:
                message = self._messages.popleft()
                try:
                    is_binary = isinstance(message, bytes)
                    await self.write_message(message, binary=is_binary)
                except WebSocketClosedError:
                    return
                self._backlog -= len(message)

    def _end(self, code: int, reason: str) -> None:
        text = reason.encode()[:LONGEST_REASON].decode(errors="ignore")
        self.close(code, text)


STREAMS: list[tuple[str, type[JupyterHandler]]] = [
    (r"api/events", Events),
    (r"manager/(\d+)/ws/(list)", Page),
    (r"manager/(\d+)/ws/(view)/([^/]+)", Page),
]
