"""Linked viewers move together, by physical coordinate."""

from __future__ import annotations

import numpy as np
import pytest

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.pool import Pending
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


def in_units(units: str, scale: float = 1.0, offset: float = 0.0):
    """Return the cube with kx in other units."""
    data = cube()
    data["kx"] = data.kx * scale + offset
    data.kx.attrs["units"] = units
    return data


@pytest.fixture
def linked(manager, loop):
    def link(*arrays):
        viewers = [manager.open(array) for array in arrays]
        ids = [viewer.id for viewer in viewers]
        answer = COMMANDS.run(manager, "viewers.link", viewers=ids)
        if isinstance(answer, Pending):  # the table of units is loaded first
            loop.settle(answer.done)
        return viewers

    return link


def test_positions_bins_and_limits_are_converted(manager, linked):
    here, there = linked(in_units("1/angstrom"), in_units("1/nm", 10.0))

    COMMANDS.run(manager, "cursor.move", viewer=here.id, point={"kx": 3.0})
    COMMANDS.run(manager, "cursor.bin", viewer=here.id, bins={"kx": 3})
    COMMANDS.run(manager, "view.limits", viewer=here.id, limits={"kx": (1, 2)})

    assert there.state.cursor("a").point["kx"] == 30.0
    assert there.state.cursor("a").bins == {"kx": 3}
    assert there.state.limits == {"kx": (10.0, 20.0)}


def test_temperatures_on_two_scales_are_linked(manager, linked):
    here, there = linked(in_units("degC"), in_units("K", 1.0, 273.15))

    COMMANDS.run(manager, "cursor.move", viewer=there.id, point={"kx": 276.15})

    control = next(c for c in here.scene.controls if c.dim == "kx")
    assert (control.index, round(control.value, 9)) == (3, 3.0)


def test_a_dim_in_other_units_is_not_shared_and_both_say_so(manager, linked):
    here, there = linked(in_units("1/angstrom"), in_units("deg"))

    assert "kx [1/angstrom]" in here.scene.message
    assert "kx [deg]" in there.scene.message

    COMMANDS.run(manager, "cursor.move", viewer=here.id, point={"kx": 1.0, "ky": 1.0})
    COMMANDS.run(manager, "view.limits", viewer=there.id, limits={"kx": (1, 2)})
    COMMANDS.run(manager, "view.limits", viewer=here.id, limits={"ky": (1, 2)})

    assert there.state.cursor("a").point == {"ky": 1.0}
    assert there.state.limits == {"kx": (1, 2), "ky": (1, 2)}
    assert here.state.limits == {"ky": (1, 2)}


def test_data_in_other_units_say_so_when_they_are_shown(manager, linked):
    here, there = linked(in_units("1/angstrom"), in_units("1/nm", 10.0))
    assert here.scene.message == there.scene.message == ""

    manager.replace(there, in_units("deg"))

    assert "deg" in here.scene.message
    assert "deg" in there.scene.message


def test_a_dim_without_units_is_shared_as_it_is(manager, linked):
    here, there = linked(in_units("1/angstrom"), cube())

    COMMANDS.run(manager, "cursor.move", viewer=here.id, point={"kx": 3.0})

    assert there.state.cursor("a").point["kx"] == 3.0
    assert here.scene.message == ""


def test_limits_of_an_uneven_axis_are_shared_by_coordinate(manager, linked):
    uneven = cube().assign_coords(kx=[0.0, 1.0, 3.0, 7.0, 15.0])
    here, there = linked(uneven, cube())

    COMMANDS.run(manager, "view.limits", viewer=here.id, limits={"kx": (1.0, 2.0)})

    assert there.state.limits == {"kx": (1.0, 3.0)}


def test_bins_of_a_finer_grid_survive_a_move_on_the_coarser_one(manager, pair):
    coarse, fine = pair
    COMMANDS.run(manager, "cursor.bin", viewer=fine.id, bins={"kx": 5})

    COMMANDS.run(manager, "cursor.move", viewer=coarse.id, point={"kx": 1.0})

    assert fine.state.cursor("a").bins == {"kx": 5}


def test_levels_are_shared_in_the_units_of_the_samples(manager, linked):
    volts = cube().assign_attrs(units="V")
    here, there = linked(volts, (volts * 1000).assign_attrs(units="mV"))

    COMMANDS.run(manager, "color.limits", viewer=here.id, low=1.0, high=2.0)

    assert there.state.color.limits == (1000.0, 2000.0)


def test_levels_in_other_units_stay_each_to_itself(manager, linked):
    here, there = linked(cube().assign_attrs(units="V"), cube().assign_attrs(units="K"))
    COMMANDS.run(manager, "color.limits", viewer=there.id, low=5.0, high=6.0)

    COMMANDS.run(
        manager, "color.set", viewer=here.id, vmin=1.0, vmax=2.0, cmap="viridis"
    )

    assert there.state.color.limits == (5.0, 6.0)
    assert there.state.color.cmap == "viridis"
