"""Feed: lazy arrays computed on a thread of their own while their blocks are sent."""

from __future__ import annotations

import queue
import threading
from functools import partial
from typing import TYPE_CHECKING

from itool.wire.parcels import in_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.wire.later import Later

    Piece = tuple[int, int, memoryview]

_AHEAD = 2
"""Blocks that wait to be sent; then the computation waits."""
_PATIENCE = 5.0


class Feed:
    """Computes arrays and gives what is ready, in pieces that fit a message.

    Parameters
    ----------
    later : list of (int, Later)
        See `itool.wire.parcels.Outgoing`.
    """

    def __init__(self, later: list[tuple[int, Later]]) -> None:
        self.is_finished = False
        self._later = later
        self._ready: queue.Queue[tuple[int, memoryview] | Exception | None]
        self._ready = queue.Queue(_AHEAD)
        self._pieces: Iterator[Piece] = iter(())
        self._is_closed = threading.Event()
        # A daemon: what computes for hours must not keep a program from ending.
        self._thread = threading.Thread(
            target=self._compute, name="itool-feed", daemon=True
        )
        self._thread.start()

    def next(self, wait: float) -> Piece | None:
        """Return part number, offset and bytes, None if nothing is ready in `wait` s.

        Raises
        ------
        Exception
            What the computation raised.
        """
        while not self.is_finished:
            piece = next(self._pieces, None)
            if piece is not None:
                return piece
            try:
                block = self._ready.get(wait > 0, wait)
            except queue.Empty:
                return None
            if isinstance(block, tuple):
                self._pieces = in_chunks(*block)
                continue
            self.close()
            if block is not None:
                raise block
        return None

    def close(self) -> None:
        """End the computation at its next block, and let go of what is ready."""
        self.is_finished = True
        self._is_closed.set()
        self._pieces = iter(())
        self._empty()
        self._thread.join(_PATIENCE)
        self._empty()

    def _empty(self) -> None:
        while True:
            try:
                self._ready.get(False)
            except queue.Empty:
                return

    def _compute(self) -> None:
        from itool.wire.later import ByNumber

        try:
            for first, array in self._later:
                array.store(ByNumber(array.array.chunks, partial(self._offer, first)))
            self._put(None)
        except _Closed:
            return
        except Exception as error:
            self._put(error)

    def _offer(self, first: int, number: int, block: memoryview) -> None:
        if block.nbytes:
            self._put((first + number, block))
        if self._is_closed.is_set():
            raise _Closed

    def _put(self, item: tuple[int, memoryview] | Exception | None) -> None:
        while not self._is_closed.is_set():
            try:
                self._ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return


class _Closed(Exception):
    """Nobody waits for the blocks any more."""
