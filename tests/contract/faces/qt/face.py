"""The desktop face under test: real windows, mouse events and keys, off the screen."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import (
    QApplication,
)

from itool.core.manager import Manager
from itool.qt.desktop import Desktop
from itool.qt.loop import QtLoop
from itool.store.store import DataStore
from tests.contract.faces.qt.colors import QtColors
from tests.contract.faces.qt.controls import QtControls
from tests.contract.faces.qt.operations import QtOperations
from tests.contract.faces.qt.panels import QtPanels
from tests.contract.faces.qt.regions import QtRegions
from tests.contract.faces.qt.shortcuts import QtShortcuts
from tests.contract.faces.qt.window import (
    PATIENCE,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.viewer import Viewer


class QtProbe(QtPanels, QtControls, QtColors, QtRegions, QtOperations, QtShortcuts):
    """One ImageTool window."""


class QtFace:
    """A manager with native windows."""

    def __init__(self) -> None:
        self.loop = QtLoop()
        self.manager = Manager(DataStore(), self.loop)
        self.desktop = Desktop(self.manager)
        self.desktop.show()

    def show(self, viewer: Viewer) -> QtProbe:
        self.settle(lambda: self._is_open(viewer))
        return QtProbe(self, self.desktop.windows[viewer.id])

    def settle(self, until: Callable[[], object] | None = None) -> None:
        deadline = time.monotonic() + PATIENCE
        for _ in range(4):
            QApplication.processEvents()
        while until is not None and not until():
            assert time.monotonic() < deadline, "waited in vain"
            QApplication.processEvents()
            time.sleep(0.005)

    def _is_open(self, viewer: Viewer) -> bool:
        window = self.desktop.windows.get(viewer.id)
        return window is not None and window.isVisible() and viewer.is_drawn

    def close(self) -> None:
        self.desktop.close()
        self.manager.dispose()
        self.settle()
        self.loop.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.settle()
