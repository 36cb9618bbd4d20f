"""Fleet: the live managers and their viewers, for as long as somebody looks."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from itool.client.aio import AsyncConnection
from itool.client.branches import branches
from itool.client.connection import lives
from itool.errors import (
    ImageToolManagerNotFoundError,
    ImageToolManagerTimeoutError,
    ItoolError,
    listed,
)
from itool.wire.registry import list_managers
from jupyter_ext.starter import reap

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.client.link import Stream
    from itool.wire.registry import ManagerRecord

PERIOD = 1.0
"""Seconds between two looks into the registry while somebody listens."""
IDLE_PERIOD = 10.0
"""The same while nobody does."""
PULSE = 5.0
"""Seconds between two questions whether a manager is at work."""
PATIENCE = 2.0
"""Seconds after which a manager that says nothing is called silent."""


class Member:
    """One live manager, with the line that everything of it goes over.

    Its rows come from a session of the kind that its own list page uses: the manager
    sends them whenever they change, at most ten times a second.
    """

    def __init__(self, record: ManagerRecord, changed: Callable[[], None]) -> None:
        self.record = record
        self._rows: list[dict[str, Any]] = []
        self._problem = ""
        self._changed = changed
        self._connection = AsyncConnection(record)
        self._connection.stream("list", {}, self._take, self._say)
        self._pulse = asyncio.create_task(self._feel())

    @property
    def lives(self) -> bool:
        """Whether its process runs."""
        return lives(self.record)

    def as_json(self) -> dict[str, Any]:
        """Return what a browser may know; keys and local addresses are not for it."""
        record = self.record
        return {
            "index": record.index,
            "id": record.id,
            "pid": record.pid,
            "version": record.version,
            "started": record.started,
            "workspace": record.workspace_path,
            "url": f"manager/{record.index}/",
            "problem": self._problem,
            "viewers": branches(self._rows),
        }

    async def run(self, name: str, args: dict[str, Any]) -> Any:
        """Run a command; its failure is raised here."""
        return await self._connection.call(name, **args)

    async def refresh(self) -> None:
        """Ask for the rows as they are now, instead of waiting to be told."""
        with suppress(ItoolError):
            self._rows = (await self._connection.snapshot()).rows

    def stream(
        self,
        kind: str,
        args: dict[str, Any],
        on_message: Callable[[bytes | str], None],
        on_close: Callable[[str], None],
    ) -> Stream:
        """Open a session for a page, see `AsyncConnection.stream`."""
        return self._connection.stream(kind, args, on_message, on_close)

    async def close(self) -> None:
        """Let go of the manager."""
        self._pulse.cancel()
        await asyncio.gather(self._pulse, return_exceptions=True)
        await self._connection.close()

    def _take(self, message: bytes | str) -> None:
        told = json.loads(message)
        if told["t"] == "list":
            self._rows = told["rows"]
            self._changed()

    async def _feel(self) -> None:
        silent = f"It does not answer (process {self.record.pid}); it may be busy."
        while True:
            try:
                is_well = await self._connection.ping(PATIENCE)
            except ItoolError as error:  # it has ended
                self._say(error.message)
                return
            self._say("" if is_well else silent)
            await asyncio.sleep(PULSE if is_well else PERIOD)

    def _say(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._changed()


class Fleet:
    """All live managers of this user, found in the registry.

    It begins to look when it is first asked.
    """

    def __init__(self) -> None:
        self._members: dict[str, Member] = {}
        self._problem = ""
        self._listeners: set[Callable[[], None]] = set()
        self._again = asyncio.Event()
        self._looked = asyncio.Condition()
        self._begun = self._ended = 0
        self._task: asyncio.Task[None] | None = None

    async def listing(self) -> dict[str, Any]:
        """Return the managers and their viewers by index, and what is wrong if any."""
        await self.look_again()
        asked = [asyncio.create_task(m.refresh()) for m in self._members.values()]
        if asked:
            _, silent = await asyncio.wait(asked, timeout=PATIENCE)
            for task in silent:
                task.cancel()
        return self.snapshot()

    def snapshot(self) -> dict[str, Any]:
        """Return the same as it is known now."""
        members = sorted(self._members.values(), key=lambda m: m.record.index)
        return {"managers": [m.as_json() for m in members], "problem": self._problem}

    async def listen(self, changed: Callable[[], None]) -> None:
        """Call `changed` after every change from now on."""
        self._listeners.add(changed)
        await self.look_again()

    def unlisten(self, changed: Callable[[], None]) -> None:
        """Call `changed` no more."""
        self._listeners.discard(changed)

    async def look_again(self) -> None:
        """Look into the registry now, and return when that is done."""
        if self._task is None:
            self._task = asyncio.create_task(self._look())
        wanted = self._begun + 1
        self._again.set()
        async with self._looked:
            await self._looked.wait_for(lambda: self._ended >= wanted)

    async def member(self, index: int) -> Member:
        """Return manager `index`.

        Raises
        ------
        ImageToolManagerNotFoundError
            If it is not live.
        """
        found = self._find(index)
        if found is None:
            await self.look_again()
            found = self._find(index)
        if found is not None:
            return found
        live = sorted(m.record.index for m in self._members.values())
        raise ImageToolManagerNotFoundError(
            f"there is no live manager {index}; there are {listed(live)}.",
            hint="Start one with the + button of the panel ImageTools.",
        )

    async def stop(self, index: int) -> None:
        """End manager `index` and wait until it has left the registry."""
        member = await self.member(index)
        await member.run("manager.stop", {})
        for _ in range(50):
            await self.look_again()
            if member.record.id not in self._members:
                return
            await asyncio.sleep(0.1)
        raise ImageToolManagerTimeoutError(
            f"manager {index} has not ended yet.",
            hint=f"End its process with `kill {member.record.pid}`.",
        )

    async def close(self) -> None:
        """Let go of everything."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        members, self._members = self._members, {}
        for member in members.values():
            await member.close()

    def _find(self, index: int) -> Member | None:
        members = self._members.values()
        return next((m for m in members if m.record.index == index and m.lives), None)

    async def _look(self) -> None:
        while True:
            self._again.clear()
            self._begun += 1
            try:
                # Off the loop: the folder may be on a slow disk.
                records = await asyncio.to_thread(list_managers)
                problem = ""
            except (ItoolError, OSError) as error:
                records, problem = [], str(error)
            await self._meet({record.id: record for record in records}, problem)
            reap()
            async with self._looked:
                self._ended = self._begun
                self._looked.notify_all()
            pause = PERIOD if self._listeners else IDLE_PERIOD
            with suppress(TimeoutError):
                await asyncio.wait_for(self._again.wait(), pause)

    async def _meet(self, live: dict[str, ManagerRecord], problem: str) -> None:
        gone = [self._members.pop(i) for i in self._members.keys() - live.keys()]
        found = live.keys() - self._members.keys()
        changed = [m for i, m in self._members.items() if m.record != live[i]]
        for member in changed:
            member.record = live[member.record.id]
        for identity in found:
            self._members[identity] = Member(live[identity], self._tell)
        if gone or found or changed or problem != self._problem:
            self._problem = problem
            self._tell()
        for member in gone:
            await member.close()

    def _tell(self) -> None:
        for changed in tuple(self._listeners):
            changed()
