"""DataStore: the arrays of one manager, and every read of their samples."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadData, listed
from itool.model.coord import CoordRequest
from itool.model.shape import RegionRequest
from itool.store.blocks import LazyBlocks
from itool.store.cache import BlockCache
from itool.store.chunks import chunked, is_on_disk
from itool.store.effort import seconds
from itool.store.filtered import FilteredBlocks
from itool.store.kernels import real
from itool.store.memory import MemoryBlocks
from itool.store.reducers import reduction

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr
    from numpy.typing import NDArray

    from itool.model.axis import ArrayInfo
    from itool.model.color import Part
    from itool.model.operations.catalogue import FilterLayer
    from itool.model.scene import SliceRequest
    from itool.store.overview import Show

    Request = SliceRequest | RegionRequest | CoordRequest

OVERVIEW = 2**32
"""Bytes that are read for a picture in which most samples are left out anyway."""
QUICK = 0.008
"""Seconds that a read may take on the thread that a user waits for."""

SMALL = 2**16
"""Samples around a region that are measured on that thread."""
KEPT_FILTERED = 2
"""Filtered arrays whose samples are kept for each array."""


@dataclass(eq=False)
class Entry:
    """An array with what is known of it.

    Attributes
    ----------
    data : DataArray
        As given.
    info : ArrayInfo
        What is known without reading.
    samples : MemoryBlocks, LazyBlocks or FilteredBlocks
        Where reads go.
    dtype : numpy dtype
        That of the samples.
    has_missing : bool
        Whether a read met a missing sample; only an estimate of work depends on it.
    ranges : dict
        Smallest and largest sample by part of a complex number.
    """

    data: xr.DataArray
    info: ArrayInfo
    samples: MemoryBlocks | LazyBlocks | FilteredBlocks
    dtype: np.dtype[Any]
    has_missing: bool = False
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)


class DataStore:
    """The arrays of one manager. Reads are safe from any thread.

    Parameters
    ----------
    cache : BlockCache, optional
        Where blocks of lazy arrays are kept.

    Examples
    --------
    >>> import xarray as xr
    >>> from itool.model.scene import SliceRequest, Window
    >>> store = DataStore()
    >>> key = store.add(xr.DataArray([[1, 2], [3, 5]], dims=("y", "x")))
    >>> windows = (Window("y", 0, 2), Window("x", 0, 2))
    >>> store.read(SliceRequest(key, ("x",), windows))
    array([2. , 3.5])
    """

    def __init__(self, cache: BlockCache | None = None) -> None:
        self._cache = BlockCache() if cache is None else cache
        self._entries: dict[str, Entry] = {}
        self._filtered: dict[str, dict[tuple[str, ...], str]] = {}
        self._numbers = itertools.count()

    def add(self, data: xr.DataArray) -> str:
        """Keep `data` as it is, without a copy, and return its new key.

        Raises
        ------
        BadData
            If `data` has no dimensions or no samples, or they are not numbers.
        """
        # With these comes xarray, which a manager is ready without.
        from itool.store.convert import check
        from itool.store.info import describe

        check(data)
        key = f"d{next(self._numbers)}"
        lazy = _lazy(data)
        info = describe(key, data if lazy is None else lazy)
        samples = (
            MemoryBlocks(key, _samples(data), self._cache)
            if lazy is None
            else LazyBlocks(key, lazy.data, self._cache)
        )
        self._entries[key] = Entry(data, info, samples, data.dtype)
        return key

    def filtered(self, key: str, layers: tuple[FilterLayer, ...]) -> str:
        """Return the key of an array seen through those `layers` that are on.

        Nothing is worked out before it is read, and the array stays as it is.
        """
        active = tuple(layer for layer in layers if layer.is_on)
        if not active:
            return key
        known = self._filtered.setdefault(key, {})
        what = tuple(layer.operation.model_dump_json() for layer in active)
        if what in known:
            return known[what]
        # With these comes xarray, which a manager is ready without.
        from itool.store.info import with_attrs
        from itool.store.operations.perform import as_seen, filtered

        entry, name = self._entry(key), f"{key}f{next(self._numbers)}"
        data = self.workable(key)
        seen = as_seen(data, active)
        samples = FilteredBlocks(name, partial(filtered, data, active), self._cache)
        info = with_attrs(replace(entry.info, key=name, dtype=str(seen.dtype)), seen)
        self._entries[name] = Entry(data, info, samples, seen.dtype)
        made = [self._entries[each].samples for each in known.values()]
        kept = [each for each in made if isinstance(each, FilteredBlocks)]
        for old in [each for each in kept if each.is_made][: 1 - KEPT_FILTERED]:
            old.forget()
        known[what] = name
        return name

    def work_out(self, key: str) -> xr.DataArray:
        """Return an array as operations take it; if it is a filtered one, worked out.

        Of a lazy array only the first block is, so that what fails fails here.

        Raises
        ------
        ItoolError
            If a filter fails.
        """
        samples = self._entry(key).samples
        if not isinstance(samples, FilteredBlocks):
            return self.workable(key)
        data = samples.data()
        if data.chunks is not None:
            data[dict.fromkeys(data.dims, 0)].compute()
        return data

    def workable(self, key: str) -> xr.DataArray:
        """Return an array as operations take it: in memory, or in lazy blocks.

        Its dimensions are called as those of `info`, by text.
        """
        from itool.store.info import with_text_names

        data = self._entry(key).data
        lazy = _lazy(data)
        return with_text_names(data if lazy is None else lazy)

    def keys(self) -> set[str]:
        """Return the keys of all arrays, without those that are filtered ones."""
        made = {name for known in self._filtered.values() for name in known.values()}
        return set(self._entries) - made

    def remove(self, key: str) -> None:
        """Let go of an array and of what was kept of it; closes nothing."""
        for name in (key, *self._filtered.pop(key, {}).values()):
            self._entries.pop(name, None)
            self._cache.drop(name)

    def info(self, key: str) -> ArrayInfo:
        """Return what is known of an array without reading it."""
        return self._entry(key).info

    def data(self, key: str) -> xr.DataArray:
        """Return the array as it was given."""
        return self._entry(key).data

    def read(self, request: Request, show: Show | None = None) -> NDArray[np.floating]:
        """Return the samples that `request` asks for, or what it asks of them.

        What this thread works on may be followed, see `itool.store.progress`.

        Parameters
        ----------
        show : callable, optional
            Called now and then with what is there, while reading takes long: like the
            answer, with means of what is near where nothing has been read yet. If it
            is given, of an array so large that samples are left out anyway no more
            than about `OVERVIEW` bytes are read, and the answer is like that, too.

        Returns
        -------
        ndarray of float32 or float64
            Axes in the order of `request.dims`, C order; NaN where samples are
            missing. float32 for arrays of up to 32 bits, or 64 if they are complex.
        """
        if isinstance(request, RegionRequest):
            from itool.store.regions import measured

            return measured(request, self.info(request.key), self.read)
        if isinstance(request, CoordRequest):
            return self._along(request)
        entry, windows = self._entry(request.key), _slices(request)
        kept = [entry.info.dims.index(dim) for dim in request.dims]
        sizes, dtype = _sizes(windows), entry.dtype
        found = reduction(request.reducer, sizes, kept, dtype, request.part)
        most = np.inf if show is None else OVERVIEW
        overview = entry.samples.overview(windows, kept, most)
        if overview is not None:
            answer = overview.read(found, show)
        else:
            for block, region in entry.samples.read(windows, _single(request, kept)):
                found.add(block, region)
            answer = found.result()
        entry.has_missing |= found.has_missing
        return answer

    def is_quick(self, request: Request) -> bool:
        """Return whether `request` may be read on the thread that a user waits for."""
        if isinstance(request, CoordRequest):
            return True
        if isinstance(request, RegionRequest):
            if prod(_sizes(_slices(request.image))) > SMALL:
                return False
            request = request.image
        entry, windows = self._entry(request.key), _slices(request)
        kept = [entry.info.dims.index(dim) for dim in request.dims]
        found = entry.samples.steps(windows, _single(request, kept))
        if found is None:
            return False
        sizes, strides = found
        steps = [
            stride * (w.step or 1) for stride, w in zip(strides, windows, strict=True)
        ]
        gaps, reducer = entry.has_missing, request.reducer
        return seconds(sizes, steps, entry.dtype, gaps, reducer) < QUICK

    def amount(self, request: Request) -> int:
        """Return how many bytes `request` takes from the array."""
        windows = tuple(window.slice for window in request.windows)
        return prod(_sizes(windows)) * self._entry(request.key).dtype.itemsize

    def _along(self, request: CoordRequest) -> NDArray[np.floating]:
        coord = self.info(request.key).coord(request.coord)
        if coord is None:
            raise BadData(f"no coordinate {request.coord!r} in {request.key!r}.")
        windows = {window.dim: window.slice for window in request.windows}
        return coord.along(request.dims, windows)

    def range(self, key: str, part: Part) -> tuple[float, float]:
        """Return the smallest and largest finite sample, (nan, nan) if there is none.

        Everything is read, block by block; the answer is remembered.
        """
        entry = self._entry(key)
        which = part if entry.info.is_complex else "real"
        if which not in entry.ranges:
            low, high = np.inf, -np.inf
            for samples in entry.samples.each():
                smallest, largest = _finite_range(real(samples, part))
                low, high = min(low, smallest), max(high, largest)
            entry.ranges[which] = (low, high) if low <= high else (np.nan, np.nan)
        return entry.ranges[which]

    def _entry(self, key: str) -> Entry:
        try:
            return self._entries[key]
        except KeyError:
            raise BadData(
                f"no array {key!r} in the store; it has {listed(self._entries)}."
            ) from None


def _single(request: SliceRequest, kept: list[int]) -> Sequence[int]:
    # Sums of several samples may stand in for them in a sum only.
    is_sum = request.reducer in ("mean", "sum")
    return kept if is_sum else range(len(request.windows))


def _lazy(data: xr.DataArray) -> xr.DataArray | None:
    """Return `data` as blocks if its samples are not in memory."""
    if data.chunks is not None:
        return data
    return chunked(data) if is_on_disk(data) else None


def _samples(data: xr.DataArray) -> NDArray[Any]:
    samples = data.data
    return samples if isinstance(samples, np.ndarray) else np.asarray(data.to_numpy())


def _slices(request: SliceRequest | CoordRequest) -> tuple[slice, ...]:
    return tuple(window.slice for window in request.windows)


def _sizes(windows: tuple[slice, ...]) -> tuple[int, ...]:
    return tuple(len(range(w.start, w.stop, w.step or 1)) for w in windows)


def _finite_range(samples: NDArray[Any]) -> tuple[float, float]:
    """Return the ends of the finite samples; (inf, -inf) if there is none."""
    low, high = samples.min(), samples.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        samples = samples[np.isfinite(samples)]
        if not samples.size:
            return np.inf, -np.inf
        low, high = samples.min(), samples.max()
    return float(low), float(high)
