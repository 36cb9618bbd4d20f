"""Memory files are filled by one thread or by several, to the same bytes."""

from __future__ import annotations

import mmap
import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itool.wire import filling
from itool.wire.filling import fill
from itool.wire.memory import is_available, seal

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(not is_available(), reason="no memory files here")

PAGE = mmap.ALLOCATIONGRANULARITY


@pytest.fixture
def file() -> Iterator[int]:
    descriptor = os.memfd_create("itool-test", os.MFD_CLOEXEC)
    yield descriptor
    os.close(descriptor)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "LARGE", 16 * PAGE)
    monkeypatch.setattr(filling, "BLOCK", 2 * PAGE)


def noise(size: int) -> bytes:
    return np.random.default_rng(size).bytes(size)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("processors", [1, 2, 3, 16])
@pytest.mark.parametrize("size", [0, 1, 16 * PAGE - 1, 16 * PAGE, 133 * PAGE + 77])
def test_all_bytes_are_where_they_belong(
    file: int, size: int, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "processors", lambda: processors)
    data = noise(size)
    os.pwrite(file, b"before", 0)

    fill(file, data, PAGE)

    assert os.pread(file, 6, 0) == b"before"
    assert os.pread(file, size + 1, PAGE) == data
    assert os.fstat(file).st_size == (PAGE + size if size else 6)


@pytest.mark.usefixtures("small_blocks")
def test_a_file_that_may_not_grow_is_an_error(
    file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "processors", lambda: 2)
    read_only = os.open(f"/proc/self/fd/{file}", os.O_RDONLY)
    try:
        with pytest.raises(OSError, match=r"."):
            fill(read_only, noise(40 * PAGE), 0)
    finally:
        os.close(read_only)


@pytest.mark.parametrize("order", ["small first", "large first"])
def test_large_and_small_buffers_share_a_sealed_file(order: str) -> None:
    buffers = [noise(1000), noise(filling.LARGE + 5), b"", noise(77)]
    if order == "large first":
        buffers.reverse()

    descriptor, offsets = seal(buffers)

    try:
        for buffer, offset in zip(buffers, offsets, strict=True):
            assert os.pread(descriptor, len(buffer), offset) == buffer
        with pytest.raises(PermissionError):
            os.pwrite(descriptor, b"x", 0)
    finally:
        os.close(descriptor)
