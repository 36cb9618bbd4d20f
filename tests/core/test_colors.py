"""Colour limits are found where the settings say."""

from __future__ import annotations

import io

import numpy as np
import pytest
import xarray as xr
from PIL import Image

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from itool.errors import BadArguments
from tests.core.conftest import cube


def limits(screen):
    return screen.frames["ky-kx", "a"].limits


def run(manager, loop, name, **args):
    answer = COMMANDS.run(manager, name, **args)
    loop.settle(until=answer.done if answer is not None else lambda: True)
    loop.settle()


def test_limits_are_percentiles_of_the_image(manager, loop, viewer, screen):
    run(manager, loop, "color.percentiles", viewer=viewer.id, low=10, high=90)

    image = screen.frames["ky-kx", "a"].values
    assert limits(screen) == pytest.approx(np.percentile(image, (10, 90)))


def test_percentiles_replace_limits_that_were_fixed(manager, loop, viewer, screen):
    run(manager, loop, "color.limits", viewer=viewer.id, low=0, high=1)

    run(manager, loop, "color.percentiles", viewer=viewer.id)

    assert limits(screen) == (20.0, 39.0)
    assert viewer.state.color.percentiles is None


def test_limits_follow_the_visible_part(manager, loop, viewer, screen):
    run(manager, loop, "color.view", viewer=viewer.id)
    run(
        manager,
        loop,
        "view.limits",
        viewer=viewer.id,
        limits={"kx": (0.5, 2.5), "ky": (0.5, 2.5)},
    )

    assert limits(screen) == (26.0, 32.0)

    run(manager, loop, "view.all", viewer=viewer.id)

    assert limits(screen) == (20.0, 39.0)


def test_limits_are_those_of_the_image_again(manager, loop, viewer, screen):
    run(manager, loop, "color.view", viewer=viewer.id)
    run(manager, loop, "view.limits", viewer=viewer.id, limits={"kx": (0.5, 2.5)})

    run(manager, loop, "color.view", viewer=viewer.id)

    assert limits(screen) == (20.0, 39.0)


def test_linked_viewers_share_the_range_of_all_their_arrays(manager, loop):
    first, second = manager.open(cube("a")), manager.open(cube("b") * 10 - 5)
    COMMANDS.run(manager, "viewers.link", viewers=[first.id, second.id])

    run(manager, loop, "color.share", viewers=[first.id])

    assert first.state.color.limits == second.state.color.limits == (-5.0, 585.0)


def test_shared_ranges_are_converted(manager, loop):
    volts = cube("a").assign_attrs(units="V")
    first = manager.open(volts)
    second = manager.open((volts * 2000).assign_attrs(units="mV"))
    COMMANDS.run(manager, "viewers.link", viewers=[first.id, second.id])

    run(manager, loop, "color.share", viewers=[first.id])

    assert first.state.color.limits == (0.0, 118.0)
    assert second.state.color.limits == (0.0, 118000.0)


def test_a_viewer_by_itself_has_nobody_to_share_limits_with(manager, viewer):
    with pytest.raises(BadArguments, match="at least two"):
        COMMANDS.run(manager, "color.share", viewers=[viewer.id])


def test_several_settings_change_in_one_step(manager, viewer):
    COMMANDS.run(
        manager,
        "color.set",
        viewer=viewer.id,
        norm="symlog",
        linear_width=0.5,
        percentiles=(2, 98),
        fits_view=True,
    )

    color = viewer.state.color
    assert (color.norm, color.linear_width) == ("symlog", 0.5)
    assert (color.percentiles, color.fits_view) == ((2, 98), True)

    viewer.undo()

    assert viewer.state.color.norm == "linear"


@pytest.mark.parametrize("pair", [(90, 10), (50, 50)])
def test_percentiles_ascend(manager, viewer, pair):
    with pytest.raises(BadArguments, match="ascending"):
        COMMANDS.run(
            manager, "color.percentiles", viewer=viewer.id, low=pair[0], high=pair[1]
        )
    with pytest.raises(BadArguments, match="ascending"):
        COMMANDS.run(
            manager,
            "viewer.change",
            viewer=viewer.id,
            changes={"color": {"percentiles": pair}},
        )


@pytest.mark.parametrize("norm", ["linear", "log", "symlog", "asinh", "centered"])
@pytest.mark.parametrize("data", [0.0, 1.0, -3.0, np.nan, np.inf])
def test_data_without_a_range_are_drawn_with_any_norm(manager, loop, norm, data):
    viewer = manager.open(xr.DataArray(np.full((6, 10), data), dims=("y", "x")))

    run(manager, loop, "color.norm", viewer=viewer.id, norm=norm)
    pending = COMMANDS.run(
        manager, "viewer.snapshot", viewer=viewer.id, width=300, height=200
    )
    loop.settle(until=pending.done)

    picture = io.BytesIO(pending.result()["png"])
    assert Image.open(picture).size == (300, 200)
