"""DataStore: the arrays of one manager, and every read of their samples."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itool.errors import BadData
from itool.store.convert import check
from itool.store.info import describe
from itool.store.kernels import cut

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from itool.model.axis import ArrayInfo
    from itool.model.color import Part
    from itool.model.scene import SliceRequest


@dataclass(frozen=True, eq=False)
class Entry:
    """An array with what is known of it."""

    data: xr.DataArray
    info: ArrayInfo


class DataStore:
    """The arrays of one manager."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._numbers = itertools.count()

    def add(self, data: xr.DataArray) -> str:
        """Keep `data` and return its key."""
        check(data)
        key = f"d{next(self._numbers)}"
        self._entries[key] = Entry(data, describe(key, data))
        return key

    def keys(self) -> set[str]:
        """Return the keys of all arrays."""
        return set(self._entries)

    def remove(self, key: str) -> None:
        """Let go of an array."""
        self._entries.pop(key, None)

    def info(self, key: str) -> ArrayInfo:
        """Return what is known of an array without reading it."""
        return self._entry(key).info

    def data(self, key: str) -> xr.DataArray:
        """Return the array as it was given."""
        return self._entry(key).data

    def read(self, request: SliceRequest) -> NDArray[np.floating]:
        """Return the samples that `request` asks for."""
        entry = self._entry(request.key)
        kept = tuple(entry.info.dims.index(dim) for dim in request.dims)
        data = entry.data.data
        windows = tuple(window.slice for window in request.windows)
        if entry.info.is_lazy:
            data = data[windows].compute(scheduler="synchronous")
            windows = (slice(None),) * data.ndim
        return cut(np.asarray(data), windows, kept, request.part)

    def is_quick(self, request: SliceRequest) -> bool:
        """Return whether `request` may be read where a user waits for it."""
        return not self._entry(request.key).info.is_lazy

    def range(self, key: str, part: Part) -> tuple[float, float]:
        """Return the smallest and largest finite sample."""
        entry = self._entry(key)
        values = entry.data.values
        windows = (slice(None),) * values.ndim
        drawn = cut(values, windows, tuple(range(values.ndim)), part)
        finite = drawn[np.isfinite(drawn)]
        if not finite.size:
            return np.nan, np.nan
        return float(finite.min()), float(finite.max())

    def _entry(self, key: str) -> Entry:
        try:
            return self._entries[key]
        except KeyError:
            raise BadData(f"no array {key!r} in the store.") from None
