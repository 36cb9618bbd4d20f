"""Managers that start and die at random: `python tests/wire/soak.py SECONDS SEED`.

Twenty processes at a time take slots and publish records; most of them are killed, at
any instant. Others list the live managers without pause. Each notes what it has done,
and when; what these notes say about the registry is printed as JSON.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from filelock import lock_descriptor  # noqa: F401 - before the first fork, not after

from itool.wire.places import runtime_dir
from itool.wire.registry import ManagerRecord, Slot, list_managers, this_process

MANAGERS = 20
READERS = 2
NEVER = float("inf")


@dataclass
class Life:
    """What is known of one manager. A time that is not known is `NEVER`.

    Attributes
    ----------
    index : int
        Its slot.
    held, listed : float
        Since when it surely had the slot, and surely had to be listed.
    ending, ended : float
        Until when this was so for sure, and since when it surely was gone.
    """

    index: int = -1
    held: float = NEVER
    listed: float = NEVER
    ending: float = NEVER
    ended: float = NEVER


class Notes:
    """A file that all processes append to."""

    def __init__(self) -> None:
        self._file, self._path = tempfile.mkstemp()
        os.close(self._file)
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND)

    def add(self, what: str, **more: Any) -> None:
        note = {"what": what, "at": time.monotonic(), **more}
        os.write(self._file, json.dumps(note).encode() + b"\n")

    def read(self) -> list[dict[str, Any]]:
        with open(self._path) as file:
            notes = [json.loads(line) for line in file]
        os.unlink(self._path)
        return notes


def live(notes: Notes, name: str, chance: random.Random) -> None:
    """Be the manager `name` for a while."""
    slot = Slot()
    notes.add("held", name=name, index=slot.index)
    if chance.random() < 0.2:
        time.sleep(chance.random() * 0.01)
    record = ManagerRecord(
        index=slot.index,
        id=name,
        request_port=1,
        watch_port=2,
        server_key="",
        client_key="",
        **this_process(),
    )
    slot.publish(record)
    notes.add("listed", name=name)
    end = time.monotonic() + chance.random() * 0.3
    while time.monotonic() < end:
        time.sleep(0.01)
        if chance.random() < 0.2:
            slot.update(url=f"http://127.0.0.1:{chance.randrange(9999)}/")
    notes.add("ending", name=name)
    slot.release()
    notes.add("ended", name=name)


def look(notes: Notes) -> None:
    """List the live managers until the process is ended."""
    while True:
        before = time.monotonic()
        found = list_managers()
        notes.add("look", since=before, found=[[r.id, r.index] for r in found])
        time.sleep(0.004)


def fork(work: Any, *args: Any) -> int:
    """Start a process and return its number."""
    pid = os.fork()
    if pid == 0:
        with suppress(BaseException):
            work(*args)
            os._exit(0)
        os._exit(1)
    return pid


def play(seconds: float, seed: int) -> tuple[list[dict[str, Any]], int]:
    """Start and kill managers; return the notes and how many failed by themselves."""
    chance, notes, failures = random.Random(seed), Notes(), 0
    readers = [fork(look, notes) for _ in range(READERS)]
    running: dict[int, str] = {}
    numbers = itertools.count()
    end = time.monotonic() + seconds

    def kill(pid: int) -> None:
        name = running.pop(pid)
        notes.add("ending", name=name)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        notes.add("ended", name=name)

    while time.monotonic() < end:
        while len(running) < MANAGERS:
            name = str(next(numbers))
            pid = fork(live, notes, name, random.Random(chance.random()))
            running[pid] = name
            if chance.random() < 0.2:
                time.sleep(chance.random() * 0.004)  # while it takes its slot
                kill(pid)
        if chance.random() < 0.5:
            kill(chance.choice(sorted(running)))
        for pid in sorted(running):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                del running[pid]
                failures += status != 0
        time.sleep(chance.random() * 0.004)
    for pid in sorted(running):
        kill(pid)
    for pid in readers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return notes.read(), failures


def judge(notes: list[dict[str, Any]]) -> dict[str, int]:
    """Return how often the registry was wrong, and out of how many."""
    lives: dict[str, Life] = defaultdict(Life)
    looks = []
    for note in notes:
        if note["what"] == "look":
            looks.append(note)
            continue
        life = lives[note["name"]]
        setattr(life, note["what"], min(note["at"], getattr(life, note["what"])))
        life.index = note.get("index", life.index)
    lost = stale = twice = 0
    coming = sorted(lives, key=lambda name: -lives[name].listed)
    there: set[str] = set()
    for seen in sorted(looks, key=lambda look: look["since"]):
        found = {name for name, _ in seen["found"]}
        indexes = [index for _, index in seen["found"]]
        twice += len(indexes) - len(set(indexes))
        while coming and lives[coming[-1]].listed < seen["since"]:
            there.add(coming.pop())
        there = {name for name in there if lives[name].ending > seen["since"]}
        lost += sum(lives[name].ending > seen["at"] for name in there - found)
        stale += sum(lives[name].ended < seen["since"] for name in found)
    by_index = defaultdict(list)
    for life in lives.values():
        by_index[life.index].append(life)
    for same in by_index.values():
        order = sorted((x for x in same if x.held < NEVER), key=lambda x: x.held)
        for one, other in itertools.pairwise(order):
            twice += min(one.ending, one.ended) > other.held
    return {
        "managers": len(lives),
        "looks": len(looks),
        "duplicates": twice,
        "lost": lost,
        "stale": stale,
        "highest": max(life.index for life in lives.values()),
    }


if __name__ == "__main__":
    found, failures = play(float(sys.argv[1]), int(sys.argv[2]))
    verdict = judge(found) | {"failures": failures, "left": len(list_managers())}
    files = [path.suffix for path in runtime_dir().iterdir()]
    verdict["files"] = len(files) - files.count(".lock")
    print(json.dumps(verdict))
