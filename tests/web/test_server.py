"""The web server: who gets in, what is served, and that it lives beside the core."""

from __future__ import annotations

import gzip
import json
import re
import socket
import threading
import time
from http.client import HTTPConnection, HTTPResponse
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from itool.errors import PortTaken
from itool.web import assets
from itool.web.server import WebServer
from tests.web.conftest import cube, unpack
from tests.web.core import PATIENCE, Core

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def core() -> Iterator[Core]:
    core = Core()
    core.do(lambda: core.manager.open(cube()))
    yield core
    core.stop()


@pytest.fixture
def server(core: Core) -> Iterator[WebServer]:
    server = WebServer(core.manager, token="open sesame")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def cookie(server: WebServer) -> str:
    answer, _ = get(server, "/?token=open%20sesame")
    return answer.headers["Set-Cookie"].partition(";")[0]


def get(
    server: WebServer, path: str, method: str = "GET", **headers: str
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def stream(server: WebServer, path: str, cookie: str = "", origin: str = "", **more):
    headers = {"Cookie": cookie} if cookie else {}
    return connect(
        f"ws://127.0.0.1:{server.port}{path}",
        additional_headers=headers,
        origin=origin or None,
        compression=None,
        open_timeout=PATIENCE,
        close_timeout=1,
        **more,
    )


def drain(ws) -> None:
    """Read until the other end closes."""
    while True:
        ws.recv(PATIENCE)


def test_the_url_holds_the_token_and_loopback(server):
    url = urlsplit(server.url)

    assert url.hostname == "127.0.0.1"
    assert url.query == "token=open%20sesame"


def test_random_tokens_are_long_and_differ(core):
    one, two = WebServer(core.manager), WebServer(core.manager)

    assert one.gate.token != two.gate.token
    assert len(one.gate.token) >= 32


def test_the_token_is_exchanged_for_a_cookie_and_leaves_the_address(server):
    answer, _ = get(server, "/?token=open%20sesame")

    cookie = answer.headers["Set-Cookie"]
    assert answer.status == 302
    assert answer.headers["Location"] == "./"
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert cookie.startswith(f"itool-127-0-0-1-{server.port}=")
    assert "sesame" not in cookie


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/login?token=open%20sesame", "./"),
        ("/view/abc?token=open%20sesame&theme=dark", "./abc?theme=dark"),
    ],
)
def test_the_exchange_stays_at_the_page_asked_for(server, path, location):
    answer, _ = get(server, path)

    assert answer.headers["Location"] == location


@pytest.mark.parametrize(
    "path", ["/", "/?token=wrong", "/view/x", "/static/0/js/view.js"]
)
def test_without_the_token_a_page_says_how_to_get_in(server, path):
    answer, body = get(server, path)

    assert answer.status == 403
    assert b"token" in body
    assert b"itool list" in body
    assert "Set-Cookie" not in answer.headers


def test_a_cookie_of_another_server_does_not_open_this_one(server, core, cookie):
    other = WebServer(core.manager)
    other.start()
    name = f"itool-127-0-0-1-{other.port}"

    answer, _ = get(other, "/", Cookie=f"{name}={cookie.partition('=')[2]}")
    other.stop()

    assert answer.status == 403


def test_with_the_cookie_both_pages_are_served(server, cookie):
    for path in ("/", "/view/anything"):
        answer, body = get(server, path, Cookie=cookie)

        assert answer.status == 200
        assert b"<!doctype html>" in body
        assert b"{{" not in body
        assert b"http://" not in body
        assert b"https://" not in body


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "", "127.0.0.1.evil"]
)
def test_a_foreign_host_name_is_refused_even_with_the_token(server, cookie, host):
    answer, _ = get(server, "/?token=open%20sesame", Host=host, Cookie=cookie)

    assert answer.status in (400, 403)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", ["localhost:1234", "127.0.0.1:99", "[::1]:80"])
def test_the_end_of_a_tunnel_has_another_port(server, host):
    answer, _ = get(server, "/?token=open%20sesame", Host=host)

    assert answer.status == 302
    assert answer.headers["Set-Cookie"].startswith("itool-")


def test_every_response_forbids_what_is_not_ours(server, cookie):
    for path in ("/", "/view/x", "/nothing", "/?token=wrong", "/favicon.ico"):
        answer, _ = get(server, path, Cookie=cookie)

        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Server" not in answer.headers


def test_the_nonce_of_a_page_is_new_each_time_and_in_its_policy(server, cookie):
    nonces = set()
    for _ in range(2):
        answer, body = get(server, "/", Cookie=cookie)
        policy = answer.headers["Content-Security-Policy"]
        nonce = policy.partition("'nonce-")[2].partition("'")[0]
        assert f'nonce="{nonce}"'.encode() in body
        nonces.add(nonce)

    assert len(nonces) == 2


def test_assets_are_kept_for_ever_under_the_present_version_only(server, cookie):
    version = assets.asset_version()
    now, script = get(server, f"/static/{version}/js/view.js", Cookie=cookie)
    old, _ = get(server, "/static/0000/js/view.js", Cookie=cookie)

    assert now.headers["Content-Type"].startswith("text/javascript")
    assert b"@ts-check" in script
    assert "immutable" in now.headers["Cache-Control"]
    assert old.headers["Cache-Control"] == "no-store"


