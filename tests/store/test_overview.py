"""Overviews: coarse first, then finer, and of a huge array not all."""

from __future__ import annotations

import dask.array as da
import numpy as np
import pytest
import xarray as xr

from itool.errors import Cancelled
from itool.model.scene import SliceRequest, Window
from itool.store import chunks, loaders, overview, store
from itool.store.progress import Progress, followed
from itool.store.store import DataStore


class Source:
    """Numbers that tell their place, and how many of them were taken."""

    def __init__(self, *shape):
        self.shape, self.dtype, self.ndim = shape, np.dtype(np.float32), len(shape)
        self.taken = self.times = 0

    def __getitem__(self, key):
        place = [np.arange(n)[k] for n, k in zip(self.shape, key, strict=True)]
        y, x = np.ix_(*place)
        self.taken += y.size * x.size
        self.times += bool(y.size * x.size)
        return (1000.0 * y + x).astype(np.float32)


@pytest.fixture(autouse=True)
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "PACE", -1.0)
    monkeypatch.setattr(overview, "REST", 0)


def lazy(source: Source, chunk: int) -> xr.DataArray:
    """Return `source` in stored chunks, of which a part costs as much as all."""
    stored = da.from_array(source, chunks=chunk, name=False)
    return xr.DataArray(stored, dims=("y", "x"))


def every(step: int, *shape: int, key: str) -> SliceRequest:
    windows = (
        Window(dim, 0, n, step) for dim, n in zip(("y", "x"), shape, strict=True)
    )
    return SliceRequest(key, ("y", "x"), tuple(windows))


def test_a_picture_gets_finer_and_is_exact_at_the_end():
    given, shown = Source(80, 80), []
    kept = DataStore()
    key = kept.add(lazy(given, 10))

    values = kept.read(every(5, 80, 80, key=key), shown.append)

    y, x = np.ogrid[:80:5, :80:5]
    assert np.array_equal(values, 1000.0 * y + x)
    assert given.taken == 80 * 80
    assert len(shown) == 63  # once for every block but the last
    # Corners of every fourth block first: the rest are means of what is near.
    assert np.array_equal(shown[3][0:2, 0:2], values[0:2, 0:2])
    assert np.array_equal(shown[3][8:10, 8:10], values[8:10, 8:10])
    assert shown[3][3, 3] == values[0:2, 0:2].mean()
    assert shown[3][6, 6] == values[8:10, 8:10].mean()
    far = [np.nanmax(abs(each - values)) for each in (shown[3], shown[15], shown[40])]
    assert far == sorted(far, reverse=True)


def test_what_is_not_read_yet_and_has_no_neighbour_is_missing():
    shown = []
    kept = DataStore()
    key = kept.add(lazy(Source(80, 80), 10))

    kept.read(every(5, 80, 80, key=key), shown.append)

    assert np.isnan(shown[0][-1, -1])
    assert not np.isnan(shown[3]).any()


def test_of_a_huge_array_only_so_much_is_read(monkeypatch):
    monkeypatch.setattr(store, "OVERVIEW", 20 * 10 * 10 * 4)
    given, progress = Source(80, 80), Progress()
    kept = DataStore()
    key = kept.add(lazy(given, 10))

    with followed(progress):
        values = kept.read(every(5, 80, 80, key=key), lambda _: None)

    assert given.times == 16
    assert progress.share == 0.25
    assert (progress.done, progress.total) == (16, 16)
    assert np.isfinite(values).all()
    assert (values[4, 4], values[0, 1]) == (1000.0 * 20 + 20, 5.0)


def test_who_shows_nothing_meanwhile_gets_every_sample(monkeypatch):
    monkeypatch.setattr(store, "OVERVIEW", 1.0)
    kept = DataStore()
    key = kept.add(lazy(Source(80, 80), 10))

    values = kept.read(every(5, 80, 80, key=key))

    y, x = np.ogrid[:80:5, :80:5]
    assert np.array_equal(values, 1000.0 * y + x)


def test_samples_that_are_averaged_are_never_left_out(monkeypatch):
    monkeypatch.setattr(store, "OVERVIEW", 1.0)
    kept = DataStore()
    key = kept.add(lazy(Source(80, 80), 10))
    windows = (Window("y", 0, 80), Window("x", 0, 80))

    values = kept.read(SliceRequest(key, ("x",), windows), lambda _: None)

    assert np.array_equal(values, 1000.0 * 39.5 + np.arange(80))


def test_rows_of_a_file_without_chunks_are_read_alone():
    given = Source(4000, 300)
    kept = DataStore()
    blocks = chunks.in_blocks(given, target=2**16)
    key = kept.add(xr.DataArray(blocks, dims=("y", "x")))
    given.taken = 0

    values = kept.read(every(20, 4000, 300, key=key), lambda _: None)

    y, x = np.ogrid[:4000:20, :300:20]
    assert np.array_equal(values, (1000.0 * y + x).astype(np.float32))
    assert given.taken == 200 * 300  # runs within the rows, 19 rows of 20 not


def test_colours_stay_apart_in_what_stands_in():
    y, x, c = np.ogrid[:40, :40, :3]
    data = xr.DataArray(
        da.from_array((y + x) * 0.0 + 10.0 * c, chunks=(10, 10, 3)),
        dims=("y", "x", "rgb"),
    )
    kept, shown = DataStore(), []
    key = kept.add(data)
    windows = (Window("y", 0, 40, 5), Window("x", 0, 40, 5), Window("rgb", 0, 3))

    kept.read(SliceRequest(key, ("y", "x", "rgb"), windows), shown.append)

    assert shown[2][3, 3].tolist() == [0.0, 10.0, 20.0]


def test_work_that_was_given_up_ends_at_the_next_block():
    given, progress = Source(80, 80), Progress()
    kept = DataStore()
    key = kept.add(lazy(given, 10))

    def show(values):
        progress.is_given_up = progress.done == 3

    with followed(progress), pytest.raises(Cancelled):
        kept.read(every(5, 80, 80, key=key), show)

    assert given.times == 3


def test_an_array_that_is_mapped_is_not_read_when_it_is_opened(tmp_path):
    path = tmp_path / "scan.npy"
    np.save(path, np.zeros((300, 400)))
    [opened] = loaders.open_files([str(path)], None, {})

    np.load(path, mmap_mode="r+")[2, 3] = 7.0

    assert opened[2, 3].compute() == 7.0
