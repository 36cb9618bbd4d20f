"""Units: how numbers in one unit become numbers in another."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pint import Unit, UnitRegistry

_TABLE = "itool.model.unit_table"

ALIASES = {
    "1/A": "1/angstrom",  # nobody scans inverse ampere
    "A^-1": "1/angstrom",
    "A**-1": "1/angstrom",
    "A⁻¹": "1/angstrom",
    "A-1": "1/angstrom",
    "Celsius": "degC",
    "celsius": "degC",
    "degrees_north": "degree",
    "degrees_east": "degree",
}
"""Spellings that pint reads as something else, or not at all."""

POWER = re.compile(r"(?<=[^\W\d_])(-?\d+)(?![\w.])")
"""An exponent without a sign of power, as in ``"m s-1"`` (UDUNITS)."""

LONG = re.compile(r"[^\W\d_]{4,}")
"""A word that means the same in lower case; shorter ones may not: mW and MW."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """Numbers in one unit, times `scale` plus `offset`, are numbers in another."""

    scale: float = 1.0
    offset: float = 0.0

    def value(self, number: float) -> float:
        """Return a coordinate in the other unit."""
        return number * self.scale + self.offset

    def width(self, number: float) -> float:
        """Return a difference of coordinates in the other unit."""
        return number * self.scale


SAME = Conversion()


def are_loaded() -> bool:
    """Whether units that differ are compared at once, pint and its table being here."""
    return hasattr(sys.modules.get(_TABLE), "TABLE")


def load() -> None:
    """Load pint and its table, half a second's work; done once, from any thread."""
    _registry()


def conversion(here: str, there: str) -> Conversion | None:
    """Return how numbers in units of `here` become numbers in units of `there`.

    None if both units are known and cannot be converted. Where one is missing or
    unknown, numbers are taken as they are.

    Examples
    --------
    >>> conversion("eV", "meV")
    Conversion(scale=1000.0, offset=0.0)
    >>> conversion("Å⁻¹", "1/nm")
    Conversion(scale=10.0, offset=0.0)
    >>> conversion("eV", "degree") is None
    True
    >>> conversion("eV", "")
    Conversion(scale=1.0, offset=0.0)
    """
    here, there = here.strip(), there.strip()
    if here == there or not here or not there:
        return SAME
    return _conversion(here, there)


def ratio(here: str, there: str) -> float | None:
    """Return how many of the unit `there` are as much as one of `here`.

    None where this is not known: unlike in `conversion`, units that are missing or
    unknown are not alike.

    Examples
    --------
    >>> ratio("mm", "um")
    1000.0
    >>> ratio("mm", "pixels of the camera") is None
    True
    """
    here, there = here.strip(), there.strip()
    if here == there:
        return 1.0 if here else None
    if not here or not there or _unit(here) is None or _unit(there) is None:
        return None
    found = _conversion(here, there)
    return None if found is None else found.scale


@lru_cache(maxsize=512)
def _conversion(here: str, there: str) -> Conversion | None:
    one, other = _unit(here), _unit(there)
    if one is None or other is None:
        return SAME
    registry = _registry()
    # For pint an angle is a plain number, so that deg and % could be converted.
    if registry.get_root_units(one)[1] != registry.get_root_units(other)[1]:
        return None
    ends = [registry.Quantity(n, one).to(other).magnitude for n in (0.0, 1.0, 2.0)]
    offset, scale = ends[0], ends[1] - ends[0]
    if abs(ends[2] - ends[1] - scale) > 1e-9 * abs(scale):
        return None  # decibels, for instance
    return Conversion(_rounded(scale), _rounded(offset))


@lru_cache(maxsize=512)
def _unit(text: str) -> Unit | None:
    """Return what pint makes of `text`, None if that is not a unit."""
    if "." in re.sub(r"\d\.\d", "", text):
        return None  # arb. u. and a.u., of which pint makes years
    registry, text = _registry(), ALIASES.get(text, text)
    spellings = [text, POWER.sub(r"**\1", text)]
    spellings.append(LONG.sub(lambda word: word[0].lower(), spellings[1]))
    for spelling in dict.fromkeys(spellings):
        try:
            return registry.parse_units(spelling)
        except Exception:  # a text that is no unit raises anything
            continue
    return None


def _registry() -> UnitRegistry[Any]:
    # Not above: pint and its table of units take a good half of a second.
    from itool.model.unit_table import TABLE

    return TABLE


def _rounded(number: float) -> float:
    """Return `number` without what two conversions through SI units left behind."""
    return float(f"{number:.14g}")
