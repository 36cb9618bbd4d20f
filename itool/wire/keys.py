"""CURVE keys: who may talk to a manager, and what a client proves itself with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import zmq

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from zmq.auth import Authenticator

DOMAIN = "itool"


class KeyPair(NamedTuple):
    """A CURVE key pair in Z85 text."""

    public: str
    secret: str


def new_key_pair() -> KeyPair:
    """Return a fresh key pair."""
    public, secret = zmq.curve_keypair()
    return KeyPair(public.decode(), secret.decode())


def secure_server(socket: zmq.Socket[bytes], keys: KeyPair) -> None:
    """Let `socket` accept only CURVE clients that the context's doorkeeper admits."""
    socket.curve_secretkey = keys.secret.encode()
    socket.curve_publickey = keys.public.encode()
    socket.curve_server = True
    socket.zap_domain = DOMAIN.encode()


def secure_client(socket: Any, server_public: str, keys: KeyPair) -> None:
    """Let `socket` talk only to the server that holds the secret of `server_public`."""
    socket.curve_secretkey = keys.secret.encode()
    socket.curve_publickey = keys.public.encode()
    socket.curve_serverkey = server_public.encode()


class Doorkeeper:
    """Answers libzmq's question whether a client's key is on the list (ZAP, RFC 27).

    pyzmq's own `ThreadAuthenticator` would start a thread with an event loop for one
    small answer per connection; this one is asked from the server's thread.

    Parameters
    ----------
    context : zmq.Context
        The context of the sockets it guards.
    allowed : set of str
        Public keys of the clients that may connect.
    """

    def __init__(self, context: zmq.Context[Any], allowed: set[str]) -> None:
        from zmq.auth import Authenticator

        self._allowed = {key.encode() for key in allowed}
        self._authenticator: Authenticator = Authenticator(context)
        self._authenticator.start()
        self._authenticator.configure_curve_callback(DOMAIN, self)
        socket = self._authenticator.zap_socket
        assert socket is not None
        self.socket: zmq.Socket[bytes] = socket

    def callback(self, domain: str, key: bytes) -> bool:
        """Return whether the client with the public `key` may connect."""
        return key in self._allowed

    def answer(self) -> None:
        """Answer one waiting question."""
        _run_at_once(
            self._authenticator.handle_zap_message(self.socket.recv_multipart())
        )

    def close(self) -> None:
        """Close the socket."""
        self._authenticator.stop()


def _run_at_once(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("the authenticator waited for something")
