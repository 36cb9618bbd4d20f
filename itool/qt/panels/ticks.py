"""Ticks: which positions of an axis are labelled, and with what."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from itool.qt.panels.offset import shared, superscript, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from itool.model.axis import AxisKind

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
CLOCK_STEPS = (
    *(1, 2, 5, 10, 20, 50, 100, 200, 500),
    *(n * SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 5, 10)),
)
"""Steps in milliseconds, up to ten days; longer ones count months."""
MONTH_STEPS = (1, 2, 3, 6)
MONTH = 30.44 * DAY
YEAR = 365.25 * DAY
FINE = 4.0
"""Milliseconds below which a time is counted from the first."""
EPOCH = 1970 * 12
"""Months before numpy's first one."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Labelled positions of an axis.

    Attributes
    ----------
    positions : tuple of float
        Where the ticks are, ascending.
    texts : tuple of str
        What is written there.
    context : str
        What all labels have in common (a power of ten, a date), or "".
    """

    positions: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    context: str = ""


def choose(candidates: Iterator[Ticks], fits: Callable[[Ticks], bool]) -> Ticks:
    """Return the first of `candidates` (finest first) that `fits`, else the last."""
    last = Ticks()
    for last in candidates:
        if fits(last):
            break
    return last


def candidates(
    low: float,
    high: float,
    kind: AxisKind,
    ruler: tuple[str, ...],
    most: int,
    offsets: bool = True,
) -> Iterator[Ticks]:
    """Yield ticks for an axis from `low` to `high`, finest first, at most `most`.

    Without `offsets` numbers are written with all their digits.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        return
    if ruler:
        yield from _ruler(low, high, ruler, most)
    elif kind == "datetime":
        yield from _times(low, high, most)
    elif kind == "log":
        yield from _decades(low, high, most)
    else:
        yield from _numbers(low, high, most, offsets)


def _numbers(
    low: float, high: float, most: int, offsets: bool = True
) -> Iterator[Ticks]:
    power = math.floor(math.log10((high - low) / max(most, 1)))
    for exponent in range(power, power + 8):
        for digit in (1, 2, 5):
            step = digit * 10.0**exponent
            first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
            if last - first < most:
                yield _numbered(range(first, last + 1), digit, exponent, offsets)
            if last <= first:
                return


def _decades(low: float, high: float, most: int) -> Iterator[Ticks]:
    """Yield ticks of an axis of common logarithms."""
    if high - low < 1 and high < 300:
        for ticks in _numbers(10**low, 10**high, most):
            at = tuple(math.log10(p) for p in ticks.positions if p > 0)
            yield Ticks(at, ticks.texts[-len(at) :] if at else (), ticks.context)
        return
    for digits in ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1, 3)):
        yield _powers(low, high, digits, 1)
    for step in (1, 2, 3, 5, 10, 20, 50, 100):
        yield _powers(low, high, (1,), step)


def _powers(low: float, high: float, digits: tuple[int, ...], step: int) -> Ticks:
    first, last = math.floor(low), math.ceil(high)
    found = [
        (power + math.log10(digit), _power_text(digit, power))
        for power in range(-(-first // step) * step, last + 1, step)
        for digit in digits
    ]
    kept = [(at, text) for at, text in found if low - 1e-9 <= at <= high + 1e-9]
    return Ticks(tuple(at for at, _ in kept), tuple(text for _, text in kept))


def _power_text(digit: int, power: int) -> str:
    if -4 < power < 6:
        return f"{digit * 10.0**power:.{max(0, -power)}f}"
    return f"{digit if digit > 1 else ''}{'·' * (digit > 1)}10{superscript(power)}"


def _numbered(counts: range, digit: int, exponent: int, offsets: bool) -> Ticks:
    positions = tuple(n * digit * 10.0**exponent for n in counts)
    return Ticks(positions, *written([n * digit for n in counts], exponent, offsets))


def _ruler(
    low: float, high: float, ruler: tuple[str, ...], most: int
) -> Iterator[Ticks]:
    first = max(0, math.ceil(low - 1e-9))
    last = min(len(ruler) - 1, math.floor(high + 1e-9))
    step, scale = 1, 1
    while first <= last:
        for digit in (1, 2, 5):
            step = digit * scale
            start = -(-first // step) * step
            kept = range(start, last + 1, step)
            if len(kept) <= most:
                yield Ticks(tuple(map(float, kept)), *shared([ruler[i] for i in kept]))
            if len(kept) <= 1:
                return
        scale *= 10


def _times(low: float, high: float, most: int) -> Iterator[Ticks]:
    if high - low < FINE:
        yield from _fine_times(low, high, most)
    for step in CLOCK_STEPS:
        if (high - low) / step < most:
            counts = range(math.ceil(low / step), math.floor(high / step) + 1)
            if len(counts) > 1:
                yield _clock([float(n * step) for n in counts], step)
    for months in (*MONTH_STEPS, *(12 * n for n in _years((high - low) / YEAR))):
        if (high - low) / (months * MONTH) < most:
            yield _calendar(low, high, months)


def _fine_times(low: float, high: float, most: int) -> Iterator[Ticks]:
    """Yield ticks within a few milliseconds, counted from the first."""
    start = math.floor(low)
    scale, unit = (1000, "µs") if high - low < 0.05 else (1, "ms")
    since = f"{unit} after {_iso(start).replace('T', ' ')}"
    for ticks in _numbers((low - start) * scale, (high - start) * scale, most):
        found = tuple(start + position / scale for position in ticks.positions)
        # Positions are milliseconds since 1970, of which there are some thousand each.
        if len({*found}) == len(found):
            yield Ticks(found, ticks.texts, f"{ticks.context} {since}".strip())


def _clock(positions: list[float], step: int) -> Ticks:
    texts = [_iso(p) for p in positions]
    if step >= DAY:
        years = texts[0][:4], texts[-1][:4]
        context = years[0] if years[0] == years[1] else "–".join(years)
        return Ticks(tuple(positions), tuple(t[5:10] for t in texts), context)
    end = 16 if step >= MINUTE else 19 if step >= SECOND else 23
    short = tuple(
        t[5:10] if p % DAY == 0 else t[11:end]
        for p, t in zip(positions, texts, strict=True)
    )
    return Ticks(tuple(positions), short, texts[0][:10])


def _calendar(low: float, high: float, months: int) -> Ticks:
    start = np.datetime64(round(low), "ms").astype("datetime64[M]").astype(int)
    stop = np.datetime64(round(high), "ms").astype("datetime64[M]").astype(int)
    # Counted from the year 0, so that decades and centuries are round.
    first = -(-(int(start) + EPOCH) // months) * months - EPOCH
    counts = np.arange(first, int(stop) + 1, months).astype("datetime64[M]")
    kept = [
        (p, str(m))
        for p, m in zip(
            counts.astype("datetime64[ms]").astype(float).tolist(), counts, strict=True
        )
        if low <= p <= high
    ]
    end = 4 if months % 12 == 0 else 7
    return Ticks(tuple(p for p, _ in kept), tuple(t[:end] for _, t in kept))


def _years(span: float) -> Iterator[int]:
    scale = 1
    while scale <= max(span, 1.0) * 10:
        yield from (scale, 2 * scale, 5 * scale)
        scale *= 10


def _iso(position: float) -> str:
    return str(np.datetime64(round(position), "ms"))
