"""From what users have to arrays that can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from itool.errors import BadArguments, BadData, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMELESS = "__xarray_dataarray_variable__"
"""What xarray calls an array without a name in a file."""

ACCEPTED = (
    "Pass a numpy or dask array, an xarray DataArray, Dataset or DataTree, "
    "or a list of these."
)


def arrays_of(
    data: object, variables: Sequence[str] | None = None
) -> list[xr.DataArray]:
    """Return the arrays in `data` that can be shown, exactly as they are.

    Parameters
    ----------
    data : array, DataArray, Variable, Dataset, DataTree, or list or tuple of these
        Of a Dataset every displayable variable is taken, of a DataTree those of all
        its nodes. Variables that only describe others (the bounds of a coordinate) are
        left out, unless there is nothing else.
    variables : sequence of str, optional
        Names of the variables to take, in this order, and no others: of a DataTree
        ``"group/name"``, or the name alone.

    Returns
    -------
    list of DataArray
        At least one; dtype, coordinates and attributes are those given.

    Raises
    ------
    BadData
        If nothing in `data` can be shown, or an array in a list or one named cannot.
    BadArguments
        If there is no variable of a name; the message names those that exist.

    Examples
    --------
    >>> [a.name for a in arrays_of(xr.Dataset({"a": ("x", [1.0]), "b": 3}))]
    ['a']
    """
    if variables is not None:
        return chosen(_named_arrays(data), variables)
    if isinstance(data, (list, tuple)):
        if not data:
            raise BadData("an empty list has nothing to show.", hint=ACCEPTED)
        if all(isinstance(item, (bool, int, float, complex)) for item in data):
            raise BadData("a list of numbers is not an array.", hint=ACCEPTED)
        return [array for at, item in enumerate(data) for array in _of_item(at, item)]
    if isinstance(data, xr.DataTree):
        groups = {node.path: node.to_dataset() for node in data.subtree}
        return [*arrays_of_groups(groups, "DataTree").values()]
    if isinstance(data, xr.Dataset):
        return [*arrays_of_groups({"/": data}, "Dataset").values()]
    array = _array(data)
    check(array)
    return [array]


def arrays_of_groups(
    groups: Mapping[str, xr.Dataset], what: str
) -> dict[str, xr.DataArray]:
    """Return the arrays of several datasets that can be shown, by ``"group/name"``.

    Parameters
    ----------
    groups : dict of str to Dataset
        Datasets by path; the root is ``"/"``.
    what : str
        What the groups are together, for the error.

    Raises
    ------
    BadData
        If there is none.
    """
    arrays = {
        _joined(path, name): array
        for path, group in groups.items()
        for name, array in _variables(group).items()
    }
    shown = {name: array for name, array in arrays.items() if is_displayable(array)}
    if shown:
        return shown
    if not arrays:
        raise BadData(f"the {what} has no variables.", hint=ACCEPTED)
    first = next(iter(arrays))
    why, _ = _fault(arrays[first]) or ("", "")
    raise BadData(
        f"none of the variables {listed(arrays)} of the {what} can be shown: "
        f"{first!r} {why}",
        hint="Pass a variable with dimensions, samples and numbers.",
    )


def chosen(
    arrays: Sequence[tuple[str, xr.DataArray]], variables: Sequence[str]
) -> list[xr.DataArray]:
    """Return the arrays that `variables` name, in the order of the names.

    Parameters
    ----------
    arrays : sequence of (str, DataArray)
        All there are, by ``"group/name"``.
    variables : sequence of str
        Full names, or last parts of them.

    Raises
    ------
    BadArguments
        If there is none of a name.
    BadData
        If one of them cannot be shown.
    """
    found: list[xr.DataArray] = []
    for name in variables:
        fits = [array for full, array in arrays if full == name.strip("/")]
        fits = fits or [a for full, a in arrays if full.rpartition("/")[2] == name]
        if not fits:
            there = dict.fromkeys(full for full, a in arrays if is_displayable(a))
            named = [each for each in there if each]
            raise BadArguments(
                f"there is no variable {name!r}; there are {listed(named)}."
                if named or not there
                else f"there is no variable {name!r}: what was passed has no name.",
                hint="Leave variables= out to open all of them.",
            )
        for array in fits:
            check(array)
        found += [array for array in fits if not any(array is each for each in found)]
    return found


def with_numbers(data: xr.DataArray) -> xr.DataArray:
    """Return `data` with numbers of numpy in place of pandas' own that can be missing.

    Where some are missing they become NaN, and integers and booleans floats.

    Examples
    --------
    >>> with_numbers(xr.DataArray(pd.array([1, None], dtype="Int64"))).values
    array([ 1., nan])
    """
    held: Any = data.dtype
    dtype = getattr(held, "numpy_dtype", None)
    if isinstance(held, np.dtype) or not isinstance(dtype, np.dtype):
        return data
    if dtype.kind not in "biuf":
        return data
    array: Any = data.variable.data
    if dtype.kind == "f" or not array.isna().any():
        missing = {"na_value": np.nan} if dtype.kind == "f" else {}
        return data.copy(data=array.to_numpy(dtype, **missing))
    return data.copy(data=array.to_numpy(float, na_value=np.nan))


def check(data: xr.DataArray) -> None:
    """Raise `BadData` if `data` cannot be shown: say what it is, and what would do."""
    if fault := _fault(data):
        what, hint = fault
        raise BadData(f"{_called(data)} {what}", hint=hint)


def is_displayable(data: xr.DataArray) -> bool:
    """Return whether `data` has dimensions, samples, and samples that are numbers."""
    return _fault(data) is None


def _fault(data: xr.DataArray) -> tuple[str, str] | None:
    if data.ndim == 0:
        return (
            "is a single value (0-D) and has no dimension to draw along.",
            "Pass an array with at least one dimension.",
        )
    if len(set(data.dims)) < data.ndim:
        return (
            f"has two dimensions of one name ({_sizes(data)}).",
            "Give every dimension its own name.",
        )
    if data.size == 0:
        return (
            f"is empty ({_sizes(data)}): it has no samples.",
            "Pass an array with at least one sample.",
        )
    return _dtype_fault(data.dtype)


def _dtype_fault(dtype: Any) -> tuple[str, str] | None:
    kind = getattr(dtype, "kind", "O")
    if kind in "biufc" and isinstance(dtype, np.dtype):
        return None
    if isinstance(dtype, pd.CategoricalDtype):
        return (
            "holds categories, not numbers.",
            "Pass their codes, for example `data.copy(data=data.data.codes)`.",
        )
    if kind in "mM":
        hint = 'Make numbers of it, for example `data / np.timedelta64(1, "s")`.'
        if kind == "M":
            hint = "Pass it as a coordinate of an array of numbers."
        return f"holds times (dtype {dtype}), not numbers.", hint
    if not isinstance(dtype, np.dtype):
        return (
            f"is held by pandas as {dtype}, not as numbers.",
            "Pass numbers, for example `data.astype(float)` if each sample is one.",
        )
    hint = "Pass numbers, for example `data.astype(float)` if it holds numbers as text."
    return f"holds {_kind_name(kind)} (dtype {dtype}), not numbers.", hint


def _sizes(data: xr.DataArray) -> str:
    return ", ".join(f"{d}: {n}" for d, n in zip(data.dims, data.shape, strict=True))


def _kind_name(kind: str) -> str:
    return {"U": "text", "S": "bytes", "T": "text", "V": "records"}.get(kind, "objects")


def _called(data: xr.DataArray) -> str:
    name = data.name
    return "the array" if name in (None, NAMELESS) else f"the array {str(name)!r}"


def _of_item(at: int, item: object) -> list[xr.DataArray]:
    try:
        return arrays_of(item)
    except BadData as error:
        raise BadData(
            f"item {at} of the list: {error.message}", hint=error.hint
        ) from None


def _array(data: object) -> xr.DataArray:
    if isinstance(data, xr.DataArray):
        return with_numbers(data)
    if isinstance(data, (xr.Variable, np.ndarray, np.generic)) or _is_dask(data):
        return with_numbers(xr.DataArray(data))
    kind = type(data)
    name = kind.__name__ if kind.__module__ == "builtins" else _full_name(kind)
    raise BadData(f"{name} is not data that can be shown.", hint=ACCEPTED)


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _is_dask(data: object) -> bool:
    return hasattr(data, "__dask_graph__") and hasattr(data, "dtype")


def _named_arrays(data: object) -> list[tuple[str, xr.DataArray]]:
    """Return every array in `data`, also those that describe others, with its name."""
    if isinstance(data, (list, tuple)):
        return [named for item in data for named in _named_arrays(item)]
    if isinstance(data, xr.DataTree):
        return [
            (_joined(node.path, str(name)), with_numbers(array))
            for node in data.subtree
            for name, array in node.to_dataset().data_vars.items()
        ]
    if isinstance(data, xr.Dataset):
        return [(str(name), with_numbers(a)) for name, a in data.data_vars.items()]
    array = _array(data)
    return [("" if array.name is None else str(array.name), array)]


def _joined(path: str, name: str) -> str:
    return f"{path.strip('/')}/{name}".lstrip("/")


def _variables(data: xr.Dataset) -> dict[str, xr.DataArray]:
    """Return the variables by name, without those that only describe others."""
    described = {
        str(name)
        for variable in data.variables.values()
        for place in (variable.attrs, variable.encoding)
        for role in ("bounds", "climatology")
        if (name := place.get(role)) is not None
    }
    arrays = {str(name): with_numbers(a) for name, a in data.data_vars.items()}
    kept = {name: array for name, array in arrays.items() if name not in described}
    return kept if any(map(is_displayable, kept.values())) else arrays
