"""A manager and a client for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.hosting import Host, connected, host, misbehaving_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.client.connection import Connection


@pytest.fixture
def counts() -> Iterator[dict[str, int]]:
    with misbehaving_commands() as counted:
        yield counted


@pytest.fixture
def running(runtime_dir: object, counts: dict[str, int]) -> Iterator[Host]:
    with host(port=0, watch_port=0) as started:
        yield started


@pytest.fixture
def manager(running: Host) -> Iterator[Connection]:
    with connected(running) as connection:
        yield connection
