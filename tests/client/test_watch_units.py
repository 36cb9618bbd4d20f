"""A watched quantity of pint stays one."""

from __future__ import annotations

import numpy as np
import pint
import pytest
import xarray as xr

import itool.manager as itm
from itool.client.connection import close_connections
from tests.client.notebook import push, watch
from tests.server.hosting import host, until

UNITS = pint.UnitRegistry()


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as started:
        yield started
        itm.shutdown()
        close_connections()


def energies(units: str = "eV", **attrs: str) -> xr.DataArray:
    return xr.DataArray(
        UNITS.Quantity(np.arange(6.0).reshape(2, 3), units),
        dims=("y", "x"),
        coords={"far": ("x", UNITS.Quantity([1.0, 2.0, 4.0], "mm"))},
        attrs=attrs,
        name="cut",
    )


@pytest.fixture
def notebook():
    return {"cut": energies(sample="A")}


def test_the_manager_shows_numbers_with_units_and_the_variable_stays(running, notebook):
    before = notebook["cut"]

    watch(notebook, "cut")
    push(notebook)

    shown = itm.fetch(0)
    assert notebook["cut"] is before
    assert before.attrs == {"sample": "A"}
    assert shown.attrs == {"sample": "A", "units": "eV"}
    assert shown.far.attrs == {"units": "mm"}
    np.testing.assert_array_equal(shown.values, before.data.magnitude)


def test_changes_of_samples_and_of_units_reach_the_manager(running, notebook):
    watch(notebook, "cut")

    notebook["cut"].data[0, 0] = UNITS.Quantity(-1, "eV")
    push(notebook)
    assert float(itm.fetch(0)[0, 0]) == -1

    notebook["cut"] = energies("meV")
    push(notebook)
    assert itm.fetch(0).attrs == {"units": "meV"}


@pytest.mark.parametrize("units", ["eV", "1/angstrom", "dimensionless", "degC", "m/s"])
def test_a_change_in_the_manager_keeps_the_units(running, units):
    notebook = {"cut": energies(units, sample="A")}
    watch(notebook, "cut")

    itm.replace_data(0, itm.fetch(0) + 3)

    until(lambda: float(notebook["cut"].data.magnitude[0, 0]) == 3)
    changed = notebook["cut"]
    assert changed.data.units == UNITS.Unit(units)
    assert changed.far.data.units == UNITS.mm
    assert changed.attrs == {"sample": "A"}
    assert len(itm.managers[0].viewers) == 1


def test_a_change_in_the_manager_is_not_sent_back(running, notebook):
    watch(notebook, "cut")
    itm.replace_data(0, itm.fetch(0) + 3)
    until(lambda: float(notebook["cut"].data.magnitude[0, 0]) == 3)
    viewer = running.manager.viewers[0]
    revision = viewer.revision

    push(notebook)

    assert viewer.revision == revision


def test_units_that_the_manager_changed_are_those_of_the_variable(running, notebook):
    watch(notebook, "cut")

    itm.replace_data(0, energies("K") + UNITS.Quantity(1.0, "K"))

    until(lambda: float(notebook["cut"].data.magnitude[0, 0]) == 1)
    assert notebook["cut"].data.units == UNITS.K


def test_without_units_a_quantity_becomes_numbers_and_this_is_told(
    running, notebook, capsys
):
    watch(notebook, "cut")

    itm.replace_data(0, np.full((2, 3), 8.0))

    until(lambda: isinstance(notebook["cut"].data, np.ndarray))
    assert float(notebook["cut"][0, 0]) == 8
    until(lambda: "'cut'" in capsys.readouterr().err)
