"""What the README and the how-to pages show runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from itool.manager import fetch, managers, shutdown
from tests.process.managers import itool, manager

TREE = Path(__file__).parents[2]
README = TREE / "README.md"


def blocks(language: str, page: Path = README) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.DOTALL)


def test_the_notebook_example_does_what_it_says():
    [example] = blocks("python")
    names: dict[str, object] = {}

    with manager("--headless"):
        exec(compile(example, str(README), "exec"), names)

        state = managers[0].run("viewer.state", viewer=0)
        assert state["cursors"][0]["point"] == {"eV": -0.2}
        assert (names["back"] == 2 * names["cut"]).all()


def test_the_pictures_are_there():
    pictures = re.findall(r"\]\((docs/\S+?\.png)\)", README.read_text())

    assert len(pictures) >= 4
    assert [p for p in pictures if not (README.parent / p).is_file()] == []


def test_the_commands_of_the_shell_exist():
    shell = "\n".join(blocks("sh"))
    named = set(re.findall(r"^itool (\w+)", shell, re.MULTILINE))

    known = itool("--help").stdout

    assert named
    assert [name for name in named if name not in known] == []


def test_the_page_on_notebooks_does_what_it_says(tmp_path, monkeypatch):
    page = TREE / "docs" / "how-to" / "notebooks.md"
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "notebook"}

    with manager("--headless"):
        for block in blocks("python", page):
            exec(compile(block, str(page), "exec"), names)

        assert float(fetch(2)[0, 0, 0]) == 5
        assert len(managers[0].viewers) == 3
        shutdown()


def test_the_page_on_shortcuts_does_what_it_says():
    page = TREE / "docs" / "how-to" / "shortcuts.md"
    names: dict[str, object] = {}

    with manager("--headless"):
        for block in blocks("python", page):
            exec(compile(block, str(page), "exec"), names)

        assert managers[0].shortcuts["view.transpose"] == "T"


@pytest.mark.parametrize("name", ["operations", "code"])
def test_the_pages_on_operations_and_code_do_what_they_say(name):
    page = TREE / "docs" / "how-to" / f"{name}.md"
    names: dict[str, object] = {"__name__": "notebook"}

    with manager("--headless"):
        for block in blocks("python", page):
            exec(compile(block, str(page), "exec"), names)

    assert names["viewer"]


def test_the_page_on_colours_does_what_it_says():
    page = TREE / "docs" / "how-to" / "colours.md"
    names: dict[str, object] = {}

    with manager("--headless"):
        for block in blocks("python", page):
            exec(compile(block, str(page), "exec"), names)

        first, second = (viewer.state.color for viewer in managers[0].viewers)
        assert first.limits == second.limits
        assert managers[0].viewers[0].state.cursor_colors.by == "temperature"
        shutdown()


def test_the_page_on_regions_does_what_it_says():
    page = TREE / "docs" / "how-to" / "regions.md"
    names: dict[str, object] = {}

    with manager("--headless"):
        for block in blocks("python", page):
            exec(compile(block, str(page), "exec"), names)

        shapes = [viewer.shape for viewer in managers[0].viewers]
        assert shapes[0] == shapes[2] == (40, 51, 61)
        assert shapes[1][0] == 40
        shutdown()


def test_the_page_on_looking_at_data_does_what_it_says(tmp_path, monkeypatch):
    page = TREE / "docs" / "how-to" / "looking.md"
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "notebook"}

    with manager("--headless"):
        for block in blocks("python", page):
            exec(compile(block, str(page), "exec"), names)

        state = managers[0].viewers[0].state
        assert (state.reducer, state.profile.log) == ("median", True)
        assert {path.suffix for path in tmp_path.iterdir()} == {
            ".png",
            ".svg",
            ".csv",
            ".nc",
        }


def test_the_page_on_links_does_what_it_says():
    page = TREE / "docs" / "how-to" / "links.md"
    names: dict[str, object] = {"__name__": "notebook"}

    with manager("--headless"):
        for block in blocks("python", page):
            exec(compile(block, str(page), "exec"), names)

        assert [viewer.state.link.group for viewer in managers[0].viewers] == ["1", "1"]
