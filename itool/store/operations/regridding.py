"""Planes put on the grid of two of their coordinates, carried out and written down."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from itool.errors import BadArguments, listed
from itool.model.operations.regridding import Regrid
from itool.store.operations.checks import known_coord, known_dims
from itool.store.operations.filtering import whole, whole_code, worked, worked_code
from itool.store.operations.longitudes import TURNED, is_cut, turned
from itool.store.operations.recipes import performs, writes
from itool.store.operations.source import literal

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

EDGE = 1e-6
"""Share of a triangle, or of a step of the grid, that does not count."""

MOST = 300_000_000
"""Points in the boxes around all triangles, from which on a mesh is refused."""


@performs(Regrid)
def regrid(operation: Regrid, data: xr.DataArray) -> xr.DataArray:
    """Put a plane on an even grid of two coordinates."""
    import xarray as xr

    plane, names = _plane(operation, data)
    y, x = _mesh(data, plane, names)
    sizes = _sizes(operation, data)
    ends = _ends(operation, y, x)
    ys, xs = (np.linspace(*e, n) for e, n in zip(ends, sizes, strict=True))
    y = (y - ys[0]) / (ys[-1] - ys[0]) * (len(ys) - 1)
    x = (x - xs[0]) / (xs[-1] - xs[0]) * (len(xs) - 1)
    _refuse_tangles(y, x, sizes, names)
    corners, weights = mesh_weights(y, x, sizes)
    if operation.method == "nearest":
        corners, weights = nearest_weights(corners, weights, y.shape[1])
    attrs = [data[name].attrs for name in names]
    dims = _dims(data, plane, names)
    data = worked(whole(data, plane))
    made: xr.DataArray = xr.apply_ufunc(
        weighted,
        data,
        input_core_dims=[plane],
        output_core_dims=[names],
        exclude_dims=set(plane),
        kwargs={"corners": corners, "weights": weights},
        dask="parallelized",
        output_dtypes=[data.dtype],
        dask_gufunc_kwargs={"output_sizes": dict(zip(names, sizes, strict=True))},
        keep_attrs=True,
    )
    made = made.assign_coords(
        {names[0]: (names[0], ys, attrs[0]), names[1]: (names[1], xs, attrs[1])}
    )
    return made.transpose(*dims)


@writes(Regrid)
def regrid_code(operation: Regrid, data: xr.DataArray) -> str:
    """Return the lines of `regrid`."""
    plane, names = _plane(operation, data)
    rows, columns = _sizes(operation, data)
    dims = _dims(data, plane, names)
    near = operation.method == "nearest"
    nearest = "corners, weights = nearest_weights(corners, weights, y.shape[1])\n"
    return _REGRID.format(
        edge=EDGE,
        nearest=_NEAREST if near else "",
        taken=nearest if near else "",
        plane=literal(plane),
        names=literal(names),
        row=literal(names[0]),
        column=literal(names[1]),
        ys=_end_code(operation.row_start, operation.row_stop, "y"),
        xs=_end_code(operation.column_start, operation.column_stop, "x"),
        turned=_turned_code(data, plane, names),
        rows=rows,
        columns=columns,
        prepared="".join(
            f"{line}\n" for line in (*whole_code(data, plane), *worked_code(data))
        ),
        dims=literal(dims)[1:-1],
    )


def mesh_weights(
    y: NDArray[np.float64], x: NDArray[np.float64], shape: tuple[int, int]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the three samples of a mesh around every point of a grid.

    Every cell of the mesh is cut into two triangles, and every triangle looks for the
    points of the grid in it, so that bays in the outline of the mesh stay empty and
    shear does not matter, as it would to a Delaunay triangulation of the samples.

    Parameters
    ----------
    y, x : ndarray, shape (n0, n1)
        Where the samples of the mesh are, in steps of the grid. Cells with a corner
        that is not finite are left out.
    shape : pair of int
        Of the grid.

    Returns
    -------
    corners : ndarray of int, shape (3, *shape)
        Flat indexes into the mesh.
    weights : ndarray, shape (3, *shape)
        Barycentric; their sum is 1, or they are NaN outside of the mesh.
    """
    order = np.arange(y.size).reshape(y.shape)
    y, x = y.ravel(), x.ravel()
    corners = np.zeros((3, *shape), np.intp)
    weights = np.full((3, *shape), np.nan)
    for one, two in pairwise(order):
        halves = [one[:-1], two[:-1], one[1:]], [two[1:], one[1:], two[:-1]]
        spots = np.concatenate(halves, axis=1)
        p, q = y[spots], x[spots]
        area = (p[1] - p[0]) * (q[2] - q[0]) - (p[2] - p[0]) * (q[1] - q[0])
        good = np.isfinite(area) & (area != 0)
        spots, p, q, area = spots[:, good], p[:, good], q[:, good], area[good]
        low, high = _boxes(p, q, shape)
        size = np.maximum(high - low + 1, 0)
        count = size.prod(axis=0)
        which = np.repeat(np.arange(count.size), count)
        nth = np.arange(count.sum()) - np.repeat(count.cumsum() - count, count)
        i = low[0, which] + nth // size[1, which]
        j = low[1, which] + nth % size[1, which]
        p, q = p[:, which] - i, q[:, which] - j
        share = np.stack([p[k - 2] * q[k - 1] - p[k - 1] * q[k - 2] for k in range(3)])
        share = share / area[which]
        inside = (share > -EDGE).all(axis=0)
        i, j = i[inside], j[inside]
        corners[:, i, j] = spots[:, which[inside]]
        weights[:, i, j] = share[:, inside]
    weights[weights < EDGE] = 0
    return corners, weights / weights.sum(axis=0)


