"""The manager's two sockets: on the loopback interface, encrypted, bounded."""

from __future__ import annotations

import errno
import os
from typing import Any

import zmq

from itool.errors import BadArguments, PortTaken
from itool.wire.keys import KeyPair, secure_server
from itool.wire.messages import LARGEST_FRAME

ADDRESS = "tcp://127.0.0.1"
REQUEST_PORT = 45555
WATCH_PORT = 45556
MOST_FILES = 65_536
_LAST_WORDS_MS = 300


def make_context() -> zmq.Context[zmq.Socket[bytes]]:
    """Return a context whose two threads keep one client from delaying another."""
    return zmq.Context(io_threads=2)


def allow_many_files() -> None:
    """Let this process open as many files as its user may.

    Every client is one, and so is every large array that came through memory.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))


def make_request_socket(context: Any, keys: KeyPair) -> zmq.Socket[bytes]:
    """Return the socket for requests; a reply that cannot be delivered is an error."""
    socket = _make_socket(context, zmq.ROUTER, keys)
    socket.router_mandatory = True
    socket.router_handover = True  # a client that reconnects keeps its name
    return socket


def make_watch_socket(context: Any, keys: KeyPair) -> zmq.Socket[bytes]:
    """Return the socket for events; a watcher that is too slow misses some."""
    return _make_socket(context, zmq.XPUB, keys)


def bind(socket: zmq.Socket[bytes], port: int | None, variable: str, usual: int) -> int:
    """Bind `socket` to the loopback interface and return the port.

    Parameters
    ----------
    socket : zmq.Socket
        What is bound.
    port : int or None
        The only port that will do, 0 for any; None for the usual one or any.
    variable : str
        Environment variable with the usual port.
    usual : int
        The usual port without it.

    Raises
    ------
    PortTaken
        If `port` belongs to another program.
    BadArguments
        If the environment variable is no port.
    """
    if port:
        if not _try_bind(socket, port):
            raise PortTaken(
                f"port {port} on 127.0.0.1 belongs to another program.",
                hint="Name another port, or leave it out to take any free one.",
            )
        return port
    if port is None:
        preferred = _from_environment(variable, usual)
        if preferred and _try_bind(socket, preferred):
            return preferred
    return socket.bind_to_random_port(ADDRESS)


def _make_socket(context: Any, kind: int, keys: KeyPair) -> zmq.Socket[bytes]:
    socket: zmq.Socket[bytes] = context.socket(kind)
    socket.linger = _LAST_WORDS_MS
    socket.backlog = 1024
    socket.maxmsgsize = LARGEST_FRAME
    socket.sndhwm = socket.rcvhwm = 1000
    socket.handshake_ivl = 3000
    socket.heartbeat_ivl = 2000
    socket.heartbeat_timeout = 10000
    secure_server(socket, keys)
    return socket


def _try_bind(socket: zmq.Socket[bytes], port: int) -> bool:
    try:
        socket.bind(f"{ADDRESS}:{port}")
    except zmq.ZMQError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return False
        raise
    return True


def _from_environment(variable: str, usual: int) -> int:
    text = os.environ.get(variable, str(usual))
    if not text.isdecimal() or int(text) > 65535:
        raise BadArguments(
            f"{variable} is {text!r}, which is not a port.",
            hint="Set it to a number from 1 to 65535, or 0 for any free port.",
        )
    return int(text)
