"""The table of units is loaded beside the loop, before anybody waits for it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import xarray as xr

from itool.core import (
    commands,  # noqa: F401 - fills the registry
    unit_loading,
)
from itool.core.pool import Pending
from itool.core.registry import COMMANDS
from itool.core.unit_loading import units_meet
from itool.errors import BadArguments
from itool.model import units

CHILD = """
import threading
import numpy as np, xarray as xr
from itool.core import commands, unit_loading
from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.core.registry import COMMANDS
from itool.model import units
from itool.store.store import DataStore

def scan(text):
    energies = ("eV", np.arange(3.0), {"units": text})
    return xr.DataArray(np.arange(3.0), {"eV": energies})

unit_loading.QUIET = 0.01
loop = AsyncLoop()
manager = Manager(DataStore(), loop)
"""


def child(script: str) -> list[str]:
    """Return the words that a process without any table of units prints."""
    command = [sys.executable, "-c", CHILD + script]
    return subprocess.check_output(command, text=True, timeout=120).split()


def test_it_is_loaded_in_the_pool_once_viewers_have_one_dimension_in_two_units():
    told = child("""
def look():
    if units.are_loaded():
        loop.stop()
    else:
        loop.after(0.01, look)

load, threads = units.load, []
units.load = lambda: (threads.append(threading.current_thread().name), load())
manager.open(scan("eV")), manager.open(scan("meV"))
print(units.are_loaded())
look()
loop.run()
manager.dispose()
print(len(threads), threads[0])
""")

    assert told[:2] == ["False", "1"]
    assert told[2].startswith("itool-pool")


def test_it_is_not_loaded_where_units_agree_and_not_after_the_end():
    told = child("""
manager.open(scan("eV")), manager.open(scan("eV")), manager.open(scan(""))
loop.after(0.2, loop.stop)
loop.asyncio.run_forever()
print(units.are_loaded())
manager.open(scan("meV"))
manager.dispose()
loop.after(0.2, loop.stop)
loop.run()
print(units.are_loaded())
""")

    assert told == ["False", "False"]


def test_whoever_links_first_is_answered_when_it_is_there():
    told = child("""
both = [manager.open(scan("eV")).id, manager.open(scan("meV")).id]
pending = COMMANDS.run(manager, "viewers.link", viewers=both)
print(units.are_loaded(), manager.viewers[0].state.link)
pending.add_done_callback(lambda _: loop.stop())
loop.run()
print(pending.result(), manager.viewers[1].state.link.group)
COMMANDS.run(manager, "cursor.move", viewer=both[0], point={"eV": 0.001})
print(manager.viewers[1].state.cursor("a").point["eV"])
manager.dispose()
""")

    assert told == ["False", "None", "1", "1", "1.0"]


@pytest.fixture
def unloaded(monkeypatch):
    """As long as this lasts, the table seems not to be there."""
    monkeypatch.setattr(units, "are_loaded", lambda: False)


def scan(units: str, other: str = "") -> xr.DataArray:
    return xr.DataArray(
        np.arange(12.0).reshape(3, 4),
        dims=("y", "x"),
        coords={
            "y": ("y", np.arange(3.0), {"units": units}),
            "x": ("x", np.arange(4.0), {"units": other}),
        },
    )


@pytest.mark.usefixtures("unloaded")
def test_equal_aspect_waits_for_it_and_is_undone_in_one_step(manager, loop):
    viewer = manager.open(scan("mm", "um"))

    pending = COMMANDS.run(manager, "view.equal", viewer=viewer.id)
    assert isinstance(pending, Pending)
    loop.settle(until=pending.done)

    assert viewer.state.equal_aspect
    assert viewer.history.titles[0] == ["Equal aspect"]


@pytest.mark.usefixtures("unloaded")
def test_equal_aspect_is_refused_when_it_is_there(manager, loop):
    viewer = manager.open(scan("mm", "eV"))

    pending = COMMANDS.run(manager, "view.equal", viewer=viewer.id)
    loop.settle(until=pending.done)

    with pytest.raises(BadArguments, match=r"y \(mm\), x \(eV\)"):
        pending.result()


@pytest.mark.usefixtures("unloaded")
def test_arrays_that_are_shown_linked_wait_for_it(manager, loop):
    data = [scan("mm"), scan("um")]

    pending = COMMANDS.run(manager, "data.show", data=data, link=True)
    loop.settle(until=pending.done)

    assert pending.result()["indexes"] == [0, 1]
    loop.settle(until=lambda: len(manager.group("1")) == 2)


@pytest.mark.usefixtures("unloaded")
def test_a_moment_with_changes_is_not_the_time(manager, loop, monkeypatch):
    asked = []
    monkeypatch.setattr(units, "load", lambda: asked.append(len(moves)))
    monkeypatch.setattr(unit_loading, "QUIET", 0.2)
    moves: list[None] = []
    viewer = manager.open(scan("mm"))
    manager.open(scan("um"))

    def move() -> None:
        moves.append(None)
        viewer.update(title=f"{len(moves)}")
        if len(moves) < 30:
            loop.after(0.01, move)

    move()
    loop.settle(until=lambda: bool(asked))

    assert asked == [30]


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        (scan("mm"), scan("um"), True),
        (scan("mm"), scan("mm", "um"), False),
        (scan("mm", "um"), scan("mm"), False),
        (scan("mm"), scan(" mm "), False),
        (scan("").assign_attrs(units="A"), scan("").assign_attrs(units="mA"), True),
    ],
)
def test_units_meet_where_one_quantity_has_two(manager, first, second, meet):
    viewers = [manager.open(first), manager.open(second)]

    assert units_meet(viewer.info for viewer in viewers) == meet
