"""A manager whose loop is turned by hand, and a page that only remembers."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xarray as xr

from itool.core.manager import Manager
from itool.store.store import DataStore
from tests.core.conftest import HandLoop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.core.viewer import Viewer


class Page:
    """The other end of a session.

    Attributes
    ----------
    texts : list of dict
        Text messages, oldest first.
    updates : list of tuple
        Header and arrays of every binary message.
    """

    def __init__(self) -> None:
        self.texts: list[dict[str, Any]] = []
        self.updates: list[tuple[dict[str, Any], list[np.ndarray]]] = []

    def take(self, message: bytes | str) -> None:
        if isinstance(message, str):
            self.texts.append(json.loads(message))
        else:
            self.updates.append(unpack(message))

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [text for text in self.texts if text["t"] == kind]


def unpack(message: bytes) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Read an update as the page does."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    start = 4 + length
    arrays = [
        np.frombuffer(message, dtype, count, start + offset)
        for dtype, offset, count in header["buffers"]
    ]
    return header, arrays


@pytest.fixture
def loop() -> HandLoop:
    return HandLoop()


@pytest.fixture
def manager(loop: HandLoop) -> Iterator[Manager]:
    manager = Manager(DataStore(), loop)
    yield manager
    manager.dispose()
    loop.settle()


@pytest.fixture
def viewer(manager: Manager) -> Viewer:
    return manager.open(cube())


@pytest.fixture
def page() -> Page:
    return Page()


def cube(name: str = "cube") -> xr.DataArray:
    """Return sixty numbers on (eV, ky, kx)."""
    return xr.DataArray(
        np.arange(60.0, dtype=np.float32).reshape(3, 4, 5),
        coords={"eV": [-0.2, -0.1, 0.0], "ky": range(4), "kx": range(5)},
        name=name,
    )
