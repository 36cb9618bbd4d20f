"""Where itool keeps its files on this machine, and where managers listen."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

from itool.errors import BadArguments
from itool.wire.processes import boot_id, host_name

HOST_VARIABLE = "ITOOL_MANAGER_HOST"
PORT_VARIABLE = "ITOOL_MANAGER_PORT"
WATCH_PORT_VARIABLE = "ITOOL_MANAGER_PORT_WATCH"
LOOPBACK = "127.0.0.1"


def runtime_dir() -> Path:
    """Return the folder of the registry of live managers, which need not exist yet.

    ``ITOOL_RUNTIME_DIR`` if set, else ``$XDG_RUNTIME_DIR/itool``, else a folder in the
    user's state directory for this machine and this boot: locks over a network file
    system and process numbers of another machine mean nothing.
    """
    chosen = os.environ.get("ITOOL_RUNTIME_DIR", "")
    session = os.environ.get("XDG_RUNTIME_DIR", "")
    return _chosen_runtime_dir(chosen, session) or _usual_runtime_dir()


@cache
def _chosen_runtime_dir(chosen: str, session: str) -> Path | None:
    if chosen:
        return Path(chosen)
    return Path(session) / "itool" if session else None


def _usual_runtime_dir() -> Path:
    from platformdirs import user_state_dir

    here = re.sub(r"[^\w.-]", "_", f"{host_name()}-{boot_id()[:8]}")
    return Path(user_state_dir("itool", appauthor=False)) / "run" / here


def settings_path() -> Path:
    """Return the file of the user's settings, which need not exist yet."""
    from platformdirs import user_config_dir

    return Path(user_config_dir("itool", appauthor=False)) / "settings.json"


def log_path() -> Path:
    """Return the file that managers write their log to, which need not exist yet."""
    from platformdirs import user_log_dir

    return Path(user_log_dir("itool", appauthor=False)) / "itool-manager.log"


def usual_host() -> str:
    """Return the interface that managers listen on: ``ITOOL_MANAGER_HOST``, or ours."""
    return os.environ.get(HOST_VARIABLE) or "localhost"


def usual_port() -> int:
    """Return the port that a manager tries first: ``ITOOL_MANAGER_PORT``, or 45555."""
    return _port(PORT_VARIABLE, 45555)


def usual_watch_port() -> int:
    """Return the same for events: ``ITOOL_MANAGER_PORT_WATCH``, or 45556."""
    return _port(WATCH_PORT_VARIABLE, 45556)


def endpoint(address: str, port: int) -> str:
    """Return how ZeroMQ names a port.

    Examples
    --------
    >>> endpoint("::1", 45555)
    'tcp://[::1]:45555'
    """
    return f"tcp://[{address}]:{port}" if ":" in address else f"tcp://{address}:{port}"


def _port(variable: str, usual: int) -> int:
    text = os.environ.get(variable, str(usual))
    if not text.isdecimal() or int(text) > 65535:
        raise BadArguments(
            f"{variable} is {text!r}, which is not a port.",
            hint="Set it to a number from 1 to 65535, or 0 for any free port.",
        )
    return int(text)
