"""Recipes: what a lazy array is made from, as plain data that names no code."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from itool.errors import NotReopened

if TYPE_CHECKING:
    from collections.abc import Callable

Length = Annotated[int, Meta(ge=0, le=2**50)]
Axis = Annotated[int, Meta(ge=0, le=63)]
_POINTS = 8
_REMOTE = ("gcs", "gs", "http", "https", "s3")


class FileRecipe(
    Struct,
    frozen=True,
    tag_field="kind",
    tag="file",
    kw_only=True,
    forbid_unknown_fields=True,
):
    """A selection of a variable in a file.

    Attributes
    ----------
    engine : str
        xarray's name of what opens it.
    path : str
        Absolute path, or URL.
    group, variable : str
        Where it is in the file.
    key : list of int, slice or ndarray of int
        The samples taken along each dimension of the variable; an integer drops one.
    axes : list of int or None
        For each dimension of the result, that of the selection; None is a new one of
        length 1.
    dtype : str
        Of the samples as they are decoded.
    shape : list of int
        Of the result.
    size, mtime_ns : int
        Of the file, -1 for what has none; of a Zarr array, of its metadata.
    check : bytes
        See `checksum`.
    """

    engine: Literal["h5netcdf", "netcdf4", "zarr"]
    path: Annotated[str, Meta(min_length=1, max_length=4096)]
    group: Annotated[str, Meta(max_length=4096)]
    variable: Annotated[str, Meta(min_length=1, max_length=4096)]
    key: Annotated[list[Any], Meta(max_length=64)]
    axes: Annotated[list[Axis | None], Meta(max_length=64)]
    dtype: Annotated[str, Meta(max_length=64)]
    shape: Annotated[list[Length], Meta(max_length=64)]
    size: int
    mtime_ns: int
    check: bytes


class SchedulerRecipe(
    Struct,
    frozen=True,
    tag_field="kind",
    tag="scheduler",
    kw_only=True,
    forbid_unknown_fields=True,
):
    """A dask array whose blocks are kept by workers of a dask.distributed scheduler.

    Attributes
    ----------
    address : str
        Of the scheduler.
    name : str
        Of the array; a block is known by it and its number along each dimension.
    chunks : list of list of int
        Lengths of the blocks along each dimension.
    dtype : str
        Of the samples.
    """

    address: Annotated[str, Meta(min_length=1, max_length=256)]
    name: Annotated[str, Meta(min_length=1, max_length=256)]
    chunks: Annotated[list[list[Length]], Meta(min_length=1, max_length=64)]
    dtype: Annotated[str, Meta(max_length=64)]


Recipe = FileRecipe | SchedulerRecipe


def read_recipe(fields: dict[str, Any]) -> Recipe:
    """Return the recipe with these fields, each of them checked.

    Raises
    ------
    NotReopened
        If there is no such recipe.
    """
    try:
        recipe: Recipe = msgspec.convert(fields, Recipe)
    except (msgspec.ValidationError, TypeError) as error:
        raise NotReopened(f"a recipe does not follow the format: {error}") from None
    return recipe


def write_recipe(recipe: Recipe) -> dict[str, Any]:
    """Return the fields of `recipe`, as `read_recipe` takes them."""
    kind = recipe.__struct_config__.tag
    return {"kind": kind, **msgspec.structs.asdict(recipe)}


def is_remote(path: str) -> bool:
    """Return whether `path` is an address that engines may be given."""
    scheme, mark, _ = path.partition("://")
    return bool(mark) and scheme in _REMOTE


def points(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the samples of an array that are compared: from one corner to the other.

    Examples
    --------
    >>> points((15, 1))[:3]
    [(0, 0), (2, 0), (4, 0)]
    """
    steps = range(_POINTS)
    last = _POINTS - 1
    return [tuple((n - 1) * step // last for n in shape) for step in steps]


def piece(point: tuple[int, ...]) -> tuple[slice, ...]:
    """Return the slices that take one sample.

    xarray 2026.9 takes the wrong one, or raises, when a transposed variable of a file
    is given integers.
    """
    return tuple(slice(index, index + 1) for index in point)


def checksum(shape: tuple[int, ...], sample: Callable[[tuple[int, ...]], Any]) -> bytes:
    """Return a digest of some samples of an array; `sample` reads one at a point."""
    import numpy as np

    digest = hashlib.blake2b(digest_size=16)
    for point in points(shape):
        digest.update(np.asarray(sample(point)).tobytes())
    return digest.digest()
