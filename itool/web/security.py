"""Who may talk to the web server: one user, from pages that it served itself."""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names under which a browser reaches this machine or the end of a tunnel to it."""


class Gate:
    """Keeps the token that opens the server and the cookie it is exchanged for.

    Parameters
    ----------
    token : str, optional
        What the URL must hold once; random by default.
    hosts : iterable of str
        Further names of the server, for use behind a proxy.
    """

    def __init__(
        self, token: str | None = None, hosts: frozenset[str] = frozenset()
    ) -> None:
        self.token = token or secrets.token_urlsafe(24)
        self.secret = secrets.token_urlsafe(32)
        self._hosts = LOOPBACK | hosts

    def is_token(self, token: str) -> bool:
        """Return whether `token` opens the server."""
        return secrets.compare_digest(token.encode(), self.token.encode())

    def is_secret(self, cookie: str) -> bool:
        """Return whether `cookie` is what the token was exchanged for."""
        return secrets.compare_digest(cookie.encode(), self.secret.encode())

    def is_host(self, host: str) -> bool:
        """Return whether a request with the header ``Host: host`` was meant for us.

        A foreign name that resolves to this machine (DNS rebinding) is refused.
        """
        return _hostname(host) in self._hosts


def cookie_name(host: str) -> str:
    """Return the name of the cookie for a server that the browser calls `host`.

    Browsers give a cookie to every port of a host, so the name holds the port.

    Examples
    --------
    >>> cookie_name("localhost:8123")
    'itool-localhost-8123'
    """
    return "itool-" + re.sub(r"[^A-Za-z0-9]+", "-", host).strip("-")


def is_same_origin(origin: str | None, host: str) -> bool:
    """Return whether a page of `origin` was served by us, who are called `host`.

    Programs other than browsers send no origin; they are known by their cookie.

    Examples
    --------
    >>> is_same_origin("http://localhost:8123", "localhost:8123")
    True
    >>> is_same_origin("http://localhost:9999", "localhost:8123")
    False
    """
    return origin is None or urlsplit(origin).netloc.lower() == host.lower()


def _hostname(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""
