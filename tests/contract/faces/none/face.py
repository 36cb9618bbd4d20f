"""The face that is nowhere: what all others must agree with."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.store.store import DataStore
from tests.contract.faces.none.colors import NoneColors
from tests.contract.faces.none.controls import NoneControls
from tests.contract.faces.none.operations import NoneOperations
from tests.contract.faces.none.panels import NonePanels
from tests.contract.faces.none.regions import NoneRegions
from tests.contract.faces.none.shortcuts import NoneShortcuts
from tests.contract.faces.none.window import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.viewer import Viewer


class NoneProbe(
    NonePanels, NoneControls, NoneColors, NoneRegions, NoneOperations, NoneShortcuts
):
    """Keeps the scene and the frames, and turns gestures into their commands."""


class NoneFace:
    """A manager without any window."""

    def __init__(self) -> None:
        self.loop = AsyncLoop()
        self.manager = Manager(DataStore(), self.loop)
        self._probes: list[NoneProbe] = []

    def show(self, viewer: Viewer) -> NoneProbe:
        probe = NoneProbe(self, viewer)
        viewer.attach(probe)
        self._probes.append(probe)
        self.settle()
        return probe

    def settle(self, until: Callable[[], object] | None = None) -> None:
        deadline = time.monotonic() + PATIENCE
        for _ in range(3):
            self.loop.asyncio.run_until_complete(asyncio.sleep(0))
        while until is not None and not until():
            assert time.monotonic() < deadline, "waited in vain"
            self.loop.asyncio.run_until_complete(asyncio.sleep(0.005))

    def close(self) -> None:
        self.manager.dispose()
        self.settle()
        self.loop.asyncio.close()
