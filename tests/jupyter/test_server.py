"""The server extension, asked as a browser asks it."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from websockets.exceptions import InvalidStatus

from itool.manager import managers, show_in_manager
from tests.jupyter.servers import BASE, TOKEN, closing, wait_for

if TYPE_CHECKING:
    import xarray as xr

    from tests.jupyter.servers import Jupyter
    from tests.process.managers import Process


def test_a_stranger_gets_no_list(server: Jupyter):
    answer = server.ask("api/managers", token=None)

    assert answer.status == 403


@pytest.mark.parametrize("page", ["manager/0/", "manager/0/view/abc"])
def test_a_stranger_is_sent_to_the_login(server: Jupyter, page: str):
    answer = server.ask(page, token=None)

    assert answer.status == 302
    assert answer.headers["Location"].startswith(f"{BASE}login")


@pytest.mark.parametrize("path", ["api/events", "manager/0/ws/list"])
def test_a_stranger_gets_no_web_socket(server: Jupyter, path: str):
    with pytest.raises(InvalidStatus) as refused:
        server.socket(path, token=None)

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["api/events", "manager/0/ws/list"])
def test_a_foreign_page_gets_no_web_socket_with_the_users_cookie(
    server: Jupyter, path: str
):
    login = server.ask(f"manager/0/?token={TOKEN}", token=None)
    cookies = "; ".join(
        cookie.partition(";")[0] for cookie in login.headers.get_all("Set-Cookie")
    )

    with pytest.raises(InvalidStatus) as refused:
        server.socket(path, token=None, Cookie=cookies, Origin="https://evil.example")

    assert refused.value.response.status_code == 403


def test_a_form_of_a_foreign_page_starts_nothing(server: Jupyter):
    login = server.ask(f"manager/0/?token={TOKEN}", token=None)
    cookies = "; ".join(
        cookie.partition(";")[0] for cookie in login.headers.get_all("Set-Cookie")
    )

    answer = server.ask("api/managers", "POST", {}, token=None, Cookie=cookies)

    assert answer.status == 403
    assert len(server.listing()) <= 1


def test_a_page_takes_nothing_from_elsewhere_and_is_framed_by_jupyter_only(
    server: Jupyter,
):
    policy = server.ask("manager/0/").headers["Content-Security-Policy"]

    rules = [rule.strip() for rule in policy.split(";")]
    assert rules.count("frame-ancestors 'self'") == 1
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= {*rules}


def test_no_page_names_an_address_from_the_root_of_the_host(server: Jupyter):
    pages = [server.ask(path).text for path in ("manager/0/", "manager/0/view/a")]

    assert all('="/' not in page for page in pages)


def test_the_list_names_managers_and_what_they_show(
    server: Jupyter, manager: Process, viewer: str
):
    [told] = server.listing()

    assert (told["index"], told["pid"]) == (manager.index, manager.ready["pid"])
    [row] = told["viewers"]
    assert (row["id"], row["name"]) == (viewer, "scan")
    assert (row["dims"], row["shape"]) == (["eV", "ky", "kx"], [3, 4, 5])


def test_no_key_leaves_the_server(server: Jupyter, manager: Process):
    text = server.ask("api/managers").text

    assert "secret" not in text
    assert "key" not in text


def test_the_panel_is_told_of_every_change(
    server: Jupyter, manager: Process, scan: xr.DataArray
):
    with server.socket("api/events") as events:
        wait_for(lambda: _told(events.recv(timeout=20), manager))

        show_in_manager(scan, target=manager.index)

        names = wait_for(
            lambda: [row["name"] for row in _told(events.recv(), manager)["viewers"]]
        )
    assert names == ["scan"]


@pytest.mark.usefixtures("stops_started")
def test_a_started_manager_is_ready_and_outlives_the_server(server: Jupyter):
    answer = server.ask("api/managers", "POST", {})

    assert answer.status == 201
    [told] = [m for m in server.listing() if m["index"] == answer.json["index"]]
    assert os.getsid(told["pid"]) != os.getsid(server.pid)


def test_a_stopped_manager_is_gone(server: Jupyter, mortal: Process):
    answer = server.ask(f"api/managers/{mortal.index}", "DELETE")

    assert answer.status == 200
    assert mortal.index not in {each["index"] for each in server.listing()}


def test_an_error_of_the_manager_comes_with_the_next_step(
    server: Jupyter, manager: Process
):
    body = {"name": "viewers.remove", "args": {"viewers": ["nobody"]}}

    answer = server.ask(f"api/managers/{manager.index}/run", "POST", body)

    assert answer.status == 404
    assert answer.json["code"] == "viewer.unknown"
    assert "nobody" in answer.json["message"]
    assert answer.json["hint"]


def test_a_manager_that_is_not_there_is_named(server: Jupyter):
    answer = server.ask("api/managers/7/run", "POST", {"name": "viewers.list"})

    assert answer.status == 404
    assert answer.json["code"] == "manager.not-found"
    assert "7" in answer.json["message"]


def test_a_body_without_a_command_is_refused(server: Jupyter):
    answer = server.ask("api/managers/0/run", "POST", {"args": {}})

    assert answer.status == 400


def test_a_file_is_opened_by_its_path_in_the_file_browser(
    server: Jupyter, manager: Process, scan: xr.DataArray
):
    folder = server.root / "data of today"
    folder.mkdir(exist_ok=True)
    scan.to_netcdf(folder / "scan.nc", engine="h5netcdf")

    answer = server.ask(
        f"api/managers/{manager.index}/load",
        "POST",
        {"paths": ["data of today/scan.nc"]},
    )

    assert answer.status == 200
    [told] = server.listing()
    assert [row["id"] for row in told["viewers"]] == answer.json["ids"]


@pytest.mark.parametrize("path", ["no such.nc", "../outside.nc"])
def test_a_file_that_is_not_there_is_named(
    server: Jupyter, manager: Process, path: str
):
    answer = server.ask(f"api/managers/{manager.index}/load", "POST", {"paths": [path]})

    assert answer.status == 400
    assert answer.json["code"] == "file.unreadable"
    assert path in answer.json["message"]


def test_a_page_moves_the_cursor_through_the_relay(
    server: Jupyter, manager: Process, viewer: str
):
    with server.socket(f"manager/{manager.index}/ws/view/{viewer}") as page:
        welcome = json.loads(page.recv(timeout=20))
        update = page.recv(timeout=20)
        page.send(
            json.dumps(
                {
                    "t": "call",
                    "id": 1,
                    "command": "cursor.move",
                    "args": {"viewer": viewer, "point": {"kx": 3.0}},
                }
            )
        )
        page.send(json.dumps({"t": "ack", "n": 1}))
        reply = wait_for(lambda: _reply(page.recv(timeout=20)))

    assert (welcome["t"], welcome["kind"]) == ("welcome", "view")
    assert isinstance(update, bytes)
    assert reply["t"] == "reply"
    assert _kx(manager.index, viewer) == 3.0


def test_a_page_of_a_removed_viewer_is_told(
    server: Jupyter, manager: Process, viewer: str
):
    with server.socket(f"manager/{manager.index}/ws/view/{viewer}") as page:
        page.recv(timeout=20)

        server.run(manager.index, "viewers.remove", viewers=[viewer])

        closed = wait_for(lambda: _text(page.recv(timeout=20), "closed"))
        assert closed["code"] == "viewer.closed"


def test_a_page_of_a_manager_that_is_not_there_is_told(server: Jupyter):
    with server.socket("manager/7/ws/list") as page:
        code, reason = closing(page)

    assert code == 4404
    assert "7" in reason


def test_a_killed_manager_ends_its_pages_and_leaves_the_list(
    server: Jupyter, mortal: Process, scan: xr.DataArray
):
    viewer = show_in_manager(scan, target=mortal.index).ids[0]
    with (
        server.socket("api/events") as events,
        server.socket(f"manager/{mortal.index}/ws/view/{viewer}") as page,
    ):
        page.recv(timeout=20)

        mortal.send(signal.SIGKILL)

        code, reason = closing(page)
        wait_for(lambda: not _told(events.recv(timeout=20), mortal))
    assert code == 4410
    assert str(mortal.index) in reason


def test_a_silent_manager_holds_nobody_up(
    server: Jupyter, manager: Process, viewer: str
):
    os.kill(manager.ready["pid"], signal.SIGSTOP)
    try:
        [told] = server.listing()
        page = server.ask(f"manager/{manager.index}/")
    finally:
        os.kill(manager.ready["pid"], signal.SIGCONT)

    assert told["pid"] == manager.ready["pid"]
    assert page.status == 200
    wait_for(lambda: not server.listing()[0]["problem"])


def _told(message: str | bytes, manager: Process) -> dict[str, Any]:
    """Return what a panel is told of `manager`; nothing if it is not live."""
    told = json.loads(message)["managers"]
    return next((each for each in told if each["index"] == manager.index), {})


def _reply(message: str | bytes) -> dict[str, Any] | None:
    return _text(message, "reply") or _text(message, "fault")


def _text(message: str | bytes, kind: str) -> dict[str, Any] | None:
    if isinstance(message, bytes):
        return None
    told: dict[str, Any] = json.loads(message)
    return told if told["t"] == kind else None


def _kx(index: int, viewer: str) -> float:
    state = managers[index].run("viewer.state", viewer=viewer)
    return float(state["cursors"][0]["point"]["kx"])
