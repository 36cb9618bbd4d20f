"""Lazy arrays: blocks are found, computed once, and give what memory gives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import dask.array as da
import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from itool.model.scene import SliceRequest, Window
from itool.store.blocks import LazyBlocks, overlaps
from itool.store.cache import LIMIT, BlockCache, default_limit
from itool.store.chunks import block_shape
from itool.store.store import DataStore

CUBE = np.arange(60.0).reshape(3, 4, 5)


class Counted:
    """An array that counts how often each block is read."""

    def __init__(self, values: np.ndarray[Any, Any]) -> None:
        self.values = values
        self.shape, self.dtype, self.ndim = values.shape, values.dtype, values.ndim
        self.reads: list[Any] = []

    def __getitem__(self, index: Any) -> Any:
        self.reads.append(index)
        return self.values[index]


def counted(chunks: Any = 2) -> tuple[Counted, xr.DataArray]:
    source = Counted(CUBE)
    lazy = da.from_array(source, chunks=chunks, name=False, meta=np.empty((0, 0, 0)))
    return source, xr.DataArray(lazy, dims=("z", "y", "x"))


def request(key: str, dims: tuple[str, ...], **windows: slice) -> SliceRequest:
    sizes = dict(zip(("z", "y", "x"), CUBE.shape, strict=True))
    return SliceRequest(
        key,
        dims,
        tuple(
            Window(d, w.start, w.stop, w.step or 1)
            for d, n in sizes.items()
            for w in [windows.get(d, slice(0, n))]
        ),
    )


@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=6),
    start=st.integers(0, 20),
    length=st.integers(1, 20),
    step=st.integers(1, 7),
)
def test_overlaps_give_every_sample_of_a_window_once(
    sizes: list[int], start: int, length: int, step: int
):
    total = sum(sizes)
    start %= total
    window = slice(start, min(total, start + length), step)
    samples = np.arange(total)
    blocks = np.split(samples, np.cumsum(sizes)[:-1])

    parts = list(overlaps(window, sizes))

    answer = np.full(len(samples[window]), -1)
    for index, local, region in parts:
        answer[region] = blocks[index][local]
    np.testing.assert_array_equal(answer, samples[window])
    assert all(blocks[index][local].size for index, local, _ in parts)


@pytest.mark.parametrize("dims", [("y", "x"), ("x", "z"), ("y",), ()])
@pytest.mark.parametrize("chunks", [1, 2, -1, ((1, 2), (3, 1), (2, 3))])
def test_a_lazy_array_gives_what_it_gives_in_memory(dims: tuple[str, ...], chunks: Any):
    store = DataStore()
    values = CUBE.copy()
    values[1, 2] = np.nan
    array = xr.DataArray(values, dims=("z", "y", "x"))
    here = store.add(array)
    lazy = store.add(array.copy(data=da.from_array(values, chunks=chunks)))
    windows = {"z": slice(0, 3), "y": slice(1, 4), "x": slice(2, 5)}

    expected = store.read(request(here, dims, **windows))
    answer = store.read(request(lazy, dims, **windows))

    np.testing.assert_allclose(answer, expected)
    assert answer.dtype == expected.dtype


def test_a_drag_reads_every_block_once():
    store, (source, array) = DataStore(), counted()
    key = store.add(array)

    for z in (0, 1, 0, 1):
        store.read(request(key, ("y", "x"), z=slice(z, z + 1)))

    assert len(source.reads) == 6


def test_a_thinned_window_reads_only_the_blocks_it_touches():
    store, (source, array) = DataStore(), counted((3, 4, 1))
    key = store.add(array)

    answer = store.read(request(key, ("y", "x"), z=slice(0, 1), x=slice(0, 5, 3)))

    assert len(source.reads) == 2
    np.testing.assert_array_equal(answer, CUBE[0][:, ::3])


def test_a_block_too_big_for_the_cache_is_read_in_part():
    source, array = counted(-1)
    store = DataStore(BlockCache(limit=1000))
    key = store.add(array)

    answer = store.read(request(key, ("y", "x"), z=slice(1, 2)))

    np.testing.assert_array_equal(answer, CUBE[1])
    assert source.reads == [(slice(1, 2), slice(0, 4), slice(0, 5))]


def test_a_lazy_array_is_quick_once_its_blocks_are_there():
    store, (_, array) = DataStore(), counted()
    key = store.add(array)
    cut = request(key, ("y", "x"), z=slice(0, 1))

    assert not store.is_quick(cut)

    store.read(cut)

    assert store.is_quick(cut)


def test_the_range_of_a_lazy_array_is_found_without_filling_the_cache():
    cache = BlockCache()
    store, (_, array) = DataStore(cache), counted()
    key = store.add(array)

    assert store.range(key, "abs") == (0.0, 59.0)
    assert cache.nbytes == 0


def test_removing_an_array_frees_its_blocks_and_no_other():
    cache = BlockCache()
    store, (_, array) = DataStore(cache), counted()
    gone, kept = store.add(array), store.add(array)
    for key in (gone, kept):
        store.read(request(key, ("y", "x")))

    store.remove(gone)

    assert cache.nbytes == CUBE.nbytes


def test_the_cache_stays_within_its_limit_and_drops_what_was_not_used_lately():
    cache = BlockCache(limit=300)
    block = np.zeros(12)  # 96 bytes

    for name in "abcad":
        cache.get((name, 0), lambda: block)

    assert [name for name in "abcd" if (name, 0) in cache] == ["a", "c", "d"]
    assert cache.nbytes == 288


def test_a_block_larger_than_half_the_cache_is_given_but_not_kept():
    cache = BlockCache(limit=100)

    block = cache.get(("a", 0), lambda: np.zeros(12))

    assert block.shape == (12,)
    assert cache.nbytes == 0


def test_threads_that_want_the_same_block_compute_it_once():
    cache, begun, go_on, made = BlockCache(), Event(), Event(), []

    def slow() -> np.ndarray[Any, Any]:
        begun.set()
        go_on.wait(5)
        made.append(1)
        return np.ones(3)

    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(cache.get, ("a", 0), slow) for _ in range(3)]
        begun.wait(5)
        go_on.set()

    assert [answer.result().sum() for answer in answers] == [3.0, 3.0, 3.0]
    assert made == [1]


def test_a_block_that_failed_is_tried_again():
    cache = BlockCache()

    def broken() -> np.ndarray[Any, Any]:
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        cache.get(("a", 0), broken)

    assert cache.get(("a", 0), lambda: np.ones(2)).sum() == 2.0


def test_the_environment_sets_the_size_of_the_cache(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(LIMIT, "12345")

    assert default_limit() == 12345


@given(
    shape=st.lists(st.integers(1, 300), min_size=1, max_size=4),
    stored=st.integers(1, 50),
)
def test_blocks_are_whole_chunks_near_the_target(shape: list[int], stored: int):
    chunks = [min(stored, size) for size in shape]

    blocks = block_shape(shape, chunks, 4, target=10_000)

    for block, chunk, size in zip(blocks, chunks, shape, strict=True):
        assert block % chunk == 0 or block == size
    assert np.prod(blocks) * 4 <= max(10_000, np.prod(chunks) * 4)


def test_a_dask_array_of_a_user_is_read_in_the_calling_thread():
    from threading import current_thread

    seen = []

    def look(block: Any) -> Any:
        seen.append(current_thread())
        return block

    array = da.from_array(CUBE, chunks=2).map_blocks(look, dtype=float, meta=CUBE[:0])
    seen.clear()
    blocks = LazyBlocks("k", array, BlockCache())

    list(blocks.read((slice(0, 3, 1), slice(0, 4, 1), slice(0, 5, 1))))

    assert set(seen) == {current_thread()}
