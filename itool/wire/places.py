"""Where itool keeps its files on this machine."""

from __future__ import annotations

import os
import re
from pathlib import Path

from itool.wire.processes import boot_id, host_name


def runtime_dir() -> Path:
    """Return the folder of the registry of live managers, which need not exist yet.

    ``ITOOL_RUNTIME_DIR`` if set, else ``$XDG_RUNTIME_DIR/itool``, else a folder in the
    user's state directory for this machine and this boot: locks over a network file
    system and process numbers of another machine mean nothing.
    """
    if chosen := os.environ.get("ITOOL_RUNTIME_DIR"):
        return Path(chosen)
    if session := os.environ.get("XDG_RUNTIME_DIR"):
        return Path(session) / "itool"
    from platformdirs import user_state_dir

    here = re.sub(r"[^\w.-]", "_", f"{host_name()}-{boot_id()[:8]}")
    return Path(user_state_dir("itool", appauthor=False)) / "run" / here


def log_path() -> Path:
    """Return the file that managers write their log to, which need not exist yet."""
    from platformdirs import user_log_dir

    return Path(user_log_dir("itool", appauthor=False)) / "itool-manager.log"
