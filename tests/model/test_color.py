"""Samples become colours."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itool.model.color import MISSING, pixels


def test_missing_samples_have_a_pixel_of_their_own():
    values = np.array([np.nan, np.inf, -np.inf, 0.5])

    assert pixels(values, (0.0, 1.0)).tolist() == [MISSING, MISSING, MISSING, 128]


def test_samples_beyond_the_limits_take_the_end_colours():
    assert pixels(np.array([-5.0, 5.0]), (0.0, 1.0)).tolist() == [1, 255]


def test_gamma_below_one_brightens():
    plain, bright = (pixels(np.array([0.25]), (0.0, 1.0), g)[0] for g in (1.0, 0.5))

    assert bright > plain
    assert bright == 128


def test_a_constant_image_is_drawn_without_a_warning():
    assert pixels(np.full((2, 2), 7.0), (7.0, 7.0)).tolist() == [[1, 1], [1, 1]]


def test_a_transposed_view_gives_pixels_in_row_order():
    values = np.arange(6.0).reshape(2, 3).T

    assert pixels(values, (0.0, 5.0)).flags.c_contiguous


@given(
    arrays(
        np.float32,
        st.integers(1, 50),
        elements=st.floats(-(2.0**99), 2.0**99, width=32),
    ),
    st.floats(0.1, 5.0),
)
def test_a_larger_sample_never_takes_a_lower_colour(values, gamma):
    values = np.sort(values)
    limits = (float(values[0]), float(values[-1]))

    drawn = pixels(values, limits, gamma).astype(int)

    assert (np.diff(drawn) >= 0).all()
    assert drawn.min() >= 1
