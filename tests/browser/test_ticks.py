"""Axes read the same on a page and in a window, to the letter."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from itool.qt.panels.ticks import Ticks, candidates, choose
from tests.browser.test_page import core, page, server, viewer  # noqa: F401 - fixtures

CHOOSE = """async ([low, high, kind, ruler, most]) => {
    const links = [...document.querySelectorAll("link[rel=modulepreload]")];
    const { href } = links.find((link) => link.href.includes("panels/ticks.js"));
    const { chooseTicks } = await import(href);
    return chooseTicks(low, high, kind, ruler, most, () => true);
}"""

NOON = float(np.datetime64("2024-03-05T12:30:15.123", "ms").astype(float))
AXES: dict[str, tuple[Any, ...]] = {
    "ordinary": (-0.42, 0.11, "number", ()),
    "tiny": (0.0, 4e-9, "number", ()),
    "huge": (-3e200, 4e200, "number", ()),
    "far from zero": (1e6, 1e6 + 0.06, "number", ()),
    "far below zero": (-1e6 - 0.06, -1e6 - 0.001, "number", ()),
    "very far": (5000.123, 5000.1238, "number", ()),
    "hertz": (4.2e14, 4.2e14 + 3e3, "number", ()),
    "not that far": (1486.61, 1486.63, "number", ()),
    "years": (2019.2, 2024.9, "number", ()),
    "decades": (-11.0, 5.0, "log", ()),
    "part of a decade": (np.log10(2.2), np.log10(2.9), "log", ()),
    "days": (NOON, NOON + 5e8, "datetime", ()),
    "milliseconds": (NOON, NOON + 40, "datetime", ()),
    "fractions of milliseconds": (NOON + 0.3, NOON + 3.1, "datetime", ()),
    "microseconds": (NOON + 0.51, NOON + 0.538, "datetime", ()),
    "times": (
        -0.5,
        1.5,
        "datetime",
        ("2024-03-05 12:30:17.000123", "2024-03-05 12:30:18.000456"),
    ),
    "dates": (-0.5, 1.5, "datetime", ("2024-03-05 12:30:17", "2024-04-07 12:31:00")),
    "uneven": (-0.5, 2.5, "number", ("1000000.001", "1000000.0035", "1000000.1")),
    "words": (-0.5, 1.5, "label", ("copper", "a rather long name of silver")),
}


@pytest.mark.parametrize("axis", AXES.values(), ids=AXES)
def test_a_page_labels_an_axis_as_a_window_does(page, axis: tuple[Any, ...]):
    low, high, kind, ruler = axis

    for most in (4, 9, 15):
        wanted = choose(candidates(low, high, kind, ruler, most), lambda _: True)
        found = page.evaluate(CHOOSE, [low, high, kind, list(ruler), most])
        assert Ticks(
            tuple(found["positions"]), tuple(found["texts"]), found["context"]
        ) == Ticks(pytest.approx(wanted.positions), wanted.texts, wanted.context)
