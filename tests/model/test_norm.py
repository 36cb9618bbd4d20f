"""Every norm is matplotlib's, pixel by pixel, and can be undone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colors

from itool.model.bar import apart, candidates
from itool.model.color import MISSING, ColorScale, fitted, found_limits, pixels
from itool.model.norm import Norm

NORMS = {
    "linear": (Norm("linear", -3.0, 7.0), colors.Normalize(-3, 7)),
    "power below one": (Norm("linear", 0.0, 7.0, 0.4), colors.PowerNorm(0.4, 0, 7)),
    "power above one": (Norm("linear", -2.0, 7.0, 3), colors.PowerNorm(3, -2, 7)),
    "log": (Norm("log", 0.01, 7.0), colors.LogNorm(0.01, 7)),
    "symlog": (
        Norm("symlog", -3.0, 7.0, width=0.05),
        colors.SymLogNorm(0.05, vmin=-3, vmax=7, base=10),
    ),
    "symlog above zero": (
        Norm("symlog", 1.0, 7.0, width=2.0),
        colors.SymLogNorm(2.0, vmin=1, vmax=7, base=10),
    ),
    "asinh": (
        Norm("asinh", -3.0, 7.0, width=0.05),
        colors.AsinhNorm(0.05, vmin=-3, vmax=7),
    ),
    "two slopes": (
        Norm("centered", -3.0, 7.0, center=1.0),
        colors.TwoSlopeNorm(1.0, -3, 7),
    ),
    "centered": (
        Norm("centered", -4.0, 6.0, center=1.0),
        colors.CenteredNorm(1.0, 5.0),
    ),
}


def expected(norm: colors.Normalize, values: np.ndarray) -> np.ndarray:
    """Return matplotlib's levels, stretched to where our pixels are cut off."""
    levels = np.ma.asarray(norm(np.ma.masked_invalid(values.astype(np.float64))))
    stretched = np.clip(levels.filled(0) * 254 + 1.5, 1, 255)
    return np.where(np.ma.getmaskarray(levels), MISSING, stretched)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", NORMS)
def test_each_pixel_is_that_of_matplotlib(name, dtype):
    ours, theirs = NORMS[name]
    values = np.random.default_rng(0).normal(1, 4, (300, 200)).astype(dtype)
    values.flat[:9] = [np.nan, np.inf, -np.inf, 0, -1e-30, ours.low, ours.high, 1, 2]

    drawn = pixels(values, norm=ours)

    level = expected(theirs, values)
    # Within rounding of the edge between two colours either of them is right.
    near = {np.float32: 1e-3, np.float64: 1e-9}[dtype]
    either = [np.floor(level + step) for step in (-near, 0, near)]
    assert np.logical_or.reduce([drawn == each for each in either]).all()
    assert (drawn == np.floor(level)).mean() > 0.999


@pytest.mark.parametrize("name", NORMS)
@pytest.mark.parametrize("gamma", [1.0, 0.5, 2.0])
def test_levels_lead_back_to_their_samples(name, gamma):
    given_norm = NORMS[name][0]
    norm = Norm(
        given_norm.kind,
        given_norm.low,
        given_norm.high,
        gamma,
        given_norm.center,
        given_norm.width,
    )
    levels = np.linspace(0, 1, 101)

    samples = norm.inverse(levels)

    assert norm.forward(samples) == pytest.approx(levels, abs=1e-9)
    assert samples[[0, -1]] == pytest.approx([norm.low, norm.high])
    assert (np.diff(samples) > 0).all()


def test_gamma_brightens_both_sides_of_a_centre():
    norm = Norm("centered", -1.0, 3.0, gamma=0.5)

    levels = norm.forward(np.array([-1.0, -0.25, 0.0, 0.75, 3.0]))

    assert levels.tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0.2, 4))
def test_a_bar_leads_on_beyond_its_ends(low, length, gamma):
    norm = Norm("linear", low, low + length, gamma)

    below, above = norm.inverse(np.array([-0.2, 1.2])).tolist()

    assert below < low
    assert above > low + length


