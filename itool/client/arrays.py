"""What a caller passes as data, as the plain arrays that travel.

Masked samples are missing ones, as xarray has it; quantities of pint keep their units
in the attribute that files have them in.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr


def is_array(value: object) -> bool:
    """Return whether `value` is an array, a dataset or a tree that can be shown."""
    # Nobody can pass an array of a library that is not imported.
    numpy, xarray = sys.modules.get("numpy"), sys.modules.get("xarray")
    if numpy is not None and isinstance(value, numpy.ndarray):
        return True
    if xarray is not None and isinstance(
        value, xarray.DataArray | xarray.Dataset | xarray.DataTree
    ):
        return True
    return _is_quantity(value) and getattr(value, "ndim", 0) > 0


def plain(value: Any) -> Any:
    """Return `value` without masks, subclasses of arrays, and quantities.

    Examples
    --------
    >>> import numpy as np
    >>> plain(np.ma.masked_less([1.0, 2.0], 1.5))
    array([nan,  2.])
    """
    import numpy as np

    if type(value) in (np.ndarray, np.memmap):
        return value
    if isinstance(value, np.ndarray):
        return _as_array(value).values
    if _is_quantity(value):
        return _without_units(_as_array(value))
    if type(value).__name__ == "DataArray":
        return _without_units(value)
    if type(value).__name__ == "Dataset":
        return _of_dataset(value)
    if type(value).__name__ == "DataTree":
        return value.map_over_datasets(_of_dataset) if _has_pint() else value
    return value


def _as_array(values: Any) -> xr.DataArray:
    import xarray as xr

    return xr.DataArray(values)


def _of_dataset(data: xr.Dataset) -> xr.Dataset:
    changed = _magnitudes(data.variables) if _has_pint() else {}
    return data.assign(changed) if changed else data


def _without_units(array: xr.DataArray) -> xr.DataArray:
    """Return `array` with magnitudes as samples, and units as attributes."""
    if not _has_pint():
        return array
    coords = _magnitudes(array.coords)
    if coords:
        array = array.assign_coords(coords)
    if not _is_quantity(array.variable._data):
        return array
    variable = _magnitudes({"": array})[""]
    return array.copy(data=variable.data).assign_attrs(variable.attrs)


def _magnitudes(arrays: Mapping[Any, Any]) -> dict[Any, xr.Variable]:
    """Return what is a quantity in `arrays` without being one."""
    made = {}
    for name, array in arrays.items():
        variable = getattr(array, "variable", array)
        quantity = variable._data
        if _is_quantity(quantity):
            made[name] = variable.copy(data=quantity.magnitude)
            made[name].attrs["units"] = f"{quantity.units:~}"
    return made


def _has_pint() -> bool:
    return "pint" in sys.modules


def _is_quantity(value: Any) -> bool:
    pint: Any = sys.modules.get("pint")
    return pint is not None and isinstance(value, pint.Quantity)
