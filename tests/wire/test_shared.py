"""Arrays that the manager looks at in the client's own memory."""

from __future__ import annotations

import fcntl
import gc
import os

import numpy as np
import pytest
import xarray as xr

import itool
from itool.errors import BadArguments, WireError
from itool.wire import memory
from itool.wire.parcels import Incoming, Outgoing

pytestmark = pytest.mark.skipif(
    not memory.is_available(), reason="no sealed memory files on this system"
)

SHAPE = (2, 512, 512)


def ramp(shape=SHAPE):
    array = itool.shared_empty(shape, "f4")
    array[...] = np.arange(array.size, dtype="f4").reshape(shape)
    return array


def handed_over(value):
    """Return how `value` arrives at a manager, and the parcel it travelled in."""
    parcel = Outgoing(value, through_memory=True)
    incoming = Incoming(parcel.parts, parcel.body, pid=os.getpid(), writable=False)
    return incoming.value(), parcel


def files(parcel):
    return {os.fstat(p.descriptor).st_ino for p in parcel.parts if p.descriptor >= 0}


def test_a_new_array_is_zero_and_takes_what_is_written():
    array = itool.shared_empty((3, 2), "i2")

    assert array.dtype == "i2"
    assert not array.any()
    array[1] = 7
    assert array.sum() == 14


@pytest.mark.parametrize("shape", [(0, 4), (), 5, (np.int64(2), 3)])
@pytest.mark.parametrize("dtype", [">f8", "c8", "M8[ns]", "U3", "?"])
def test_any_shape_and_dtype_of_plain_samples_will_do(shape, dtype):
    array = itool.shared_empty(shape, dtype)

    assert array.shape == np.zeros(shape).shape
    assert array.dtype == np.dtype(dtype)
    assert array.flags.writeable


@pytest.mark.parametrize(("shape", "dtype"), [((2,), object), ((-1,), float)])
def test_what_cannot_be_shared_is_refused(shape, dtype):
    with pytest.raises(BadArguments):
        itool.shared_empty(shape, dtype)


def test_a_shared_array_is_handed_over_without_a_copy():
    array = xr.DataArray(ramp(), dims=("t", "y", "x"), attrs={"units": "K"})

    arrived, parcel = handed_over(array)
    xr.testing.assert_identical(arrived, array)
    array[0, 0, 0] = -5.0

    assert not parcel._files
    assert float(arrived[0, 0, 0]) == -5.0
    parcel.close()


def test_a_part_of_a_shared_array_is_handed_over_without_a_copy():
    array = ramp()

    arrived, parcel = handed_over(array[1])
    array[1, 0, 0] = -5.0

    assert arrived[0, 0] == -5.0
    parcel.close()


def test_the_pages_of_a_shared_array_are_not_touched_ahead():
    parcel = Outgoing(ramp(), through_memory=True)

    incoming = Incoming(parcel.parts, parcel.body, pid=os.getpid(), writable=False)

    assert incoming.mapped == []
    parcel.close()


def test_a_shared_array_arrives_for_reading_only():
    arrived, parcel = handed_over(ramp())
    parcel.close()

    assert not arrived.flags.writeable


def test_what_the_manager_hands_on_is_a_copy():
    array = ramp()
    arrived, parcel = handed_over(array)
    again = Outgoing(arrived, through_memory=True)
    fetched = Incoming(again.parts, again.body, pid=os.getpid()).value()

    array[0, 0, 0] = -5.0

    assert fetched[0, 0, 0] == 0.0
    assert not files(parcel) & files(again)
    parcel.close()
    again.close()


def test_a_client_does_not_take_memory_that_goes_on_changing():
    parcel = Outgoing(ramp(), through_memory=True)

    with pytest.raises(WireError, match="sealed"):
        Incoming(parcel.parts, parcel.body, pid=os.getpid(), writable=True)
    parcel.close()


def test_the_file_of_a_shared_array_cannot_be_shortened_or_written_by_others():
    array = ramp()
    descriptor, _ = memory.file_of(array.reshape(-1).view("u1").data)

    with pytest.raises(PermissionError):
        os.ftruncate(descriptor, 4096)
    with pytest.raises(PermissionError):
        os.pwrite(descriptor, b"x", 0)
    with pytest.raises(PermissionError):
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, 8)


def test_an_array_outlives_the_client_that_shared_it():
    array = ramp()
    expected = array.copy()
    arrived, parcel = handed_over(array)
    parcel.close()

    del array
    gc.collect()

    np.testing.assert_array_equal(arrived, expected)


def test_the_memory_is_freed_with_the_last_array():
    gc.collect()
    before = len(memory._mapped)
    array = ramp()
    part = array[1]

    del array
    gc.collect()
    assert len(memory._mapped) == before + 1
    del part
    gc.collect()

    assert len(memory._mapped) == before
    assert not memory._shared


def test_coordinates_over_shared_memory_are_copied():
    axis = itool.shared_empty(2**18)
    axis[...] = np.arange(2.0**18)
    array = xr.DataArray(
        np.zeros(2**18, "i1"), dims="x", coords={"x": axis, "other": ("x", axis)}
    )

    arrived, parcel = handed_over(array)
    axis[0] = -1.0

    assert float(arrived["x"][0]) == 0.0
    assert float(arrived["other"][0]) == 0.0
    parcel.close()


def test_without_memory_files_it_is_an_ordinary_array(monkeypatch):
    monkeypatch.setattr("itool.wire.shared.is_available", lambda: False)

    array = itool.shared_empty((2, 3))

    assert array.shape == (2, 3)
    assert not memory.is_shared(array.data)


def test_a_shared_array_crosses_a_tunnel_like_any_other():
    array = ramp()
    parcel = Outgoing(array, through_memory=False)
    incoming = Incoming(parcel.parts, parcel.body)
    for chunk in parcel.chunks():
        incoming.receive(*chunk)

    np.testing.assert_array_equal(incoming.value(), array)
