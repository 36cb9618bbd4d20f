"""Ties to variables: told without loss, patched exactly, never overwritten."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from itool.errors import BadArguments, UnknownViewer
from itool.store.changes import changed_blocks, fingerprint, patched
from tests.core.conftest import cube


class Namespace:
    """What a session tells, and what is answered."""

    def __init__(self, manager, source="kernel"):
        self.told = []
        self.session = manager.watched.open(self.take, source)

    def take(self, text):
        self.told.append(json.loads(text))

    def answer(self, number):
        self.session.receive(json.dumps({"n": number}))


@pytest.fixture
def namespace(manager):
    return Namespace(manager)


def bind(manager, varname="cube", source="kernel", **options):
    return manager.watched.bind(varname, cube(), source, **options)


def test_every_message_holds_all_revisions(manager, namespace):
    namespace.answer(1)

    made = bind(manager)

    assert namespace.told[-1]["revisions"] == {made["uid"]: 0}
    assert [message["n"] for message in namespace.told] == [1, 2]


def test_no_more_than_one_message_is_on_the_way_and_the_last_state_arrives(
    manager, namespace
):
    made = bind(manager)
    for number in range(10):
        manager.replace(manager.viewers[0], cube() + number)
    assert len(namespace.told) == 1

    namespace.answer(1)

    assert len(namespace.told) == 2
    assert namespace.told[-1]["revisions"] == {made["uid"]: 10}


def test_a_message_that_was_lost_is_said_again_as_things_are_now(manager, namespace):
    namespace.answer(1)
    made = bind(manager)  # told as number 2, which is lost
    manager.replace(manager.viewers[0], cube() + 1)

    namespace.answer(1)

    assert namespace.told[-1]["revisions"] == {made["uid"]: 1}
    assert namespace.told[-1]["n"] == 2


def test_a_viewer_that_came_and_went_between_two_messages_is_told_of(
    manager, namespace
):
    bind(manager)
    manager.close(manager.viewers[0])

    namespace.answer(1)

    assert namespace.told[-1] == {"n": 2, "ties": 1, "revisions": {}}


@pytest.mark.parametrize(
    "rubbish",
    ["", "{}", "[]", "null", '{"n": "x"}', '{"n": null}', b"\xff", "[" * 9999],
)
def test_rubbish_from_a_namespace_changes_nothing(manager, namespace, rubbish):
    namespace.session.receive(rubbish)
    namespace.answer(1)

    bind(manager)

    assert namespace.told[-1]["n"] == 2


@pytest.mark.parametrize("source", ["", None, 5, ["kernel"]])
def test_a_namespace_needs_a_name(manager, source):
    with pytest.raises(BadArguments):
        manager.watched.open(lambda text: None, source)


def test_a_second_session_of_a_namespace_takes_over(manager, namespace):
    made = bind(manager)

    again = Namespace(manager)
    namespace.session.close()

    assert again.told[-1]["revisions"] == {made["uid"]: 0}
    assert manager.viewers[0].watched.is_connected


def test_a_patch_of_an_older_revision_is_refused_and_nothing_changes(manager):
    made = bind(manager)
    manager.replace(manager.viewers[0], cube() + 1)

    answer = manager.watched.patch(made["uid"], 0, (0, 1, 2), {0: cube().values[:1]})

    assert answer is None
    assert manager.viewers[0].data.identical(cube() + 1)


@pytest.mark.parametrize(
    ("order", "blocks"),
    [
        ((0, 1), {}),
        ((0, 0, 1), {}),
        ((0, 1, 2), {-1: np.zeros(4)}),
        ((0, 1, 2), {7: np.zeros(4)}),
        ((0, 1, 2), {0: np.zeros(3)}),
        ((0, 1, 2), {0: np.zeros(cube().size, "i4")}),
    ],
)
def test_blocks_that_do_not_fit_are_refused_and_nothing_changes(manager, order, blocks):
    made = bind(manager)

    with pytest.raises(BadArguments):
        manager.watched.patch(made["uid"], 0, order, blocks)

    assert manager.viewers[0].data.identical(cube())


def test_an_unknown_tie_is_named_and_untying_it_does_no_harm(manager):
    with pytest.raises(UnknownViewer, match="watch:none"):
        manager.watched.pull("watch:none")

    manager.watched.release("watch:none")


def test_undo_after_pushes_moves_cursors_and_never_data(manager, loop):
    made = bind(manager)
    viewer = manager.viewers[0]
    viewer.update(title="before")
    manager.watched.push(made["uid"], viewer.revision, cube() + 5)

    viewer.undo()

    assert viewer.state.title != "before"
    assert viewer.data.identical(cube() + 5)


arrays = st.tuples(
    st.lists(st.integers(1, 7), min_size=1, max_size=4),
    st.sampled_from(["f4", "c16", "u1", "M8[ns]", "?", ">i2", "U3"]),
    st.randoms(use_true_random=False),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(arrays)
def test_patching_what_changed_gives_the_changed_array(drawn):
    shape, dtype, random, is_turned = drawn
    values = np.arange(np.prod(shape)).reshape(shape).astype("i8").astype(dtype)
    data = xr.DataArray(values.T if is_turned else values)
    changed = data.copy(deep=True)
    point = tuple(random.randrange(size) for size in data.shape)
    changed.values[point] = np.arange(2).astype("i8").astype(dtype)[random.randrange(2)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("itool.store.changes.BLOCK_BYTES", 8)
        old, new = fingerprint(data), fingerprint(changed)
        blocks = changed_blocks(changed, old, new)
        got = changed if blocks is None else patched(data, new.order, blocks)

    assert (old == new) == bool((data.values == changed.values).all())
    assert got.identical(changed)
    assert blocks is not None or len(new.blocks) < 2


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.rename("other"),
        lambda d: d.assign_attrs(unit="eV"),
        lambda d: d.assign_coords(extra=1),
        lambda d: d.astype("f4"),
        lambda d: d.transpose(),
        lambda d: d.rename({d.dims[0]: "renamed"}),
        lambda d: d.chunk(),
    ],
)
def test_what_is_around_the_samples_counts_too(change):
    assert fingerprint(change(cube())) != fingerprint(cube())


def test_negative_zero_and_another_nan_are_changes_too():
    data = xr.DataArray(np.zeros(4))
    other = xr.DataArray(np.array([0.0, -0.0, 0.0, 0.0]))

    assert fingerprint(data) != fingerprint(other)
