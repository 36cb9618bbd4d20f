"""Of a log that several managers write to, each reads its own lines."""

from __future__ import annotations

from itool.core.log import tail

LINES = """\
2026-01-01 12:00:00,000 17 INFO ours
2026-01-01 12:00:01,000 18 INFO of another
2026-01-01 12:00:02,000 17 ERROR it failed
Traceback (most recent call last):
ZeroDivisionError: division by zero
2026-01-01 12:00:03,000 18 ERROR another failed
Traceback (most recent call last):
"""


def test_lines_of_one_process_are_found_with_their_tracebacks(tmp_path):
    (tmp_path / "log").write_text(LINES)

    found = tail(tmp_path / "log", pid=17, lines=100)

    assert [line.split()[-1] for line in found] == ["ours", "failed", "last):", "zero"]
    assert tail(tmp_path / "log", pid=17, lines=2) == found[-2:]


def test_rotated_files_come_first(tmp_path):
    (tmp_path / "log").write_text("2026-01-02 12:00:00,000 17 INFO new\n")
    (tmp_path / "log.1").write_text(LINES)

    found = tail(tmp_path / "log", pid=17, lines=100)

    assert found[0].endswith("ours")
    assert found[-1].endswith("new")


def test_no_file_has_no_lines(tmp_path):
    assert tail(tmp_path / "log", pid=17, lines=5) == []
