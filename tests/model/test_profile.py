"""Curves: what samples are divided by, and where they are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from itool.model.profile import CurveScale, curve_of

SAMPLES = np.array([1.0, np.nan, 2.0, -4.0, 5.0])


def test_samples_as_they_are_are_not_copied():
    assert curve_of(SAMPLES, None) is SAMPLES


@pytest.mark.parametrize(
    ("norm", "by"), [("none", 1.0), ("mean", 1.0), ("max", 5.0), ("area", 2.0)]
)
def test_a_curve_is_divided_and_missing_samples_stay_missing(norm, by):
    drawn = curve_of(SAMPLES, CurveScale(norm=norm, step=0.5))

    np.testing.assert_allclose(drawn, SAMPLES / by)


@pytest.mark.parametrize("samples", [[0.0, 0.0], [np.nan, np.nan], [1.0, -1.0], []])
def test_what_cannot_be_divided_is_drawn_as_it_is(samples):
    values = np.array(samples)

    np.testing.assert_array_equal(curve_of(values, CurveScale(norm="mean")), values)


def test_a_logarithm_leaves_out_what_is_not_positive():
    drawn = curve_of(np.array([1000.0, 0.0, -1.0, 0.1]), CurveScale(log=True, shift=1))

    np.testing.assert_allclose(drawn, [4.0, np.nan, np.nan, 0.0])


def test_samples_are_not_changed():
    before = SAMPLES.copy()

    curve_of(SAMPLES, CurveScale(norm="max", log=True, shift=3))

    np.testing.assert_array_equal(SAMPLES, before)
