"""Shortcuts that the user chose: in every window, from the next key press on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe


def test_new_keys_give_the_command_and_old_ones_no_longer(
    screen: Probe, viewer: Viewer
) -> None:
    assert screen.change_shortcut("Transpose", "K") == ""

    screen.press("T")
    assert viewer.state.order[:2] != ("kx", "ky")
    screen.press("K")
    assert viewer.state.order[:2] == ("kx", "ky")


def test_keys_that_python_chose_hold_in_windows_that_are_open(
    screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> None:
    run("shortcut.set", command="view.transpose", shortcut="ctrl+shift+k")
    screen.settle()

    screen.press("Ctrl+Shift+K")

    assert viewer.state.order[:2] == ("kx", "ky")
    assert screen.shortcuts["Transpose"] == "Ctrl+Shift+K"
    assert screen.tip("view.transpose") == "Ctrl+Shift+K"


def test_another_window_follows(screen: Probe, face: Face, viewer: Viewer) -> None:
    other_viewer = face.manager.duplicate(viewer, "copy")
    other = face.show(other_viewer)
    before = other_viewer.state.order

    screen.change_shortcut("Transpose", "K")
    other.press("K")

    assert other_viewer.state.order != before
    assert viewer.state.order == before


def test_keys_of_another_command_are_refused_with_its_name(
    screen: Probe, viewer: Viewer
) -> None:
    said = screen.change_shortcut("Transpose", "R")

    assert "Reverse colours" in said
    screen.press("R")
    assert viewer.state.color.reverse
    assert screen.shortcuts["Transpose"] == "T"


def test_keys_of_another_command_are_taken_from_it_on_demand(
    screen: Probe, viewer: Viewer
) -> None:
    assert screen.change_shortcut("Transpose", "R", take=True) == ""

    screen.press("R")

    assert viewer.state.order[:2] == ("kx", "ky")
    assert not viewer.state.color.reverse
    assert "Reverse colours" not in screen.shortcuts


def test_keys_with_a_fixed_meaning_are_refused(screen: Probe) -> None:
    assert "Ctrl+Shift+P" in screen.change_shortcut("Transpose", "Ctrl+Shift+P")
    assert screen.shortcuts["Transpose"] == "T"


def test_keys_are_taken_away_and_one_command_reset(screen: Probe) -> None:
    screen.change_shortcut("Transpose", "Backspace")
    screen.change_shortcut("Undo", "U")
    assert "Transpose" not in screen.shortcuts
    assert screen.tip("edit.undo") == "U"

    screen.change_shortcut("Undo", "Reset")

    assert screen.shortcuts["Undo"] == "Ctrl+Z"
    assert "Transpose" not in screen.shortcuts


def test_all_are_reset(screen: Probe) -> None:
    before = screen.shortcuts
    screen.change_shortcut("Transpose", "K")
    screen.change_shortcut("Undo", "Ctrl+U")

    screen.reset_shortcuts()

    assert screen.shortcuts == before


@pytest.mark.parametrize("keys", ["F4", "Alt+J", "Ctrl+Shift+K", "!"])
def test_keys_are_what_is_pressed(screen: Probe, keys: str) -> None:
    assert screen.change_shortcut("Transpose", keys) == ""

    assert screen.shortcuts["Transpose"] == keys


def test_the_dialog_of_an_operation_has_keys_if_it_is_given_some(
    screen: Probe, run: Callable[..., Any]
) -> None:
    run("shortcut.set", command="operation:gaussian", shortcut="Alt+G")
    screen.settle()

    assert "Alt+G" in screen.shortcuts.values()
