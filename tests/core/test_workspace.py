"""A workspace keeps the session."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from itool.errors import BadArguments, UnreadableFile
from tests.core.conftest import cube


@pytest.fixture
def run(manager, loop):
    """Run a command and wait for its answer."""

    def wait(name, /, **args):
        pending = COMMANDS.run(manager, name, **args)
        loop.settle(until=pending.done)
        return pending.result()

    return wait


def test_viewers_come_back_with_their_data_and_cursors(run, manager, tmp_path):
    viewer = manager.open(cube().assign_attrs(sample="Bi2Se3"))
    COMMANDS.run(manager, "cursor.move", viewer=0, point={"kx": 3.0})
    run("workspace.save", path=str(tmp_path / "session.ws"))
    manager.close(viewer)

    run("workspace.open", path=str(tmp_path / "session.ws"))

    back = manager.find(-1)
    xr.testing.assert_identical(
        back.data.compute(), cube().assign_attrs(sample="Bi2Se3")
    )
    assert back.state.cursor("a").point == {"kx": 3.0}


def test_saving_over_itself_keeps_lazily_opened_data(run, manager, tmp_path):
    path = str(tmp_path / "session.ws")
    manager.close(manager.open(cube()))
    manager.open(cube())
    run("workspace.save", path=path)
    manager.close(manager.find(-1))
    run("workspace.open", path=path)

    run("workspace.save")

    np.testing.assert_array_equal(manager.find(-1).data.values, cube().values)


def test_an_array_that_cannot_be_written_leaves_the_old_workspace(
    run, manager, tmp_path
):
    path = str(tmp_path / "session.ws")
    manager.open(cube())
    run("workspace.save", path=path)
    manager.open(cube().assign_attrs(bad=object()))

    with pytest.raises(Exception, match="cube"):
        run("workspace.save", path=path)

    assert run("workspace.open", path=path)["ids"]


def test_another_folder_is_never_overwritten(run, manager, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    manager.open(cube())

    with pytest.raises(UnreadableFile, match="not a workspace"):
        run("workspace.save", path=str(tmp_path))

    assert (tmp_path / "thesis.tex").exists()


def test_saving_without_a_name_asks_for_one(manager):
    with pytest.raises(BadArguments, match="no workspace"):
        COMMANDS.run(manager, "workspace.save")


def test_plain_xarray_reads_a_workspace(run, manager, tmp_path):
    manager.open(cube())
    run("workspace.save", path=str(tmp_path / "session.ws"))

    tree = xr.open_datatree(tmp_path / "session.ws", engine="zarr", consolidated=False)

    np.testing.assert_array_equal(tree["viewer-0"]["cube"].values, cube().values)
    tree.close()
