"""Lazy arrays that a client opened, opened again from their recipes."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from itool.errors import NotReopened
from itool.store.chunks import chunked
from itool.store.formats.hierarchical import is_consolidated
from itool.store.schedulers import kept_array
from itool.wire.recipes import SchedulerRecipe, checksum, is_remote, piece, read_recipe

if TYPE_CHECKING:
    from itool.wire.recipes import FileRecipe

_WAYS: tuple[dict[str, bool], ...] = (
    {},
    {"mask_and_scale": False, "decode_times": False},
)
"""How a client may have had its file decoded; which one, the samples tell."""


class Reopener:
    """Opens recipes; of one message, each file once.

    Nothing but known kinds of files is opened, and only for reading; and nothing but
    schedulers that the user named is asked for blocks.
    """

    def __init__(self) -> None:
        self._opened: dict[tuple[Any, ...], xr.Dataset] = {}

    def __call__(self, fields: dict[str, Any]) -> Any:
        """Return a dask array of what a recipe names.

        Raises
        ------
        NotReopened
            If the file cannot be opened here, or is not what the client has; or if the
            scheduler is not trusted.
        """
        recipe = read_recipe(fields)
        if isinstance(recipe, SchedulerRecipe):
            return kept_array(recipe)
        try:
            _check_file(recipe)
            for way in _WAYS:
                variable = self._variable(recipe, way)
                if _is_same(variable, recipe):
                    return _arranged(variable, recipe)
        except NotReopened:
            raise
        except Exception as error:
            raise NotReopened(f"'{recipe.path}' cannot be opened: {error}") from error
        raise NotReopened(f"'{recipe.path}' holds other samples than the client read.")

    def _variable(self, recipe: FileRecipe, way: dict[str, bool]) -> xr.Variable:
        opened = (recipe.path, recipe.engine, recipe.group, *way)
        if opened not in self._opened:
            self._opened[opened] = _open(recipe, way)
        variable = self._opened[opened].variables[recipe.variable]
        key = tuple(_checked_item(item) for item in recipe.key)
        if len(key) != variable.ndim:
            raise NotReopened(f"'{recipe.variable}' has {variable.ndim} dimensions.")
        return variable[key]


def _check_file(recipe: FileRecipe) -> None:
    """Raise `NotReopened` unless the file is here and is the one that is meant."""
    if is_remote(recipe.path):
        return
    path = Path(recipe.path)
    meant = path
    if recipe.engine == "zarr":
        array = path / recipe.group.strip("/") / recipe.variable
        both = array / "zarr.json", array / ".zarray"
        meant = next((metadata for metadata in both if metadata.exists()), path)
    try:
        status = meant.stat()
    except OSError as error:
        raise NotReopened(f"'{path}' is not here: {error.strerror}.") from None
    if not path.is_absolute() or not stat.S_ISREG(status.st_mode):
        raise NotReopened(f"'{path}' is not a file of {recipe.engine}.")
    if (status.st_size, status.st_mtime_ns) != (recipe.size, recipe.mtime_ns):
        raise NotReopened(f"'{path}' has changed.")


def _open(recipe: FileRecipe, way: dict[str, bool]) -> xr.Dataset:
    options: dict[str, Any] = {"engine": recipe.engine, "group": recipe.group or None}
    if recipe.engine == "h5netcdf":
        options["phony_dims"] = "access"
    if recipe.engine == "zarr":
        path = recipe.path
        options["consolidated"] = (
            None if is_remote(path) else is_consolidated(Path(path))
        )
    return xr.open_dataset(
        recipe.path,
        chunks=None,
        cache=False,
        decode_timedelta=False,
        **{**options, **way},
    )


def _checked_item(item: Any) -> Any:
    is_array = isinstance(item, np.ndarray) and item.dtype == "i8" and item.ndim == 1
    ends = (item.start, item.stop, item.step) if isinstance(item, slice) else (item,)
    if is_array or all(end is None or type(end) is int for end in ends):
        return item
    raise NotReopened(f"{type(item).__name__} is no selection.")


def _is_same(variable: xr.Variable, recipe: FileRecipe) -> bool:
    shape = tuple(recipe.shape)
    kept = [axis for axis in recipe.axes if axis is not None]
    if sorted(kept) != list(range(variable.ndim)) or len(shape) != len(recipe.axes):
        raise NotReopened(f"{recipe.axes} is not an order of {variable.ndim} axes.")
    lengths = tuple(1 if a is None else variable.shape[a] for a in recipe.axes)
    if variable.dtype.str != recipe.dtype or lengths != shape:
        return False

    def sample(point: tuple[int, ...]) -> Any:
        place = [0] * variable.ndim
        for index, axis in zip(point, recipe.axes, strict=True):
            if axis is not None:
                place[axis] = index
        return variable[piece(tuple(place))].values

    return checksum(shape, sample) == recipe.check


def _arranged(variable: xr.Variable, recipe: FileRecipe) -> Any:
    data = chunked(xr.DataArray(variable)).data
    kept = [axis for axis in recipe.axes if axis is not None]
    place = tuple(None if axis is None else slice(None) for axis in recipe.axes)
    return data.transpose(kept)[place]
