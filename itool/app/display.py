"""Whether native windows can be opened here, found out without opening one.

Qt ends the whole process where it cannot reach the display that it was told to use, so
the answer has to be known before Qt is asked.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

from itool.errors import MissingExtra, NoDisplay

_VIRTUAL = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")


def can_open_windows() -> bool:
    """Return whether Qt is installed and a display answers."""
    return has_qt() and has_display()


def has_qt() -> bool:
    """Return whether the packages of the extra ``qt`` are installed."""
    return all(find_spec(name) is not None for name in ("PyQt6", "pyqtgraph"))


def has_display() -> bool:
    """Return whether a display can be reached."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in _VIRTUAL:
        return True
    if sys.platform in ("darwin", "win32"):
        return True
    return _reaches_wayland() or _reaches_x11()


def require_windows() -> None:
    """Return if native windows can be opened.

    Raises
    ------
    MissingExtra
        If the packages are not installed.
    NoDisplay
        If no display can be reached.
    """
    if not has_qt():
        raise MissingExtra(
            "native windows need PyQt6 and pyqtgraph, which are not installed.",
            hint='Install them with: pip install "itool[qt]"',
        )
    if not has_display():
        raise NoDisplay(
            f"no display can be reached: DISPLAY is {os.environ.get('DISPLAY', '')!r}, "
            f"WAYLAND_DISPLAY is {os.environ.get('WAYLAND_DISPLAY', '')!r}.",
            hint="Use `itool-manager --web` here, or `ssh -X` to bring a display.",
        )


def _reaches_wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and (Path(folder) / name).is_socket()


def _reaches_x11() -> bool:
    found = re.fullmatch(r"(?:[\w.-]*/)?([\w.-]*):(\d+)(?:\.\d+)?", _x_display())
    if found is None:
        return False
    host, number = found[1], int(found[2])
    if host in ("", "unix") and hasattr(socket, "AF_UNIX"):
        path = f"/tmp/.X11-unix/X{number}"
        if any(_answers(socket.AF_UNIX, name) for name in (path, f"\0{path}")):
            return True
    return _answers(socket.AF_INET, (host or "127.0.0.1", 6000 + number))


def _x_display() -> str:
    return os.environ.get("DISPLAY", "")


def _answers(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(address)
        except (OSError, UnicodeError):
            return False
    return True
