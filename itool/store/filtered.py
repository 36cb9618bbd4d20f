"""Arrays seen through filters: worked out when they are first read, then kept."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from itool.store.blocks import LazyBlocks
from itool.store.memory import MemoryBlocks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import xarray as xr
    from numpy.typing import NDArray

    from itool.store.cache import BlockCache
    from itool.store.kernels import Region, Steps
    from itool.store.overview import Overview


class FilteredBlocks:
    """The samples of an array seen through filters. Safe for threads.

    Parameters
    ----------
    key : str
        Key of the filtered array in the store.
    make : callable
        Returns the filtered array; what it raises, the read raises.
    cache : BlockCache
        Where blocks are kept.
    """

    def __init__(
        self, key: str, make: Callable[[], xr.DataArray], cache: BlockCache
    ) -> None:
        self._key, self._make, self._cache = key, make, cache
        self._lock = Lock()
        self._made: tuple[xr.DataArray, MemoryBlocks | LazyBlocks] | None = None

    @property
    def is_made(self) -> bool:
        """Whether the filters have been carried out and the samples kept."""
        return self._made is not None

    def data(self) -> xr.DataArray:
        """Return the filtered array."""
        return self._ready()[0]

    def forget(self) -> None:
        """Let go of the samples; they are worked out again when they are read."""
        self._made = None
        self._cache.drop(self._key)

    def read(
        self, windows: Region, kept: Collection[int]
    ) -> Iterator[tuple[NDArray[Any], Region]]:
        """Yield the samples in `windows` in pieces, with the place of each piece."""
        yield from self._ready()[1].read(windows, kept)

    def overview(
        self, windows: Region, kept: Collection[int], most: float
    ) -> Overview | None:
        """Return how a read is done little by little; None if in one go only."""
        return self._ready()[1].overview(windows, kept, most)

    def steps(self, windows: Region, kept: Collection[int]) -> Steps | None:
        """Return what a read goes through, None if there is work to do first."""
        return None if self._made is None else self._made[1].steps(windows, kept)

    def each(self) -> Iterator[NDArray[Any]]:
        """Yield all samples in pieces."""
        yield from self._ready()[1].each()

    def _ready(self) -> tuple[xr.DataArray, MemoryBlocks | LazyBlocks]:
        with self._lock:
            made = self._made
            if made is None:
                data = self._make()
                blocks: MemoryBlocks | LazyBlocks = (
                    MemoryBlocks(self._key, data.to_numpy(), self._cache)
                    if data.chunks is None
                    else LazyBlocks(self._key, data.data, self._cache)
                )
                made = self._made = (data, blocks)
            return made
