"""Carry out operations, and write them as code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from itool.errors import BadArguments, ItoolError, OperationFailed
from itool.model.operations.combining import Arithmetic
from itool.store.convert import check
from itool.store.operations import (  # noqa: F401 - fill the list of recipes
    arranging,
    by_region,
    filtering,
    regridding,
    resampling,
    selecting,
)
from itool.store.operations.attributes import attrs_code, with_attrs
from itool.store.operations.checks import work_dtype
from itool.store.operations.combining import combine, combined_code
from itool.store.operations.pieces import by_numpy, in_pieces, worked_out
from itool.store.operations.recipes import PERFORM, WRITE

if TYPE_CHECKING:
    import xarray as xr

    from itool.model.operations.catalogue import FilterLayer
    from itool.model.operations.operation import Operation


def perform(
    operation: Operation, data: xr.DataArray, other: xr.DataArray | None = None
) -> xr.DataArray:
    """Return what `operation` makes of `data`, which stay as they are.

    Parameters
    ----------
    operation : Operation
        What to do.
    data : DataArray
        Lazy (dask) arrays stay lazy; large ones in memory are worked on in pieces.
    other : DataArray, optional
        The second array of an `Arithmetic`.

    Raises
    ------
    DimsMismatch, BadArguments
        If `data` lack what the operation asks for.
    BadData
        If what comes out cannot be shown, because it has no dimension or no sample.
    OperationFailed
        If the operation fails for another reason.
    """
    try:
        if not all(isinstance(dim, str) for dim in data.dims):
            raise BadArguments(
                f"dimensions {tuple(data.dims)} are not all text.",
                hint="Rename them in Python first.",
            )
        if isinstance(operation, Arithmetic):
            if other is None:
                raise BadArguments("arithmetic takes a second array.")
            made = combine(operation, data, other)
        else:
            cut = in_pieces(operation, data)
            recipe = partial(PERFORM[type(operation)], operation)
            made = recipe(cut)
            if cut is not data and made.chunks is not None:
                made = worked_out(by_numpy(operation, recipe, cut, made))
            made = with_attrs(operation, data, made)
    except ItoolError:
        raise
    except Exception as error:
        text = " ".join(str(error).split())
        raise OperationFailed(
            f"{operation.title} failed: {type(error).__name__}: {text}",
            hint="Nothing was changed.",
        ) from error
    check(made)
    return made


def written(
    operation: Operation,
    data: xr.DataArray,
    other: str = "other",
    second: xr.DataArray | None = None,
) -> str:
    """Return the lines that do `operation` to an array called ``data``.

    They need ``np``, ``xr`` and ``scipy.ndimage`` as ``ndimage``.

    Parameters
    ----------
    operation : Operation
        One that `perform` carried out.
    data : DataArray
        What it was carried out on.
    other : str
        Name of the second array of an `Arithmetic`.
    second : DataArray, optional
        That array; its units matter.
    """
    if isinstance(operation, Arithmetic):
        if second is None:
            raise BadArguments("arithmetic takes a second array.")
        return combined_code(operation, data, second, other)
    text: str = WRITE[type(operation)](operation, data)
    return attrs_code(operation, data, text)


def filtered(data: xr.DataArray, layers: tuple[FilterLayer, ...]) -> xr.DataArray:
    """Return `data` seen through the filters that are on, the first one first."""
    for layer in layers:
        if layer.is_on:
            data = perform(layer.operation, data)
    return data


def filter_codes(
    data: xr.DataArray, layers: tuple[FilterLayer, ...]
) -> list[tuple[FilterLayer, str]]:
    """Return the filters that are on with the code of each, without carrying them out.

    Parameters
    ----------
    data : DataArray
        What the first one is carried out on.
    layers : tuple of FilterLayer
        On or off.
    """
    found = []
    for layer in layers:
        if layer.is_on:
            found.append((layer, written(layer.operation, data)))
            data = as_filtered(layer.operation, data)
    return found


def as_filtered(operation: Operation, data: xr.DataArray) -> xr.DataArray:
    """Return an array like what a filter makes: only dtype and units differ."""
    dtype = work_dtype(data)
    made = data
    if data.chunks is not None:
        made = data.astype(dtype)
    elif data.dtype != dtype:
        made = data.copy(data=np.broadcast_to(np.zeros((), dtype), data.shape))
    return with_attrs(operation, data, made)


def as_seen(data: xr.DataArray, layers: tuple[FilterLayer, ...]) -> xr.DataArray:
    """Return an array of the dtype and attributes of what `filtered` returns."""
    for layer in layers:
        if layer.is_on:
            data = as_filtered(layer.operation, data)
    return data
