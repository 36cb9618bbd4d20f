"""Readings: slow ones are told, with the time that passed; quick ones are not."""

from __future__ import annotations

import pytest

from itool.core import readings
from itool.core.readings import Readings


class Hand:
    """A loop and a clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now, self.calls, self.told = 0.0, [], 0

    def after(self, seconds, call):
        self.calls.append((self.now + seconds, call))

    def pass_to(self, now):
        self.now = now
        due = [call for at, call in self.calls if at <= now]
        self.calls = [(at, call) for at, call in self.calls if at > now]
        for call in due:
            call()

    def tell(self):
        self.told += 1


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def reading(hand: Hand) -> Readings:
    return Readings(hand, hand.tell, lambda: hand.now)


def test_a_slow_read_is_told_when_patience_ends_and_when_it_has_come(hand, reading):
    reading.begin(("ky-kx", "a"), 3 * 2**20)
    assert not reading.is_slow

    hand.pass_to(readings.PATIENCE)
    assert reading.is_slow
    assert reading.note == ""
    hand.pass_to(1.5)
    reading.end(("ky-kx", "a"))

    assert not reading.is_slow
    assert reading.note == "Read 3.0 MiB in 1.5 s"
    assert hand.told == 3  # once in between, for how far it is


def test_a_quick_read_is_not_told(hand, reading):
    reading.begin(("ky-kx", "a"), 100)
    hand.pass_to(readings.PATIENCE / 2)
    reading.end(("ky-kx", "a"))

    hand.pass_to(10.0)

    assert (reading.is_slow, reading.note, hand.told) == (False, "", 0)


def test_reads_that_overlap_count_as_one(hand, reading):
    reading.begin(("a", ""), 2**20)
    hand.pass_to(1.0)
    reading.begin(("b", ""), 2**20)
    reading.end(("a", ""))
    assert reading.note == ""
    hand.pass_to(4.0)
    reading.end(("b", ""))

    assert reading.note == "Read 2.0 MiB in 4 s"
    assert not reading


def test_the_patience_of_an_earlier_read_does_not_end_in_the_next(hand, reading):
    reading.begin(("a", ""), 1)
    reading.end(("a", ""))
    hand.pass_to(0.9 * readings.PATIENCE)
    reading.begin(("a", ""), 1)

    hand.pass_to(1.1 * readings.PATIENCE)
    assert not reading.is_slow
    hand.pass_to(2 * readings.PATIENCE)
    assert reading.is_slow


def test_samples_that_are_there_at_once_end_what_was_said(hand, reading):
    reading.begin(("a", ""), 1)
    hand.pass_to(1.0)
    reading.end(("a", ""))
    assert reading.note

    reading.skip()

    assert reading.note == ""
