"""Masked arrays and quantities are shown as what they mean."""

from __future__ import annotations

import numpy as np
import pint
import pytest
import xarray as xr

from itool.client.local import clear_local_manager, set_local_manager
from itool.client.requests import checked_data
from itool.manager import fetch, replace_data, show_in_manager
from tests.server.hosting import host

UNITS = pint.UnitRegistry()


class Subclass(np.ndarray):
    """As other libraries have them."""


@pytest.fixture(params=["wire", "same process"])
def shown(request, runtime_dir):
    """Return a function that shows data and fetches them again."""
    with host(port=0, watch_port=0) as running:
        if request.param == "same process":
            running.do(lambda: set_local_manager(running.manager))
        yield lambda data: fetch(show_in_manager(data).indexes[0])
        clear_local_manager()


def test_masked_samples_are_missing(shown):
    back = shown(np.ma.masked_less(np.arange(6.0).reshape(2, 3), 2.0))

    np.testing.assert_array_equal(back.values, [[np.nan, np.nan, 2], [3, 4, 5]])


def test_whole_numbers_that_are_masked_are_missing(shown):
    back = shown(np.ma.masked_equal([1, 2, 3], 2))

    np.testing.assert_array_equal(back.values, [1, np.nan, 3])


def test_an_array_of_a_subclass_is_an_array(shown):
    back = shown(np.ones((2, 2)).view(Subclass))

    assert type(back.values) is np.ndarray
    assert back.shape == (2, 2)


def test_quantities_keep_their_units(shown):
    data = xr.DataArray(
        np.ones((2, 3)) * UNITS.eV,
        dims=("x", "y"),
        coords={"far": ("x", np.array([1.0, 2.0]) * UNITS.mm)},
        attrs={"sample": "A"},
    )

    back = shown(data)

    assert back.attrs == {"sample": "A", "units": "eV"}
    assert back.far.attrs == {"units": "mm"}
    np.testing.assert_array_equal(back.far.values, [1.0, 2.0])
    assert "units" not in data.attrs


def test_a_quantity_without_dimensions_of_xarray_is_shown(shown):
    back = shown(np.ones((2, 3)) * UNITS.meV)

    assert back.attrs == {"units": "meV"}


def test_quantities_in_datasets_keep_their_units(shown):
    data = xr.Dataset({"a": ("x", np.ones(3) * UNITS.K), "b": ("x", np.zeros(3))})

    assert shown(data).attrs == {"units": "K"}
    tree = checked_data(xr.DataTree.from_dict({"/run": data}))
    assert tree["run"]["a"].attrs == {"units": "K"}
    assert "units" not in data["a"].attrs


def test_quantities_replace_data(runtime_dir):
    with host(port=0, watch_port=0):
        show_in_manager(np.zeros((2, 3)))
        replace_data(0, np.ones((2, 3)) * UNITS.eV)

        assert fetch(0).attrs == {"units": "eV"}


def test_ordinary_data_are_passed_on_as_they_are():
    array = np.ones((2, 2))
    data = xr.DataArray(array)
    both = xr.Dataset({"a": data})

    assert checked_data(array) is array
    assert checked_data(data) is data
    assert checked_data([both])[0] is both
