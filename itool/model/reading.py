"""Reading what a person types as a coordinate: a number, a date, or a sample's text."""

from __future__ import annotations

import datetime as dt
import math
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from itool.errors import BadArguments, listed
from itool.model import units

if TYPE_CHECKING:
    from itool.model.axis import Axis

_QUANTITY = re.compile(
    r"\s*([-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?)\s*([^\d\s.,+:-].*?|1/.*?|)\s*"
)
"""A number and its units, which may begin like a number: 1/Å."""


def read_value(axis: Axis, text: str) -> float:
    """Return the coordinate value along `axis` that `text` names.

    Numbers may have a comma, a typographic minus, and units; dates are as ISO 8601
    writes them, down to a year alone; of a sample's text its beginning will do if no
    other begins like that.

    Raises
    ------
    BadArguments
        If it names none; the message says what would.

    Examples
    --------
    >>> from itool.model.axis import Axis
    >>> read_value(Axis("eV", np.linspace(-0.5, 0.5, 201)), "−0,2")
    -0.2
    >>> metals = Axis("metal", np.arange(2.0), "label", labels=("Au", "Cu"))
    >>> read_value(metals, "cu")
    1.0
    """
    text = text.strip()
    if axis.kind == "label":
        return _sample(axis, text)
    if axis.kind == "datetime":
        return _date(axis, text)
    read = _quantity(text)
    if read is None:
        raise _unknown(axis, text, f"Type a number, such as {axis.text(axis.middle)}.")
    number, unit = read
    return number if not unit else _converted(axis, unit, axis.units).value(number)


def read_number(text: str) -> float:
    """Return the number that `text` is, with a comma or a point.

    Raises
    ------
    BadArguments
        If it is none.

    Examples
    --------
    >>> read_number("−1,5e3")
    -1500.0
    """
    read = _quantity(text)
    if read is None or read[1]:
        raise BadArguments(
            f"{text.strip()!r} is no number.", hint="Type a number, such as 1.5e3."
        )
    return read[0]


def read_width(axis: Axis, text: str) -> float:
    """Return how wide `text` is along `axis`, in its units; times are in ms.

    Raises
    ------
    BadArguments
        If `text` is no width, or its units are none of the axis.

    Examples
    --------
    >>> from itool.model.axis import Axis
    >>> read_width(Axis("eV", np.linspace(-0.5, 0.5, 201), units="eV"), "50 meV")
    0.05
    >>> read_width(Axis("t", np.arange(9.0), "datetime"), "2 h")
    7200000.0
    """
    read = _quantity(text)
    if read is None or read[0] < 0:
        raise BadArguments(
            f"{text.strip()!r} is no width along {axis.name!r}.",
            hint="Type a number of samples, or a width such as "
            f"{' '.join(['0.1', *axis.units.split()])}.",
        )
    number, unit = read
    if not unit:
        return number
    there = {"number": axis.units, "datetime": "ms", "label": ""}[axis.kind]
    return _converted(axis, unit, there).width(number)


def has_foreign_units(axis: Axis, text: str) -> bool:
    """Return whether `text` has other units than `axis`, to be looked up in a table."""
    read = _quantity(text)
    return read is not None and read[1] not in ("", axis.units.strip())


def _quantity(text: str) -> tuple[float, str] | None:
    found = _QUANTITY.fullmatch(text.replace("−", "-"))
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    return (number, found[2]) if math.isfinite(number) else None


def _converted(axis: Axis, unit: str, there: str) -> units.Conversion:
    if unit == there.strip():
        return units.SAME
    if units.ratio(unit, there) is not None:
        found = units.conversion(unit, there)
        if found is not None:
            return found
    raise BadArguments(
        f"{unit!r} is no unit along {axis.name!r}, which is in {there!r}."
        if there
        else f"{unit!r} is no unit along {axis.name!r}, which has none.",
        hint="Leave the unit out.",
    )


def _date(axis: Axis, text: str) -> float:
    with suppress(ValueError):
        date = dt.datetime.fromisoformat(text)
        zoned = date if date.tzinfo else date.replace(tzinfo=dt.UTC)
        return zoned.timestamp() * 1000.0
    with suppress(ValueError):
        stamp = np.datetime64(text.replace(" ", "T"), "ms")
        if not np.isnat(stamp):
            return float(stamp.astype("int64"))
    raise _unknown(axis, text, f"Type a date, such as {axis.text(axis.middle)}.")


def _sample(axis: Axis, text: str) -> float:
    folded = [label.casefold() for label in axis.labels]
    wanted = text.casefold()
    for found in (
        [n for n, label in enumerate(axis.labels) if label == text],
        [n for n, label in enumerate(folded) if label == wanted],
        [n for n, label in enumerate(folded) if wanted and label.startswith(wanted)],
    ):
        if len({folded[n] for n in found}) == 1:
            return float(axis.values[found[0]])
    raise _unknown(axis, text, f"There are {listed(axis.labels)}.")


def _unknown(axis: Axis, text: str, hint: str) -> BadArguments:
    return BadArguments(f"{text!r} is not along {axis.name!r}.", hint=hint)
