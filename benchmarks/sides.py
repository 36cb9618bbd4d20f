"""The programs that are compared: ours with and without windows, and the peer.

The peer is erlab's ImageTool manager, driven through its public module in processes of
its own interpreter. It is measured when ``PEER=erlab`` is set; ``PEER_PYTHON`` names
the interpreter, by default that of ``.venv-peer``, which ``scripts/make-peer-venv``
makes. While it runs, the peer listens on every network interface of the machine;
``unshare -rn sh -c 'ip link set lo up; ...'`` around the command keeps it in.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
START_PATIENCE = 300.0
"""Seconds for a start and the first window; the peer compiles code for it once."""

_PEER = "from erlab.interactive.imagetool.manager import main; main()"


@dataclass(frozen=True)
class Side:
    """One program with its interpreter and a folder that is its whole home.

    Attributes
    ----------
    name : str
        As the rows of figures say it.
    kind : str
        ``"windows"``, ``"headless"`` or ``"peer"``.
    """

    name: str
    kind: str
    python: str
    manager: tuple[str, ...]
    environment: dict[str, str] = field(repr=False)

    def work(self, *args: object, patience: float = 120.0) -> Any:
        """Return what a workload of `benchmarks/bridge_work.py` measured.

        Raises
        ------
        subprocess.TimeoutExpired, RuntimeError
            If it took longer than `patience` seconds, or failed.
        """
        done = subprocess.run(
            self.command(*args),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{self.name}: {args}: {done.stderr[-2000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def command(self, *args: object) -> list[str]:
        """Return the command line of a workload."""
        script = str(HERE / "bridge_work.py")
        return [self.python, script, self.kind, *map(str, args)]


@contextmanager
def sides() -> Iterator[list[Side]]:
    """Yield what can be measured here; nothing runs yet."""
    with tempfile.TemporaryDirectory(prefix="itool-bench-") as folder:
        home = Path(folder)
        found = [_ours(home, "windows", "--qt"), _ours(home, "headless", "--headless")]
        python = find_peer()
        if python is not None:
            found.append(_peer(home, python))
        yield found


@contextmanager
def running(side: Side) -> Iterator[Side]:
    """Run the manager of `side`, which has shown two small arrays when it is yielded.

    With them come the imports, and in the peer the compilation, of a first window.
    """
    process = subprocess.Popen(
        [side.python, *side.manager],
        env=side.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        side.work("warm", START_PATIENCE, patience=START_PATIENCE + 30)
        yield side
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def find_peer() -> str | None:
    """Return the interpreter of the peer if it is asked for and there."""
    if os.environ.get("PEER") != "erlab":
        return None
    python = os.environ.get("PEER_PYTHON", ".venv-peer/bin/python")
    look = "import importlib.metadata as m; print(m.version('erlab'))"
    try:
        found = subprocess.run(
            [python, "-c", look], check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        print(f"no peer: {python} cannot import it; run scripts/make-peer-venv")
        return None
    print(f"the peer is erlab {found.stdout.strip()}")
    return str(Path(python).absolute())


def _ours(folder: Path, kind: str, option: str) -> Side:
    home = make_home(folder / kind)
    environment = around(home) | {"ITOOL_RUNTIME_DIR": str(home / "run")}
    manager = (str(HERE / "bridge_manager.py"), option, "--port", "0")
    return Side(kind, kind, sys.executable, manager, environment)


def _peer(folder: Path, python: str) -> Side:
    home = make_home(folder / "peer")
    port, watch_port = _free_ports(2)
    environment = around(home) | {
        "ITOOL_MANAGER_REGISTRY": str(home / "registry.json"),
        "ITOOL_MANAGER_PORT": str(port),
        "ITOOL_MANAGER_PORT_WATCH": str(watch_port),
        "TMPDIR": str(home / "tmp"),
    }
    return Side("peer", "peer", python, ("-c", _PEER), environment)


def make_home(folder: Path) -> Path:
    """Make a folder that is the whole home of a program."""
    for name in ("run", "tmp"):
        (folder / name).mkdir(parents=True, mode=0o700)
    return folder


def around(home: Path) -> dict[str, str]:
    """Return the environment of a program whose home is `home`."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "DISPLAY", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    folders = {
        f"XDG_{name}_HOME": str(home / name.lower())
        for name in ("CONFIG", "CACHE", "DATA", "STATE")
    }
    return {
        **kept,
        **folders,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "QT_QPA_PLATFORM": "offscreen",
    }


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
