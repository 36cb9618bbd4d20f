"""DataStore: the arrays of one manager, and every read of their samples."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadData, listed
from itool.store.blocks import LazyBlocks
from itool.store.cache import BlockCache
from itool.store.chunks import chunked, is_on_disk
from itool.store.convert import check
from itool.store.info import describe
from itool.store.kernels import Mean, drawn_dtype, pieces, real

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr
    from numpy.typing import NDArray

    from itool.model.axis import ArrayInfo
    from itool.model.color import Part
    from itool.model.scene import SliceRequest

QUICK = 0.008
"""Seconds that a read may take on the thread that a user waits for."""


@dataclass(eq=False)
class Entry:
    """An array with what is known of it.

    Attributes
    ----------
    data : DataArray
        As given.
    info : ArrayInfo
        What is known without reading.
    samples : ndarray or LazyBlocks
        Where reads go.
    has_missing : bool
        Whether a read met a missing sample; only an estimate of work depends on it.
    ranges : dict
        Smallest and largest sample by part of a complex number.
    """

    data: xr.DataArray
    info: ArrayInfo
    samples: NDArray[Any] | LazyBlocks
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
        self._numbers = itertools.count()

    def add(self, data: xr.DataArray) -> str:
        """Keep `data` as it is, without a copy, and return its new key.

        Raises
        ------
        BadData
            If `data` has no dimensions or no samples, or they are not numbers.
        """
        check(data)
        key = f"d{next(self._numbers)}"
        lazy = _lazy(data)
        info = describe(key, data if lazy is None else lazy)
        samples = (
            _in_memory(data)
            if lazy is None
            else LazyBlocks(key, lazy.data, self._cache)
        )
        self._entries[key] = Entry(data, info, samples)
        return key

    def keys(self) -> set[str]:
        """Return the keys of all arrays."""
        return set(self._entries)

    def remove(self, key: str) -> None:
        """Let go of an array and of what was kept of it; closes nothing."""
        self._entries.pop(key, None)
        self._cache.drop(key)

    def info(self, key: str) -> ArrayInfo:
        """Return what is known of an array without reading it."""
        return self._entry(key).info

    def data(self, key: str) -> xr.DataArray:
        """Return the array as it was given."""
        return self._entry(key).data

    def read(self, request: SliceRequest) -> NDArray[np.floating]:
        """Return the samples that `request` asks for.

        Returns
        -------
        ndarray of float32 or float64
            Axes in the order of `request.dims`, C order; NaN where samples are
            missing. float32 for arrays of up to 32 bits, or 64 if they are complex.
        """
        entry = self._entry(request.key)
        windows = tuple(window.slice for window in request.windows)
        kept = [entry.info.dims.index(dim) for dim in request.dims]
        sizes = [len(range(*w.indices(w.stop))) for w in windows]
        mean = Mean(sizes, kept, entry.data.dtype, request.part)
        if isinstance(entry.samples, LazyBlocks):
            for block, region in entry.samples.read(windows):
                mean.add(block, region)
        else:
            mean.add(entry.samples[windows])
        entry.has_missing |= mean.has_missing
        return mean.result()

    def is_quick(self, request: SliceRequest) -> bool:
        """Return whether `request` may be read on the thread that a user waits for."""
        entry = self._entry(request.key)
        windows = tuple(window.slice for window in request.windows)
        sizes = tuple(len(range(*w.indices(w.stop))) for w in windows)
        if isinstance(entry.samples, LazyBlocks):
            strides = _strides(entry.info.shape, entry.data.dtype.itemsize)
        else:
            strides = entry.samples.strides
        strides = tuple(
            abs(stride) * (w.step or 1)
            for stride, w in zip(strides, windows, strict=True)
        )
        seconds = _work(sizes, strides, entry.data.dtype, entry.has_missing)
        if seconds > QUICK:
            return False
        return not isinstance(entry.samples, LazyBlocks) or entry.samples.is_ready(
            windows
        )

    def range(self, key: str, part: Part) -> tuple[float, float]:
        """Return the smallest and largest finite sample, (nan, nan) if there is none.

        Everything is read, block by block; the answer is remembered.
        """
        entry = self._entry(key)
        if entry.info.is_complex:
            place: str = part
        else:
            place = ""
        if place not in entry.ranges:
            low, high = np.inf, -np.inf
            for block in _everything(entry.samples):
                samples = real(block, part)
                smallest, largest = samples.min(), samples.max()
                if not (np.isfinite(smallest) and np.isfinite(largest)):
                    finite = samples[np.isfinite(samples)]
                    if not finite.size:
                        continue
                    smallest, largest = finite.min(), finite.max()
                low, high = min(low, float(smallest)), max(high, float(largest))
            entry.ranges[place] = (low, high) if low <= high else (np.nan, np.nan)
        return entry.ranges[place]

    def _entry(self, key: str) -> Entry:
        try:
            return self._entries[key]
        except KeyError:
            raise BadData(
                f"no array {key!r} in the store; it has {listed(self._entries)}."
            ) from None


def _lazy(data: xr.DataArray) -> xr.DataArray | None:
    """Return `data` as blocks if its samples are not in memory."""
    if data.chunks is not None:
        return data
    return chunked(data) if is_on_disk(data) else None


def _in_memory(data: xr.DataArray) -> NDArray[Any]:
    samples = data.data
    return samples if isinstance(samples, np.ndarray) else np.asarray(data.to_numpy())


def _everything(samples: NDArray[Any] | LazyBlocks) -> Iterator[NDArray[Any]]:
    if isinstance(samples, LazyBlocks):
        for block in samples.each():
            yield from (block[piece] for piece in pieces(block))
        return
    yield from (samples[piece] for piece in pieces(samples))


def _strides(shape: tuple[int, ...], itemsize: int) -> tuple[int, ...]:
    return tuple(itemsize * prod(shape[axis + 1 :]) for axis in range(len(shape)))


def _work(
    sizes: tuple[int, ...],
    strides: tuple[int, ...],
    dtype: np.dtype[Any],
    has_missing: bool,
) -> float:
    """Estimate the seconds that a read takes: cache lines first, then arithmetic.

    The figures are rounded down from those measured in ``benchmarks``.
    """
    run = dtype.itemsize
    for stride, size in sorted(zip(strides, sizes, strict=True)):
        if size > 1:
            if stride != run:
                break
            run *= size
    samples = prod(sizes)
    lines = samples * dtype.itemsize / run * (run // 64 + 1)
    seconds = lines * 64 / (6e9 if run < 1024 else 12e9)
    is_plain = dtype.kind == "f" and dtype == drawn_dtype(dtype)
    return (
        seconds
        + samples * (0.3e-9 if is_plain else 2e-9)
        + samples * 2e-9 * (has_missing)
    )