def test_bokehjs_and_the_theme_are_served_from_here(server, cookie):
    version = assets.asset_version()
    bokeh, body = get(server, f"/static/{version}/bokehjs/bokeh.min.js", Cookie=cookie)
    theme, css = get(server, f"/static/{version}/css/theme.css", Cookie=cookie)

    assert (bokeh.status, theme.status) == (200, 200)
    assert len(body) > 500_000
    assert b"--accent: #" in css


def test_scripts_are_compressed_for_those_who_take_it(server, cookie):
    url = f"/static/{assets.asset_version()}/bokehjs/bokeh.min.js"
    _, plain = get(server, url, Cookie=cookie)
    answer, packed = get(
        server, url, Cookie=cookie, **{"Accept-Encoding": "br, gzip, deflate"}
    )

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed) == plain
    assert len(packed) < 0.4 * len(plain)


def test_a_page_names_all_modules_that_it_will_need(server, cookie):

    _, body = get(server, "/view/x", Cookie=cookie)
    named = set(re.findall(r'modulepreload" href="[^"]*?/(js/[^"]+)"', body.decode()))

    missing = {
        path
        for module in named | {"js/view.js"}
        for path in assets.modules(module)
        if path not in named
    }
    assert "js/panels/ticks.js" in named
    assert missing == set()


@pytest.mark.parametrize(
    "path",
    [
        "js/",
        "js/../theme.json",
        "js/../../pyproject.toml",
        "..%2f..%2fpyproject.toml",
        "/etc/passwd",
        "js/types.d.ts",
        "",
    ],
)
def test_nothing_else_of_the_disk_can_be_had(server, cookie, path):
    answer, _ = get(server, f"/static/{assets.asset_version()}/{path}", Cookie=cookie)

    assert answer.status == 404


def test_an_unknown_page_leads_back_to_the_list(server, cookie):
    answer, body = get(server, "/a/b/<script>", Cookie=cookie)

    assert answer.status == 404
    assert b"href='./../../'" in body
    assert b"<script>" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_pages_can_only_be_read(server, cookie, method):
    answer, _ = get(server, "/", method, Cookie=cookie)

    assert answer.status == 405


def test_a_page_talks_to_its_viewer(server, cookie, core):
    origin = f"http://127.0.0.1:{server.port}"
    with stream(server, f"/ws/view/{core.manager.viewers[0].id}", cookie, origin) as ws:
        welcome = json.loads(ws.recv(PATIENCE))
        header, _ = unpack(ws.recv(PATIENCE))
        call = {"t": "call", "id": 1, "command": "cursor.move", "args": {}}
        ws.send(json.dumps(call | {"args": {"point": {"kx": 1.0}}}))
        reply = json.loads(ws.recv(PATIENCE))

    assert welcome["t"] == "welcome"
    assert header["scene"]["title"] == "cube"
    assert reply == {"t": "reply", "id": 1, "result": None}


@pytest.mark.parametrize("path", ["/ws/list", "/ws/view/0"])
def test_a_stream_without_the_cookie_is_refused(server, path):
    with pytest.raises(InvalidStatus) as refusal, stream(server, path):
        pass

    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://127.0.0.1:1", "http://localhost", "null"],
)
def test_a_stream_from_a_foreign_page_is_refused(server, cookie, origin):
    with (
        pytest.raises(InvalidStatus) as refusal,
        stream(server, "/ws/list", cookie, origin),
    ):
        pass

    assert refusal.value.response.status_code == 403


def test_a_message_that_is_too_long_ends_the_stream_and_nothing_else(server, cookie):
    with stream(server, "/ws/list", cookie) as ws:
        ws.send("x" * (2**20 + 1))

        with pytest.raises(ConnectionClosed):
            drain(ws)

    answer, _ = get(server, "/", Cookie=cookie)
    assert answer.status == 200


def test_pages_are_served_while_the_core_is_busy(server, cookie, core):
    gate, was_released = threading.Event(), threading.Event()
    core.loop.post(lambda: (gate.wait(PATIENCE), was_released.set()))

    answer, _ = get(server, "/", Cookie=cookie)

    assert answer.status == 200
    assert not was_released.is_set()
    gate.set()


def test_a_page_that_leaves_is_forgotten(server, cookie, core):
    with stream(server, f"/ws/view/{core.manager.viewers[0].id}", cookie) as ws:
        ws.recv(PATIENCE)
    with stream(server, "/ws/list", cookie) as ws:
        ws.recv(PATIENCE)

    end = time.monotonic() + PATIENCE
    while (
        core.manager.viewers[0]._views or len(core.manager.failed)
    ) and time.monotonic() < end:
        time.sleep(0.01)

    assert core.manager.viewers[0]._views == []
    assert len(core.manager.failed) == 0


def test_stopping_closes_open_streams_promptly(server, cookie):
    with stream(server, "/ws/list", cookie) as ws:
        ws.recv(PATIENCE)
        started = time.monotonic()

        server.stop()

        assert time.monotonic() - started < PATIENCE / 2
        with pytest.raises(ConnectionClosed):
            drain(ws)


def test_a_taken_port_is_named(core):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PortTaken, match=str(port)):
            WebServer(core.manager, port=port).start()


def test_a_server_that_never_started_can_be_stopped(core):
    WebServer(core.manager).stop()
