"""Which positions are labelled, and with what."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PyQt6.QtGui import QFontMetricsF
from PyQt6.QtWidgets import QWidget

from itool.model.scene import PanelAxis
from itool.qt.panels.axis import AxisRuler
from itool.qt.panels.scale import Scale
from itool.qt.panels.ticks import Ticks, candidates, choose


def finest(low: float, high: float, kind: str = "number", most: int = 8) -> Ticks:
    return choose(candidates(low, high, kind, (), most), lambda _: True)  # type: ignore[arg-type]


def milliseconds(text: str) -> float:
    return float(np.datetime64(text, "ms").astype(float))


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.0, 1.0, ("0.0", "0.2", "0.4", "0.6", "0.8", "1.0")),
        (-0.42, 0.11, ("−0.4", "−0.3", "−0.2", "−0.1", "0.0", "0.1")),
        (12.0, 58.0, ("20", "30", "40", "50")),
        (0.0, 40000.0, ("0", "10000", "20000", "30000", "40000")),
    ],
)
def test_round_numbers_are_labelled(
    low: float, high: float, texts: tuple[str, ...]
) -> None:
    assert finest(low, high).texts == texts


def test_tiny_and_huge_numbers_share_a_power_of_ten() -> None:
    ticks = finest(0.0, 4e-9)

    assert ticks.texts == ("0", "1", "2", "3", "4")
    assert ticks.context == "×10⁻⁹"


def test_a_small_range_far_from_zero_keeps_the_digits_that_differ() -> None:
    ticks = finest(1486.61, 1486.63, most=3)

    assert ticks.texts == ("1486.61", "1486.62", "1486.63")


@pytest.mark.parametrize(
    ("low", "high", "texts", "context"),
    [
        (1e6, 1e6 + 0.02, ("0.000", "0.005", "0.010", "0.015", "0.020"), "+ 1000000"),
        (
            -1e6 - 0.02,
            -1e6,
            ("−0.020", "−0.015", "−0.010", "−0.005", "0.000"),
            "− 1000000",
        ),
        (5000.123, 5000.1232, ("0.0", "0.5", "1.0", "1.5", "2.0"), "×10⁻⁴ + 5000.123"),
        (2e12 + 1e3, 2e12 + 3e3, ("1000", "1500", "2000", "2500", "3000"), "+ 2×10¹²"),
    ],
)
def test_an_offset_is_written_once(
    low: float, high: float, texts: tuple[str, ...], context: str
) -> None:
    ticks = finest(low, high, most=6)

    assert (ticks.texts, ticks.context) == (texts, context)


def test_times_of_less_than_a_millisecond_are_counted_from_the_first() -> None:
    start = milliseconds("2024-03-05T12:30:15.123")

    ticks = finest(start + 0.05, start + 0.65, "datetime", most=7)

    assert ticks.texts == ("0.1", "0.2", "0.3", "0.4", "0.5", "0.6")
    assert ticks.context == "ms after 2024-03-05 12:30:15.123"
    assert ticks.positions == pytest.approx(start + np.arange(1, 7) / 10, abs=1e-3)


@pytest.mark.parametrize(
    ("ruler", "texts", "context"),
    [
        (
            ("2024-03-05 12:30:17", "2024-03-05 12:31:05"),
            ("12:30:17", "12:31:05"),
            "2024-03-05",
        ),
        (
            ("2024-03-05 12:30:17.000123", "2024-03-05 12:30:18.000456"),
            (":17.000123", ":18.000456"),
            "2024-03-05 12:30",
        ),
        (
            ("2024-03-05 12:30", "2024-04-05 12:30"),
            ("03-05 12:30", "04-05 12:30"),
            "2024",
        ),
        (("1000000.001", "1000000.0035"), ("0.0010", "0.0035"), "+ 1000000"),
        (("copper", "a long name of silver"), ("copper", "a long name of silver"), ""),
    ],
)
def test_texts_of_samples_are_freed_of_what_all_have(
    ruler: tuple[str, ...], texts: tuple[str, ...], context: str
) -> None:
    ticks = choose(candidates(-0.5, 1.5, "number", ruler, 8), lambda _: True)

    assert (ticks.texts, ticks.context) == (texts, context)


@pytest.mark.parametrize(
    ("low", "high"),
    [(0.0, 0.0), (1.0, 0.0), (np.nan, 1.0), (0.0, np.inf)],
)
def test_an_impossible_range_has_no_labels(low: float, high: float) -> None:
    assert finest(low, high) == Ticks()


def test_hours_are_labelled_with_the_day_in_common() -> None:
    ticks = finest(
        milliseconds("2024-02-27T06:00"), milliseconds("2024-02-27T12:00"), "datetime"
    )

    assert ticks.texts[0] == "06:00"
    assert ticks.texts[-1] == "12:00"
    assert ticks.context == "2024-02-27"


def test_midnight_is_labelled_with_the_day_that_begins() -> None:
    ticks = finest(
        milliseconds("2024-02-28T18:00"), milliseconds("2024-02-29T12:00"), "datetime"
    )

    assert "02-29" in ticks.texts


def test_the_year_in_common_is_that_of_the_labels_and_not_of_the_edge() -> None:
    ticks = finest(
        milliseconds("2023-12-31T20:30"), milliseconds("2024-01-12"), "datetime"
    )

    assert ticks.texts[0].startswith("01-")
    assert ticks.context == "2024"


def test_days_in_two_years_name_both() -> None:
    ticks = finest(milliseconds("2023-12-28"), milliseconds("2024-01-04"), "datetime")

    assert ticks.texts[0] == "12-28"
    assert ticks.context == "2023–2024"


def test_months_begin_on_their_first_day() -> None:
    ticks = finest(milliseconds("2023-11-20"), milliseconds("2024-03-10"), "datetime")

    assert ticks.texts == ("2023-12", "2024-01", "2024-02", "2024-03")


def test_centuries_are_labelled_with_years() -> None:
    ticks = finest(milliseconds("1860-06-01"), milliseconds("2099-06-01"), "datetime")

    assert ticks.texts == ("1900", "1950", "2000", "2050")


def test_a_ruler_is_labelled_with_its_texts_at_round_indexes() -> None:
    ruler = tuple("abcdefghijklmnopqrstuvwxyz")

    ticks = choose(candidates(-0.5, 25.5, "label", ruler, 8), lambda _: True)

    assert ticks.positions == (0.0, 5.0, 10.0, 15.0, 20.0, 25.0)
    assert ticks.texts == ("a", "f", "k", "p", "u", "z")


@pytest.mark.parametrize("width", [60, 120, 333, 800])
@pytest.mark.parametrize("span", [(-1.2, 0.2), (0.0, 1e-7), (99990.0, 100010.0)])
def test_labels_never_collide(
    qapp: object, width: int, span: tuple[float, float]
) -> None:
    parent = QWidget()
    ruler = AxisRuler("x", parent)
    ruler.describe(PanelAxis("x", "x"))
    ruler.set_scale(Scale(*span, float(width)))

    metrics = QFontMetricsF(ruler.font())
    scale = Scale(*span, float(width))
    ends = [
        (
            scale.pixel(p) - metrics.horizontalAdvance(t) / 2,
            scale.pixel(p) + metrics.horizontalAdvance(t) / 2,
        )
        for p, t in zip(ruler.ticks.positions, ruler.ticks.texts, strict=True)
    ]

    assert all(a[1] < b[0] for a, b in itertools.pairwise(ends))
    parent.deleteLater()


def test_a_vertical_axis_does_not_shrink_while_values_change(qapp: object) -> None:
    parent = QWidget()
    ruler = AxisRuler("y", parent)
    ruler.describe(PanelAxis("", "counts"))
    ruler.set_scale(Scale(0.0, 12345.0, 200.0, True))
    wide = ruler.thickness()

    ruler.set_scale(Scale(0.0, 1.0, 200.0, True))

    assert ruler.thickness() == wide
    parent.deleteLater()
