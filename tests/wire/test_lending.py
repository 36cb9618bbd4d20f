"""Large arrays are copied straight out of the memory of who waits for the answer."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
import xarray as xr

from itool.errors import AnswerGone, TakenBack, WireError
from itool.wire import lending, memory
from itool.wire.lending import Note, borrow, lend
from itool.wire.messages import Part
from itool.wire.parcels import Incoming, Outgoing

MIB = 2**20

pytestmark = pytest.mark.skipif(
    not memory.is_available() or lending._system_call() is None,
    reason="this system lends no memory",
)


def cut(mebibytes: int = 3) -> xr.DataArray:
    values = np.arange(mebibytes * MIB // 4, dtype="f4").reshape(-1, 1024)
    return xr.DataArray(values, dims=("kx", "eV"), coords={"eV": np.arange(1024.0)})


def arrived(parcel: Outgoing, **options: bool) -> Incoming:
    return Incoming(parcel.parts, parcel.body, pid=os.getpid(), **options)


def test_a_large_array_is_lent_and_arrives_as_it_is():
    data = cut()
    parcel = Outgoing(data, through_memory=True, lends=True)

    came = arrived(parcel).value()

    assert [part.is_lent for part in parcel.parts] == [False, True, False]
    assert not np.shares_memory(came.values, data.values)
    came[0, 0] = -1.0
    xr.testing.assert_identical(data, cut())
    xr.testing.assert_identical(came[1:], cut()[1:])
    parcel.close()


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["f8", ">f4", "c16", "M8[ns]", "?", "S7"])
def test_every_dtype_and_order_is_lent(dtype, order):
    values = np.arange(2 * MIB).reshape(1024, -1).astype("i8")
    values = np.asarray(values.astype(dtype), order=order)
    parcel = Outgoing(values, through_memory=True, lends=True)

    came = arrived(parcel).value()

    assert parcel.parts[1].is_lent
    assert came.dtype == values.dtype
    np.testing.assert_array_equal(came, values)
    parcel.close()


def test_what_is_kept_for_others_is_not_written_to():
    parcel = Outgoing(cut(), through_memory=True, lends=True)

    came = arrived(parcel, writable=False).value()

    assert not came.values.flags.writeable
    parcel.close()


def test_what_lies_in_a_memory_file_is_handed_on_instead():
    sent = Outgoing(cut(), through_memory=True)
    held = arrived(sent, writable=False).value()
    sent.close()

    again = Outgoing(held, through_memory=True, lends=True)

    assert not any(part.is_lent for part in again.parts)
    again.close()


def test_what_is_too_much_to_hold_twice_is_not_lent(monkeypatch):
    monkeypatch.setattr("itool.wire.parcels.MOST_LENT", 2 * MIB)
    parcel = Outgoing(cut(), through_memory=True, lends=True)

    assert not any(part.is_lent for part in parcel.parts)
    xr.testing.assert_identical(arrived(parcel).value(), cut())
    parcel.close()


LENDS = """
import sys
import numpy as np
from itool.wire.lending import lend
data = np.arange(2**22, dtype="u4")
note = lend(data.view("u1").data)
print(*note, flush=True)
sys.stdin.readline()
"""


def test_another_process_lends():
    with subprocess.Popen(
        [sys.executable, "-c", LENDS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        note = Note(*map(int, other.stdout.readline().split()))
        came = borrow(other.pid, note, 2**24)
        other.communicate("\n", timeout=60)

    np.testing.assert_array_equal(np.frombuffer(came, "u4"), np.arange(2**22))
    with pytest.raises(TakenBack):
        borrow(other.pid, note, 2**24)


def test_what_was_taken_back_does_not_arrive():
    parcel = Outgoing(cut(), through_memory=True, lends=True)
    incoming = arrived(parcel)
    parcel.close()

    with pytest.raises(AnswerGone, match="back"):
        incoming.value()


def test_what_is_taken_back_while_it_is_copied_does_not_arrive(monkeypatch):
    data = np.ones(MIB)
    note = lend(data.view("u1").data)
    copy = lending._read

    def slow(pid, address, target):
        copy(pid, address, target)
        os.close(note.descriptor)

    monkeypatch.setattr(lending, "_read", slow)

    with pytest.raises(TakenBack):
        borrow(os.getpid(), note, data.nbytes)


def test_another_array_does_not_arrive_in_its_stead():
    one, other = np.zeros(MIB), np.ones(MIB)
    first = lend(one.view("u1").data)
    os.close(first.descriptor)
    second = lend(other.view("u1").data)

    assert second.descriptor == first.descriptor
    with pytest.raises(TakenBack, match="another"):
        borrow(os.getpid(), first, one.nbytes)
    os.close(second.descriptor)


def test_what_is_not_mapped_is_an_error(monkeypatch):
    monkeypatch.setattr(lending, "address_of", lambda buffer: 4096)
    note = lend(b"x" * 100)
    monkeypatch.undo()

    with pytest.raises(TakenBack, match="not there"):
        borrow(os.getpid(), note, 100)
    os.close(note.descriptor)


def test_no_file_but_a_note_is_followed():
    word = lending._NOTE.pack(lending._MAGIC, 0, 0, 8)
    unsealed = os.memfd_create("note", os.MFD_ALLOW_SEALING)
    os.write(unsealed, word)
    other, _ = memory.seal([b"something else"])
    reader, writer = os.pipe()

    for descriptor in (unsealed, other, reader, writer):
        with pytest.raises(WireError):
            borrow(os.getpid(), Note(descriptor, 0), 8)
        os.close(descriptor)


@pytest.mark.parametrize(
    "parts",
    [
        [Part(8, 0, 5, is_lent=True)],
        [Part(1), Part(0, 0, 5, is_lent=True)],
        [Part(1), Part(8, is_lent=True)],
        [Part(1), *[Part(8, 0, 5, is_lent=True)] * 40],
        [Part(1), Part(2**45, 0, 5, is_lent=True)],
    ],
)
def test_parts_that_cannot_be_lent_are_refused(parts):
    with pytest.raises(WireError):
        Incoming(parts, b"\xc0", pid=os.getpid(), limit=2**40)


def test_without_a_process_nothing_is_borrowed():
    with pytest.raises(WireError, match="out of reach"):
        Incoming([Part(1), Part(8, 0, 5, is_lent=True)], b"\xc0")
