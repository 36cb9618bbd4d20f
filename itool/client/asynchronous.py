"""A manager for programs that must not wait: the same calls, to be awaited."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from itool.client import arguments, requests, targets
from itool.client.requests import VIEWERS, Ask, Made
from itool.client.strict import Strict

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from types import TracebackType
    from typing import Self

    import xarray as xr

    from itool.client.aio import AsyncConnection
    from itool.client.handle import ImageToolManagerHandle
    from itool.client.ledger import ManagerEvent
    from itool.client.viewer import ViewerHandle


class AsyncManager(Strict):
    """One very manager on an asyncio loop; from `ImageToolManagerHandle.aio`.

    Each call connects by itself. In an ``async with`` block all share one connection.
    Any number may be under way at once. A call that timed out, here or in
    `asyncio.wait_for`, is continued, not repeated, when it is made again.

    Parameters
    ----------
    manager : ImageToolManagerHandle
        Which one.

    Examples
    --------
    >>> import asyncio
    >>> async def smooth():
    ...     async with managers[0].aio as manager:
    ...         cut = await manager.fetch(0)
    ...         made = await manager.show(cut.rolling(kx=3, min_periods=1).mean())
    ...         return made.indexes
    >>> asyncio.run(smooth())  # in a notebook: await smooth()
    (2,)
    """

    __slots__ = ("_line", "manager")

    def __init__(self, manager: ImageToolManagerHandle) -> None:
        self.manager = manager
        self._line: AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        from itool.client.aio import AsyncConnection

        self._line = AsyncConnection(self._record())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def show(self, data: Any, **kwargs: Any) -> Made:
        """Open viewers on `data`; see `itool.manager.show_in_manager`."""
        ask = requests.to_show(data, kwargs)
        return Made() if ask is None else await self._asked(ask)

    async def load(
        self, paths: Any, loader_name: str | None = None, **load_kwargs: Any
    ) -> Made:
        """Open files; see `itool.manager.load_in_manager`."""
        made: Made = await self._asked(
            requests.to_load(paths, loader_name, load_kwargs)
        )
        return made

    async def fetch(self, index: int | str | ViewerHandle) -> xr.DataArray:
        """Return the array of a viewer; see `itool.manager.fetch`."""
        requests.meant_by(index, self.manager)
        array: xr.DataArray = await self._asked(requests.to_fetch(index))
        return array

    async def replace(self, index: Any, data: Any) -> Made:
        """Show other data in viewers; see `itool.manager.replace_data`."""
        indexes = requests.listed_viewers(index)
        requests.meant_by(indexes, self.manager)
        made: Made = await self._asked(requests.to_replace(indexes, data))
        return made

    async def run(self, command: str, /, **args: Any) -> Any:
        """Run any command by its name; see `ImageToolManagerHandle.run`."""
        from itool.client.aio import AsyncConnection, call_local

        arguments.command_name(command)
        for name in VIEWERS & args.keys():
            args[name] = requests.named_viewers(args[name], self.manager)
        record = self._record()
        local = targets.local_of(record)
        if local is not None:
            return await call_local(local, command, args)
        if self._line is not None:
            return await self._line.call(command, **args)
        async with AsyncConnection(record) as line:
            return await line.call(command, **args)

    def events(
        self, *, timeout: float | None = None
    ) -> AsyncGenerator[ManagerEvent, None]:
        """Yield what happens in the manager; see `ImageToolManagerHandle.events`.

        Parameters
        ----------
        timeout : float, optional
            Stop after this many seconds in which nothing happened; by default never.
        """
        if timeout is not None:
            timeout = arguments.seconds(timeout, "timeout")
        return self._events(timeout)

    async def _events(
        self, timeout: float | None
    ) -> AsyncGenerator[ManagerEvent, None]:
        from itool.client.aio import AsyncConnection, news

        async with (
            AsyncConnection(self._record()) as line,
            aclosing(news(line, timeout)) as events,
        ):
            async for event in events:
                yield event

    async def _asked(self, ask: Ask) -> Any:
        return ask.read(await self.run(ask.command, **ask.args))

    def _record(self) -> Any:
        return self.manager._very_record()
