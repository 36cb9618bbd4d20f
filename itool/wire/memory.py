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
from itool.wire.processes import user_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from itool.wire.tags import Buffer

ALIGNMENT = 64
_ALL_SEALS = 0xF  # F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE
_NONCE_BYTES = 32
_UNTRACKED: dict[str, Any] = {"trackfd": False} if sys.version_info >= (3, 13) else {}
"""Before Python 3.13 every mapping keeps a descriptor of its own."""


def is_available() -> bool:
    """Return whether this system has sealed memory files."""
    return sys.platform.startswith("linux") and hasattr(os, "memfd_create")


def seal(buffers: Iterable[Buffer]) -> tuple[int, list[int]]:
    """Return the descriptor of a sealed file with `buffers`, and where each begins.

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
            end += -end % ALIGNMENT
            os.lseek(descriptor, end, os.SEEK_SET)
            offsets.append(end)
            # write() fills fresh pages twice as fast as a copy into a mapping does.
            view = memoryview(buffer).cast("B")
            while view:
                view = view[os.write(descriptor, view) :]
            end = os.lseek(descriptor, 0, os.SEEK_CUR)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _ALL_SEALS)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor, offsets


def map_sealed(pid: int, descriptor: int, *, writable: bool = True) -> memoryview:
    """Return the bytes of a sealed file of process `pid`.

    If `writable`, they are copied where they are written to. If not, they can be handed
    on to a further process as they are, see `file_of`.

    Raises
    ------
    WireError
        If it cannot be opened, belongs to another user, or is not sealed: an unsealed
        file could be cut short under us, which would kill this process (SIGBUS).
    """
    with _opened(pid, descriptor) as own:
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
        _remember(mapping, size, os.dup(own))
        return memoryview(mapping)


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
        with _opened(pid, descriptor) as own:
            found = os.pread(own, _NONCE_BYTES + 1, 0)
    except WireError:
        return False
    return secrets.compare_digest(found, nonce)


def _remember(mapping: mmap.mmap, size: int, descriptor: int) -> None:
    begin = _address(mapping)
    _mapped[begin] = begin + size, descriptor
    weakref.finalize(mapping, _forget, begin, descriptor).atexit = False


def _forget(begin: int, descriptor: int) -> None:
    del _mapped[begin]
    os.close(descriptor)


def _address(buffer: Any) -> int:
    import numpy as np

    return int(np.frombuffer(buffer, np.uint8).ctypes.data)


_mapped: dict[int, tuple[int, int]] = {}
"""End and descriptor of each file mapped for reading, by where it begins."""


@contextmanager
def _opened(pid: int, descriptor: int) -> Iterator[int]:
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
        if fcntl.fcntl(own, fcntl.F_GET_SEALS) & _ALL_SEALS != _ALL_SEALS:
            raise WireError(f"{path} is not sealed.")
        yield own
    except OSError as error:
        raise WireError(f"{path} cannot be opened: {error.strerror}.") from error
    finally:
        if own >= 0:
            os.close(own)
