"""Who waits for data on a slow line sees how far they are."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from itool.client import progress
from itool.client.connection import Connection
from tests.server.hosting import host


@pytest.fixture
def tunnel(runtime_dir, monkeypatch):
    """Return a connection that cannot use memory files, and shows a bar at once."""
    monkeypatch.setattr("itool.server.desk.can_read", lambda *_: False)
    monkeypatch.setattr("itool.client.link.can_read", lambda *_: False)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with host(port=0, watch_port=0) as running:
        connection = Connection(running.record)
        yield connection
        connection.close()


@pytest.mark.parametrize(("wish", "is_shown"), [("1", True), ("0", False), ("", False)])
def test_a_bar_is_shown_where_a_person_looks(
    tunnel, monkeypatch, capsys, wish, is_shown
):
    monkeypatch.setenv(progress.PROGRESS_VARIABLE, wish)
    # Another test may have been about notebooks, where somebody always looks.
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)

    tunnel.call("data.show", data=np.ones((128, 512, 256), "f4"))
    tunnel.call("data.fetch", viewer=0)

    said = capsys.readouterr().err
    assert ("64.0M" in said) is is_shown
    assert ("manager 0" in said) is is_shown


def test_what_goes_through_memory_needs_no_bar(runtime_dir, monkeypatch, capsys):
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setenv(progress.PROGRESS_VARIABLE, "1")
    with host(port=0, watch_port=0) as running:
        connection = Connection(running.record)
        connection.call("data.show", data=np.ones((64, 512, 256), "f4"))
        connection.close()

    assert capsys.readouterr().err == ""
