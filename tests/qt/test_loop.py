"""The core's loop on Qt."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtWidgets import QApplication

from itool.qt.loop import QtLoop, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def loop(qapp: object) -> Iterator[QtLoop]:
    made = QtLoop()
    yield made
    made.deleteLater()


def turn(until: Callable[[], object]) -> None:
    deadline = time.monotonic() + 40
    while not until():
        assert time.monotonic() < deadline
        QApplication.processEvents()


def test_calls_run_in_the_order_they_were_posted(loop: QtLoop) -> None:
    seen: list[int] = []
    for number in range(5):
        loop.post(lambda n=number: seen.append(n))  # type: ignore[misc]
    assert seen == []

    turn(lambda: len(seen) == 5)

    assert seen == [0, 1, 2, 3, 4]


def test_a_call_posted_by_a_call_runs_in_a_later_turn(loop: QtLoop) -> None:
    seen: list[str] = []

    def first() -> None:
        loop.post(lambda: seen.append("second"))
        seen.append("first")

    loop.post(first)
    turn(lambda: len(seen) == 2)

    assert seen == ["first", "second"]


def test_calls_from_another_thread_run_on_the_loops(loop: QtLoop) -> None:
    threads: list[threading.Thread] = []
    worker = threading.Thread(
        target=lambda: [
            loop.post(lambda: threads.append(threading.current_thread()))
            for _ in range(200)
        ]
    )

    worker.start()
    turn(lambda: len(threads) == 200)
    worker.join()

    assert set(threads) == {threading.main_thread()}


def test_a_call_that_fails_is_logged_and_the_next_one_runs(
    loop: QtLoop, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[int] = []

    def fail() -> None:
        raise ValueError("no such thing")

    with caplog.at_level(logging.ERROR):
        loop.post(fail)
        loop.post(lambda: seen.append(1))
        turn(lambda: seen)

    assert "no such thing" in caplog.text


def test_a_timer_runs_once_after_its_time(loop: QtLoop) -> None:
    seen: list[float] = []
    start = time.monotonic()

    loop.after(0.03, lambda: seen.append(time.monotonic() - start))
    turn(lambda: seen)

    assert seen[0] >= 0.025


def test_a_cancelled_timer_does_not_run(loop: QtLoop) -> None:
    seen: list[str] = []
    timer = loop.after(0.01, lambda: seen.append("cancelled"))

    timer.cancel()
    loop.after(0.05, lambda: seen.append("kept"))
    turn(lambda: seen)

    assert seen == ["kept"]


def test_a_timer_may_be_cancelled_after_it_ran(loop: QtLoop) -> None:
    seen: list[int] = []
    timer = loop.after(0.0, lambda: seen.append(1))
    turn(lambda: seen)
    QApplication.processEvents()

    timer.cancel()

    assert seen == [1]


def test_an_answer_that_another_thread_gives_at_any_moment_is_noticed(
    loop: QtLoop,
) -> None:
    for _ in range(100):
        answer: Future[int] = Future()
        worker = threading.Thread(target=answer.set_result, args=[7])
        worker.start()

        wait_for(answer)

        assert answer.result(0) == 7
        worker.join()


def test_calls_go_on_while_an_answer_is_awaited(loop: QtLoop) -> None:
    answer: Future[str] = Future()
    loop.post(lambda: loop.post(lambda: answer.set_result("done")))

    wait_for(answer)

    assert answer.result(0) == "done"
