"""Exports: what they hold, and what is refused."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from itool.core import commands as _commands  # noqa: F401 - fills the registry
from itool.core import export
from itool.core.registry import COMMANDS
from itool.errors import BadArguments, BadData


@pytest.fixture
def run(manager):
    return partial(COMMANDS.run, manager)


@pytest.fixture
def save(run, viewer, loop):
    def save(path, **args):
        pending = run("export.save", viewer=viewer.id, path=str(path), **args)
        loop.settle(until=pending.done)
        return pending.result()

    return save


def test_the_visible_part_of_all_dimensions(save, run, viewer, tmp_path):
    axis = viewer.info.axes[-1]
    span = sorted((axis.value(1) - 0.01, axis.value(2) + 0.01))
    run("view.limits", viewer=viewer.id, limits={axis.name: span})

    save(tmp_path / "a.nc", what="visible")

    with xr.open_dataarray(tmp_path / "a.nc") as saved:
        expected = viewer.data.isel({axis.name: slice(1, 3)})
        xr.testing.assert_equal(saved.load(), expected)


def test_curves_of_several_cursors_are_columns(save, run, viewer, tmp_path):
    run("cursor.add", viewer=viewer.id)
    dim = viewer.scene.order[1]

    save(tmp_path / "a.csv", what=dim)

    table = pd.read_csv(tmp_path / "a.csv", index_col=0)
    assert list(table.index) == ["a", "b"] or list(table.columns) == ["a", "b"]
    assert table.size == 2 * len(viewer.info.axis(dim))


def test_a_table_of_many_dimensions_has_a_line_for_each_sample(save, viewer, tmp_path):
    save(tmp_path / "a.csv")

    table = pd.read_csv(tmp_path / "a.csv")
    assert len(table) == viewer.data.size
    assert np.allclose(table.iloc[:, -1], viewer.data.to_numpy().ravel())


@pytest.mark.parametrize(
    ("path", "what"),
    [("a.exe", ""), ("a.png", "visible"), ("a.nc", "no-panel"), ("a", "")],
)
def test_what_cannot_be_exported_is_refused_with_what_can(save, tmp_path, path, what):
    with pytest.raises(BadArguments, match="there are"):
        save(tmp_path / path, what=what)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.png", "a.nc"])
def test_a_folder_that_is_not_there_is_named(save, tmp_path, name):
    with pytest.raises(BadArguments, match="nowhere"):
        save(tmp_path / "nowhere" / name)


def test_a_download_that_is_too_large_is_refused(run, viewer, loop, monkeypatch):
    monkeypatch.setattr(export, "MOST_BYTES", 10)

    pending = run("export.file", viewer=viewer.id, format="nc")
    loop.settle(until=pending.done)

    with pytest.raises(BadData, match="too much"):
        pending.result()


def test_a_zarr_store_is_no_download(run, viewer):
    with pytest.raises(BadArguments, match="folder") as caught:
        run("export.file", viewer=viewer.id, format="zarr")

    assert "zarr.zip" in caught.value.hint


def test_a_title_that_is_no_file_name_is_made_one(run, viewer, loop):
    run("viewer.rename", viewer=viewer.id, name="a/b: c*")

    pending = run("export.file", viewer=viewer.id, format="csv")
    loop.settle(until=pending.done)

    assert pending.result()["name"] == "a-b- c- array.csv"
