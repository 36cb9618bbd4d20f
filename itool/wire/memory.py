"""Sealed memory files: how large buffers cross between processes of one machine.

The sender writes its bytes once into an anonymous file (memfd) and seals it, so that
nobody can change or shorten it any more; the receiver opens it through ``/proc`` and
maps it. Nothing is left behind when either side is killed.
"""

from __future__ import annotations

import mmap
import os
import secrets
import stat
import sys
import weakref
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from itool.errors import WireError
from itool.wire.filling import LARGE, fill
from itool.wire.processes import user_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from itool.wire.later import Later
    from itool.wire.tags import Buffer

ALIGNMENT = 64
_SIZE_SEALS = 0x7  # F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW
_ALL_SEALS = _SIZE_SEALS | 0x8  # F_SEAL_WRITE
_SEAL_FUTURE_WRITE = 0x10  # Linux 5.1: only mappings that exist already may write
_NONCE_BYTES = 32
_UNTRACKED: dict[str, Any] = {"trackfd": False} if sys.version_info >= (3, 13) else {}
"""Before Python 3.13 every mapping keeps a descriptor of its own."""


def is_available() -> bool:
    """Return whether this system has sealed memory files."""
    return sys.platform.startswith("linux") and hasattr(os, "memfd_create")


def seal(buffers: Iterable[Buffer | Later]) -> tuple[int, list[int]]:
    """Return the descriptor of a sealed file with `buffers`, and where each begins.

    Lazy arrays among them are computed into the file.

    The caller keeps the descriptor open until the receiver has mapped the file.

    Raises
    ------
    OSError
        If there is not enough memory.
    """
    import fcntl

    descriptor = os.memfd_create("itool", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        offsets, end = [], 0
        for buffer in buffers:
            if not isinstance(buffer, bytes | bytearray | memoryview):
                end += -end % mmap.ALLOCATIONGRANULARITY
                offsets.append(end)
                os.ftruncate(descriptor, end + buffer.nbytes)
                buffer.write(descriptor, end)
                end += buffer.nbytes
                continue
            size = memoryview(buffer).nbytes
            end += -end % (ALIGNMENT if size < LARGE else mmap.ALLOCATIONGRANULARITY)
            offsets.append(end)
            fill(descriptor, buffer, end)
            end += size
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _ALL_SEALS)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor, offsets


def map_sealed(pid: int, descriptor: int, *, writable: bool = True) -> memoryview:
    """Return the bytes of a sealed file of process `pid`.

    If `writable`, they are copied where they are written to. If not, they can be handed
    on to a further process as they are, see `file_of`; and the file may be one of
    `map_shared`, which its process goes on writing to. That one is not handed on.

    Raises
    ------
    WireError
        If it cannot be opened, belongs to another user, or is not sealed: an unsealed
        file could be cut short under us, which would kill this process (SIGBUS).
    """
    needed = _ALL_SEALS if writable else _SIZE_SEALS
    with _opened(pid, descriptor, needed) as (own, seals):
        size = os.fstat(own).st_size
        if not size:
            return memoryview(b"")
        if writable:
            return memoryview(
                mmap.mmap(own, size, access=mmap.ACCESS_COPY, **_UNTRACKED)
            )
        mapping = mmap.mmap(
            own, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ, **_UNTRACKED
        )
        if seals & _ALL_SEALS == _ALL_SEALS:
            _remember(mapping, size, os.dup(own))
        return memoryview(mapping)


def map_shared(size: int) -> memoryview:
    """Return `size` bytes, all 0, of a new memory file that this process may write to.

    The file can neither grow nor shrink, and nobody else can write to it. `file_of`
    names it, so that it is handed on as it is: the receiver sees what is written later.

    Raises
    ------
    OSError
        If there is not enough memory.
    """
    import fcntl

    descriptor = os.memfd_create("itool", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(descriptor, size)
        mapping = mmap.mmap(descriptor, size, **_UNTRACKED)
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEAL_FUTURE_WRITE)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SIZE_SEALS)
    except BaseException:
        os.close(descriptor)
        raise
    _remember(mapping, size, descriptor)
    _shared.add(_address(mapping))
    return memoryview(mapping)


def is_shared(buffer: Buffer) -> bool:
    """Return whether `buffer` lies in a file of `map_shared`."""
    if not _shared:
        return False
    start = _address(buffer)
    return any(begin <= start < _mapped[begin][0] for begin in list(_shared))


def touch(buffer: Buffer) -> None:
    """Have the system map the pages of `buffer`, which takes 0.15 s a GiB.

    Otherwise whoever reads first waits for it, most often the manager's own thread.
    """
    import numpy as np

    np.frombuffer(buffer, np.uint8)[:: mmap.PAGESIZE].max(initial=0)


def file_of(buffer: Buffer) -> tuple[int, int] | None:
    """Return descriptor and offset of the sealed file that `buffer` is mapped from.

    It stays open for as long as somebody holds the buffer. None for other memory.
    """
    if not _mapped:
        return None
    start, size = _address(buffer), memoryview(buffer).nbytes
    for begin, (end, descriptor) in list(_mapped.items()):
        if begin <= start and start + size <= end:
            return descriptor, start - begin
    return None


class Probe:
    """A sealed file with a random word; who can read it can be given larger ones."""

    def __init__(self) -> None:
        self.nonce = secrets.token_bytes(_NONCE_BYTES)
        self.pid = os.getpid()
        self.descriptor = -1
        if is_available():
            with suppress(OSError):
                self.descriptor, _ = seal([self.nonce])

    def close(self) -> None:
        """Let go of the file."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def can_read(pid: int, descriptor: int, nonce: bytes) -> bool:
    """Return whether the probe of another process is within reach of this one."""
    if not is_available() or descriptor < 0:
        return False
    try:
        with _opened(pid, descriptor, _ALL_SEALS) as (own, _):
            found = os.pread(own, _NONCE_BYTES + 1, 0)
    except WireError:
        return False
    return secrets.compare_digest(found, nonce)


def _remember(mapping: mmap.mmap, size: int, descriptor: int) -> None:
    begin = _address(mapping)
    _mapped[begin] = begin + size, descriptor
    weakref.finalize(mapping, _forget, begin, descriptor).atexit = False


def _forget(begin: int, descriptor: int) -> None:
    _shared.discard(begin)
    del _mapped[begin]
    os.close(descriptor)


def _address(buffer: Any) -> int:
    import numpy as np

    return int(np.frombuffer(buffer, np.uint8).ctypes.data)


_mapped: dict[int, tuple[int, int]] = {}
"""End and descriptor of each file that can be handed on, by where it begins."""

_shared: set[int] = set()
"""Where those begin that this process may go on writing to."""


@contextmanager
def _opened(pid: int, descriptor: int, needed: int) -> Iterator[tuple[int, int]]:
    """Yield a descriptor of our own and the seals, which are those `needed` or more."""
    import fcntl

    path = f"/proc/{pid}/fd/{descriptor}"
    own = -1
    try:
        # Only what memfd_create made is ever opened: opening a pipe would block.
        if not os.readlink(path).startswith("/memfd:"):
            raise WireError(f"{path} is not a memory file.")
        own = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        status = os.fstat(own)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != user_id():
            raise WireError(f"{path} is not a memory file of this user.")
        seals = fcntl.fcntl(own, fcntl.F_GET_SEALS)
        if seals & needed != needed:
            raise WireError(f"{path} is not sealed.")
        yield own, seals
    except OSError as error:
        raise WireError(f"{path} cannot be opened: {error.strerror}.") from error
    finally:
        if own >= 0:
            os.close(own)
