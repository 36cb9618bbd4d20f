"""Cursors that move together, and cursors that move by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

if TYPE_CHECKING:
    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe


# So many samples that no slider comes round to its middle again within a test.
LONG = 401
MIDDLE = LONG // 2


def test_with_shift_all_cursors_go_together(screen: Probe, viewer: Viewer) -> None:
    screen.add_cursor()
    screen.set_index("ky", 1)

    screen.drag_together("ky-kx", ky=0.0, kx=2.0)

    assert screen.crosshair("ky-kx", "b") == {"ky": 0.0, "kx": 2.0}
    assert screen.crosshair("ky-kx", "a") == {"ky": 1.0, "kx": 2.0}
    screen.press("Ctrl+Z")
    assert screen.crosshair("ky-kx", "a") == {"ky": 2.0, "kx": 4.0}


def five_dimensions(face: Face) -> Viewer:
    data = xr.DataArray(
        np.random.default_rng(1).random((LONG, 2, 2, 2, 2)), dims=[*"tabcd"]
    )
    return face.manager.open(data)


def test_a_slider_plays_until_it_is_stopped(face: Face) -> None:
    viewer = five_dimensions(face)
    screen = face.show(viewer)

    screen.play("t")
    screen.wait(until=lambda: "t" in viewer.player.playing)
    assert viewer.player.playing["t"].is_on
    seen: set[int] = set()
    screen.wait(until=lambda: seen.add(screen.index("t")) or len(seen) > 3)
    assert screen.is_playing("t")
    screen.play("t")
    screen.wait(until=lambda: not screen.is_playing("t"))

    rest = screen.index("t")
    screen.press("Ctrl+Z")
    assert screen.index("t") == MIDDLE < rest


def test_a_hand_on_the_slider_stops_it(face: Face) -> None:
    viewer = five_dimensions(face)
    screen = face.show(viewer)
    screen.play("t")
    screen.wait(until=lambda: screen.index("t") != MIDDLE)

    screen.set_slider("t", 0)

    screen.wait(until=lambda: not screen.is_playing("t"))
    assert screen.index("t") == 0
