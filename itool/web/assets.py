"""Assets: the pages and files that a browser needs, and the rules they come with."""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
import posixpath
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from itool.errors import MissingExtra

Page = Literal["manager", "view"]

BOKEHJS = ("bokeh.min.js", "bokeh-api.min.js")
"""The scripts of BokehJS that a view loads, in this order."""

_IMPORT = re.compile(r'^(?:import|export|\})[^"\n]*"(\.[^"]+\.js)";', re.MULTILINE)
_LEVEL = 4
"""Of compression: 6 takes half as long again for 4 % of BokehJS."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served.

    Attributes
    ----------
    content : bytes
        The file.
    media_type : str
        Value of ``Content-Type``.
    encoding : str
        Value of ``Content-Encoding``; "" if there is none.
    """

    content: bytes
    media_type: str
    encoding: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What a response says of it; by whom it is asked for makes a difference."""
        found = {"Content-Type": self.media_type, "Vary": "Accept-Encoding"}
        return found | ({"Content-Encoding": self.encoding} if self.encoding else {})


def page(name: Page, nonce: str, root: str = "", version: str | None = None) -> str:
    """Return the HTML of a page.

    Parameters
    ----------
    name : {"manager", "view"}
        The list of viewers, or one viewer.
    nonce : str
        The nonce that `policy` was made with.
    root : str
        Relative URL of the folder that holds ``static/``, ``ws/`` and ``view/``, ""
        or with a slash at its end: ``"../"`` for a page one folder below.
    version : str, optional
        Version of the assets; `asset_version` by default.

    Notes
    -----
    The page finds everything by URLs relative to `root`:

    - ``static/<version>/…``: an asset, see `asset`;
    - ``ws/list`` and ``ws/view/<viewer>``: a session (`itool.web.session`);
    - ``view/<viewer>``: the page of a viewer, and `root` itself: the list.
    """
    text = (_web_static() / f"{name}.html").read_text("utf-8")
    for word, value in {
        "root": root,
        "modules": "".join(
            f'<link rel="modulepreload" href="{{{{static}}}}{path}" />'
            for path in modules(f"js/{name}.js")
        ),
        "static": f"{root}static/{version or asset_version()}/",
        "nonce": nonce,
    }.items():
        text = text.replace("{{" + word + "}}", value)
    return text


@lru_cache
def modules(entry: str) -> tuple[str, ...]:
    """Return the paths of all modules that `entry` imports, directly or not.

    A browser that is told of them asks for all at once, not for one after the other as
    it reads them, which takes five times as long as the way to the server and back.
    """
    found: dict[str, None] = {}
    left = [entry]
    while left:
        path = left.pop()
        text = _sources()[path].read_text("utf-8")
        for other in _IMPORT.findall(text):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), other))
            if name not in found:
                found[name] = None
                left.append(name)
    return tuple(found)


def asset(path: str, accepted: str = "") -> Asset | None:
    """Return the asset at `path` below ``static/<version>/``, or None.

    Only files that are listed can be had, so a path cannot lead elsewhere.

    Parameters
    ----------
    path : str
        As `page` names it.
    accepted : str, optional
        The ``Accept-Encoding`` of who asks; text is compressed for those who take it.
    """
    found = _asset(path)
    if found is None or "gzip" not in accepted or "text" not in found.media_type:
        return found
    return Asset(_compressed(found.content), found.media_type, "gzip")


@lru_cache(maxsize=256)
def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, _LEVEL, mtime=0)


def _asset(path: str) -> Asset | None:
    if path == "css/theme.css":
        return Asset(theme_css().encode(), "text/css; charset=utf-8")
    source = _sources().get(path)
    if source is None:
        return None
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    if path.endswith(".js"):
        media_type = "text/javascript"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return Asset(source.read_bytes(), media_type)


@lru_cache(maxsize=1)
def asset_version() -> str:
    """Return a short name for the present content of all assets.

    It is part of their URLs, so they may be kept for ever by a browser. Files that
    change while the process runs keep the name until it is started again.
    """
    digest = hashlib.blake2b(digest_size=6)
    for path, source in sorted(_sources().items()):
        stat = source.stat()
        digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def nonce() -> str:
    """Return a new nonce for one response."""
    return secrets.token_urlsafe(16)


def headers(nonce: str = "") -> dict[str, str]:
    """Return the security headers of every response.

    Parameters
    ----------
    nonce : str, optional
        The nonce of a page. BokehJS styles its elements with ``<style>`` elements;
        the page marks them with this nonce, so no other inline style is taken.
    """
    return {
        "Content-Security-Policy": policy(nonce),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def policy(nonce: str = "") -> str:
    """Return the Content-Security-Policy: nothing from elsewhere, no code in text."""
    styles = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src {styles}",
            "connect-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


@lru_cache(maxsize=1)
def theme() -> dict[str, dict[str, str]]:
    """Return the colours of the light and the dark theme by token."""
    text = (_web_static() / "theme.json").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = json.loads(text)
    return loaded


def theme_css() -> str:
    """Return the theme as CSS variables, one per token.

    ``data-theme`` on the document's element chooses one; without it the browser's
    own preference does.
    """
    light, dark = _variables("light"), _variables("dark")
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"  :root:not([data-theme=light]) {{ color-scheme: dark; {dark} }}\n"
        "}\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}\n"
    )


def _variables(name: str) -> str:
    return " ".join(f"--{token}: {color};" for token, color in theme()[name].items())


@lru_cache(maxsize=1)
def _sources() -> dict[str, Path]:
    root = _web_static()
    found = {
        path.relative_to(root).as_posix(): path
        for pattern in ("js/**/*.js", "css/*.css", "img/*.svg")
        for path in sorted(root.glob(pattern))
    }
    return found | {f"bokehjs/{name}": _bokehjs() / name for name in BOKEHJS}


def _web_static() -> Path:
    return Path(str(files("web_static")))


def _bokehjs() -> Path:
    try:
        return Path(str(files("bokeh"))) / "server" / "static" / "js"
    except ModuleNotFoundError:
        raise MissingExtra(
            "the web pages draw their axes with Bokeh, which is not installed.",
            hint='Install it with `pip install "itool[web]"`.',
        ) from None
