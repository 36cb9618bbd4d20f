"""What was done: a list to jump in; and commands found by their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itool.core.viewer import Viewer
    from tests.contract.probe import Probe


def test_the_list_tells_what_was_done_newest_first(screen: Probe) -> None:
    screen.drag("ky-kx", ky=1.0)
    screen.set_bins("ky", 3)

    assert screen.history == ("Set bins", "Move cursor", "As it was opened")


def test_a_jump_goes_back_and_forth_at_once(screen: Probe, viewer: Viewer) -> None:
    screen.set_index("ky", 1)
    screen.set_bins("ky", 3)
    screen.set_colormap("viridis")

    screen.jump("As it was opened")
    assert viewer.state.cursor("a").point == {}
    assert screen.can == {"redo"}

    screen.jump("Set bins")
    assert (screen.bins("ky"), screen.index("ky")) == (3, 1)
    assert viewer.state.color.cmap == "magma"


def test_undo_reaches_the_window_from_a_field_that_was_typed_in(
    screen: Probe, viewer: Viewer
) -> None:
    screen.set_index("ky", 1)
    screen.set_bins("ky", 3)

    screen.press_there("Ctrl+Z")
    assert (screen.bins("ky"), screen.index("ky")) == (1, 1)
    screen.press_there("Ctrl+Z")
    assert viewer.state.cursor("a").point == {}


def test_a_command_is_found_by_a_part_of_its_name(
    screen: Probe, viewer: Viewer
) -> None:
    screen.command("transp")

    assert viewer.state.order[:2] == ("kx", "ky")


def test_the_position_is_copied_as_python(screen: Probe) -> None:
    screen.set_index("ky", 1)

    screen.command("copy position")

    assert screen.clipboard == "{'eV': -0.2, 'ky': 1.0, 'kx': 4.0}"


def test_the_indexes_are_copied_as_python(screen: Probe) -> None:
    screen.set_index("ky", 1)

    screen.command("copy indexes")

    assert screen.clipboard == "{'eV': 1, 'ky': 1, 'kx': 2}"
