"""Every command of a viewer does from the palette of every face what it does alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe

OTHERWISE = {"edit.undo", "edit.redo", "export.save"}
"""What other tests do: these need something before, or ask for more."""

TITLES = {
    command.name: command.title.lower()
    for command in COMMANDS
    if command.menu and command.target == "viewer" and command.name not in OTHERWISE
}


@pytest.fixture
def pair(
    face: Face, screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> tuple[Viewer, Viewer]:
    """Return the viewer on screen and a twin without a window.

    On both there is something to do for every command.
    """
    twin = face.manager.open(volume())
    run("viewers.hide", viewers=[twin.id])
    for each in (viewer, twin):
        run("cursor.add", viewer=each.id, point={"kx": 8.0, "ky": 1.0, "eV": -0.4})
        run("cursor.bin", viewer=each.id, bins={"kx": 3})
        run("view.limits", viewer=each.id, limits={"kx": (1, 5)})
        square = [(0.0, 2.0), (2.0, 6.0)]
        dims = "ky", "kx"
        run("region.add", viewer=each.id, kind="rectangle", points=square, dims=dims)
        added = {"kind": "gaussian", "sigma": {"kx": 2.0}}
        screen.settle(run("filter.add", viewer=each.id, operation=added).done)
        run("edit.pause", viewer=each.id)
    screen.settle()
    return viewer, twin


@pytest.mark.parametrize("name", TITLES)
def test_it_does_what_it_does_alone_and_is_undone(
    screen: Probe, pair: tuple[Viewer, Viewer], run: Callable[..., Any], name: str
) -> None:
    viewer, twin = pair
    before = viewer.state
    answer = run(name, viewer=twin.id)

    screen.command(TITLES[name])

    if hasattr(answer, "done"):
        screen.settle(answer.done)
        answer = answer.result()
    if COMMANDS[name].copies:
        screen.settle(lambda: screen.clipboard == answer)
        return
    screen.settle(lambda: viewer.state.evolve(data=twin.state.data) == twin.state)
    if viewer.state != before:
        screen.press("Ctrl+Z")
        screen.settle(lambda: viewer.state == before)
