"""The log of a manager: a file of bounded size that anyone can be pointed to."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LOGGER = logging.getLogger("itool")
_LARGEST = 2 * 2**20
_KEPT = 3


def start_log(path: Path) -> logging.Handler:
    """Write the messages of itool to `path` from now on; returns the handler."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=_LARGEST, backupCount=_KEPT)
    form = "%(asctime)s %(process)d %(levelname)s %(message)s"
    handler.setFormatter(logging.Formatter(form))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Close the file of `handler`."""
    LOGGER.removeHandler(handler)
    handler.close()
