"""Windows open one by one, and whoever asks for something else is not kept waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from itool.core.registry import COMMANDS

if TYPE_CHECKING:
    from tests.contract.faces.qt.face import QtFace


def cut() -> xr.DataArray:
    return xr.DataArray(np.arange(60.0).reshape(6, 10), dims=("ky", "kx"), name="cut")


def test_others_are_answered_between_windows(face: QtFace) -> None:
    viewers = [face.manager.open(cut()) for _ in range(4)]
    counts = []

    def ask(times: int) -> None:
        counts.append(len(face.desktop.windows))
        if times:
            face.loop.post(lambda: ask(times - 1))

    ask(20)
    face.settle(lambda: len(face.desktop.windows) == 4)

    assert counts[0] == 0
    assert {1, 2, 3} <= set(counts)
    face.settle(lambda: all(viewer.is_drawn for viewer in viewers))
    assert all(window.isVisible() for window in face.desktop.windows.values())


def test_what_is_removed_or_hidden_before_it_has_a_window_gets_none(
    face: QtFace,
) -> None:
    first, second, third = [face.manager.open(cut()) for _ in range(3)]

    COMMANDS.run(face.manager, "viewers.remove", viewers=[first.id])
    COMMANDS.run(face.manager, "viewers.hide", viewers=[second.id])
    face.settle(lambda: third.id in face.desktop.windows)
    face.settle()

    assert set(face.desktop.windows) == {third.id}
    assert list(face.manager.errors) == []


def test_what_is_asked_for_by_hand_opens_at_once(face: QtFace) -> None:
    first, second = [face.manager.open(cut()) for _ in range(2)]

    COMMANDS.run(face.manager, "viewers.show", viewers=[second.id])

    assert set(face.desktop.windows) == {second.id}
    face.settle(lambda: first.id in face.desktop.windows)
    face.settle()
    assert len(face.desktop.windows) == 2
