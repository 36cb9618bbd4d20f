"""The demo shows real data, or says how to get it."""

from __future__ import annotations

import numpy as np
import pytest

from itool.errors import MissingExtra
from itool.store import demo
from itool.store.demo import demo_arrays
from itool.store.store import DataStore


def test_the_demo_opens_measured_arrays_of_two_three_and_four_dimensions():
    arrays = demo_arrays()

    shapes = {str(array.name): array.shape for array in arrays}
    assert shapes["air_temperature"] == (240, 37, 49)
    assert shapes["example4d"] == (2, 24, 96, 128)
    assert {array.ndim for array in arrays} == {2, 3, 4}
    assert all(np.isfinite(array.values).any() for array in arrays)


def test_the_climate_field_has_dates_of_a_360_day_calendar():
    store = DataStore()
    key = store.add(demo_arrays()[0])

    time = store.info(key).axis("time")

    assert time.kind == "label"
    assert time.labels[0] == "1860-06-01"
    assert store.info(key).units == "K"


def test_the_scan_shows_an_axial_slice_in_millimetres_first():
    store = DataStore()
    key = store.add(demo_arrays()[1])

    info = store.info(key)

    assert info.dims == ("t", "z", "y", "x")
    assert info.axis("x").units == "mm"
    assert info.axis("x").values[0] == pytest.approx(117.855, abs=1e-3)


def test_without_any_package_the_demo_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(demo, "SAMPLES", (("no-such-distribution", "a.nc"),))

    with pytest.raises(MissingExtra, match="no-such-distribution") as caught:
        demo_arrays()

    assert "pip install" in caught.value.hint
