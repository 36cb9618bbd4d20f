"""Samples that are computed while they are sent: dask arrays, block by block."""

from __future__ import annotations

import math
import mmap
from itertools import accumulate, product
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

import numpy as np

from itool.errors import NotSendable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    Region = tuple[slice, ...]

MOST_BLOCKS = 4096
SMALL_BLOCK = 256 * 2**10
"""Bytes of a block, on average, below which blocks are merged before they travel."""

MERGED_BLOCK = 16 * 2**20
_RESIDENT = 64 * 2**20
"""Bytes written to a memory file after which its pages leave this process."""


class Blocks(Protocol):
    """What takes the blocks of an array, in any order and from any thread."""

    def __setitem__(self, region: Region, block: Any) -> None:
        """Take the samples of `region`."""


class Later:
    """A dask array that is computed once, when it is sent.

    Parameters
    ----------
    array : dask array
        Of known shape, its blocks numpy arrays.

    Attributes
    ----------
    nbytes : int
        Size of all samples.
    """

    def __init__(self, array: Any) -> None:
        self.array = array
        self.nbytes = int(array.nbytes)

    def store(self, target: Blocks) -> None:
        """Compute all blocks and give each to `target`; nothing is computed twice.

        Raises
        ------
        NotSendable
            If a block is not what the array says.
        """
        import dask.array as da

        checked: Any = _Checked(self.array, target)
        if _computes_here(self.array):
            da.store(self.array, checked, lock=False)
            return
        # Other processes cannot reach the target; they keep the blocks for a while.
        kept = self.array.persist()
        for index, region in block_regions(kept.chunks):
            checked[region] = kept.blocks[index].compute()

    def write(self, descriptor: int, offset: int) -> None:
        """Compute into a memory file that is long enough, `offset` being page-aligned.

        Blocks are written where they belong, so that no second copy is made of what is
        not next to each other.
        """
        with mmap.mmap(descriptor, self.nbytes, offset=offset) as mapping:
            self.store(_InFile(mapping, self.array.shape, self.array.dtype))


class Block:
    """One block of an array that travels as a buffer of its own."""

    def __init__(self, nbytes: int) -> None:
        self.nbytes = nbytes


def can_wait(array: Any) -> bool:
    """Return whether a dask array can be sent block by block."""
    return (
        not any(math.isnan(length) for length in array.shape)
        and isinstance(array._meta, np.ndarray)
        and array.dtype.kind not in "OT"
    )


def in_few_blocks(array: Any) -> Any:
    """Return `array` in blocks that are worth a message each."""
    count = math.prod(len(lengths) for lengths in array.chunks)
    if count <= MOST_BLOCKS and array.nbytes >= count * SMALL_BLOCK:
        return array
    return array.rechunk("auto", block_size_limit=MERGED_BLOCK)


def block_lengths(
    sizes: Mapping[Hashable, int],
    stored: Mapping[Hashable, Any],
    dtype: np.dtype[Any],
) -> dict[Hashable, tuple[int, ...]]:
    """Return how an array in a file is cut into blocks to be read and sent.

    Parameters
    ----------
    sizes : dict of Hashable to int
        Length of the array along each dimension.
    stored : dict of Hashable to int
        Lengths of the chunks in the file, if it has some. Blocks consist of whole ones.
    dtype : dtype
        Of the samples.
    """
    import dask.array.core

    normalize_chunks: Any = dask.array.core.normalize_chunks
    chunks = normalize_chunks(
        ("auto",) * len(sizes),
        shape=tuple(sizes.values()),
        limit=MERGED_BLOCK,
        dtype=dtype,
        previous_chunks=[stored.get(dim, 1) for dim in sizes] if stored else None,
    )
    return dict(zip(sizes, chunks, strict=True))


def block_regions(
    chunks: tuple[tuple[int, ...], ...],
) -> list[tuple[tuple[int, ...], Region]]:
    """Return number and place of each block, in C order.

    Examples
    --------
    >>> block_regions(((2, 1),))
    [((0,), (slice(0, 2, None),)), ((1,), (slice(2, 3, None),))]
    """
    ends = [list(accumulate(lengths)) for lengths in chunks]
    return [
        (
            index,
            tuple(
                slice(ends[axis][i] - chunks[axis][i], ends[axis][i])
                for axis, i in enumerate(index)
            ),
        )
        for index in product(*(range(len(lengths)) for lengths in chunks))
    ]


class ByNumber:
    """Passes each block on with its number in C order.

    Parameters
    ----------
    chunks : tuple of tuple of int
        Lengths of the blocks along each dimension.
    put : callable
        Takes the number and the bytes of a block. It may wait, and it may raise to end
        the computation.
    """

    def __init__(
        self,
        chunks: tuple[tuple[int, ...], ...],
        put: Callable[[int, memoryview], None],
    ) -> None:
        starts = [tuple(place.start for place in at) for _, at in block_regions(chunks)]
        self._numbers = {start: number for number, start in enumerate(starts)}
        self._put = put

    def __setitem__(self, region: Region, block: Any) -> None:
        number = self._numbers[tuple(place.start or 0 for place in region)]
        raw = np.ascontiguousarray(block).reshape(-1).view(np.uint8)
        self._put(number, raw.data)


class _Checked:
    """Refuses blocks that are not what the array says: nothing is cast in silence."""

    def __init__(self, array: Any, target: Blocks) -> None:
        self.shape, self.dtype, self.ndim = array.shape, array.dtype, array.ndim
        self._target = target
        self._name = uuid4().hex

    def __dask_tokenize__(self) -> str:
        return self._name

    def __setitem__(self, region: Region, block: Any) -> None:
        whole = zip(region, self.shape, strict=True)
        shape = tuple(len(range(*place.indices(length))) for place, length in whole)
        if block.dtype != self.dtype or block.shape != shape:
            raise NotSendable(
                f"a dask array says that it is {self.dtype}, and a block {shape}; the "
                f"block was computed as {block.dtype}, {block.shape}.",
                hint="Pass `data.compute()`, or correct the `dtype` and `chunks` that "
                "its functions were given.",
            )
        self._target[region] = block


class _InFile:
    """The blocks' place in a mapped memory file."""

    def __init__(
        self, mapping: mmap.mmap, shape: tuple[int, ...], dtype: np.dtype[Any]
    ) -> None:
        self._mapping, self._shape, self._dtype = mapping, shape, dtype
        self._written = 0

    def __setitem__(self, region: Region, block: Any) -> None:
        # No view outlives this call: the file is sealed when nobody can write to it.
        np.frombuffer(self._mapping, self._dtype).reshape(self._shape)[region] = block
        self._written += block.nbytes
        if self._written >= _RESIDENT:
            self._written = 0
            # The samples stay in the file; only their pages leave this process.
            self._mapping.madvise(mmap.MADV_DONTNEED)


def _computes_here(array: Any) -> bool:
    """Return whether the scheduler in use runs tasks in this process."""
    import dask.base

    get_scheduler: Any = dask.base.get_scheduler
    scheduler = get_scheduler(collections=[array])
    module = getattr(scheduler, "__module__", None)
    return module in ("dask.local", "dask.threaded")
