"""A viewer's state is replaced as one, and only by what makes sense."""

from __future__ import annotations

import pytest

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from itool.errors import BadArguments, DimsMismatch, UnknownCursor
from tests.core.conftest import cube


def change(manager, viewer, **changes):
    COMMANDS.run(manager, "viewer.change", viewer=viewer.id, changes=changes)


def test_several_fields_are_changed_and_undone_as_one(manager, viewer):
    before = viewer.state

    change(manager, viewer, title="b", snap=False, limits={"eV": [-0.1, 0.0]})

    assert viewer.state.title == "b"
    assert viewer.state.limits == {"eV": (-0.1, 0.0)}
    viewer.undo()
    assert viewer.state == before


def test_a_state_that_was_read_can_be_put_back(manager, viewer):
    COMMANDS.run(manager, "cursor.add", viewer=viewer.id, point={"kx": 1.0})
    read = COMMANDS.run(manager, "viewer.state", viewer=viewer.id)
    COMMANDS.run(manager, "cursor.remove", viewer=viewer.id)

    change(manager, viewer, **read)

    assert viewer.state.model_dump(mode="json") == read


def test_dimensions_of_data_shown_before_may_stay(manager, viewer):
    COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"eV": -0.2})
    manager.replace(viewer, cube().rename(eV="E"))
    read = COMMANDS.run(manager, "viewer.state", viewer=viewer.id)

    change(manager, viewer, **{**read, "title": "b"})

    assert viewer.state.cursors[0].point == {"eV": -0.2}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"zoom": 3}, BadArguments),
        ({"snap": "perhaps"}, BadArguments),
        ({"cursors": []}, BadArguments),
        ({"data": "d7"}, BadArguments),
        ({"link": {"group": "1"}}, BadArguments),
        ({"order": ["eV", "time"]}, DimsMismatch),
        ({"limits": {"time": [0, 1]}}, DimsMismatch),
        ({"limits": {"eV": [1, 0]}}, BadArguments),
        ({"active": "z"}, UnknownCursor),
        ({"cursors": [{"id": "a"}, {"id": "a"}]}, BadArguments),
        ({"color": {"cmap": "no such"}}, BadArguments),
        ({"color": {"limits": [1, 1]}}, BadArguments),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    manager, viewer, changes, error
):
    before = viewer.state

    with pytest.raises(error):
        change(manager, viewer, title="b", **changes)

    assert viewer.state == before
