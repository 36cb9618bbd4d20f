"""A workspace folder under the eyes of those who still read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

from itool.errors import BadData
from itool.store.workspace import Saved, load_workspace, save_workspace

if TYPE_CHECKING:
    from pathlib import Path


def saved(fill: float, name: str = "cut") -> Saved:
    data = xr.DataArray(np.full((3, 4), fill), dims=("y", "x"), name=name)
    return Saved(data, {"title": f"viewer of {fill}"})


def values(viewers: list[Saved]) -> list[float]:
    return [float(viewer.data.values[0, 0]) for viewer in viewers]


def test_viewers_come_back_in_their_order(tmp_path: Path):
    path = tmp_path / "a.ws"

    save_workspace(path, [saved(n) for n in range(12)])

    back = load_workspace(path)
    assert values(back) == list(range(12))
    assert back[3].state == {"title": "viewer of 3"}


def test_an_array_still_reads_its_own_samples_after_others_were_saved(tmp_path: Path):
    path = tmp_path / "a.ws"
    save_workspace(path, [saved(1), saved(2)])
    _, second = load_workspace(path)

    save_workspace(path, [second])
    save_workspace(path, [saved(7), saved(8)])

    assert values([second]) == [2.0]
    assert values(load_workspace(path)) == [7.0, 8.0]


def test_saves_do_not_pile_up(tmp_path: Path):
    path = tmp_path / "a.ws"

    for n in range(4):
        save_workspace(path, [saved(n), saved(n)])

    assert len(list(path.iterdir())) == 3


def test_a_failed_save_changes_nothing(tmp_path: Path):
    path = tmp_path / "a.ws"
    save_workspace(path, [saved(1)])
    before = sorted(path.rglob("*"))
    bad = saved(2)
    bad.data.attrs["what"] = object()

    with pytest.raises(BadData, match="viewer of 2"):
        save_workspace(path, [saved(3), bad])

    assert sorted(path.rglob("*")) == before
    assert values(load_workspace(path)) == [1.0]


def test_a_first_save_that_fails_leaves_no_folder(tmp_path: Path):
    bad = saved(2)
    bad.data.attrs["what"] = object()

    with pytest.raises(BadData):
        save_workspace(tmp_path / "a.ws", [bad])

    assert list(tmp_path.iterdir()) == []


def test_plain_xarray_sees_what_was_saved_last_and_nothing_else(tmp_path: Path):
    path = tmp_path / "a.ws"
    save_workspace(path, [saved(1), saved(2)])
    load_workspace(path)
    save_workspace(path, [saved(3)])

    with xr.open_datatree(path, engine="zarr") as tree:
        (node,) = tree.children.values()
        assert float(node["cut"].values[0, 0]) == 3.0


def test_an_empty_session_can_be_saved(tmp_path: Path):
    save_workspace(tmp_path / "a.ws", [])

    assert load_workspace(tmp_path / "a.ws") == []
