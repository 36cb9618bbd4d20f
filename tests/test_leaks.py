"""The leak guards see what they are there for."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from tests.leaks import Snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from PyQt6.QtWidgets import QApplication


def test_nothing_is_reported_when_nothing_was_left():
    before = Snapshot.take()

    threading.Thread(target=int).start()

    assert before.leaks() == []


def test_a_thread_is_named_with_what_it_runs():
    before = Snapshot.take()
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="reader", daemon=True)
    thread.start()

    [leak] = before.leaks(grace=0)

    assert "reader" in leak
    assert "Event.wait" in leak
    stop.set()
    thread.join()


def test_a_file_is_named_with_its_path(tmp_path: Path):
    before = Snapshot.take()

    with (tmp_path / "scan.h5").open("w"):
        [leak] = before.leaks(grace=0)

    assert str(tmp_path / "scan.h5") in leak


def test_a_socket_is_named_with_its_address():
    before = Snapshot.take()

    with socket.create_server(("127.0.0.1", 0)) as server:
        [leak] = before.leaks(grace=0)
        port = server.getsockname()[1]

    assert f"127.0.0.1:{port}" in leak


def test_a_child_process_is_named_with_its_command():
    before = Snapshot.take()
    command = [sys.executable, "-c", "input()"]

    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        leaks = before.leaks(grace=0)

    assert any(f"process {child.pid}" in leak for leak in leaks)


def test_a_window_is_named_with_its_title(qapp: QApplication):
    from PyQt6.QtWidgets import QWidget

    before = Snapshot.take()
    window = QWidget()
    window.setWindowTitle("cut 3")

    [leak] = before.leaks(grace=0)

    assert "cut 3" in leak
    window.deleteLater()
    assert before.leaks() == []