def nearest_weights(
    corners: NDArray[np.intp], weights: NDArray[np.float64], columns: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the nearest sample alone: the position within the mesh, rounded."""
    places = np.array(np.divmod(corners, columns))
    row, column = np.rint((weights * places).sum(axis=1))
    outside = np.isnan(row)
    found = np.where(outside, 0, row * columns + column).astype(np.intp)
    return found[None], np.where(outside, np.nan, 1.0)[None]


def weighted(
    values: NDArray[Any], corners: NDArray[np.intp], weights: NDArray[np.float64]
) -> NDArray[Any]:
    """Return sums of samples times weights, for all planes (the last two axes).

    A sample of weight 0 is left out, so that a missing one does not spread.
    """
    flat = values.reshape(*values.shape[:-2], -1)
    weights = weights.astype(values.real.dtype)
    made = np.zeros((*flat.shape[:-1], *weights.shape[1:]), values.dtype)
    for corner, weight in zip(corners, weights, strict=True):
        made += weight * np.where(weight == 0, 0, flat[..., corner])
    return made


def mesh_coords(data: xr.DataArray) -> tuple[list[str], list[str]] | None:
    """Return two dimensions and two coordinates to regrid by; None if there are none.

    Two coordinates of the same two dimensions come first; one alone goes with that of
    the dimension along which it changes less. What changes more along the first of
    the two dimensions is meant for rows.
    """
    found = [name for name in fitting(data) if data[name].ndim == 2]
    for name in found:
        plane = [str(dim) for dim in data.dims if dim in data[name].dims]
        others = [n for n in found if n != name and set(data[n].dims) == set(plane)]
        along = _share(data, name, plane)
        if others:
            pair = sorted([name, others[0]], key=lambda n: -_share(data, n, plane))
            return plane, pair
        free = plane[0] if along < 0.5 else plane[1]
        if free in fitting(data):
            return plane, [free, name] if free == plane[0] else [name, free]
    return None


def fitting(data: xr.DataArray) -> list[str]:
    """Return coordinates of numbers along one or two dimensions."""
    return [
        str(name)
        for name, coord in data.coords.items()
        if coord.dtype.kind in "iuf" and coord.ndim in (1, 2)
    ]


_REGRID = """\
def mesh_weights(y, x, shape):  # samples of the mesh around each point of the grid
    order = np.arange(y.size).reshape(y.shape)
    y, x = y.ravel(), x.ravel()
    corners = np.zeros((3, *shape), np.intp)
    weights = np.full((3, *shape), np.nan)
    last = np.array(shape)[:, None] - 1
    for one, two in zip(order, order[1:]):  # each cell is two triangles
        halves = [one[:-1], two[:-1], one[1:]], [two[1:], one[1:], two[:-1]]
        spots = np.concatenate(halves, axis=1)
        p, q = y[spots], x[spots]
        area = (p[1] - p[0]) * (q[2] - q[0]) - (p[2] - p[0]) * (q[1] - q[0])
        good = np.isfinite(area) & (area != 0)
        spots, p, q, area = spots[:, good], p[:, good], q[:, good], area[good]
        low = np.ceil(np.array([p.min(axis=0), q.min(axis=0)]) - {edge!r})
        high = np.floor(np.array([p.max(axis=0), q.max(axis=0)]) + {edge!r})
        low = np.clip(low, 0, last + 1).astype(int)
        high = np.clip(high, -1, last).astype(int)
        size = np.maximum(high - low + 1, 0)
        count = size.prod(axis=0)
        which = np.repeat(np.arange(count.size), count)
        nth = np.arange(count.sum()) - np.repeat(count.cumsum() - count, count)
        i = low[0, which] + nth // size[1, which]
        j = low[1, which] + nth % size[1, which]
        p, q = p[:, which] - i, q[:, which] - j
        share = np.stack([p[k - 2] * q[k - 1] - p[k - 1] * q[k - 2] for k in range(3)])
        share = share / area[which]
        inside = (share > -{edge!r}).all(axis=0)
        i, j = i[inside], j[inside]
        corners[:, i, j] = spots[:, which[inside]]
        weights[:, i, j] = share[:, inside]
    weights[weights < {edge!r}] = 0
    return corners, weights / weights.sum(axis=0)


{nearest}def weighted(values, corners, weights):
    flat = values.reshape(*values.shape[:-2], -1)
    weights = weights.astype(values.real.dtype)
    made = np.zeros((*flat.shape[:-1], *weights.shape[1:]), values.dtype)
    for corner, weight in zip(corners, weights):
        made += weight * np.where(weight == 0, 0, flat[..., corner])
    return made


y, x = (data[name].reset_coords(drop=True) for name in {names})
y, x = xr.broadcast(y, x)
y, x = (each.transpose(*{plane}).values.astype(float) for each in (y, x))
{turned}ys = np.linspace({ys}, {rows})
xs = np.linspace({xs}, {columns})
y = (y - ys[0]) / (ys[-1] - ys[0]) * (len(ys) - 1)
x = (x - xs[0]) / (xs[-1] - xs[0]) * (len(xs) - 1)
corners, weights = mesh_weights(y, x, ({rows}, {columns}))
{taken}row_attrs, column_attrs = data[{row}].attrs, data[{column}].attrs
{prepared}data = xr.apply_ufunc(
    weighted,
    data,
    input_core_dims=[{plane}],
    output_core_dims=[{names}],
    exclude_dims=set({plane}),
    kwargs={{"corners": corners, "weights": weights}},
    dask="parallelized",
    output_dtypes=[data.dtype],
    dask_gufunc_kwargs={{"output_sizes": {{{row}: {rows}, {column}: {columns}}}}},
    keep_attrs=True,
)
data = data.assign_coords(
    {{{row}: ({row}, ys, row_attrs), {column}: ({column}, xs, column_attrs)}}
).transpose({dims})"""

_NEAREST = """\
def nearest_weights(corners, weights, columns):
    places = np.array(np.divmod(corners, columns))
    row, column = np.rint((weights * places).sum(axis=1))
    outside = np.isnan(row)
    found = np.where(outside, 0, row * columns + column).astype(np.intp)
    return found[None], np.where(outside, np.nan, 1.0)[None]


"""


def _plane(operation: Regrid, data: xr.DataArray) -> tuple[list[str], list[str]]:
    """Return the dimensions and the coordinates, checked."""
    if mesh_coords(data) is None:
        raise BadArguments(
            f"the array has no two-dimensional coordinate of numbers to regrid by; "
            f"its coordinates are {listed(data.coords)}.",
            hint="Give it one with data.assign_coords(lat=(('y', 'x'), ...)).",
        )
    plane, names = (
        known_dims(data, operation.plane),
        [operation.rows, operation.columns],
    )
    for name in names:
        coord = known_coord(data, name)
        if name not in fitting(data) or not set(coord.dims) <= set(plane):
            raise BadArguments(
                f"the coordinate {name!r} is {coord.dtype} along {listed(coord.dims)}; "
                f"numbers along {listed(plane)} are needed.",
                hint="Choose the plane that both coordinates lie in.",
            )
    if names[0] == names[1] or all(data[name].ndim < 2 for name in names):
        raise BadArguments(
            f"{listed(names)} do not lay out a mesh: two coordinates are needed, and "
            "one of them must have two dimensions.",
            hint="To space one dimension evenly, use “Interpolate”.",
        )
    return plane, names


def _dims(data: xr.DataArray, plane: list[str], names: list[str]) -> list[str]:
    new = dict(zip(plane, names, strict=True))
    return [new.get(str(dim), str(dim)) for dim in data.dims]


def _mesh(
    data: xr.DataArray, plane: list[str], names: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the values of both coordinates over the plane, longitudes in one turn."""
    y, x = _spread(data, plane, names)
    y, x = (
        turned(values) if is_cut(data[name], values) else values
        for name, values in zip(names, (y, x), strict=True)
    )
    return y, x


def _spread(
    data: xr.DataArray, plane: list[str], names: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the values of both coordinates over the plane."""
    import xarray as xr

    both = xr.broadcast(*(data[name].reset_coords(drop=True) for name in names))
    y, x = (each.transpose(*plane).values.astype(float) for each in both)
    return y, x


def _turned_code(data: xr.DataArray, plane: list[str], names: list[str]) -> str:
    spread = zip("yx", names, _spread(data, plane, names), strict=True)
    cut = [v for v, name, values in spread if is_cut(data[name], values)]
    return "".join(TURNED.format(v=v) for v in cut)


def _sizes(operation: Regrid, data: xr.DataArray) -> tuple[int, int]:
    rows, columns = (data.sizes[dim] for dim in operation.plane)
    return operation.row_samples or rows, operation.column_samples or columns


def _ends(
    operation: Regrid, y: NDArray[np.float64], x: NDArray[np.float64]
) -> list[tuple[float, float]]:
    given = (
        (operation.rows, operation.row_start, operation.row_stop, y),
        (operation.columns, operation.column_start, operation.column_stop, x),
    )
    found = []
    for name, start, stop, values in given:
        if min(values.shape) < 2 or np.isnan(values).all():
            raise BadArguments(
                f"{name!r} lays out no mesh: {values.shape[0]} × {values.shape[1]} "
                f"samples, {np.isfinite(values).sum()} of them numbers.",
                hint="Two samples along both dimensions are the least.",
            )
        first = float(np.nanmin(values)) if start is None else start
        last = float(np.nanmax(values)) if stop is None else stop
        if first == last or not np.isfinite([first, last]).all():
            raise BadArguments(f"the grid of {name!r} goes from {first:g} to {last:g}.")
        found.append((first, last))
    return found


def _end_code(start: float | None, stop: float | None, name: Literal["y", "x"]) -> str:
    first = f"np.nanmin({name})" if start is None else repr(start)
    last = f"np.nanmax({name})" if stop is None else repr(stop)
    return f"{first}, {last}"


def _boxes(
    p: NDArray[np.float64], q: NDArray[np.float64], shape: tuple[int, int]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first and last rows and columns of the grid around triangles."""
    last = np.array(shape)[:, None] - 1
    low = np.ceil(np.array([p.min(axis=0), q.min(axis=0)]) - EDGE)
    high = np.floor(np.array([p.max(axis=0), q.max(axis=0)]) + EDGE)
    return np.clip(low, 0, last + 1).astype(int), np.clip(high, -1, last).astype(int)


def _refuse_tangles(
    y: NDArray[np.float64],
    x: NDArray[np.float64],
    shape: tuple[int, int],
    names: list[str],
) -> None:
    """Raise `BadArguments` if neighbours on the mesh are all over the grid."""
    spans = []
    for values, size in ((y, shape[0]), (x, shape[1])):
        inside = np.clip(values, 0, size - 1)
        corners = inside[:-1, :-1], inside[1:, :-1], inside[:-1, 1:], inside[1:, 1:]
        spans.append(np.max(corners, axis=0) - np.min(corners, axis=0))
    points = 2 * np.nansum(spans[0] * spans[1])
    if points > MOST:
        raise BadArguments(
            f"neighbouring samples are far apart in {listed(names)}: "
            f"{points:.2g} points would be looked at.",
            hint="Choose coordinates that change evenly, or a grid of fewer samples.",
        )


def _share(data: xr.DataArray, name: str, plane: list[str]) -> float:
    """Return how much of the change of a coordinate is along the first dimension."""
    coord = data[name].transpose(*plane)
    first, down, across = (float(coord[at]) for at in ((0, 0), (-1, 0), (0, -1)))
    total = abs(down - first) + abs(across - first)
    return abs(down - first) / total if np.isfinite(total) and total else 0.5
