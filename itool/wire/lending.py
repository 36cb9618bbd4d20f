"""Lent memory: a receiver on the same machine copies straight out of the sender's.

Making 65 536 pages of a memory file takes the system three times as long as copying
256 MiB between two processes, and the receiver maps them all once more. So what is sent
by somebody who waits for the answer is not written anywhere: a sealed file of a few
bytes, the note, says where it lies, and the receiver reads it there.

Only a process itself can have such a note among its files. That is what keeps somebody
who has the key, but is on another machine, from having the manager read the memory of
other programs. Who takes the note back before the copy is made makes it void.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import os
import struct
from typing import TYPE_CHECKING, Any, NamedTuple

from itool.errors import TakenBack, WireError
from itool.wire.memory import (
    ALL_SEALS,
    address_of,
    new_buffer,
    opened,
    seal,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.wire.tags import Buffer

MOST_LENT = 2**30
"""Most bytes of a parcel that are lent. What is larger goes into a memory file, which
every receiver maps: none of them needs as much memory once more."""

_NOTE = struct.Struct("<12sQQQ")
_MAGIC = b"itool lends\n"
_numbers = itertools.count()
_BLOCK = 64 * 2**20


class _Span(ctypes.Structure):
    """Where some bytes lie: the C library's ``struct iovec``."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class Note(NamedTuple):
    """What tells the receiver where lent bytes lie.

    Attributes
    ----------
    descriptor : int
        Of the file that says so, among those of the sender.
    number : int
        No other note of the sender has it: descriptors are used again.
    """

    descriptor: int
    number: int


def lend(buffer: Buffer) -> Note:
    """Return a note on `buffer`.

    The caller keeps the descriptor open and `buffer` as it is until the receiver has
    answered; closing the descriptor takes the note back.

    Raises
    ------
    OSError
        If there is not enough memory, or too many files are open.
    """
    number, size = next(_numbers), memoryview(buffer).nbytes
    descriptor, _ = seal([_NOTE.pack(_MAGIC, number, address_of(buffer), size)])
    return Note(descriptor, number)


def borrow(pid: int, note: Note, size: int) -> memoryview:
    """Return a copy of the `size` bytes of process `pid` that a note is about.

    Raises
    ------
    TakenBack
        If there is no such note any more, or the process has ended.
    WireError
        If the file of that descriptor was never a note, or of another user.
    """
    place = f"/proc/{pid}/fd/{note.descriptor}"
    if not os.path.lexists(place):
        raise TakenBack(f"process {pid} took its array back.")
    with opened(pid, note.descriptor, ALL_SEALS) as (own, _):
        text = os.pread(own, _NOTE.size + 1, 0)
        if len(text) != _NOTE.size or not text.startswith(_MAGIC):
            raise WireError(f"{place} is no note.")
        _, number, address, length = _NOTE.unpack(text)
        if (number, length) != (note.number, size):
            raise TakenBack(f"{place} is another note by now.")
        copy = new_buffer(size)
        _read(pid, address, copy)
        if not _is_at(place, os.fstat(own)):
            raise TakenBack(f"process {pid} took its array back.")
    return copy


def _read(pid: int, address: int, target: memoryview) -> None:
    copied, here, call = 0, address_of(target), _system_call()
    if call is None:
        raise WireError("this system does not let processes read each other's memory.")
    while copied < target.nbytes:
        length = min(_BLOCK, target.nbytes - copied)
        to, source = _Span(here + copied, length), _Span(address + copied, length)
        count = call(pid, to, 1, source, 1, 0)
        if count <= 0:
            reason = os.strerror(ctypes.get_errno())
            raise TakenBack(f"the memory of process {pid} is not there: {reason}.")
        copied += count


def _is_at(place: str, file: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.stat(place), file)
    except OSError:
        return False


@functools.cache
def _system_call() -> Callable[..., int] | None:
    # Python's library has no name for it. Other threads run while it copies.
    function: Any = getattr(ctypes.CDLL(None, use_errno=True), "process_vm_readv", None)
    if function is not None:
        spans = ctypes.POINTER(_Span)
        long = ctypes.c_ulong
        function.argtypes = [ctypes.c_int, spans, long, spans, long, long]
        function.restype = ctypes.c_ssize_t
    return function  # type: ignore[no-any-return]
