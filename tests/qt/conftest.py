"""Native windows off the screen, where an exception in a slot fails the test."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QMimeDatabase

from itool.qt import theme
from tests.contract.faces.qt.face import QtFace

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def nothing_raised(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    raised: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, _: raised.append(error))
    yield
    assert not raised


@pytest.fixture(autouse=True, scope="session")
def file_types(qapp: object) -> None:
    """Let Qt open its table of file types, which it keeps for good."""
    QMimeDatabase().mimeTypeForFile("itool.nc")


@pytest.fixture(autouse=True)
def light(qapp: object) -> None:
    theme.apply("light")


@pytest.fixture
def face(qapp: object) -> Iterator[QtFace]:
    opened = QtFace()
    yield opened
    opened.close()
