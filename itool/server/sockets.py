"""The manager's two sockets: on one interface, encrypted, bounded."""

from __future__ import annotations

import errno
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import zmq

from itool.errors import BadArguments, PortTaken
from itool.wire.keys import KeyPair, secure_server
from itool.wire.messages import LARGEST_FRAME
from itool.wire.places import HOST_VARIABLE, LOOPBACK, endpoint, usual_host

if TYPE_CHECKING:
    from collections.abc import Callable

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
    router = _make_socket(context, zmq.ROUTER, keys)
    router.router_mandatory = True
    router.router_handover = True  # a client that reconnects keeps its name
    return router


def make_watch_socket(context: Any, keys: KeyPair) -> zmq.Socket[bytes]:
    """Return the socket for events; a watcher that is too slow misses some."""
    return _make_socket(context, zmq.XPUB, keys)


def chosen_address() -> str:
    """Return the IP address to listen on: loopback, unless the environment says else.

    Raises
    ------
    BadArguments
        If ``ITOOL_MANAGER_HOST`` is the name of no interface of this machine, or of all
        of them: clients connect to the address that the manager listens on.
    """
    host = usual_host()
    if host == "localhost":
        return LOOPBACK
    family, address = _looked_up(host)
    if ip_address(address).is_unspecified:
        raise _bad_host(host, "which means every interface")
    try:
        with socket.socket(family) as trial:
            trial.bind((address, 0))
    except OSError as error:
        raise _bad_host(host, f"where this machine cannot listen: {error}") from error
    return address


def bind(
    listener: zmq.Socket[bytes],
    address: str,
    port: int | None,
    usual: Callable[[], int],
) -> int:
    """Bind a socket and return the port.

    Parameters
    ----------
    listener : zmq.Socket
        What is bound.
    address : str
        From `chosen_address`.
    port : int or None
        The only port that will do, 0 for any; None for the usual one or any.
    usual : callable
        Returns the usual port, 0 for none.

    Raises
    ------
    PortTaken
        If `port` belongs to another program.
    BadArguments
        If the environment names a port that is none.
    """
    if port:
        if not _try_bind(listener, address, port):
            raise PortTaken(
                f"port {port} on {address} belongs to another program.",
                hint="Name another port, or leave it out to take any free one.",
            )
        return port
    preferred = usual() if port is None else 0
    if preferred and _try_bind(listener, address, preferred):
        return preferred
    listener.bind(endpoint(address, 0))
    bound = listener.getsockopt_string(zmq.LAST_ENDPOINT)
    return int(bound.rpartition(":")[2])


def _make_socket(context: Any, kind: int, keys: KeyPair) -> zmq.Socket[bytes]:
    made: zmq.Socket[bytes] = context.socket(kind)
    made.linger = _LAST_WORDS_MS
    made.backlog = 1024
    made.maxmsgsize = LARGEST_FRAME
    made.sndhwm = made.rcvhwm = 1000
    made.handshake_ivl = 3000
    made.heartbeat_ivl = 2000
    made.heartbeat_timeout = 10000
    secure_server(made, keys)
    return made


def _try_bind(listener: zmq.Socket[bytes], address: str, port: int) -> bool:
    try:
        listener.bind(endpoint(address, port))
    except zmq.ZMQError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return False
        raise
    return True


def _looked_up(host: str) -> tuple[int, str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _bad_host(host, f"which is not known: {error}") from error
    found.sort(key=lambda each: each[0] != socket.AF_INET)
    family, _, _, _, place = found[0]
    return family, str(place[0])


def _bad_host(host: str, why: str) -> BadArguments:
    return BadArguments(
        f"{HOST_VARIABLE} is {host!r}, {why}.",
        hint="Set it to the name or address of one interface of this machine, or leave "
        "it out to listen on the loopback interface.",
    )
