"""Dask arrays are computed while they are sent, each block once."""

from __future__ import annotations

import os
from collections import Counter

import dask
import dask.array as da
import msgspec
import numpy as np
import pytest
import xarray as xr

from itool.errors import NotSendable, WireError
from itool.wire import memory
from itool.wire.codec import decode, encode
from itool.wire.later import ByNumber, Later, block_regions, can_wait, in_few_blocks
from itool.wire.parcels import Incoming, Outgoing, in_chunks

SHAPE = (40, 96, 80)

needs_memory_files = pytest.mark.skipif(
    not memory.is_available(), reason="no sealed memory files on this system"
)


def noise(chunks=(16, 48, 80)):
    values = da.random.default_rng(7).random(SHAPE, chunks=chunks)
    return xr.DataArray(values, dims=("t", "y", "x"), coords={"x": np.arange(80.0)})


def through_memory(value):
    parcel = Outgoing(value, through_memory=True)
    arrived = Incoming(parcel.parts, parcel.body, pid=os.getpid()).value()
    parcel.close()
    return arrived


def in_blocks(value):
    """Send `value` as through a tunnel."""
    parcel = Outgoing(value, through_memory=False, in_blocks=True)
    incoming = Incoming(parcel.parts, parcel.body)
    for chunk in parcel.chunks():
        incoming.receive(*chunk)
    for first, array in parcel.later:

        def put(number, block, first=first):
            for chunk in in_chunks(first + number, block):
                incoming.receive(*chunk)

        array.store(ByNumber(array.array.chunks, put))
    parcel.close()
    return incoming.value()


ways = pytest.mark.parametrize(
    "send", [pytest.param(through_memory, marks=needs_memory_files), in_blocks]
)


def elsewhere(graph, keys, **options):
    """Compute as a scheduler of other processes does, which cannot reach a target."""
    return dask.get(graph, keys)


@ways
@pytest.mark.parametrize("chunks", [(16, 48, 80), (40, 96, 13), (7, 50, 33), -1])
def test_a_dask_array_arrives_as_numpy(send, chunks):
    arrived = send(noise(chunks))

    assert isinstance(arrived.data, np.ndarray)
    xr.testing.assert_identical(arrived, noise(chunks).compute())


@ways
@pytest.mark.parametrize("dtype", [">f4", "c16", "i1", "M8[s]", "?", "S3"])
def test_dtypes_arrive_as_they_were(send, dtype):
    values = np.arange(1_500_000).reshape(600, 2500).astype(dtype)
    array = xr.DataArray(da.from_array(values, chunks=(250, 1000)), dims=("y", "x"))

    arrived = send(array)

    assert arrived.dtype.str == np.dtype(dtype).str
    xr.testing.assert_identical(arrived, array.compute())


@ways
def test_a_dataset_of_lazy_and_present_arrays_arrives(send):
    data = xr.Dataset(
        {"a": noise(), "b": noise().mean("t"), "c": noise().compute(), "d": noise() * 2}
    ).assign_coords(field=(("t", "y"), da.ones((40, 96))))

    xr.testing.assert_identical(send(data), data.compute())


@ways
def test_nothing_is_computed_twice(send):
    counts = Counter()

    def counted(block, block_info=None):
        counts[block_info[0]["chunk-location"]] += 1
        return block + 1

    base = da.zeros(SHAPE, chunks=(8, 96, 80)).map_blocks(counted, dtype="f8")
    counts.clear()  # dask tries the function to learn the type
    array = xr.DataArray(base - base.mean(), dims=("t", "y", "x"))

    send(array)

    assert set(counts.values()) == {1}


@ways
def test_what_fails_while_it_is_computed_is_raised(send):
    def fail(block):
        raise ZeroDivisionError("in a block")

    array = xr.DataArray(
        da.zeros(SHAPE, chunks=8).map_blocks(fail, dtype="f8", meta=np.zeros((0, 0, 0)))
    )

    with pytest.raises(ZeroDivisionError, match="in a block"):
        send(array)


@ways
def test_a_block_that_is_not_what_the_array_says_is_refused(send):
    lying = da.ones(SHAPE, chunks=20).map_blocks(
        lambda block: block.astype("f4"), dtype="f8", meta=np.zeros((0, 0, 0))
    )

    with pytest.raises(NotSendable, match="float32"):
        send(xr.DataArray(lying))


@ways
@pytest.mark.parametrize("scheduler", ["synchronous", "threads", elsewhere])
def test_any_scheduler_will_do(send, scheduler):
    array = xr.DataArray(da.arange(2**18, chunks=2**17, dtype="f8"), dims="x")

    with dask.config.set(scheduler=scheduler):
        arrived = send(array)

    np.testing.assert_array_equal(arrived, np.arange(2.0**18))


def test_an_array_of_unknown_length_is_computed_at_once():
    values = da.arange(2**18, chunks=2**16, dtype="f8")
    array = da.compress(values > 100, values)

    assert not can_wait(array)


def test_small_arrays_are_computed_at_once():
    array = xr.DataArray(da.ones((10, 10), chunks=5))

    parcel = Outgoing(array, through_memory=False, in_blocks=True)

    assert parcel.later == []


def test_many_small_blocks_are_merged():
    array = da.zeros((2048, 2048), chunks=16)

    merged = in_few_blocks(array)

    assert merged.npartitions < 100
    assert in_few_blocks(merged) is merged


def test_plain_encoding_computes_at_once():
    xr.testing.assert_identical(decode(*encode(noise())), noise().compute())


@needs_memory_files
def test_a_file_is_sealed_however_its_samples_were_computed():
    parcel = Outgoing(noise(), through_memory=True)
    (part,) = [part for part in parcel.parts if part.descriptor >= 0]

    with pytest.raises(PermissionError):
        os.pwrite(part.descriptor, b"x", 0)
    parcel.close()


def blocks_header():
    array = Later(da.ones((4, 6), chunks=(2, 6))).array
    buffers = [bytes(8 * 12)] * len(block_regions(array.chunks))
    tree = {"dtype": "<f8", "shape": [4, 6], "blocks": [[2, 2], [6]], "buffer": 0}
    return {"\x00": "array", "v": tree}, buffers


@pytest.mark.parametrize(
    "wrong",
    [
        {"blocks": [[2, 2], [5]]},
        {"blocks": [[2, 3], [6]]},
        {"blocks": [[-2, 6], [6]]},
        {"blocks": [[2, 2]]},
        {"blocks": [[1, 1, 1, 1], [6]]},
        {"blocks": 7},
        {"buffer": 1},
        {"buffer": -1},
        {"shape": [2**40, 6], "blocks": [[2**40], [6]]},
        {"shape": [4, 3], "blocks": [[2, 2], [3]]},
        {"dtype": "O"},
    ],
)
def test_blocks_that_do_not_fit_are_refused(wrong):
    tree, buffers = blocks_header()
    assert decode(msgspec.msgpack.encode(tree), list(buffers)).shape == (4, 6)

    tree["v"] |= wrong

    with pytest.raises(WireError):
        decode(msgspec.msgpack.encode(tree), list(buffers))
