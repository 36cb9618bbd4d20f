"""Parcels: an encoded value on its way, large buffers apart from the message."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeGuard, cast

from itool.errors import WireError
from itool.wire.codec import decode, encode_for_later
from itool.wire.memory import ALIGNMENT, file_of, map_sealed, seal
from itool.wire.messages import CHUNK, Part
from itool.wire.tags import LARGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from itool.wire.later import Block, Later
    from itool.wire.tags import Buffer, Defer, Recipe, Reopen

MOST_INLINE = 4 * 2**20
MOST_FILES = 8
"""Memory files of one parcel; more buffers than this share one file."""


class Outgoing:
    """A value ready to be sent.

    Parameters
    ----------
    value : object
        See `itool.wire.codec.encode`.
    through_memory : bool
        Whether the receiver can map memory files of this process.
    recipe : callable, optional
        See `itool.wire.codec.encode`.
    in_blocks : bool
        Whether large dask arrays that cannot go through memory are left in `later`, for
        the caller to compute and send. Otherwise they are computed here.

    Attributes
    ----------
    parts : list of Part
        The header first, then the buffers.
    later : list of (int, Later)
        Arrays that are still to be computed; their blocks are the parts from the given
        number on.
    body : bytes
        The small parts, one behind the other.
    nbytes : int
        Size of all parts.
    """

    def __init__(
        self,
        value: Any,
        *,
        through_memory: bool,
        recipe: Recipe | None = None,
        in_blocks: bool = False,
    ) -> None:
        defer: Defer = "whole" if through_memory else "blocks" if in_blocks else ""
        header, buffers, later = encode_for_later(value, defer, recipe=recipe)
        if not buffers and len(header) < LARGE:
            self._take(header)
            return
        self.later = [(1 + number, array) for number, array in later]
        self._buffers: list[Buffer | Later | Block] = [header, *buffers]
        self._files: list[int] = []
        sizes = [_size(buffer) for buffer in self._buffers]
        self.nbytes = sum(sizes)
        self.parts = [Part(size) for size in sizes]
        small = self._choose_small(sizes)
        self.body = self._lay_inline(small)
        large = [number for number in range(len(sizes)) if number not in small]
        if through_memory:
            self._lay_in_files(large)
        else:
            for number in large:
                self.parts[number] = Part(sizes[number], is_chunked=True)

    @classmethod
    def of(cls, header: bytes) -> Self:
        """Return a parcel of what `itool.wire.codec.encode_plain` has encoded."""
        made = cls.__new__(cls)
        made._take(header)
        return made

    def _take(self, header: bytes) -> None:
        self.later, self._buffers, self._files = [], [header], []
        self.nbytes, self.parts, self.body = len(header), [Part(len(header))], header

    @property
    def is_large(self) -> bool:
        """Whether parts of it travel outside of the message."""
        return not all(part.is_inline for part in self.parts)

    def chunks(self) -> Iterator[tuple[int, int, memoryview]]:
        """Yield part number, offset and bytes of what goes in chunks and is there."""
        for number, part in enumerate(self.parts):
            buffer = self._buffers[number] if part.is_chunked else None
            if _is_raw(buffer):
                yield from in_chunks(number, buffer)

    def close(self) -> None:
        """Let go of the buffers and memory files."""
        self._buffers = []
        for descriptor in self._files:
            os.close(descriptor)
        self._files = []

    def _choose_small(self, sizes: list[int]) -> set[int]:
        small, total = set(), 0
        for number, size in enumerate(sizes):
            if not _is_raw(self._buffers[number]):
                continue
            if size < LARGE and total + size <= MOST_INLINE:
                small.add(number)
                total += size + ALIGNMENT
        return small

    def _lay_inline(self, numbers: set[int]) -> bytes:
        body = bytearray()
        for number in sorted(numbers):
            body += b"\0" * (-len(body) % ALIGNMENT)
            self.parts[number] = Part(self.parts[number].size, offset=len(body))
            body += memoryview(cast("Buffer", self._buffers[number])).cast("B")
        return bytes(body)

    def _lay_in_files(self, numbers: list[int]) -> None:
        numbers, given = self._hand_on(numbers)
        groups = [[number] for number in numbers]
        if len(groups) > MOST_FILES:
            groups = [numbers]
        try:
            for group in groups:
                buffers = [cast("Buffer | Later", self._buffers[n]) for n in group]
                descriptor, offsets = seal(buffers)
                self._files.append(descriptor)
                for number, offset in zip(group, offsets, strict=True):
                    size = self.parts[number].size
                    self.parts[number] = Part(size, offset, descriptor)
        except BaseException:
            self.close()
            raise
        self._buffers = [self._buffers[number] for number in given]

    def _hand_on(self, numbers: list[int]) -> tuple[list[int], list[int]]:
        """Name the files of buffers that came in one; return the others and these."""
        given: list[int] = []
        for number in numbers:
            buffer = self._buffers[number]
            found = file_of(buffer) if _is_raw(buffer) else None
            if found is not None and len(given) < MOST_FILES:
                descriptor, offset = found
                self.parts[number] = Part(self.parts[number].size, offset, descriptor)
                given.append(number)
        return [number for number in numbers if number not in given], given


class Incoming:
    """A value that is arriving.

    Parameters
    ----------
    parts : sequence of Part
        What is announced.
    body : bytes-like
        The small parts.
    pid : int
        Process of the sender, whose memory files may be opened; 0 for none.
    limit : int
        Most bytes that are accepted in chunks.
    writable : bool
        Whether arrays from memory files may be written to; if not, they can be handed
        on without a copy.

    Raises
    ------
    WireError
        If the parts do not fit the body, or are too large.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        body: Buffer,
        *,
        pid: int = 0,
        limit: int = 2**50,
        writable: bool = True,
    ) -> None:
        if not parts:
            raise WireError("a parcel came without a header.")
        self._parts = parts
        inline = memoryview(bytearray(body) if len(parts) > 1 else body)
        files: dict[int, memoryview] = {}
        self._buffers: list[memoryview] = []
        self._missing: dict[int, int] = {}
        coming = sum(part.size for part in parts if part.is_chunked)
        if coming > limit:
            raise WireError(
                f"{coming / 2**20:.0f} MiB were announced; there is room for "
                f"{limit / 2**20:.0f} MiB."
            )
        for number, part in enumerate(parts):
            if part.is_chunked:
                self._buffers.append(_new_buffer(part.size))
                if part.size:
                    self._missing[number] = 0
            elif part.descriptor >= 0:
                if part.descriptor not in files:
                    _check_file(pid, len(files))
                    files[part.descriptor] = map_sealed(
                        pid, part.descriptor, writable=writable
                    )
                self._buffers.append(_cut(files[part.descriptor], part))
            else:
                self._buffers.append(_cut(inline, part))

    @property
    def is_complete(self) -> bool:
        """Whether all chunks are here."""
        return not self._missing

    @property
    def nbytes(self) -> int:
        """Size of all parts."""
        return sum(buffer.nbytes for buffer in self._buffers)

    @property
    def has_recipes(self) -> bool:
        """Whether it may name files, which take time to open."""
        return bytes(self._buffers[0]).find(b"recipe") >= 0

    @property
    def mapped(self) -> list[memoryview]:
        """What lies in sealed files that are new here, before `value` is taken."""
        return [
            buffer
            for buffer, part in zip(self._buffers, self._parts, strict=True)
            if part.descriptor >= 0 and file_of(buffer) is not None
        ]

    def receive(self, part: int, offset: int, data: Buffer) -> None:
        """Take the next chunk of a part; chunks of one part come in order."""
        expected = self._missing.get(part)
        view = memoryview(data).cast("B")
        if expected is None or offset != expected or not view.nbytes:
            raise WireError(
                f"a chunk of part {part} at byte {offset} was not expected."
            )
        target = self._buffers[part]
        if offset + view.nbytes > target.nbytes:
            raise WireError(f"a chunk goes beyond the end of part {part}.")
        target[offset : offset + view.nbytes] = view
        self._missing[part] = offset + view.nbytes
        if self._missing[part] == target.nbytes:
            del self._missing[part]

    def value(self, reopen: Reopen | None = None) -> Any:
        """Return the value, whose arrays share nothing with the sender; to be had once.

        Parameters
        ----------
        reopen : callable, optional
            See `itool.wire.codec.decode`.

        Raises
        ------
        WireError
            If chunks are missing or the header does not follow the format.
        """
        if self._missing:
            raise WireError("a parcel is not complete.")
        header, *buffers = self._buffers
        self._buffers = []
        return decode(header, buffers, reopen=reopen)


