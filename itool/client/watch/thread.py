"""The one thread of this process that talks to managers about watched variables."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

    from itool.client.local import LocalManager
    from itool.wire.registry import ManagerRecord

    Told = Callable[[int, dict[str, int]], None]
    Lost = Callable[[str], None]

KNOCK = 1.0
"""Seconds between two signs of life, each of which asks for what was lost."""


class WatchThread:
    """An asyncio loop on a thread of its own, while anybody needs it."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._pid = 0

    @property
    def is_here(self) -> bool:
        """Whether the caller is on this thread."""
        return threading.current_thread() is self._thread

    def start(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        """Run `work` on the loop; the thread is started if need be."""
        if self._loop is None or self._pid != os.getpid():
            self._loop, self._pid = asyncio.new_event_loop(), os.getpid()
            self._thread = threading.Thread(
                target=self._loop.run_forever, name="itool-watch", daemon=True
            )
            self._thread.start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self) -> None:
        """End the thread, with all that runs on it. Not from the thread itself."""
        loop, thread = self._loop, self._thread
        self._loop = self._thread = None
        if loop is None or thread is None or self._pid != os.getpid():
            return
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


class RemoteLine:
    """Calls to a manager in another process, and its notices. On the watch thread."""

    def __init__(self, record: ManagerRecord, source: str) -> None:
        self.key = record.id
        self.index = record.index
        self._record = record
        self._source = source
        self._number = 0
        self._connection: Any = None
        self._stream: Any = None

    async def open(self, told: Told, lost: Lost) -> None:
        """Begin to listen: `told` takes ties and revisions, `lost` why it ended."""
        from itool.client.aio import AsyncConnection

        connection = AsyncConnection(self._record)
        try:
            await connection.snapshot()  # it is there
        except BaseException:
            await connection.close()
            raise
        self._connection = connection
        self._told, self._lost = told, lost
        self._listen()
        self._knocking = asyncio.create_task(self._knock())

    async def call(self, command: str, **args: Any) -> Any:
        """Run a command of the manager."""
        return await self._connection.call(command, **args)

    async def close(self) -> None:
        """Let go of the manager."""
        if self._connection is None:
            return
        self._lost = lambda reason: None
        self._knocking.cancel()
        await self._connection.close()

    def _listen(self) -> None:
        self._number = 0
        self._stream = self._connection.stream(
            "watch", {"source": self._source}, self._receive, self._ended
        )

    def _receive(self, message: bytes | str) -> None:
        read = json.loads(message)
        self._number = read["n"]
        self._stream.send(json.dumps({"n": self._number}))
        self._told(read["ties"], read["revisions"])

    def _ended(self, reason: str) -> None:
        """Take notice: the next knock finds out what it means."""

    async def _knock(self) -> None:
        while True:
            await asyncio.sleep(KNOCK)
            if not self._connection.is_open:
                self._lost(f"Manager {self.index} has ended.")
                return
            if self._stream.is_open:
                self._stream.send(json.dumps({"n": self._number}))
            else:
                self._listen()


class LocalLine:
    """The same for the manager that lives in this process."""

    def __init__(self, manager: LocalManager, source: str) -> None:
        self.key = f"local {id(manager)}"
        self.index = manager.index
        self._manager = manager
        self._source = source
        self._session: Any = None

    async def open(self, told: Told, lost: Lost) -> None:
        """Begin to listen; see `RemoteLine.open`."""
        loop = asyncio.get_running_loop()

        def receive(text: str) -> None:
            read = json.loads(text)
            loop.call_soon_threadsafe(told, read["ties"], read["revisions"])
            post(partial(self._receive, json.dumps({"n": read["n"]})))

        def begin() -> None:
            self._session = self._manager.manager.watched.open(receive, self._source)

        post = self._manager.manager.loop.post
        post(begin)

    async def call(self, command: str, **args: Any) -> Any:
        """Run a command of the manager."""
        return await asyncio.wrap_future(self._manager.submit(command, **args))

    async def close(self) -> None:
        """Let go of the manager."""
        self._manager.manager.loop.post(self._end)

    def _receive(self, text: str) -> None:
        if self._session is not None:
            self._session.receive(text)

    def _end(self) -> None:
        if self._session is not None:
            self._session.close()


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


THREAD = WatchThread()
