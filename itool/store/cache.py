"""A byte-bounded memory of blocks that took effort to make."""

from __future__ import annotations

import os
from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

    Block = NDArray[Any]
    BlockId = tuple[str, Hashable]

LIMIT = "ITOOL_CACHE_BYTES"
"""Environment variable that sets the size of the cache."""


def default_limit() -> int:
    """Return a quarter of the memory, at most 2 GiB, unless the environment says."""
    told = os.environ.get(LIMIT, "")
    if told.isdecimal():
        return int(told)
    return min(2**31, int(psutil.virtual_memory().total) // 4)


class BlockCache:
    """Blocks by key of the array and place in it; those not used lately go first.

    Safe for threads: a block that several ask for at once is made once.

    Parameters
    ----------
    limit : int, optional
        Bytes of all blocks together; `default_limit` by default.
    """

    def __init__(self, limit: int | None = None) -> None:
        self.limit = default_limit() if limit is None else limit
        self._blocks: OrderedDict[BlockId, Block] = OrderedDict()
        self._pending: dict[BlockId, Future[Block]] = {}
        self._nbytes = 0
        self._lock = Lock()

    @property
    def nbytes(self) -> int:
        """Bytes in the cache."""
        return self._nbytes

    def __contains__(self, block: BlockId) -> bool:
        return block in self._blocks

    def get(self, block: BlockId, make: Callable[[], Block]) -> Block:
        """Return a block: as it is kept, as another thread makes it, or made here.

        Raises
        ------
        Exception
            Whatever `make` raises; nothing is kept then.
        """
        with self._lock:
            if block in self._blocks:
                self._blocks.move_to_end(block)
                return self._blocks[block]
            coming = self._pending.get(block)
            if coming is None:
                mine = self._pending[block] = Future()
        if coming is not None:
            return coming.result()
        try:
            values = make()
        except BaseException as error:
            self._settle(block)
            mine.set_exception(error)
            raise
        self._settle(block, values)
        mine.set_result(values)
        return values

    def peek(self, block: BlockId) -> Block | None:
        """Return a block if it is kept."""
        return self._blocks.get(block)

    def drop(self, key: str) -> None:
        """Forget all blocks of the array `key`."""
        with self._lock:
            for block in [block for block in self._blocks if block[0] == key]:
                self._nbytes -= self._blocks.pop(block).nbytes

    def _settle(self, block: BlockId, values: Block | None = None) -> None:
        with self._lock:
            # Dropped meanwhile, or too big to leave room for others: not kept.
            del self._pending[block]
            if values is None or values.nbytes > self.limit // 2:
                return
            self._blocks[block] = values
            self._nbytes += values.nbytes
            while self._nbytes > self.limit:
                self._nbytes -= self._blocks.popitem(last=False)[1].nbytes
