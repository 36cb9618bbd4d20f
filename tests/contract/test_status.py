"""The status line: that samples are on their way, and how long they took."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe

PATIENCE = 40.0


@pytest.fixture
def gate(face: Face, monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Let no sample through while this is not set; at first it is."""
    store, is_open = face.manager.store, Event()
    read = store.read
    is_open.set()

    def read_later(request, show=None):
        assert is_open.wait(PATIENCE)
        return read(request, show)

    monkeypatch.setattr(store, "read", read_later)
    monkeypatch.setattr(store, "is_quick", lambda request: is_open.is_set())
    yield is_open
    is_open.set()


def test_a_slow_read_is_shown_and_then_how_long_it_took(
    gate: Event, screen: Probe, viewer: Viewer
) -> None:
    assert not screen.is_busy
    assert screen.note == ""

    gate.clear()
    viewer.update(active="a", cursors=(viewer.state.cursor("a").moved(eV=0.0),))
    screen.wait(lambda: screen.is_busy)
    gate.set()
    screen.wait(lambda: not screen.is_busy)
    screen.settle(lambda: viewer.is_drawn)

    assert screen.note
    assert screen.note == viewer.scene.timing
    assert screen.index("eV") == 2


def test_a_quick_read_makes_no_fuss_and_ends_that_of_a_slow_one(
    gate: Event, screen: Probe, viewer: Viewer
) -> None:
    gate.clear()
    viewer.update(cursors=(viewer.state.cursor("a").moved(eV=0.0),))
    screen.wait(lambda: screen.is_busy)
    gate.set()
    screen.wait(lambda: screen.note)

    screen.set_index("eV", 0)

    screen.wait(lambda: not screen.note)
    assert not screen.is_busy


def test_what_fails_while_it_is_read_is_no_longer_waited_for(
    gate: Event, screen: Probe, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.clear()
    viewer.update(cursors=(viewer.state.cursor("a").moved(eV=0.0),))
    screen.wait(lambda: screen.is_busy)

    with monkeypatch.context() as broken:
        broken.setattr("itool.store.store.reduction", None)
        gate.set()
        screen.wait(lambda: screen.message)
        # Other panels are read at the same time.
        screen.wait(lambda: not screen.is_busy)
