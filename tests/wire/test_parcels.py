"""Values cross between processes through memory files or in chunks."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from itool.errors import WireError
from itool.wire import memory
from itool.wire.messages import Part
from itool.wire.parcels import MOST_FILES, Incoming, Outgoing

MIB = 2**20

needs_memory_files = pytest.mark.skipif(
    not memory.is_available(), reason="no sealed memory files on this system"
)


def cut(mebibytes: int = 3) -> xr.DataArray:
    values = np.arange(mebibytes * MIB // 4, dtype="f4").reshape(-1, 1024)
    return xr.DataArray(values, dims=("kx", "eV"), coords={"eV": np.arange(1024.0)})


def in_chunks(parcel: Outgoing) -> Incoming:
    incoming = Incoming(parcel.parts, parcel.body)
    for chunk in parcel.chunks():
        incoming.receive(*chunk)
    return incoming


def test_a_small_value_travels_in_the_message():
    parcel = Outgoing({"point": {"eV": -0.2}}, through_memory=True)

    incoming = Incoming(parcel.parts, parcel.body)

    assert incoming.is_complete
    assert incoming.value() == {"point": {"eV": -0.2}}


def test_a_large_array_travels_in_chunks():
    parcel = Outgoing(cut(5), through_memory=False)

    arrived = in_chunks(parcel).value()

    assert len(list(parcel.chunks())) == 3
    xr.testing.assert_identical(arrived, cut(5))


@needs_memory_files
def test_a_large_array_travels_through_memory():
    parcel = Outgoing(cut(), through_memory=True)

    arrived = Incoming(parcel.parts, parcel.body, pid=os.getpid()).value()
    parcel.close()

    assert len(parcel.body) < MIB
    xr.testing.assert_identical(arrived, cut())


@needs_memory_files
def test_what_arrived_through_memory_can_be_written_and_shares_nothing():
    parcel = Outgoing(cut(), through_memory=True)
    one, other = (
        Incoming(parcel.parts, parcel.body, pid=os.getpid()).value() for _ in "ab"
    )
    parcel.close()

    one[0, 0] = -1.0

    assert float(other[0, 0]) == 0.0


@needs_memory_files
def test_what_was_mapped_for_reading_is_handed_on_without_a_copy():
    sent = Outgoing(cut(), through_memory=True)
    first = file_behind(sent)
    held = Incoming(sent.parts, sent.body, pid=os.getpid(), writable=False).value()
    sent.close()

    again = Outgoing(held.transpose(), through_memory=True)
    second = file_behind(again)
    del held
    fetched = Incoming(again.parts, again.body, pid=os.getpid()).value()
    again.close()
    fetched[0, 0] = -1.0

    assert first == second
    xr.testing.assert_identical(fetched.T[1:], cut()[1:])


def file_behind(parcel: Outgoing) -> int:
    (descriptor,) = {part.descriptor for part in parcel.parts if not part.is_inline}
    return os.fstat(descriptor).st_ino


@needs_memory_files
def test_what_is_mapped_is_told_and_its_pages_can_be_touched():
    data = xr.DataArray(np.arange(2**20, dtype="f8"), dims="x")
    outgoing = Outgoing(data, through_memory=True)
    incoming = Incoming(outgoing.parts, outgoing.body, pid=os.getpid(), writable=False)

    (buffer,) = incoming.mapped

    before = resident()
    memory.touch(buffer)
    assert resident() - before > 0.9 * buffer.nbytes
    assert incoming.value().identical(data)
    outgoing.close()


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


@needs_memory_files
def test_many_large_variables_share_one_memory_file():
    names = [f"v{number}" for number in range(MOST_FILES + 1)]
    data = xr.Dataset({name: cut(1) for name in names})
    parcel = Outgoing(data, through_memory=True)

    arrived = Incoming(parcel.parts, parcel.body, pid=os.getpid()).value()
    files = {part.descriptor for part in parcel.parts if part.descriptor >= 0}
    parcel.close()

    assert len(files) == 1
    xr.testing.assert_identical(arrived, data)


@needs_memory_files
def test_another_process_reads_the_sealed_bytes():
    parcel = Outgoing(cut(), through_memory=True)
    parts = [(part.size, part.offset, part.descriptor) for part in parcel.parts]

    reader = [sys.executable, "-c", READER, repr(parts), str(os.getpid())]
    total = subprocess.check_output(reader, input=parcel.body)
    parcel.close()

    assert float(total) == float(cut().values.sum(dtype="f8"))


READER = """
import ast, sys
from itool.wire.messages import Part
from itool.wire.parcels import Incoming
parts = [Part(*part) for part in ast.literal_eval(sys.argv[1])]
incoming = Incoming(parts, sys.stdin.buffer.read(), pid=int(sys.argv[2]))
print(incoming.value().values.sum(dtype="f8"))
"""


@needs_memory_files
def test_a_memory_file_that_is_not_sealed_is_refused():
    descriptor = os.memfd_create("open", os.MFD_ALLOW_SEALING)
    os.write(descriptor, b"x" * 100)

    with pytest.raises(WireError, match="sealed"):
        Incoming([Part(100, 0, descriptor)], b"", pid=os.getpid())
    os.close(descriptor)


@needs_memory_files
def test_only_memory_files_are_opened():
    reader, writer = os.pipe()

    for descriptor in (reader, writer, 2**20):
        with pytest.raises(WireError):
            memory.map_sealed(os.getpid(), descriptor)

    os.close(reader)
    os.close(writer)


@needs_memory_files
def test_a_probe_is_read_only_with_its_word():
    probe = memory.Probe()

    assert memory.can_read(probe.pid, probe.descriptor, probe.nonce)
    assert not memory.can_read(probe.pid, probe.descriptor, b"x" * 32)
    assert not memory.can_read(2**22 - 1, probe.descriptor, probe.nonce)
    probe.close()


@pytest.mark.parametrize(
    ("parts", "body"),
    [
        ([], b""),
        ([Part(10)], b"short"),
        ([Part(1, offset=2**50)], b"xx"),
        ([Part(10, descriptor=3)], b""),
        ([Part(2**50, is_chunked=True)], b""),
    ],
)
def test_parts_that_do_not_fit_are_refused(parts, body):
    with pytest.raises(WireError):
        Incoming(parts, body, limit=2**40)


def test_chunks_out_of_order_or_too_long_are_refused():
    incoming = Incoming([Part(2), Part(4, is_chunked=True)], b"\xc0\xc0")

    for part, offset, data in [
        (1, 2, b"xx"),
        (0, 0, b"x"),
        (1, 0, b"12345"),
        (1, 0, b""),
    ]:
        with pytest.raises(WireError):
            incoming.receive(part, offset, data)


def test_a_parcel_with_missing_chunks_has_no_value():
    incoming = Incoming([Part(1), Part(4, is_chunked=True)], b"\xc0")
    incoming.receive(1, 0, b"12")

    assert not incoming.is_complete
    with pytest.raises(WireError):
        incoming.value()
