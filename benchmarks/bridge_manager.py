"""Our manager with one command more: whether its windows are drawn."""

from __future__ import annotations

import sys
from concurrent.futures import Future
from functools import partial

from itool.app.manager_cli import main
from itool.core.manager import Manager
from itool.core.registry import command

LOOK = 0.001
"""Seconds between two looks."""


@command(name="bench.drawn", title="Wait until drawn")
def drawn(manager: Manager, viewers: list[str]) -> Future[bool]:
    """Answer when every one of `viewers` shows its samples and has been painted."""
    done: Future[bool] = Future()
    _look(manager, viewers, done)
    return done


def _look(manager: Manager, viewers: list[str], done: Future[bool]) -> None:
    looked_at = [manager.find(viewer) for viewer in viewers]
    are_seen = "--qt" not in sys.argv or all(viewer.is_seen for viewer in looked_at)
    if are_seen and all(viewer.is_drawn for viewer in looked_at):
        # Painting is due at the loop's next turn.
        manager.loop.after(0, partial(done.set_result, True))
    else:
        manager.loop.after(LOOK, partial(_look, manager, viewers, done))


if __name__ == "__main__":
    main()
