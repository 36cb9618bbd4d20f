"""Coordinate values, sample indexes and drawn positions, and the ways between them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itool.errors import DimsMismatch
from itool.model.axis import ArrayInfo, Axis

steps = st.lists(st.floats(0.01, 100), min_size=1, max_size=30)
starts = st.floats(-1e4, 1e4)
signs = st.sampled_from((1, -1))


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    """Draw a uniform or a non-uniform axis, ascending or descending."""
    start, sign = draw(starts), draw(signs)
    gaps = draw(steps)
    if draw(st.booleans()):
        gaps = gaps[:1] * len(gaps)
    values = start + sign * np.concatenate([[0.0], np.cumsum(gaps)])
    return Axis("x", values)


def numbers(*values: float) -> Axis:
    return Axis("x", np.array(values))


@given(axes())
def test_the_value_of_every_sample_leads_back_to_the_sample(axis: Axis):
    for index, value in enumerate(axis.values.tolist()):
        assert axis.index(value) == index
        assert axis.value(index) == pytest.approx(value, abs=0.11 * abs(axis.step))


@given(axes(), st.floats(0, 1))
def test_fraction_and_value_are_inverse(axis: Axis, share: float):
    index = share * (len(axis) - 1)

    assert axis.fraction(axis.value(index)) == pytest.approx(index, abs=1e-6)


@given(axes(), st.floats(0, 1))
def test_position_and_value_at_are_inverse(axis: Axis, share: float):
    value = axis.value(share * (len(axis) - 1))

    back = axis.value_at(axis.position(value))

    assert back == pytest.approx(value, abs=1e-6 * np.ptp(axis.values))


@given(axes(), st.floats(-1e6, 1e6))
def test_the_index_is_that_of_the_nearest_sample_as_drawn(axis: Axis, value: float):
    low, high = sorted(axis.values[[0, -1]].tolist())
    at = axis.position(min(max(value, low), high))
    drawn = [axis.position(v) for v in axis.values.tolist()]

    nearest = min(abs(position - at) for position in drawn)

    assert abs(drawn[axis.index(value)] - at) <= nearest + 0.02 * abs(axis.step)


@given(axes(), st.floats(1e-3, 1e6))
def test_values_beyond_the_ends_give_the_ends(axis: Axis, beyond: float):
    low, high = sorted(axis.values[[0, -1]].tolist())
    ends = {axis.index(low - beyond), axis.index(high + beyond)}

    assert ends == {0, len(axis) - 1}


@given(axes())
def test_positions_run_evenly_from_edge_to_edge(axis: Axis):
    first, last = axis.extent()

    positions = [axis.position(v) for v in axis.values.tolist()]

    even = np.linspace(first, last, 2 * len(axis) + 1)[1::2]
    np.testing.assert_allclose(positions, even, atol=0.11 * abs(axis.step))


@given(axes())
def test_the_ends_of_the_extent_follow_the_storage_order(axis: Axis):
    first, last = axis.extent()

    assert (last > first) == (axis.step > 0)
    assert abs(last - first) == pytest.approx(len(axis) * abs(axis.step))


@given(starts, st.floats(1e-3, 100), st.integers(2, 50), signs)
def test_an_even_axis_is_drawn_at_its_values(
    start: float, step: float, size: int, sign: int
):
    assume(abs(start) < 1e8 * step)
    axis = Axis("x", start + sign * step * np.arange(size))

    assert axis.is_uniform
    assert axis.step == pytest.approx(sign * step, rel=1e-6)
    assert axis.position(start) == start
    assert axis.ruler == ()


def test_an_even_axis_stored_as_float32_is_even():
    energies = np.linspace(100, 101, 1001).astype(np.float32)

    assert Axis("eV", energies.astype(float)).is_uniform


def test_an_uneven_axis_is_drawn_sample_by_sample():
    axis = numbers(1, 2, 4, 8)

    assert not axis.is_uniform
    assert [axis.position(v) for v in (1, 3, 8)] == [0.0, 1.5, 3.0]
    assert axis.ruler == ("1", "2", "4", "8")
    assert axis.extent() == (-0.5, 3.5)


def test_an_uneven_axis_may_descend():
    axis = numbers(8, 4, 2, 1)

    assert [axis.position(v) for v in (8, 3, 1)] == [0.0, 1.5, 3.0]
    assert [axis.index(v) for v in (100, 4.4, -5)] == [0, 1, 3]


def test_an_axis_of_labels_is_drawn_sample_by_sample():
    axis = Axis("x", np.arange(3.0), "label", labels=("Cu", "Ag", "Au"))

    assert not axis.is_uniform
    assert axis.ruler == ("Cu", "Ag", "Au")
    assert axis.text(1.2) == "Ag"


def test_dates_at_uneven_distances_are_found_by_their_distance():
    day = 86_400_000.0
    axis = Axis("t", np.array([0, 31, 59]) * day, "label", labels=("a", "b", "c"))

    assert axis.fraction(45 * day) == pytest.approx(1.5)
    assert axis.text(50 * day) == "c"


@pytest.mark.parametrize("value", [-7.0, 3.0, 99.0])
def test_a_single_sample_is_found_from_everywhere(value: float):
    axis = numbers(3.0)

    assert axis.index(value) == 0
    assert axis.value(0) == 3.0
    assert axis.extent() == (2.5, 3.5)


@pytest.mark.parametrize(
    ("values", "value", "text"),
    [
        (np.linspace(-0.5, 0.5, 201), -0.2, "-0.2"),
        (np.linspace(0, 1e-9, 11), 3e-10, "0.0000000003"),
        (np.linspace(0, 1e-14, 11), 3e-15, "3e-15"),
        (np.arange(0.0, 1000, 100), 200.0, "200"),
        (np.linspace(-0.5, 0.5, 201), -1e-9, "0"),
        (np.arange(0, 1e6, 1e5), 300_000.0, "300000"),
        (np.arange(1859.0, 1900), 1860.0, "1860"),
        (np.array([0.0, 10, 20]), 10.0, "10"),
        (np.array([0.0, 10, 20]), 0.0, "0"),
    ],
)
def test_a_value_is_written_as_a_reader_would(values, value: float, text: str):
    assert Axis("x", values).text(value) == text


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (86_400_000, "1970-01-02"),
        (3_600_000, "1970-01-02 00:00"),
        (1_000, "1970-01-02 00:00:00"),
        (1, "1970-01-02 00:00:00.000"),
    ],
)
def test_a_time_is_written_as_finely_as_its_axis(step: int, text: str):
    axis = Axis("t", np.arange(3.0) * step, "datetime")

    assert axis.text(86_400_000) == text


@pytest.mark.parametrize(
    ("dtype", "is_complex"),
    [("complex64", True), (">c16", True), ("float32", False)],
)
def test_complex_samples_are_known_by_their_dtype(dtype: str, is_complex: bool):
    assert ArrayInfo("k", "n", (), dtype).is_complex == is_complex


def test_a_dimension_that_is_not_there_is_answered_with_those_that_are():
    info = ArrayInfo("k", "cut", (numbers(1, 2),))

    with pytest.raises(DimsMismatch, match="'kx' in 'cut'; it has 'x'"):
        info.axis("kx")


def test_times_within_a_millisecond_are_written_in_microseconds():
    start = np.datetime64("2024-03-05T12:30:15.123", "ms").astype(float)
    axis = Axis("t", start + 0.03 * np.arange(10), "datetime")

    assert axis.text(axis.value(2)) == "2024-03-05 12:30:15.123060"
    assert axis.literal(axis.value(1)).endswith("15.123030')")
