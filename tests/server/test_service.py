"""A service takes its ports and its place in the registry, and gives both back."""

from __future__ import annotations

import socket
import stat

import psutil
import pytest

from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.errors import BadArguments, PortTaken, UnsafeRegistry
from itool.server.service import Service
from itool.store.store import DataStore
from itool.wire.registry import list_managers
from tests.server.hosting import connected, host


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
    listening = [
        connection.laddr
        for connection in psutil.Process().net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    ports = {record.request_port, record.watch_port}
    assert {a.ip for a in listening if a.port in ports} == {"127.0.0.1"}


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


def _square():
    import numpy as np

    return np.ones((4, 4))
