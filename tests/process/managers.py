"""Real managers in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60


class Process:
    """A running `itool-manager`.

    Attributes
    ----------
    ready : dict
        The line it printed when it was ready.
    """

    def __init__(self, *args: str, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "itool.app.manager_cli", *args, "--json"],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(self._process.communicate(timeout=PATIENCE)[1])
        self.ready: dict[str, Any] = json.loads(line)

    @property
    def index(self) -> int:
        return int(self.ready["index"])

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    def send(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; returns the exit code and what was said on stderr."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        _, said = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, "".join(map(_ours, said.splitlines(True)))


@contextmanager
def manager(*args: str, **environment: str) -> Iterator[Process]:
    """Run a manager and end it afterwards."""
    process = Process(*args, **environment)
    try:
        yield process
    finally:
        process.send(signal.SIGTERM)


def run_to_the_end(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `itool-manager` with arguments that end it by themselves."""
    return subprocess.run(
        [sys.executable, "-m", "itool.app.manager_cli", *args],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def itool(*args: str) -> subprocess.CompletedProcess[str]:
    """Run the client's command line."""
    return subprocess.run(
        [sys.executable, "-m", "itool.app.client_cli", *args],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _ours(line: str) -> str:
    """Return `line` unless Qt says what its platform without a screen cannot do."""
    return "" if line.startswith("This plugin does not support") else line
