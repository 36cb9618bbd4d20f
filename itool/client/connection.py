"""Connection: calls to one manager from one thread, each waiting for its answer."""

from __future__ import annotations

import atexit
import os
import secrets
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import zmq

from itool.client.failures import ended
from itool.client.link import Exchange, Link
from itool.client.progress import Progress
from itool.client.unanswered import UNANSWERED
from itool.errors import (
    AnswerGone,
    BadArguments,
    ImageToolManagerTimeoutError,
    WireError,
)
from itool.wire.keys import KeyPair, secure_client
from itool.wire.memory import Probe
from itool.wire.messages import AskSnapshot, Ping, Snapshot
from itool.wire.places import endpoint
from itool.wire.processes import boot_id, is_alive

if TYPE_CHECKING:
    from itool.wire.registry import ManagerRecord

TIMEOUT_VARIABLE = "ITOOL_MANAGER_ZMQ_TIMEOUT_MS"
_LOOK = 0.5
"""Seconds of silence after which we look whether the manager's process lives."""
_BRISK = 0.001
"""Seconds within which the answer to a small request comes."""
_FEED = 0.01
"""Seconds between two looks for what has been computed and may be sent."""


def timeout() -> float | None:
    """Return for how many seconds a manager may be silent, None for ever."""
    text = os.environ.get(TIMEOUT_VARIABLE, "15000")
    try:
        milliseconds = float(text)
    except ValueError:
        raise BadArguments(
            f"{TIMEOUT_VARIABLE} is {text!r}, which is not a number.",
            hint="Set it to milliseconds, or to 0 to wait for ever.",
        ) from None
    return milliseconds / 1000 if milliseconds > 0 else None


class Connection:
    """A thread's line to one manager.

    Parameters
    ----------
    record : ManagerRecord
        The manager, as the registry tells of it.
    """

    def __init__(self, record: ManagerRecord) -> None:
        self.record = record
        self._socket = make_socket(shared_context(), record)
        self._link = Link(own_probe(), feeds=True)
        self._patience = -1
        self._is_brisk = False

    def call(self, command: str, /, **args: Any) -> Any:
        """Run a command in the manager and return its result.

        A call that timed out or was interrupted is continued, not repeated, when it is
        made again with the same arguments.

        Raises
        ------
        ItoolError
            What the command raised, of the same class.
        ImageToolManagerTimeoutError
            If the manager was silent for too long. While it works it is not silent.
        ImageToolManagerNotFoundError
            If the manager has ended.
        """
        self._greet()
        given_up = UNANSWERED.take(self.record.id, command, args)
        if given_up is not None:
            with suppress(AnswerGone):
                return self._call(command, args, given_up)
        return self._call(command, args, self._link.new_id())

    def ping(self, patience: float) -> bool:
        """Return whether the manager itself answers within `patience` seconds.

        Raises
        ------
        ImageToolManagerNotFoundError
            If it has ended.
        """
        try:
            self._wait(self._link.ask(Ping), patience, in_all=True)
        except ImageToolManagerTimeoutError:
            return False
        return True

    def snapshot(self) -> Snapshot:
        """Return the list of viewers and the number of the newest event."""
        self._greet()
        answer: Snapshot = self._wait(self._link.ask(AskSnapshot), timeout())
        return answer

    def close(self) -> None:
        """Let go of the socket."""
        self._link.close(ended(self.record.index))
        self._socket.close(linger=0)

    def __del__(self) -> None:
        # A thread that ends lets go of its connections without a word.
        if hasattr(self, "_socket"):
            self._socket.close(linger=0)

    def _call(self, command: str, args: dict[str, Any], id: str) -> Any:
        request = self._link.request(command, args, id, self._link.packed(args))
        try:
            return self._wait(request, timeout())
        except (ImageToolManagerTimeoutError, KeyboardInterrupt):
            UNANSWERED.add(self.record.id, command, args, request.id)
            raise

    def _greet(self) -> None:
        self._wait(self._link.welcome, timeout())

    def _wait(
        self, exchange: Exchange, patience: float | None, *, in_all: bool = False
    ) -> Any:
        heard = time.monotonic()
        progress = Progress(exchange, self.record.index)
        try:
            while not exchange.is_done:
                if self._turn(patience) and not in_all:
                    heard = time.monotonic()
                    progress.show()
                elif patience is not None and time.monotonic() - heard > patience:
                    raise self._silent(patience)
            self._flush()
            return exchange.result()
        finally:
            progress.close()
            if exchange is not self._link.welcome:
                self._link.forget(exchange)

    def _turn(self, wait: float | None = None) -> bool:
        """Send what is waiting and take what comes; return whether something came."""
        look = _FEED if self._link.feed(_FEED) else min(_LOOK, wait or _LOOK)
        self._flush()
        frames = self._next_message(look)
        if frames is None:
            if not lives(self.record):
                raise ended(self.record.index)
            return False
        self._link.receive([frame.buffer for frame in frames])
        return True

    def _next_message(self, patience: float) -> list[Any] | None:
        """Return what comes within `patience` seconds, None if nothing does.

        To be woken takes longer than a small answer, so that while answers come at once
        we look for the next one for a moment before we sleep.
        """
        began = time.perf_counter()
        while self._is_brisk and time.perf_counter() - began < _BRISK:
            with suppress(zmq.Again):
                return list(self._socket.recv_multipart(zmq.DONTWAIT, copy=False))
            _let_others_run()
        # Waiting in `recv` saves the several calls that a poller makes of it.
        if self._patience != (milliseconds := int(1000 * patience) + 1):
            self._socket.rcvtimeo = self._patience = milliseconds
        try:
            return list(self._socket.recv_multipart(copy=False))
        except zmq.Again:
            return None
        finally:
            self._is_brisk = time.perf_counter() - began < _BRISK

    def _flush(self) -> None:
        while self._link.outbox:
            self._socket.send_multipart(self._link.outbox.popleft())

    def _silent(self, patience: float) -> ImageToolManagerTimeoutError:
        return ImageToolManagerTimeoutError(
            f"manager {self.record.index} (process {self.record.pid}) was silent for "
            f"{patience:.3g} s.",
            hint="It may be busy; the same call, made again, goes on where this one "
            f"stopped. {TIMEOUT_VARIABLE} sets the time.",
        )


