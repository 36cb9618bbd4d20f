"""What a dask graph takes is known exactly, or not at all."""

from __future__ import annotations

import dask.array as da
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itool.client.graphs import behind_dask

SHAPE = (11, 6, 9)


class Stored:
    """What a file would give: samples that tell where they are."""

    shape, dtype, ndim = SHAPE, np.dtype("i8"), len(SHAPE)

    def __getitem__(self, key):
        return np.arange(np.prod(SHAPE)).reshape(SHAPE)[key]


def blocks():
    return da.from_array(Stored(), chunks=(4, 3, 9), name="stored", asarray=True)


def taken(origin):
    """Take from the whole array what `origin` says."""
    whole = Stored()[...]
    for axis in sorted(origin.fixed, reverse=True):
        whole = whole.take(origin.fixed[axis], axis)
    left = [axis for axis in range(3) if axis not in origin.fixed]
    order = [left.index(axis) for axis, _ in origin.lines if axis is not None]
    whole = whole.transpose(order)
    for place, (axis, _) in enumerate(origin.lines):
        whole = np.expand_dims(whole, place) if axis is None else whole
    numbers = [numbers for _, numbers in origin.lines]
    return whole[np.ix_(*numbers)]


def steps(array, choices):
    """Do to `array` what was chosen, where it can be done."""
    for kind, number in choices:
        axis = number % array.ndim
        length = array.shape[axis]
        before = (slice(None),) * axis
        if kind == "slice":
            array = array[(*before, slice(number % length, None, 1 + number % 3))]
        elif kind == "backwards":
            array = array[(*before, slice(None, None, -1 - number % 2))]
        elif kind == "index" and array.ndim > 1:
            array = array[(*before, number % length)]
        elif kind == "list":
            picked = [(3 * i + number) % length for i in range(length + 2)]
            array = array[(*before, picked)]
        elif kind == "new":
            array = array[(*before, None)]
        elif kind == "transpose":
            array = array.transpose(np.roll(range(array.ndim), number).tolist())
        elif kind == "chunks":
            array = array.rechunk(1 + number % 5)
    return array


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["slice", "backwards", "index", "list", "new", "transpose", "chunks"]
            ),
            st.integers(0, 20),
        ),
        max_size=4,
    )
)
def test_what_is_found_are_the_samples_that_dask_computes(choices):
    array = steps(blocks(), choices)

    found = behind_dask(array)

    assert found is not None
    original, origin = found
    assert isinstance(original, Stored)
    np.testing.assert_array_equal(taken(origin), array.compute())


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a + 1,
        lambda a: a[2:].sum(axis=0),
        lambda a: da.concatenate([a, a]),
        lambda a: da.concatenate([a, da.zeros(SHAPE, "i8")]),
        lambda a: a.astype("f4"),
        lambda a: a.reshape(-1),
        lambda a: a.vindex[[1, 2], [1, 2], [3, 4]],
        lambda a: a.map_blocks(np.sort, name="getitem-like"),
        lambda a: a.map_blocks(lambda block: -block, name="transpose-like"),
        lambda a: da.where(a > 3, a, 0),
        lambda a: da.ones(SHAPE, dtype="i8"),
    ],
)
def test_of_anything_else_nothing_is_said(change):
    try:
        found = behind_dask(change(blocks()))
    except TypeError:  # a stand-in was asked for samples
        found = None
    assert found is None
