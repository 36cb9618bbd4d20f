"""Service: a manager's front door, from its ports and record to its one thread."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from itool import __version__
from itool.server.desk import Desk
from itool.server.sockets import (
    allow_many_files,
    bind,
    chosen_address,
    make_context,
    make_request_socket,
    make_watch_socket,
)
from itool.wire.keys import new_key_pair
from itool.wire.places import usual_port, usual_watch_port
from itool.wire.registry import ManagerRecord, Slot, this_process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from itool.core.manager import Manager
    from itool.core.watch_session import WatchSession
    from itool.server.streams import SessionFactory


class Service:
    """Lets clients of the same user reach `manager`, and tells them where it is.

    Parameters
    ----------
    manager : Manager
        Whose commands are run, on its own loop.
    port, watch_port : int, optional
        The only ports that will do, 0 for any free one. By default the usual ones
        (45555 and 45556, or ``ITOOL_MANAGER_PORT`` and ``ITOOL_MANAGER_PORT_WATCH``) if
        they are free, else any. Ports are on the loopback interface, or on that of
        ``ITOOL_MANAGER_HOST``.
    streams : mapping of str to callable, optional
        What opens a session for a relayed page, by kind. ``factory(send, **args)`` is
        called on the manager's thread and returns an object with ``receive(message)``
        and ``close()``; ``send`` takes bytes or text and may be called from any thread.

    Examples
    --------
    >>> service = Service(manager, port=0)  # doctest: +SKIP
    >>> service.start().index  # doctest: +SKIP
    0
    >>> service.stop()  # doctest: +SKIP
    """

    def __init__(
        self,
        manager: Manager,
        *,
        port: int | None = None,
        watch_port: int | None = None,
        streams: Mapping[str, SessionFactory] | None = None,
    ) -> None:
        self._manager = manager
        self._ports = port, watch_port
        self._streams = {"watch": _watch(manager), **(streams or {})}
        self._slot: Slot | None = None
        self._desk: Desk | None = None
        self._thread: threading.Thread | None = None

    @property
    def record(self) -> ManagerRecord | None:
        """What the registry says about this manager, None unless it is running."""
        return self._slot.record if self._slot else None

    def start(self) -> ManagerRecord:
        """Take an index, open the sockets, serve; return what clients are told.

        Raises
        ------
        PortTaken
            If a port that was asked for belongs to another program.
        BadArguments
            If an environment variable names no port or no interface of this machine.
        UnsafeRegistry
            If the registry of live managers is open to others.
        """
        if self._thread is not None:
            raise RuntimeError("the service is running already")
        allow_many_files()
        self._slot = Slot()
        try:
            record = self._open(self._slot)
        except BaseException:
            self.stop()
            raise
        self._manager.index = record.index
        self._slot.publish(record)
        self._manager.workspace_chosen.connect(self._tell_workspace)
        if self._manager.workspace is not None:
            self._tell_workspace(str(self._manager.workspace))
        return record

    def update(
        self, *, url: str | None = None, workspace_path: str | None = None
    ) -> None:
        """Change what clients are told; None leaves a field as it is."""
        if self._slot is not None and self._slot.record is not None:
            self._slot.update(url=url, workspace_path=workspace_path)

    def stop(self) -> None:
        """Disappear from the registry, answer who waits, and end. Manager's thread.

        Harmless when repeated or when the start failed.
        """
        self._manager.workspace_chosen.disconnect(self._tell_workspace, missing_ok=True)
        slot, self._slot = self._slot, None
        desk, self._desk = self._desk, None
        thread, self._thread = self._thread, None
        if slot is not None:
            slot.release()
        if desk is not None:
            desk.stop()
            if thread is not None:
                thread.join()
            desk.close()

    def _tell_workspace(self, path: str) -> None:
        self.update(workspace_path=path)

    def _open(self, slot: Slot) -> ManagerRecord:
        address = chosen_address()
        keys, client_keys = new_key_pair(), new_key_pair()
        context = make_context()
        try:
            router = make_request_socket(context, keys)
            watch = make_watch_socket(context, keys)
            router.ipv6 = watch.ipv6 = ":" in address
            # The doorkeeper has to be there before the first client is.
            desk = Desk(
                self._manager,
                secrets.token_hex(8),
                context,
                router,
                watch,
                allowed={client_keys.public},
                streams=self._streams,
            )
        except BaseException:
            context.destroy(linger=0)
            raise
        self._desk = desk
        port, watch_port = self._ports
        record = ManagerRecord(
            index=slot.index,
            id=desk.id,
            address=address,
            request_port=bind(router, address, port, usual_port),
            watch_port=bind(watch, address, watch_port, usual_watch_port),
            server_key=keys.public,
            client_key=client_keys.public,
            client_secret=client_keys.secret,
            started=datetime.now().isoformat(timespec="seconds"),
            version=__version__,
            **this_process(),
        )
        self._thread = threading.Thread(
            target=desk.serve, name=f"itool-server-{slot.index}", daemon=True
        )
        self._thread.start()
        return record


def _watch(manager: Manager) -> SessionFactory:
    def begin(send: Callable[[bytes | str], None], **args: Any) -> WatchSession:
        return manager.watched.open(send, **args)

    return begin
