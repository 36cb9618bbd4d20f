"""Processes find out what they can give each other without a copy."""

from __future__ import annotations

import pytest

from itool.wire import memory
from itool.wire.probe import NOTHING, Probe, can_borrow, can_read

pytestmark = pytest.mark.skipif(
    not memory.is_available(), reason="no sealed memory files on this system"
)


def test_a_probe_is_read_only_with_its_word():
    probe = Probe()

    assert can_read(probe.pid, probe.descriptor, probe.nonce)
    assert not can_read(probe.pid, probe.descriptor, b"x" * 32)
    assert not can_read(2**22 - 1, probe.descriptor, probe.nonce)
    probe.close()


def test_what_it_lends_is_its_word_and_nothing_else():
    probe = Probe()

    assert can_borrow(probe.pid, probe.loan, probe.nonce)
    assert not can_borrow(probe.pid, probe.loan, b"x" * 32)
    assert not can_borrow(2**22 - 1, probe.loan, probe.nonce)
    assert not can_borrow(probe.pid, probe.loan._replace(number=2**40), probe.nonce)
    probe.close()
    assert not can_borrow(probe.pid, NOTHING, probe.nonce)
