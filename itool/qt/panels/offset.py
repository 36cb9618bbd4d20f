"""What labels have in common, an offset or a power of ten, written once beside them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 6
"""Digits of a label that are written out."""
SAVED = 3
"""Digits that an offset must save."""
SHORT = 8
"""Letters of a label that nothing is taken from."""
CLOCK = 12
"""Letters of a time of which no more is taken."""
EXACT = 2**53
"""Whole numbers from which floats leave some out."""

_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

Labels = tuple[tuple[str, ...], str]


def written(counts: Sequence[int], exponent: int, offsets: bool = True) -> Labels:
    """Return labels of `counts` × 10^`exponent`, and what must be added to them.

    Without `offsets` that is nothing: labels have all digits, or a power of ten.

    Examples
    --------
    >>> written([1_000_000_005, 1_000_000_010], -3)
    (('0.005', '0.010'), '+ 1000000')
    """
    offset = _offset(counts) if offsets else 0
    rests = [count - offset for count in counts]
    largest = max(map(abs, rests), default=0)
    shift = math.floor(math.log10(largest) + exponent + 1e-9) if largest else 0
    if -4 < shift < 6:
        shift = 0
    decimals = max(0, shift - exponent)
    scale = 10.0 ** (exponent - shift)
    texts = [minus(f"{rest * scale:.{decimals}f}") for rest in rests]
    context = [f"×10{superscript(shift)}"] if shift else []
    if offset:
        context.append(f"{'−' if offset < 0 else '+'} {_exact(abs(offset), exponent)}")
    return tuple(texts), " ".join(context)


def shared(texts: Sequence[str]) -> Labels:
    """Return `texts` without what all have in common.

    That is a date, the beginning of a time, or an offset.

    Examples
    --------
    >>> shared(["2024-03-05 12:30:17", "2024-03-05 12:31:05"])
    (('12:30:17', '12:31:05'), '2024-03-05')
    """
    found = None
    if len(texts) > 1 and max(map(len, texts)) > SHORT:
        found = _without_date(texts) or _without_offset(texts)
    return found or (tuple(texts), "")


def minus(text: str) -> str:
    """Return a number with a real minus sign, and none before a zero."""
    text = text.replace("-", "−")
    return text[1:] if text.strip("−0.") == "" and text.startswith("−") else text


def superscript(number: int) -> str:
    """Return a whole number as an exponent."""
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _offset(counts: Sequence[int]) -> int:
    """Return the round number near all of these that leaves little to be written."""
    low, high = min(counts, default=0), max(counts, default=0)
    if low >= high or low <= 0 <= high or max(-low, high) < 10**MOST:
        return 0
    unit = 10 ** len(str(high - low))
    times = low // unit if low > 0 else -(-high // unit)
    return 0 if abs(times) < 10**SAVED else times * unit


def _exact(count: int, exponent: int) -> str:
    """Write all digits of a positive number."""
    while count % 10 == 0:
        count, exponent = count // 10, exponent + 1
    digits = str(count)
    power = exponent + len(digits) - 1
    if -5 < power < 9:
        return f"{count * 10.0**exponent:.{max(0, -exponent)}f}"
    point = f".{digits[1:]}" if digits[1:] else ""
    return f"{digits[0]}{point}×10{superscript(power)}"


def _without_date(texts: Sequence[str]) -> Labels | None:
    if not all(map(_TIME.match, texts)):
        return None
    # Year, date, minute, second, each with the sign that follows.
    ends = [n for n in (4, 10, 16, 19) if len({text[:n] for text in texts}) == 1]
    if not ends:
        return None
    longest = max(map(len, texts))
    end = next((n for n in ends if longest - n <= CLOCK), ends[-1])
    return tuple(text[end + (end < 16) :] for text in texts), texts[0][:end]


def _without_offset(texts: Sequence[str]) -> Labels | None:
    if not all(map(_NUMBER.fullmatch, texts)):
        return None
    decimals = max(len(text.partition(".")[2]) for text in texts)
    counts = [round(float(text) * 10.0**decimals) for text in texts]
    if max(map(abs, counts)) >= EXACT:
        return None
    found = written(counts, -decimals)
    return found if found[1] else None
