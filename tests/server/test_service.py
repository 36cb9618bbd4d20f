"""A service takes its ports and its place in the registry, and gives both back."""

from __future__ import annotations

import socket
import stat

import psutil
import pytest
import zmq

import itool.manager
from itool.client.connection import shared_context
from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.errors import BadArguments, PortTaken, UnsafeRegistry
from itool.server.service import Service
from itool.store.store import DataStore
from itool.wire.messages import Ping, pack
from itool.wire.registry import list_managers
from tests.server.hosting import connected, host, raw_client


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture
def service():
    loop = AsyncLoop()
    manager = Manager(DataStore(), loop)
    made = []

    def make(**options):
        made.append(Service(manager, **options))
        return made[-1]

    yield make
    for each in made:
        each.stop()
        each.stop()
    manager.dispose()
    loop.asyncio.close()


def test_a_running_service_is_in_the_registry_and_a_stopped_one_is_not(service):
    running = service(port=0, watch_port=0)

    record = running.start()
    listed = list_managers()
    running.stop()

    assert listed == [record]
    assert running.record is None
    assert list_managers() == []


def test_it_is_reached_on_the_loopback_interface_only(service):
    record = service(port=0, watch_port=0).start()

    with socket.create_connection(("127.0.0.1", record.request_port)):
        pass
    assert addresses_of(record) == {"127.0.0.1"}


def test_a_taken_port_is_named_and_nothing_is_left(service, taken):
    with pytest.raises(PortTaken, match=str(taken)):
        service(port=taken).start()

    assert list_managers() == []


def test_the_usual_ports_come_from_the_environment(service, monkeypatch, taken):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]
    monkeypatch.setenv("ITOOL_MANAGER_PORT", str(free))
    monkeypatch.setenv("ITOOL_MANAGER_PORT_WATCH", str(taken))

    record = service().start()

    assert record.request_port == free
    assert record.watch_port != taken


def test_a_port_in_the_environment_that_is_none_is_refused(service, monkeypatch):
    monkeypatch.setenv("ITOOL_MANAGER_PORT", "many")

    with pytest.raises(BadArguments, match="ITOOL_MANAGER_PORT is 'many'"):
        service().start()


@pytest.mark.parametrize(
    ("name", "address", "told"),
    [
        ("localhost", "127.0.0.1", "localhost"),
        ("127.0.0.1", "127.0.0.1", "localhost"),
        ("127.0.0.2", "127.0.0.2", "127.0.0.2"),
    ],
)
def test_it_listens_on_the_interface_of_the_environment_and_tells_clients(
    monkeypatch, runtime_dir, name, address, told
):
    monkeypatch.setenv("ITOOL_MANAGER_HOST", name)

    with host(port=0, watch_port=0) as running:
        monkeypatch.delenv("ITOOL_MANAGER_HOST")  # the record is enough for clients
        record = running.record
        handle = itool.manager.managers[0]

        assert itool.manager.show_in_manager(_square()).indexes == (0,)
        assert len(next(itool.manager.managers[0].events()).rows) == 1
        assert (handle.host, handle.endpoint) == (told, f"{told}:{record.request_port}")
        assert addresses_of(record) == {address}


@pytest.mark.parametrize("local", ["::1"])
def test_an_address_of_version_6_will_do(monkeypatch, runtime_dir, local):
    try:
        with socket.socket(socket.AF_INET6) as trial:
            trial.bind((local, 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    monkeypatch.setenv("ITOOL_MANAGER_HOST", local)

    with host(port=0, watch_port=0) as running:
        assert itool.manager.show_in_manager(_square()).indexes == (0,)
        assert addresses_of(running.record) == {local}


def test_keys_are_asked_for_on_every_interface(monkeypatch, runtime_dir):
    monkeypatch.setenv("ITOOL_MANAGER_HOST", "127.0.0.2")

    with (
        host(port=0, watch_port=0) as running,
        raw_client(running) as friend,
        shared_context().socket(zmq.DEALER) as stranger,
    ):
        stranger.connect(f"tcp://127.0.0.2:{running.record.request_port}")
        stranger.send(pack(Ping("let me in")), zmq.DONTWAIT)
        friend.send(Ping("here"))
        friend.receive()

        assert not stranger.poll(300)


@pytest.mark.parametrize(
    "name",
    [
        "no such machine",
        "nowhere.invalid",
        "192.0.2.1",  # an address that is kept for documentation, RFC 5737
        "0.0.0.0",
        "::",
        "*",
        "x" * 300,
    ],
)
def test_an_interface_that_is_none_of_ours_is_refused(service, monkeypatch, name):
    monkeypatch.setenv("ITOOL_MANAGER_HOST", name)

    with pytest.raises(BadArguments, match="ITOOL_MANAGER_HOST is ") as failure:
        service(port=0).start()

    assert "loopback" in failure.value.hint
    assert list_managers() == []


def test_an_open_registry_is_refused(service, runtime_dir):
    runtime_dir.mkdir()
    runtime_dir.chmod(0o777)

    with pytest.raises(UnsafeRegistry):
        service(port=0).start()


def test_services_are_numbered_and_reached_each_by_its_own_keys(runtime_dir):
    with host(port=0, watch_port=0) as one, host(port=0, watch_port=0) as other:
        with connected(one) as first, connected(other) as second:
            first.call("data.show", data=_square())

            assert (one.record.index, other.record.index) == (0, 1)
            assert len(first.call("viewers.list")) == 1
            assert second.call("viewers.list") == []
        assert one.record.client_secret != other.record.client_secret


def test_its_page_is_told_to_clients(service, runtime_dir):
    running = service(port=0, watch_port=0)
    running.start()

    running.update(url="http://127.0.0.1:1/")

    assert list_managers()[0].url == "http://127.0.0.1:1/"
    assert stat.S_IMODE((runtime_dir / "m0.json").stat().st_mode) == 0o600


def test_its_workspace_is_told_to_clients(runtime_dir, tmp_path):
    with host(port=0, watch_port=0) as running, connected(running) as client:
        client.call("data.show", data=_square())
        before = itool.manager.managers[0].workspace_path
        client.call("workspace.save", path=str(tmp_path / "session"))

        assert before is None
        assert itool.manager.managers[0].workspace_path == str(tmp_path / "session")
        info = itool.manager.manager_selection_info()
        assert info["managers"][0]["workspace_path"] == str(tmp_path / "session")


def test_a_workspace_from_before_is_told_to_clients(service, tmp_path):
    running = service(port=0, watch_port=0)
    running._manager.workspace = tmp_path

    running.start()

    assert list_managers()[0].workspace_path == str(tmp_path)


def addresses_of(record):
    """Return the addresses that the ports of a manager listen on."""
    ports = {record.request_port, record.watch_port}
    return {
        connection.laddr.ip
        for connection in psutil.Process().net_connections("inet")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port in ports
    }


def _square():
    import numpy as np

    return np.ones((4, 4))
