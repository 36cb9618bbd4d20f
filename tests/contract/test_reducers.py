"""Samples around a cursor: what becomes of them, and how wide they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from itool.core.viewer import Viewer
    from tests.contract.probe import Probe

WAYS = {"mean": 122.0, "sum": 366.0, "min": 112.0, "max": 132.0, "median": 122.0}


@pytest.mark.parametrize("reducer", [*WAYS, "std"])
def test_the_samples_around_a_cursor_are_reduced(screen: Probe, reducer: str) -> None:
    screen.set_bins("ky", 3)

    screen.set_reducer(reducer)

    assert screen.reducer == reducer
    wanted = WAYS.get(reducer, (200 / 3) ** 0.5)
    assert screen.value == pytest.approx(wanted, rel=1e-5)
    assert screen.curve("kx")[2] == pytest.approx(wanted)


def test_another_reducer_is_undone(screen: Probe) -> None:
    screen.set_bins("ky", 3)
    screen.set_reducer("max")

    screen.press("Ctrl+Z")

    assert screen.reducer == "mean"
    assert screen.value == 122.0


def test_a_width_is_typed_in_units_of_the_coordinate(
    screen: Probe, viewer: Viewer
) -> None:
    step = abs(viewer.info.axis("eV").step)

    screen.set_bins("eV", 3 * step + 0.001)

    assert screen.bins("eV") == 3
    assert viewer.state.cursor("a").bins["eV"] == 3
