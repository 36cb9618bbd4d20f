"""Handlers: what the web server answers to each URL."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tornado import web
from tornado.escape import xhtml_escape
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from itool.web import assets
from itool.web.security import Gate, cookie_name, is_same_origin
from itool.web.session import LONGEST_MESSAGE, Kind, Session, open_session

if TYPE_CHECKING:
    from itool.core.manager import Manager
    from itool.web.server import Wire

BACKLOG = 64 * 2**20
"""Bytes on their way to a page that does not take them, before it is given up."""


def routes(manager: Manager, gate: Gate, wire: Wire) -> list[Any]:
    """Return the route table of the server."""
    shared = {"gate": gate}
    stream = {**shared, "manager": manager, "wire": wire}
    return [
        (r"/(?:login)?", ListPage, shared),
        (r"/view/[^/]+", ViewPage, shared),
        (r"/static/([0-9a-f]+)/(.+)", AssetFile, shared),
        (r"/ws/(list)", Stream, stream),
        (r"/ws/(view)/([^/]+)", Stream, stream),
        (r"/favicon\.ico", Favicon, shared),
        (r".*", Missing, shared),
    ]


class Guarded(web.RequestHandler):
    """A handler that answers only to the browser that was given the token."""

    def initialize(self, gate: Gate) -> None:
        """Take the gate that the server was made with."""
        self.gate = gate
        self.nonce = assets.nonce()
        for name, value in assets.headers(self.nonce).items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-store")

    def set_default_headers(self) -> None:
        """Say nothing about the server's software."""
        self.clear_header("Server")

    def prepare(self) -> None:
        """Refuse foreign hosts; exchange a token; refuse whoever has none."""
        if not self.gate.is_host(self.request.host):
            self._refuse(
                f"This server is not called {self.request.host!r}.",
                "Open it as http://127.0.0.1 or http://localhost with its port.",
            )
            return
        token = self.get_query_argument("token", None)
        if token is not None and self.request.method == "GET":
            self._exchange(token)
        elif not self._is_known():
            self._refuse(
                "This manager is private, and this browser has not been let in.",
                "Open the address that the manager printed when it started; it "
                "ends in ?token=… The program <code>itool list</code> prints it "
                "again in a terminal of the user who started the manager.",
            )

    def _is_known(self) -> bool:
        cookie = self.get_cookie(cookie_name(self.request.host)) or ""
        return self.gate.is_secret(cookie)

    def _exchange(self, token: str) -> None:
        if not self.gate.is_token(token):
            self._refuse(
                "The token in this address is not, or no longer, that of this manager.",
                "Each start of a manager makes a new one. Open the address that it "
                "printed; <code>itool list</code> prints it again.",
            )
            return
        self.set_cookie(
            cookie_name(self.request.host),
            self.gate.secret,
            httponly=True,
            samesite="Lax",
            path="/",
        )
        rest = {
            name: self.get_query_arguments(name)
            for name in self.request.query_arguments
            if name != "token"
        }
        path = self.request.path.rpartition("/")[2]
        path = "" if path == "login" else path
        query = "?" + urlencode(rest, doseq=True) if rest else ""
        # Relative, so that it is right behind a proxy too.
        self.redirect(f"./{path}{query}")

    def _refuse(self, problem: str, step: str) -> None:
        self.set_status(403)
        self.finish(self._notice("No entry", problem, step))

    def _notice(self, title: str, problem: str, step: str) -> str:
        """Return a page without scripts; `step` is HTML of ours, the rest is text."""
        return (
            "<!doctype html><html lang=en><meta charset=utf-8>"
            f"<title>{xhtml_escape(title)} · itool</title>"
            "<meta name=viewport content='width=device-width'>"
            f"<style nonce='{self.nonce}'>{assets.theme_css()}{_NOTICE_CSS}</style>"
            f"<main><h1>{xhtml_escape(title)}</h1>"
            f"<p>{xhtml_escape(problem)}</p><p>{step}</p></main>"
        )

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer an error with a page that says what to do."""
        self.finish(
            self._notice(
                f"Error {status_code}",
                "Something went wrong in the web server of this manager.",
                "Go back to the <a href='.'>list of viewers</a>.",
            )
        )


class ListPage(Guarded):
    """The list of viewers."""

    def get(self) -> None:
        """Send the page."""
        self.finish(assets.page("manager", self.nonce))


class ViewPage(Guarded):
    """One viewer."""

    def get(self) -> None:
        """Send the page, which finds its viewer by its own address."""
        self.finish(assets.page("view", self.nonce, root="../"))


class AssetFile(Guarded):
    """A script, a style sheet or a picture."""

    def get(self, version: str, path: str) -> None:
        """Send the file; a browser may keep it for ever."""
        accepted = self.request.headers.get("Accept-Encoding", "")
        found = assets.asset(path, accepted)
        if found is None:
            raise web.HTTPError(404)
        for name, value in found.headers.items():
            self.set_header(name, value)
        if version == assets.asset_version():
            self.set_header("Cache-Control", "private, max-age=31536000, immutable")
        self.finish(found.content)


class Favicon(Guarded):
    """The icon that browsers ask for unasked."""

    def prepare(self) -> None:
        """Let everyone in."""

    def get(self) -> None:
        """Send nothing; pages name their own icon."""
        self.set_status(204)


class Missing(Guarded):
    """Every other URL."""

    def get(self) -> None:
        """Say that there is nothing, and what there is."""
        self.set_status(404)
        self.finish(
            self._notice(
                "Nothing here",
                f"This manager has no page {self.request.path!r}.",
                f"Go to the <a href='{self._root()}'>list of viewers</a>.",
            )
        )

    def _root(self) -> str:
        return "./" + "../" * (self.request.path.count("/") - 1)


class Stream(WebSocketHandler):
    """A session's transport: passes messages between a page and the core."""

    def initialize(self, gate: Gate, manager: Manager, wire: Wire) -> None:
        """Take what the server was made with."""
        self._gate, self._manager, self._wire = gate, manager, wire
        self._session: Session | None = None
        self._backlog = 0
        self._is_gone = False

    def prepare(self) -> None:
        """Refuse whoever has not been let in, before the connection is upgraded."""
        host = self.request.host
        cookie = self.get_cookie(cookie_name(host)) or ""
        if not (self._gate.is_host(host) and self._gate.is_secret(cookie)):
            raise web.HTTPError(403)

    def check_origin(self, origin: str) -> bool:
        """Refuse pages that were served by others."""
        return is_same_origin(origin, self.request.host)

    def get_compression_options(self) -> None:
        """Return None: noisy samples do not compress, and it costs 20 ms an update."""

    def open(self, kind: Kind, viewer: str = "") -> None:
        """Begin a session on the core's thread."""
        self.set_nodelay(True)
        self._wire.streams.add(self)
        args = {"viewer": viewer} if kind == "view" else {}
        self._manager.loop.post(partial(self._begin, kind, args))

    def on_message(self, message: bytes | str) -> None:
        """Pass a message on to the session."""
        self._manager.loop.post(partial(self._receive, message))

    def on_close(self) -> None:
        """End the session."""
        self._is_gone = True
        self._wire.streams.discard(self)
        self._manager.loop.post(self._end)

    # The next four run on the core's thread.

    def _begin(self, kind: Kind, args: dict[str, Any]) -> None:
        if not self._is_gone:
            self._session = open_session(self._manager, self._send, kind, **args)

    def _receive(self, message: bytes | str) -> None:
        if self._session is not None:
            self._session.receive(message)

    def _end(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _send(self, message: bytes | str) -> None:
        self._wire.post(partial(self._write, message))

    # And these on the server's.

    def _write(self, message: bytes | str) -> None:
        if self._is_gone:
            return
        self._backlog += len(message)
        if self._backlog > BACKLOG:
            self.close(1013, "the page does not keep up")
            return
        try:
            sent = self.write_message(message, binary=isinstance(message, bytes))
        except WebSocketClosedError:
            return
        sent.add_done_callback(partial(self._written, len(message)))

    def _written(self, size: int, sent: Any) -> None:
        self._backlog -= size
        if not sent.cancelled():
            sent.exception()


SETTINGS: dict[str, Any] = {
    "websocket_max_message_size": LONGEST_MESSAGE,
    "websocket_ping_interval": 20,
    "websocket_ping_timeout": 20,
}

_NOTICE_CSS = """
body { margin: 0; font: 16px/1.6 system-ui, sans-serif;
       background: var(--window); color: var(--text); }
main { max-width: 36rem; margin: 18vh auto 0; padding: 0 2rem; }
h1 { font-size: 1.5rem; font-weight: 600; margin: 0 0 1rem; }
p + p { color: var(--muted); }
a { color: var(--accent); }
code { background: var(--hover); padding: .1em .35em; border-radius: 4px; }
"""
