"""Cursors take their colours from a map, by order or by a coordinate."""

from __future__ import annotations

import numpy as np
import pytest

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.colormaps import color_table
from itool.core.registry import COMMANDS
from itool.errors import BadArguments
from tests.core.conftest import cube


def table(row: int, cmap: str = "viridis") -> str:
    return f"#{color_table(cmap)[row, :3].tobytes().hex()}"


@pytest.fixture
def run(manager, viewer):
    def run(name, **args):
        return COMMANDS.run(manager, name, viewer=viewer.id, **args)

    run("cursor.move", point={"eV": -0.2})
    run("cursor.add", point={"eV": -0.1})
    run("cursor.add", point={"eV": 0.0})
    return run


def shown(viewer) -> list[str]:
    return [cursor.color for cursor in viewer.scene.cursors]


def test_cursors_are_spread_over_a_map(viewer, run):
    run("cursor.colors", cmap="viridis")

    assert shown(viewer) == [table(1), table(128), table(255)]


def test_lines_and_curves_have_the_same_colours(viewer, run):
    run("cursor.colors", cmap="viridis")

    panel = viewer.scene.panel("kx")
    assert [layer.color for layer in panel.layers] == shown(viewer)
    assert [mark.color for mark in panel.marks] == shown(viewer)


def test_a_colour_follows_the_value_of_a_dimension(viewer, run):
    run("cursor.colors", cmap="viridis", by="eV")
    run("cursor.move", cursor="a", point={"eV": -0.1})

    assert shown(viewer) == [table(128), table(128), table(255)]


def test_a_colour_follows_the_value_of_another_coordinate(manager):
    warm = cube().assign_coords(temperature=("eV", [30.0, np.nan, 10.0]))
    viewer = manager.open(warm)
    COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"eV": -0.2})

    COMMANDS.run(
        manager, "cursor.colors", viewer=viewer.id, cmap="gray", by="temperature"
    )

    assert viewer.scene.coords == ("eV", "ky", "kx", "temperature")
    assert shown(viewer) == ["#ffffff"]


def test_times_and_coordinates_of_two_dimensions_colour_cursors(manager):
    times = np.datetime64("2020-01-01") + np.arange(12).reshape(4, 3)
    viewer = manager.open(cube().assign_coords(day=(("ky", "eV"), times)))
    COMMANDS.run(
        manager, "cursor.place", viewer=viewer.id, index={"ky": -1, "eV": -1, "kx": 0}
    )

    COMMANDS.run(manager, "cursor.colors", viewer=viewer.id, cmap="gray", by="day")

    assert shown(viewer) == ["#ffffff"]


def test_a_coordinate_of_text_is_no_scale(manager):
    viewer = manager.open(cube().assign_coords(site=("eV", ["a", "b", "c"])))

    with pytest.raises(BadArguments, match="'eV', 'ky' and 'kx'"):
        COMMANDS.run(manager, "cursor.colors", viewer=viewer.id, by="site")


def test_a_colour_by_hand_keeps_the_others_as_they_are_drawn(viewer, run):
    run("cursor.colors", cmap="viridis")

    run("cursor.color", cursor="b", color="#123456")

    assert shown(viewer) == [table(1), "#123456", table(255)]
    assert viewer.state.cursor_colors is None


def test_cursors_have_their_own_colours_again(viewer, run):
    before = shown(viewer)
    run("cursor.colors", cmap="viridis")

    run("cursor.colors")

    assert shown(viewer) == before


def test_cursors_keep_their_own_colours_where_the_coordinate_is_gone(
    manager, viewer, run
):
    before = shown(viewer)
    run("cursor.colors", cmap="viridis", by="eV")

    manager.replace(viewer, cube().rename(eV="energy"))

    assert shown(viewer) == before


@pytest.mark.parametrize("command", ["cursor.color", "region.color", "cursor.add"])
def test_colours_have_names(run, viewer, command):
    run("region.add", kind="circle", points=[(1, 1), (2, 2)], color="rgb(1, 2, 3)")
    assert viewer.state.regions[0].color == "#010203"
    before = viewer.state

    run(command, color="orange")

    found = {c.color for c in (*viewer.state.cursors, *viewer.state.regions)}
    assert "#ffa500" in found
    run("edit.undo")
    for wrong in ("rubbish", "#12"):
        with pytest.raises(BadArguments, match=f"'{wrong}' is no colour"):
            run(command, color=wrong)
    assert viewer.state == before


@pytest.mark.parametrize("command", ["cursor.color", "region.color"])
def test_no_colour_is_refused(run, command):
    run("region.add", kind="circle", points=[(1, 1), (2, 2)])

    with pytest.raises(BadArguments, match="color"):
        run(command, color="")
