"""Of data with many variables all open, or those that are named."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from itool.errors import BadArguments, BadData
from itool.manager import fetch, load_in_manager, managers, show_in_manager
from tests.server.hosting import host


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as started:
        yield started


def weather() -> xr.Dataset:
    return xr.Dataset(
        {
            "air": (("y", "x"), np.ones((3, 4))),
            "wind": (("y", "x"), np.zeros((3, 4))),
            "station": ((), "north"),
        }
    )


def tree() -> xr.DataTree:
    return xr.DataTree.from_dict(
        {"/": weather(), "/raw": weather().drop_vars("station") + 1}
    )


def names(made) -> list[str]:
    return [managers[0].viewers[id].name for id in made.ids]


def test_all_that_can_be_shown_are_opened(running):
    assert names(show_in_manager(weather())) == ["air", "wind"]


def test_variables_are_chosen_by_name_in_the_order_of_the_names(running):
    assert names(show_in_manager(weather(), variables="wind")) == ["wind"]
    assert names(show_in_manager(weather(), variables=["wind", "air"])) == [
        "wind",
        "air",
    ]
    assert names(managers[0].show(weather(), variables=("air",))) == ["air"]
    arrays = [weather()["air"], weather()["wind"]]
    assert names(show_in_manager(arrays, variables=["wind"])) == ["wind"]


def test_variables_of_a_tree_are_named_with_or_without_their_group(running):
    (one,) = show_in_manager(tree(), variables=["raw/air"]).ids
    both = show_in_manager(tree(), variables=["wind"])

    assert float(fetch(one)[0, 0]) == 2.0
    assert len(both.ids) == 1
    assert len(show_in_manager(tree(), variables=["wind", "raw/wind"]).ids) == 2


def test_a_name_that_is_not_there_is_refused_with_those_that_are(running):
    with pytest.raises(BadArguments, match="'rain'; there are 'air' and 'wind'"):
        show_in_manager(weather(), variables=["air", "rain"])
    with pytest.raises(BadArguments, match="'raw/air'"):
        show_in_manager(tree(), variables=["raw/rain"])
    with pytest.raises(BadData, match="'station'"):
        show_in_manager(weather(), variables=["station"])
    with pytest.raises(ValueError, match="none"):
        show_in_manager(weather(), variables=[])
    assert len(managers[0].viewers) == 0


def test_variables_of_files_are_chosen(running, tmp_path):
    weather().to_netcdf(tmp_path / "a.nc", engine="h5netcdf")
    tree().to_netcdf(tmp_path / "tree.nc", engine="h5netcdf")
    np.save(tmp_path / "plain.npy", np.ones((2, 2)))

    def load(name, *variables):
        return names(load_in_manager(tmp_path / name, variables=variables))

    assert load("a.nc", "wind") == ["wind"]
    assert load("tree.nc", "raw/air") == ["air"]
    assert names(load_in_manager(tmp_path / "a.nc")) == ["air", "wind"]
    with pytest.raises(BadArguments, match="'rain'; there are 'air' and 'wind'"):
        load("a.nc", "rain")
    with pytest.raises(BadArguments, match="there are 'plain'"):
        load("plain.npy", "rain")


def test_more_than_four_dimensions_open_with_sliders(running):
    data = xr.DataArray(
        np.arange(2.0 * 3 * 4 * 5 * 6 * 7).reshape(2, 3, 4, 5, 6, 7), dims=[*"abcdef"]
    )
    viewer = managers[0].viewers[show_in_manager(data).ids[0]]

    viewer.place(a=1, b=0)

    xr.testing.assert_identical(viewer.fetch(), data)
    assert len(viewer.panels) == 10
    xr.testing.assert_equal(viewer.panels["e-f"], data[1, 0, 2, 2])
    assert viewer.snapshot(width=600, height=400).png.startswith(b"\x89PNG")
