"""Units that mean the same are converted; what is no unit is a plain number."""

from __future__ import annotations

import subprocess
import sys

import pytest

from itool.model.units import SAME, conversion, ratio


@pytest.mark.parametrize(
    ("here", "there", "scale"),
    [
        ("eV", "meV", 1000.0),
        ("meV", "eV", 0.001),
        ("1/angstrom", "1/nm", 10.0),
        ("deg", "mrad", 17.453292519943),
        ("mm", "µm", 1000.0),
        ("K", "mK", 1000.0),
        ("m s-1", "mm/s", 1000.0),
    ],
)
def test_a_number_is_the_same_in_another_unit(here, there, scale):
    units = conversion(here, there)

    assert units is not None
    assert (units.scale, units.offset) == (pytest.approx(scale, rel=1e-12), 0.0)


@pytest.mark.parametrize(
    "spellings",
    [
        ("1/angstrom", "Å⁻¹", "1/Å", "Å^-1", "1/\u212b", "A^-1", "angstrom-1"),
        ("µm", "\u03bcm", "um", "micrometer", "Micrometer"),
        ("degree", "degrees", "deg", "°", "Degrees", "degrees_north"),
        ("degC", "°C", "Celsius", "degree_Celsius"),
    ],
)
def test_common_spellings_are_one_unit(spellings):
    assert {conversion(one, two) for one in spellings for two in spellings} == {SAME}


def test_degrees_celsius_begin_elsewhere():
    units = conversion("degC", "K")

    assert units is not None
    assert (units.value(20.0), units.width(20.0)) == (293.15, pytest.approx(20.0))


@pytest.mark.parametrize(
    ("here", "there"),
    [("eV", "1/angstrom"), ("deg", "%"), ("Hz", "rad/s"), ("mm", "pixel"), ("dB", "1")],
)
def test_units_of_different_things_cannot_be_converted(here, there):
    assert conversion(here, there) is None


@pytest.mark.parametrize("other", ["", " ", "arb. u.", "a.u.", "E - E_F", "none", "?"])
def test_numbers_without_a_known_unit_are_taken_as_they_are(other):
    assert conversion("eV", other) == conversion(other, "eV") == SAME


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        ("mm", "um", 1000.0),
        ("1/nm", "1/angstrom", 0.1),
        ("degC", "K", 1.0),
        ("pixel of A", "pixel of A", 1.0),
        ("mm", "pixel of A", None),
        ("mm", "eV", None),
        ("mm", "", None),
        ("", "", None),
    ],
)
def test_units_are_compared_only_where_both_are_known(here, there, found):
    assert ratio(here, there) == (found and pytest.approx(found))


def test_pint_is_loaded_when_two_units_meet():
    script = """
import sys
from itool.model.units import conversion
conversion("eV", "eV"), conversion("eV", "")
print("pint" in sys.modules, conversion("eV", "meV").scale, "pint" in sys.modules)
"""

    told = subprocess.check_output([sys.executable, "-c", script], text=True)

    assert told.split() == ["False", "1000.0", "True"]
