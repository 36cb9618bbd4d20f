"""Starting a manager that outlives the Jupyter server which starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

from tornado.gen import sleep

from itool.errors import ImageToolManagerTimeoutError, ManagerFailed

if TYPE_CHECKING:
    from typing import IO

COMMAND = (sys.executable, "-m", "itool.app.manager_cli", "--headless", "--json")
GLANCE = 0.05
SECRETS = ("JUPYTER_TOKEN", "JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN")
"""What a server has in its environment and a manager has no use for."""

_started: list[subprocess.Popen[bytes]] = []


async def start_manager(timeout: float) -> dict[str, Any]:
    """Start a headless manager and wait until it is ready.

    Parameters
    ----------
    timeout : float
        Seconds that it gets.

    Returns
    -------
    dict
        What ``itool-manager --json`` prints: index, pid, version, url.

    Raises
    ------
    ManagerFailed
        If it ended instead; the message holds the end of what it printed.
    ImageToolManagerTimeoutError
        If it was not ready in time; it has been ended.
    """
    reap()
    # A file and not a pipe: the manager may go on writing when this server has ended.
    with tempfile.TemporaryFile() as output:
        process = _spawn(output)
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if ready := _ready(output):
                _started.append(process)
                return ready
            if process.poll() is not None:
                raise ManagerFailed(
                    f"the new manager ended with code {process.returncode}: "
                    f"{_tail(output)}",
                    hint="Run `itool-manager --headless` in a terminal to see more.",
                )
            await sleep(GLANCE)
        process.kill()
        process.wait()
        raise ImageToolManagerTimeoutError(
            f"the new manager was not ready after {timeout:g} s: {_tail(output)}",
            hint="The machine may be busy. Try again, or run "
            "`itool-manager --headless` in a terminal.",
        )


def reap() -> None:
    """Take note of managers that were started here and have ended."""
    _started[:] = [process for process in _started if process.poll() is None]


def _spawn(output: IO[bytes]) -> subprocess.Popen[bytes]:
    environment = {k: v for k, v in os.environ.items() if k not in SECRETS}
    return subprocess.Popen(
        COMMAND,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=os.path.expanduser("~"),
        start_new_session=True,
    )


def _ready(output: IO[bytes]) -> dict[str, Any] | None:
    for line in _read(output).splitlines():
        if line.startswith("{"):
            try:
                told = json.loads(line)
            except ValueError:
                continue  # only half of it is written
            if isinstance(told, dict) and "index" in told:
                return told
    return None


def _tail(output: IO[bytes], lines: int = 8) -> str:
    return "\n".join(_read(output).strip().splitlines()[-lines:]) or "it said nothing."


def _read(output: IO[bytes]) -> str:
    # `pread` leaves the position alone, which the manager shares and writes at.
    size = os.fstat(output.fileno()).st_size
    return os.pread(output.fileno(), min(size, 64 * 1024), 0).decode(errors="replace")
