"""Linked viewers move together, by physical coordinate."""

from __future__ import annotations

import numpy as np
import pytest

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from itool.errors import BadArguments
from tests.core.conftest import cube


@pytest.fixture
def pair(manager):
    coarse = manager.open(cube("coarse"))
    fine = manager.open(cube("fine").interp(kx=np.linspace(0, 4, 17)))
    COMMANDS.run(manager, "viewers.link", viewers=[coarse.id, fine.id])
    return coarse, fine


def test_a_move_reaches_the_other_at_the_same_coordinate(manager, pair):
    coarse, fine = pair

    COMMANDS.run(manager, "cursor.move", viewer=coarse.id, point={"kx": 3.0})

    control = next(c for c in fine.scene.controls if c.dim == "kx")
    assert (control.index, control.value) == (12, 3.0)


def test_bins_are_as_wide_on_the_finer_grid(manager, pair):
    coarse, fine = pair

    COMMANDS.run(manager, "cursor.bin", viewer=coarse.id, bins={"kx": 3})

    assert fine.state.cursor("a").bins == {"kx": 12}


def test_rounded_bins_do_not_come_back(manager, pair):
    coarse, fine = pair

    COMMANDS.run(manager, "cursor.bin", viewer=fine.id, bins={"kx": 5})

    assert coarse.state.cursor("a").bins == {}
    assert fine.state.cursor("a").bins == {"kx": 5}


def test_colours_are_shared_unless_asked_otherwise(manager, pair):
    coarse, fine = pair

    COMMANDS.run(manager, "color.map", viewer=coarse.id, cmap="viridis")

    assert fine.state.color.cmap == "viridis"


def test_a_view_all_reaches_the_other(manager, pair):
    coarse, fine = pair
    COMMANDS.run(manager, "view.limits", viewer=coarse.id, limits={"kx": (1, 2)})

    COMMANDS.run(manager, "view.all", viewer=coarse.id)

    assert fine.state.limits == {}


def test_a_dim_that_only_one_has_is_left_alone(manager):
    cut = manager.open(cube("cut").isel(eV=0, drop=True))
    whole = manager.open(cube("whole"))
    COMMANDS.run(manager, "viewers.link", viewers=[cut.id, whole.id])

    COMMANDS.run(manager, "cursor.move", viewer=whole.id, point={"eV": 0.0, "kx": 1.0})

    assert cut.state.cursor("a").point == {"kx": 1.0}


def test_unlinking_one_of_two_unlinks_both(manager, pair):
    COMMANDS.run(manager, "viewers.unlink", viewers=[pair[0].id])

    assert pair[1].state.link is None


def test_linking_takes_two(manager, pair):
    with pytest.raises(BadArguments, match="at least two"):
        COMMANDS.run(manager, "viewers.link", viewers=[0])
