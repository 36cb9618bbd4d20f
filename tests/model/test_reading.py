"""What a person types as a coordinate is read as they mean it."""

from __future__ import annotations

import numpy as np
import pytest

from itool.errors import BadArguments
from itool.model.axis import Axis
from itool.model.reading import read_value, read_width

ENERGY = Axis("eV", np.linspace(-0.5, 0.5, 201))
DAYS = 86_400_000.0 * np.arange(365)
TIME = Axis("time", DAYS, "datetime")
METAL = Axis(
    "metal", np.arange(5.0), "label", labels=("Au", "Cu", "CuO", "Ag(111)", "Ag(110)")
)


@pytest.mark.parametrize(
    ("text", "value"), [("-0.2", -0.2), (" −0,2 ", -0.2), ("1e-3", 0.001), ("3", 3.0)]
)
def test_numbers(text: str, value: float) -> None:
    assert read_value(ENERGY, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1970-01-02", DAYS[1]),
        ("1970-01-02 12:00", DAYS[1] + DAYS[1] / 2),
        ("1970-01-02T12:00+01:00", DAYS[1] + DAYS[1] / 2 - 3_600_000),
        ("1970-03", DAYS[59]),
        ("1971", 365 * DAYS[1]),
    ],
)
def test_dates(text: str, value: float) -> None:
    assert read_value(TIME, text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("Cu", 1), ("cu", 1), ("cuo", 2), ("a", None), ("Ag(111", 3)]
)
def test_samples_by_their_text(text: str, value: int | None) -> None:
    if value is None:
        with pytest.raises(BadArguments, match="'Au', 'Cu'"):
            read_value(METAL, text)
    else:
        assert read_value(METAL, text) == value


@pytest.mark.parametrize("axis", [ENERGY, TIME, METAL])
@pytest.mark.parametrize("text", ["", "yesterday", "nan", "inf", "NaT"])
def test_what_is_none_is_refused_with_what_would_be(axis: Axis, text: str) -> None:
    with pytest.raises(BadArguments, match="is not along") as caught:
        read_value(axis, text)

    assert caught.value.hint


def test_a_number_may_have_other_units() -> None:
    axis = Axis("E", np.linspace(-0.5, 0.5, 201), units="eV")

    assert read_value(axis, "-350 meV") == pytest.approx(-0.35)
    assert read_value(axis, "0.2eV") == 0.2
    with pytest.raises(BadArguments, match="is no unit along 'E', which is in 'eV'"):
        read_value(axis, "3 K")
    with pytest.raises(BadArguments, match="which has none"):
        read_value(ENERGY, "3 furlongs")


@pytest.mark.parametrize(
    ("text", "width"), [("5", 5.0), ("0,05 1/Å", 0.05), ("1 1/nm", 0.1)]
)
def test_widths(text: str, width: float) -> None:
    assert read_width(Axis("k", np.arange(9.0), units="1/Å"), text) == width


@pytest.mark.parametrize("text", ["", "wide", "-1", "nan", "2 samples"])
def test_what_is_no_width_is_refused(text: str) -> None:
    with pytest.raises(BadArguments, match=r"no width|no unit"):
        read_width(METAL, text)
