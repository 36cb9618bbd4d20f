"""A handle on one very manager."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from itool.client import arguments, requests, targets
from itool.client.asynchronous import AsyncManager
from itool.client.shortcuts import Shortcuts
from itool.client.viewers import Viewers
from itool.client.watch import watching
from itool.errors import ManagerFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

    from itool.client.ledger import ManagerEvent
    from itool.client.requests import Made
    from itool.client.targets import Door
    from itool.client.viewer import ViewerHandle
    from itool.wire.registry import ManagerRecord


@dataclass(frozen=True, kw_only=True)
class ImageToolManagerHandle:
    """One live manager, as it was when the handle was made.

    A handle from `itool.manager.managers` means that very manager: when it has ended,
    calls raise, even if another manager has taken its index.

    Parameters
    ----------
    index : int
        Number of the manager.
    pid : int
        Its process.
    host : str
        Where it is reached.
    port, watch_port : int
        Its ports for requests and for events.
    started : str
        When it started, ISO 8601.
    version : str
        Its version of itool.
    workspace_path : str, optional
        The workspace it saves to.
    is_default : bool
        Whether it was the default manager.

    Examples
    --------
    >>> manager = managers[0]
    >>> manager.show(cut).indexes
    (2,)
    >>> manager.fetch(2).identical(cut)
    True
    """

    index: int
    pid: int
    host: str
    port: int
    watch_port: int
    started: str
    version: str
    workspace_path: str | None = None
    is_default: bool = False
    _id: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def endpoint(self) -> str:
        """Where requests go, as ``"host:port"``."""
        return f"{self.host}:{self.port}"

    def show(self, data: Any, **kwargs: Any) -> Made:
        """Open viewers on `data`; see `itool.manager.show_in_manager`.

        Examples
        --------
        >>> manager.show([before, after], link=True).indexes
        (2, 3)
        """
        return requests.show(self._door(), data, kwargs)

    def load(
        self, paths: Any, loader_name: str | None = None, **load_kwargs: Any
    ) -> Made:
        """Open files; see `itool.manager.load_in_manager`.

        Examples
        --------
        >>> manager.load("cut.nc").indexes
        (2,)
        """
        return requests.load(self._door(), paths, loader_name, load_kwargs)

    def fetch(self, index: int | str | ViewerHandle) -> xr.DataArray:
        """Return the array of a viewer; see `itool.manager.fetch`.

        Examples
        --------
        >>> manager.fetch(-1).name
        'map'
        """
        requests.meant_by(index, self)
        return requests.fetch(self._door(), index)

    def replace(self, index: Any, data: Any) -> Made:
        """Show other data in viewers; see `itool.manager.replace_data`.

        Examples
        --------
        >>> manager.replace([0, 1], [after, before]).indexes
        (0, 1)
        """
        indexes = requests.listed_viewers(index)
        requests.meant_by(indexes, self)
        return requests.replace(self._door(), indexes, data)

    def watch(self, *varnames: str, **kwargs: Any) -> tuple[str, ...]:
        """Keep variables and viewers the same; see `itool.manager.watch`.

        Examples
        --------
        >>> manager.watch("cut", namespace=globals())
        ('cut',)
        """
        return watching.watch(*varnames, target=self._target(), **kwargs)

    def watch_info(self) -> dict[str, Any]:
        """Return which rows follow variables; see `itool.manager.watch_info`.

        Examples
        --------
        >>> [row["varname"] for row in manager.watch_info()["watched"]]
        []
        """
        return watching.watch_info(target=self._target())

    def run(self, command: str, /, **args: Any) -> Any:
        """Run any command of the manager by its name.

        Parameters
        ----------
        command : str
            For example ``"cursor.move"``; `itool run --help` lists all.
        **args
            Its arguments; commands on a viewer take ``viewer``, an id, index or handle.

        Returns
        -------
        object
            What the command returns.

        Raises
        ------
        ItoolError
            What failed in the manager, with its message and hint.

        Examples
        --------
        >>> manager.run("cursor.move", viewer=0, point={"eV": -1.0})
        """
        arguments.command_name(command)
        for name in requests.VIEWERS & args.keys():
            args[name] = requests.named_viewers(args[name], self)
        return self._door().call(command, **args)

    def use(self) -> int:
        """Make this manager the default of the process; returns its index.

        Raises
        ------
        ImageToolManagerNotFoundError
            If it has ended.

        Examples
        --------
        >>> manager.use()
        0
        """
        return targets.set_default(self)

    @property
    def viewers(self) -> Viewers:
        """Its viewers, to be listed, read and changed.

        Examples
        --------
        >>> managers[0].viewers[0].move(eV=-0.2)
        """
        return Viewers(self._pinned())

    @property
    def shortcuts(self) -> Shortcuts:
        """The keys that give commands, to be read and changed.

        Examples
        --------
        >>> managers[0].shortcuts["edit.undo"]
        'Ctrl+Z'
        """
        return Shortcuts(self._pinned())

    @property
    def aio(self) -> AsyncManager:
        """The same calls, to be awaited: ``show``, ``fetch``, ``events``...

        Examples
        --------
        >>> import asyncio
        >>> asyncio.run(managers[0].aio.fetch(0)).name  # in a notebook: await ...
        'cut'
        """
        return AsyncManager(self._pinned())

    def events(self, *, timeout: float | None = None) -> Iterator[ManagerEvent]:
        """Yield what happens in the manager, until it ends.

        The first event is a ``resync`` with all rows of the list of viewers. Events are
        numbered. Whenever some were missed, because this loop was slow or the line was
        broken, another ``resync`` tells how things are now: who follows the events is
        never left with a stale view. The last event is ``ended``.

        Parameters
        ----------
        timeout : float, optional
            Stop after this many seconds in which nothing happened; by default never.

        Raises
        ------
        ManagerFailed
            On the thread of a manager in this very process, which cannot wait for
            itself.

        Examples
        --------
        >>> for event in managers[0].events():
        ...     if event.kind == "resync":
        ...         print([row["name"] for row in event.rows])
        ...         made = managers[0].show(spectrum)
        ...     else:
        ...         print(event.kind, event.row["name"])
        ...         break
        ['cut', 'map']
        opened cut
        """
        if timeout is not None:
            timeout = arguments.seconds(timeout, "timeout")
        record = self._very_record()
        local = targets.local_of(record)
        if local is not None and local.is_here:
            raise ManagerFailed(
                f"manager {self.index} lives on this thread and cannot wait here.",
                hint="Listen on another thread, or in another process.",
            )
        from itool.client.events import events

        return events(record, timeout)

    @property
    def errors(self) -> tuple[str, ...]:
        """Errors in the manager that no caller was told of, oldest first.

        Examples
        --------
        >>> managers[0].errors
        ()
        """
        return tuple(self.run("manager.errors"))

    def log(self, lines: int = 100) -> str:
        """Return the last lines that this manager wrote to its log.

        Parameters
        ----------
        lines : int
            How many.

        Examples
        --------
        >>> "Traceback" in managers[0].log(20)
        False
        """
        return "\n".join(self.run("manager.log", lines=lines))

    def _pinned(self) -> ImageToolManagerHandle:
        """Return a handle on the very manager that this one means now."""
        if self._id is not None:
            return self
        return handle_of(targets.live_record(self.index), None)

    def _very_record(self) -> ManagerRecord:
        return targets.resolve(self._target())

    def _target(self) -> int:
        if self._id is None:
            return self.index
        return targets.VeryIndex(self.index, self._id)

    def _door(self) -> Door:
        return targets.door(self._target())


def handle_of(record: ManagerRecord, default: int | None) -> ImageToolManagerHandle:
    """Return a handle on the manager of `record`."""
    handle = ImageToolManagerHandle(**targets.described(record, default))
    object.__setattr__(handle, "_id", record.id)
    return handle