def _let_others_run() -> None:
    if hasattr(os, "sched_yield"):
        os.sched_yield()


def lives(record: ManagerRecord) -> bool:
    """Return whether the manager's process runs, as far as can be told from here."""
    if record.boot_id != boot_id():
        return True  # on another machine, behind a tunnel
    return is_alive(record.pid, record.ticks)


def connection_to(record: ManagerRecord) -> Connection:
    """Return this thread's connection to a manager, made on first use."""
    mine: dict[tuple[int, str], Connection] = _threads.__dict__.setdefault("mine", {})
    key = os.getpid(), record.id
    if key not in mine:
        for old in [
            k for k, c in mine.items() if k[0] != key[0] or not lives(c.record)
        ]:
            mine.pop(old).close()
        mine[key] = Connection(record)
    return mine[key]


def known_connection(id: str) -> Connection | None:
    """Return this thread's connection to the manager `id` if there is one."""
    known: Connection | None = _threads.__dict__.get("mine", {}).get((os.getpid(), id))
    return known


def close_connections() -> None:
    """Close this thread's connections, and all sockets of clients in this process."""
    global _probe, _shared
    for connection in _threads.__dict__.pop("mine", {}).values():
        connection.close()
    if _shared is not None and _shared[0] == os.getpid():
        _shared[1].destroy(linger=0)
    _shared = None
    with _probe_lock:
        if _probe is not None and _probe.pid == os.getpid():
            _probe.close()
        _probe = None


def make_socket(context: Any, record: ManagerRecord) -> Any:
    """Return a socket that talks to the manager of `record` and to nobody else."""
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    socket.sndtimeo = 5000
    socket.heartbeat_ivl = 2000
    socket.heartbeat_timeout = 10000
    socket.reconnect_ivl_max = 1000
    # A name of its own keeps the line when the network breaks it.
    socket.routing_id = b"c" + secrets.token_bytes(15)
    keys = KeyPair(record.client_key, record.client_secret)
    try:
        secure_client(socket, record.server_key, keys)
    except zmq.ZMQError as error:
        socket.close()
        raise WireError(
            f"the record of manager {record.index} has a broken key: {error}."
        ) from error
    socket.ipv6 = ":" in record.address
    socket.connect(endpoint(record.address, record.request_port))
    return socket


def make_watch_socket(context: Any, record: ManagerRecord) -> Any:
    """Return a socket that hears the events of the manager of `record`."""
    socket = context.socket(zmq.SUB)
    socket.linger = 0
    socket.heartbeat_ivl, socket.heartbeat_timeout = 2000, 10000
    keys = KeyPair(record.client_key, record.client_secret)
    secure_client(socket, record.server_key, keys)
    socket.ipv6 = ":" in record.address
    socket.connect(endpoint(record.address, record.watch_port))
    socket.subscribe(b"")
    return socket


def own_probe() -> Probe:
    """Return this process's probe; a forked child makes its own."""
    global _probe
    with _probe_lock:
        if _probe is None or _probe.pid != os.getpid():
            _probe = Probe()
        return _probe


def shared_context() -> zmq.Context[Any]:
    """Return the context of this process's clients; CURVE wants it to live long."""
    global _shared
    if _shared is None or _shared[0] != os.getpid():
        _shared = os.getpid(), zmq.Context()
        _shared[1].linger = 0
    return _shared[1]


_threads = threading.local()
_shared: tuple[int, zmq.Context[Any]] | None = None
_probe: Probe | None = None
_probe_lock = threading.Lock()
atexit.register(close_connections)
