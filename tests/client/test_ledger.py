"""Whoever follows the events ends up knowing what the manager knows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itool.client.ledger import Ledger, told
from itool.wire.messages import Event, Snapshot


def event(seq: int, kind: str = "state", epoch: str = "e") -> Event:
    return Event(epoch, seq, "v", seq, kind, {"seq": seq})


def begun(seq: int = 0, epoch: str = "e") -> Ledger:
    ledger = Ledger()
    ledger.begin(Snapshot("1", epoch, seq, []))
    return ledger


def test_whatever_comes_first_asks_for_a_snapshot():
    assert Ledger().judge(event(0, "beat")) == "gap"
    assert Ledger().judge(event(7)) == "gap"


def test_events_in_order_are_news_and_known_ones_are_not():
    ledger = begun(3)

    verdicts = [ledger.judge(event(seq)) for seq in (2, 3, 4, 5, 5)]

    assert verdicts == ["old", "old", "news", "news", "old"]


def test_a_missing_number_a_higher_beat_and_another_epoch_are_gaps():
    assert begun(3).judge(event(5)) == "gap"
    assert begun(3).judge(event(4, "beat")) == "gap"
    assert begun(3).judge(event(3, "beat")) == "old"
    assert begun(3).judge(event(4, epoch="f")) == "gap"


class Truth:
    """A manager in miniature: a row that changes, and what it sends."""

    def __init__(self) -> None:
        self.epoch, self.seq, self.row = 0, 0, {"seq": 0}

    def change(self) -> Event:
        self.seq += 1
        self.row = {"seq": self.seq}
        return Event(str(self.epoch), self.seq, "v", self.seq, "state", self.row)

    def restart(self) -> None:
        self.epoch, self.seq, self.row = self.epoch + 1, 0, {"seq": 0}

    def beat(self) -> Event:
        return Event(str(self.epoch), self.seq, "", 0, "beat")

    def snapshot(self) -> Snapshot:
        return Snapshot("1", str(self.epoch), self.seq, [self.row])


@given(st.lists(st.sampled_from(["sent", "lost", "restart", "beat"]), max_size=30))
def test_whatever_is_lost_the_next_beat_mends_it(history):
    truth, ledger, view = Truth(), Ledger(), None
    for step in [*history, "beat"]:
        if step == "restart":
            truth.restart()
            continue
        heard = truth.beat() if step == "beat" else truth.change()
        if step == "lost":
            continue
        verdict = ledger.judge(heard)
        if verdict == "gap":
            view = ledger.begin(truth.snapshot()).rows[0]
        elif verdict == "news":
            view = told(heard).row

    assert view == truth.row
