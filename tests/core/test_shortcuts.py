"""Shortcuts and the settings that keep them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from itool.core import commands as _commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from itool.core.settings import Settings
from itool.core.shortcuts import assign, reset, shortcuts, table
from itool.errors import BadArguments, ShortcutTaken, UnreadableFile
from itool.model.keys import read_keys

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "itool" / "settings.json"


def test_usual_keys_are_spelt_as_they_are_read_and_belong_to_one_command() -> None:
    usual = [each.usual for each in shortcuts(Settings()) if each.usual]

    assert [read_keys(keys) for keys in usual] == usual
    assert len(set(usual)) == len(usual)
    assert {c.shortcut for c in COMMANDS if c.shortcut} == set(usual)


def test_what_was_chosen_is_found_by_the_next_manager(path: Path) -> None:
    assign(Settings(path), "view.transpose", "ctrl+k")

    next_one = Settings(path)
    next_one.load()

    assert table(next_one)["view.transpose"] == "Ctrl+K"
    kept = json.loads(path.read_text())
    assert kept == {"shortcuts": {"view.transpose": "Ctrl+K"}}


def test_two_managers_keep_what_either_chose(path: Path) -> None:
    one, other = Settings(path), Settings(path)

    assign(one, "view.transpose", "K")
    assign(other, "edit.undo", "U")

    assert json.loads(path.read_text())["shortcuts"] == {
        "view.transpose": "K",
        "edit.undo": "U",
    }
    assert table(other)["view.transpose"] == "K"


def test_what_another_manager_chooses_holds_here_soon(
    path: Path, loop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("itool.core.settings.PACE", 0.01)
    here, told = Settings(path), []
    here.load()
    here.changed.connect(lambda: told.append(table(here).get("view.transpose")))
    here.follow(loop)

    assign(Settings(path), "view.transpose", "K")
    loop.settle(lambda: told)
    path.write_text("{")
    loop.settle(lambda: here._seen == here._state())
    assert table(here)["view.transpose"] == "K"
    path.unlink()
    loop.settle(lambda: len(told) > 1)

    assert told == ["K", "T"]
    here.close()
    assign(Settings(path), "view.transpose", "Ctrl+K")
    loop.settle()
    assert told == ["K", "T"]


def test_usual_keys_are_not_written_down(path: Path) -> None:
    settings = Settings(path)
    assign(settings, "view.transpose", "K")

    assign(settings, "view.transpose", "T")

    assert json.loads(path.read_text()) == {"shortcuts": {}}


def test_a_command_keeps_its_usual_keys_even_where_browsers_have_them() -> None:
    settings = Settings()
    assign(settings, "viewers.hide", "")

    assign(settings, "viewers.hide", "Ctrl+W")

    assert table(settings)["viewers.hide"] == "Ctrl+W"
    with pytest.raises(BadArguments, match="browsers"):
        assign(settings, "view.transpose", "Ctrl+W")


def test_taken_keys_name_who_has_them() -> None:
    with pytest.raises(ShortcutTaken, match=r"'Export' \(export\.save\)"):
        assign(Settings(), "view.transpose", "Ctrl+E")


def test_a_reset_does_not_steal(path: Path) -> None:
    settings = Settings(path)
    assign(settings, "view.transpose", "K")
    assign(settings, "color.reverse", "T")

    with pytest.raises(ShortcutTaken):
        reset(settings, "view.transpose")
    reset(settings, "view.transpose", take=True)

    assert table(settings)["view.transpose"] == "T"
    assert "color.reverse" not in table(settings)


@pytest.mark.parametrize("command", ["cursor.move", "nothing", "operation:nothing"])
def test_what_keys_cannot_give_is_refused(command: str) -> None:
    with pytest.raises(BadArguments, match="no command"):
        assign(Settings(), command, "K")


def test_a_damaged_file_is_named_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{ shortcuts")
    settings = Settings(path)

    with pytest.raises(UnreadableFile, match="settings"):
        settings.load()
    with pytest.raises(UnreadableFile):
        assign(settings, "view.transpose", "K")

    assert path.read_text() == "{ shortcuts"
    assert table(settings)["view.transpose"] == "T"


def test_what_is_written_by_hand_and_makes_no_sense_is_passed_over(path: Path) -> None:
    path.parent.mkdir()
    kept = {"view.transpose": "Hyper+Q", "gone.command": "K", "edit.undo": "alt+u"}
    path.write_text(json.dumps({"shortcuts": kept, "later": {"a": "b"}}))
    settings = Settings(path)
    settings.load()

    assert table(settings)["view.transpose"] == "T"
    assert table(settings)["edit.undo"] == "Alt+U"
    assign(settings, "edit.redo", "K")
    assert json.loads(path.read_text())["later"] == {"a": "b"}
    assert json.loads(path.read_text())["shortcuts"]["gone.command"] == "K"


def test_a_folder_that_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "settings.json")

    with pytest.raises(UnreadableFile, match="cannot be"):
        assign(settings, "view.transpose", "K")

    assert table(settings)["view.transpose"] == "T"
