"""Attributes of what operations make, their units above all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itool.model.operations.result_units import CHANGED, result_units

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import xarray as xr

    from itool.model.operations.operation import Operation


def with_attrs(
    operation: Operation, data: xr.DataArray, made: xr.DataArray
) -> xr.DataArray:
    """Return `made` of `data` with the attributes of `data` and units of its own."""
    if not isinstance(operation, CHANGED):
        return made
    made = made.copy(deep=False)
    made.attrs = with_units(data.attrs, _units(operation, data))
    return made


def attrs_code(operation: Operation, data: xr.DataArray, text: str) -> str:
    """Return the lines that do `operation`, and what `with_attrs` does after it."""
    if not isinstance(operation, CHANGED):
        return text
    units = _units(operation, data)
    kept = "data = data.drop_attrs(deep=False).assign_attrs(attrs)"
    return "\n".join(["attrs = data.attrs", text, kept, *units_code(data, units)])


def units_of(array: xr.DataArray) -> str:
    """Return the units of samples as text, ``""`` if there are none."""
    units = array.attrs.get("units")
    return "" if units is None else str(units)


def with_units(attrs: Mapping[Any, Any], units: str) -> dict[Any, Any]:
    """Return `attrs` with those units; without any if there are none."""
    kept = {name: value for name, value in attrs.items() if name != "units"}
    known = attrs.get("units")
    if "units" in attrs and units == ("" if known is None else str(known)):
        return dict(attrs)
    return {**kept, "units": units} if units else kept


def units_code(data: xr.DataArray, units: str) -> list[str]:
    """Return the line that gives ``data``, with the attributes of `data`, `units`."""
    if with_units(data.attrs, units) == data.attrs:
        return []
    if units:
        return [f'data.attrs["units"] = {units!r}']
    return ['del data.attrs["units"]']


def _units(operation: Operation, data: xr.DataArray) -> str:
    def of(name: Hashable) -> str:
        if name not in data.coords:
            return ""
        coord = data.coords[name]
        return "s" if coord.dtype.kind in "mM" else units_of(coord)

    return result_units(operation, units_of(data), of)
