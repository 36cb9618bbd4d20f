"""Progress: a bar for data that take their time through a tunnel."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from itool.client.link import Exchange

PROGRESS_VARIABLE = "ITOOL_MANAGER_PROGRESS"
PATIENCE = 1.0
"""Seconds of a transfer after which it is shown."""


class Progress:
    """Shows how much of a request, or of its answer, has travelled.

    Only where a person looks: in a terminal or a notebook, unless
    ``ITOOL_MANAGER_PROGRESS`` is 0; with 1 everywhere.

    Parameters
    ----------
    exchange : Exchange
        The request.
    manager : int
        Index of the manager.
    """

    def __init__(self, exchange: Exchange, manager: int) -> None:
        self._exchange = exchange
        self._manager = manager
        self._began = time.monotonic()
        self._bar: Any = None

    def show(self) -> None:
        """Bring the bar up to date."""
        exchange = self._exchange
        if self._bar is not None and self._bar.total != exchange.to_move:
            self.close()  # the request is there, its answer is on the way
        if self._bar is None:
            if not exchange.to_move or time.monotonic() - self._began < PATIENCE:
                return
            self._bar = _bar(exchange.to_move, self._manager)
        self._bar.update(exchange.moved - self._bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _bar(total: int, manager: int) -> Any:
    from tqdm import tqdm

    class Bar(tqdm):  # type: ignore[type-arg]
        monitor_interval = 0  # no thread

    return Bar(
        total=total,
        desc=f"manager {manager}",
        unit="B",
        unit_scale=True,
        unit_divisor=1024,
        leave=False,
        disable=not _is_watched(),
        file=sys.stderr,
    )


def _is_watched() -> bool:
    wish = os.environ.get(PROGRESS_VARIABLE, "")
    if wish in ("0", "1"):
        return wish == "1"
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    return is_terminal or "ipykernel" in sys.modules