def test_a_logarithm_has_no_colour_for_what_is_not_positive():
    drawn = pixels(np.array([-1.0, 0.0, 1.0, 10.0]), norm=Norm("log", 1.0, 10.0))

    assert drawn.tolist() == [MISSING, MISSING, 1, 255]


def test_a_logarithm_begins_at_the_smallest_positive_sample():
    norm = fitted(ColorScale(norm="log"), (-5.0, 100.0), positive=0.1)

    assert (norm.low, norm.high) == (0.1, 100.0)


@pytest.mark.parametrize("found", [(-5.0, -1.0), (0.0, 0.0), (np.nan, np.nan)])
def test_a_logarithm_of_nothing_positive_still_has_limits(found):
    norm = fitted(ColorScale(norm="log"), found, positive=np.nan)

    assert 0 < norm.low < norm.high
    assert pixels(np.array(found), norm=norm).tolist() == [MISSING, MISSING]


def test_a_centre_outside_of_the_limits_is_reached_by_mirroring():
    norm = fitted(
        ColorScale(norm="centered", center=0.0, limits=(5.0, 10.0)), (0.0, 1.0)
    )

    assert (norm.low, norm.high) == (-10.0, 10.0)


def test_typed_limits_may_be_uneven_about_the_centre():
    norm = fitted(
        ColorScale(norm="centered", center=0.0, limits=(-1.0, 10.0)), (0.0, 1.0)
    )

    assert (norm.low, norm.high) == (-1.0, 10.0)


def test_percentiles_leave_missing_samples_out():
    values = np.arange(101.0)
    values = np.concatenate([values, [np.nan, np.inf, -np.inf]]).reshape(8, 13)

    assert found_limits(values, (10.0, 90.0)) == (10.0, 90.0)


def test_percentiles_of_a_large_image_look_at_all_its_columns():
    values = np.zeros((700, 1024), np.float32)
    values[:, 1::2] = 1.0

    low, high = found_limits(values, (25.0, 75.0))

    assert (low, high) == (0.0, 1.0)


@pytest.mark.parametrize("kind", ["log", "symlog", "asinh"])
def test_a_bar_has_a_few_round_labels_that_do_not_touch(kind):
    norm = Norm(kind, 0.02, 3000.0, width=0.5)

    labels = apart(norm, candidates(norm), 0.08)

    assert 4 <= len(labels) <= 12
    assert {1.0, 100.0} <= set(labels)
    assert (np.diff(norm.forward(np.array(labels))) >= 0.08).all()


def test_a_narrow_logarithm_has_labels_at_its_ends():
    norm = Norm("log", 3.1, 3.2)

    assert apart(norm, candidates(norm), 0.08) == [3.1, 3.2]


@pytest.mark.parametrize("kind", ["linear", "symlog", "asinh", "centered"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("gamma", [1.0, 0.5])
@pytest.mark.parametrize("is_large", [True, False])
def test_the_largest_and_smallest_numbers_have_levels_too(kind, dtype, gamma, is_large):
    known = np.finfo(dtype)
    most = float(known.max if is_large else 200 * known.smallest_subnormal)
    samples = np.array([-1.0, -0.5, 0.0, 0.5, 1.0], dtype) * dtype(most)
    plain = Norm(kind, -1.0, 1.0, gamma, 0.0, 0.1)

    level = Norm(kind, -most, most, gamma, 0.0, most / 10).forward(samples)

    wanted = plain.forward(np.array([-1.0, -0.5, 0.0, 0.5, 1.0], dtype))
    assert level.dtype == dtype
    assert level == pytest.approx(wanted, rel=0.05 if not is_large else 1e-5)
    back = Norm(kind, -most, most, gamma, 0.0, most / 10).inverse(np.array([0.0, 1.0]))
    assert back == pytest.approx([-most, most], rel=1e-6)
