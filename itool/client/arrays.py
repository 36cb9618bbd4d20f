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
        value, xarray.DataArray | xarray.Dataset | xarray.DataTree | xarray.Variable
    ):
        return True
    if _is_dask(value):
        return True
    return _is_quantity(value) and getattr(value, "ndim", 0) > 0


def plain(value: Any) -> Any:
    """Return `value` without masks, subclasses of arrays, and quantities.

    Dask arrays and variables become arrays of xarray.

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
    import xarray as xr

    if isinstance(value, xr.DataArray):
        return _without_units(_as_base(value))
    if isinstance(value, xr.Variable) or _is_dask(value):
        return _without_units(_as_array(value))
    if isinstance(value, xr.Dataset):
        return _of_dataset(_as_base(value))
    if isinstance(value, xr.DataTree):
        return value.map_over_datasets(_of_dataset) if _has_pint() else value
    return value


def showable(value: Any) -> Any:
    """Return `value` without the variables of datasets that nobody can show.

    Objects in them need not even be data that travel. Where nothing can be shown, all
    stay, so that the manager says why.
    """
    if type(value).__name__ == "Dataset":
        return _showable_of_dataset(value)
    if type(value).__name__ == "DataTree":
        is_odd = any(_odd_names(node.dataset) for node in value.subtree)
        return value.map_over_datasets(_showable_of_dataset) if is_odd else value
    return [showable(item) for item in value] if type(value) is list else value


def _showable_of_dataset(data: xr.Dataset) -> xr.Dataset:
    odd = _odd_names(data)
    if not odd:
        return data
    from itool.store.convert import is_displayable, with_numbers

    arrays = data.data_vars.items()
    shown = {name for name, a in arrays if is_displayable(with_numbers(a))}
    return data.drop_vars(odd - shown) if shown else data


def _odd_names(data: xr.Dataset) -> set[Any]:
    """Return the names of the variables that numpy does not hold as plain samples."""
    arrays = data.data_vars.items()
    return {name for name, array in arrays if getattr(array.dtype, "hasobject", True)}


def with_quantities(data: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    """Return `data` with quantities of pint where `like` has some, in their own units.

    Without units that pint knows, samples stay plain.
    """
    if not _has_pint():
        return data
    for name, coord in like.coords.items():
        if _is_quantity(coord.variable._data) and name in data.coords:
            made = _quantity(data[name].variable, coord.variable)
            data = data.assign_coords({name: made})
    if not _is_quantity(like.variable._data):
        return data
    variable = _quantity(data.variable, like.variable)
    data = data.copy(data=variable.data)
    data.attrs = variable.attrs
    return data


def _quantity(variable: xr.Variable, like: xr.Variable) -> xr.Variable:
    held: Any = like._data
    registry = held._REGISTRY
    try:
        units = registry.Unit(variable.attrs["units"])
    except Exception:  # none, or some that this registry does not know
        return variable
    made = variable.copy(data=registry.Quantity(variable.data, units))
    if "units" not in like.attrs:
        del made.attrs["units"]
    return made


def has_units(data: xr.DataArray) -> bool:
    """Return whether the samples of `data` are a quantity of pint."""
    return _is_quantity(data.variable._data)


def _as_base(value: Any) -> Any:
    """Return an array or dataset of a subclass as one of xarray's own."""
    import xarray as xr

    if type(value) in (xr.DataArray, xr.Dataset):
        return value
    if isinstance(value, xr.DataArray):
        coords = {name: coord.variable for name, coord in value.coords.items()}
        indexes = dict(value.xindexes)
        return xr.DataArray(
            value.variable, coords, name=value.name, indexes=indexes, fastpath=True
        )
    variables = {name: value.variables[name] for name in value.data_vars}
    base = xr.Dataset(variables, value.coords, value.attrs)
    base.encoding = value.encoding
    return base


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


def _is_dask(value: object) -> bool:
    dask: Any = sys.modules.get("dask.array")
    return dask is not None and isinstance(value, dask.Array)


def _has_pint() -> bool:
    return "pint" in sys.modules


def _is_quantity(value: Any) -> bool:
    pint: Any = sys.modules.get("pint")
    return pint is not None and isinstance(value, pint.Quantity)