def in_chunks(number: int, buffer: Buffer) -> Iterator[tuple[int, int, memoryview]]:
    """Yield part number, offset and bytes of the pieces that a buffer is sent in."""
    view = memoryview(buffer).cast("B")
    for offset in range(0, view.nbytes, CHUNK):
        yield number, offset, view[offset : offset + CHUNK]


def _is_raw(buffer: object) -> TypeGuard[Buffer]:
    return isinstance(buffer, bytes | bytearray | memoryview)


def _size(buffer: Buffer | Later | Block) -> int:
    if isinstance(buffer, bytes | bytearray | memoryview):
        return memoryview(buffer).nbytes
    return buffer.nbytes


def _new_buffer(size: int) -> memoryview:
    import numpy as np

    # numpy asks the system for huge pages: 8 times faster to fill than malloc's.
    return np.empty(size, np.uint8).data


def _check_file(pid: int, already: int) -> None:
    if already >= 2 * MOST_FILES:  # as many new ones as handed on
        raise WireError(f"a parcel may use {2 * MOST_FILES} memory files.")
    if not pid:
        raise WireError("a memory file came from a process that is out of reach.")


def _cut(buffer: memoryview, part: Part) -> memoryview:
    if part.offset + part.size > buffer.nbytes:
        raise WireError(
            f"a part of {part.size} bytes lies beyond the end of its buffer."
        )
    return buffer[part.offset : part.offset + part.size]
