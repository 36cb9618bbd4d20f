"""The colour bar: which samples are labelled, and what a hand does to its limits."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from itool.model.norm import Norm

Grip = Literal["low", "high", "both"]

MOST = 60
"""Samples that are worth trying."""
GRIP = 0.2
"""Part of the bar at either end where a hand moves that end only."""
CLOSEST = 0.98
"""How far one end may come towards the other in one drag, in levels."""


@lru_cache(maxsize=64)
def candidates(norm: Norm) -> tuple[float, ...]:
    """Return samples to be labelled, the most telling ones first.

    Empty where even steps of samples do, as along any other axis. A front end labels
    those that are far enough from the ones before them, see `apart`.

    Examples
    --------
    >>> from itool.model.norm import Norm
    >>> candidates(Norm("log", 1.0, 1000.0))[:6]
    (1.0, 100.0, 10.0, 1000.0, 5.0, 500.0)
    """
    if norm.kind in ("linear", "centered"):
        return ()
    found = dict.fromkeys(
        value for value in _decades(norm) if norm.low <= value <= norm.high
    )
    return tuple([*found][:MOST])


def apart(norm: Norm, values: Iterable[float], gap: float) -> list[float]:
    """Return the values that are at least `gap` from all kept before, in levels."""
    wanted = list(values)
    if not wanted:
        return []
    levels = norm.forward(np.array(wanted, np.float64)).tolist()
    kept: dict[float, float] = {}
    for value, level in zip(wanted, levels, strict=True):
        if all(abs(level - other) >= gap for other in kept.values()):
            kept[value] = level
    return sorted(kept)


def dragged(norm: Norm, grip: Grip, by: float) -> tuple[float, float]:
    """Return the limits after a hand moved one end of the bar, or all of it.

    Parameters
    ----------
    norm : Norm
        As it was when the hand took hold.
    grip : {"low", "high", "both"}
        What the hand holds.
    by : float
        How far it moved, in levels.
    """
    low = min(by, CLOSEST) if grip != "high" else 0.0
    high = 1.0 + (max(by, -CLOSEST) if grip != "low" else 0.0)
    if grip == "both":
        low, high = by, 1.0 + by
    first, last = norm.inverse(np.array([low, high])).tolist()
    return first, last


def zoomed(norm: Norm, level: float, factor: float) -> tuple[float, float]:
    """Return limits `factor` times as far from the sample at `level`, which stays."""
    ends = np.array([level - level * factor, level + (1.0 - level) * factor])
    low, high = norm.inverse(ends).tolist()
    return low, high


def grip_at(level: float) -> Grip:
    """Return what a hand takes hold of at `level`: an end, or the middle."""
    return "low" if level < GRIP else "high" if level > 1.0 - GRIP else "both"


def _decades(norm: Norm) -> Iterator[float]:
    largest = max(abs(norm.low), abs(norm.high))
    least = norm.low if norm.kind == "log" else norm.width
    if norm.kind != "log":
        yield 0.0
    if 0 < least <= largest:
        first, last = (math.floor(math.log10(size)) for size in (least, largest))
        powers = sorted(range(first, last + 1), key=_oddness)
        for digit in (1, 5, 2):
            for power in powers:
                value = float(f"{digit}e{power}")
                yield from (value, -value)
    yield from (norm.low, norm.high)


def _oddness(power: int) -> tuple[int, int]:
    """Put every fourth power first, then every second."""
    return next((i for i, n in enumerate((4, 2)) if power % n == 0), 2), power
