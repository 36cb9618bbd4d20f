"""Operations on what is under a region, carried out and written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadArguments
from itool.model import geometry
from itool.model.operations.by_region import CropRegion, MaskRegion, SlicePath
from itool.model.shapes import indexes
from itool.store.info import describe
from itool.store.operations.checks import known_dims
from itool.store.operations.recipes import performs, writes
from itool.store.operations.source import Code, call, literal
from itool.store.regions import path_coords

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from itool.model.operations.by_region import ByRegion
    from itool.model.region import Region


@performs(MaskRegion)
def mask_region(operation: MaskRegion, data: xr.DataArray) -> xr.DataArray:
    """Make samples missing beyond a region, or within it.

    Integers become floating-point numbers, since only those can be missing.
    """
    import xarray as xr

    points, shape = _area(operation, data)
    region = operation.region
    spans = (0, shape[0]), (0, shape[1])
    mask = xr.DataArray(geometry.inside(points, region.kind, spans), dims=region.dims)
    kept = mask if operation.keep == "inside" else ~mask
    return data.where(kept).transpose(*data.dims)


@writes(MaskRegion)
def mask_region_code(operation: MaskRegion, data: xr.DataArray) -> str:
    """Return the lines of `mask_region`."""
    points, _ = _area(operation, data)
    region = operation.region
    row, column = region.dims
    make = {"rectangle": _in_rectangle, "circle": _in_circle, "polygon": _in_polygon}
    given = "mask" if operation.keep == "inside" else "~mask"
    lines = [
        f"shape = data.sizes[{row!r}], data.sizes[{column!r}]",
        *make[region.kind](points),
        f"mask = xr.DataArray(mask, dims={literal(list(region.dims))})",
        f"data = data.where({given}).transpose(*data.dims)",
    ]
    return "\n".join(lines)


@performs(CropRegion)
def crop_region(operation: CropRegion, data: xr.DataArray) -> xr.DataArray:
    """Keep the smallest part that holds all samples in a region."""
    return data.isel(_box(operation, data))


@writes(CropRegion)
def crop_region_code(operation: CropRegion, data: xr.DataArray) -> str:
    """Return the call of `crop_region`."""
    return f"data = {call('data.isel', _box(operation, data))}"


@performs(SlicePath)
def slice_path(operation: SlicePath, data: xr.DataArray) -> xr.DataArray:
    """Take samples along a path, all other dimensions kept.

    The path takes the place of the region's first dimension. Its coordinate is the
    distance along it, in the units of the axes if both have the same, else in samples;
    the values of the two dimensions along it are coordinates, too. Samples are
    interpolated bilinearly; missing ones are left out, of the average across, too.
    Arrays that are read lazily stay so.
    """
    import xarray as xr

    region, plain = _path(operation), _beside(operation, data)
    info = describe("", data)
    rows, columns = (info.axis(dim) for dim in region.dims)
    places, across, _ = geometry.path(
        indexes(region, info), geometry.scales(rows, columns)
    )
    name, coords = path_coords(data, region, info)
    dtype = _share_dtype(data)
    total: Any = 0.0
    count: Any = 0.0
    for lane in geometry.lanes(region.width):
        values: Any = 0.0
        weight: Any = 0.0
        at = places + lane * across
        for row, column, share in geometry.corners_of(at, (len(rows), len(columns))):
            picked = plain.isel(
                {region.dims[0]: (name, row), region.dims[1]: (name, column)}
            )
            portion = xr.DataArray(share.astype(dtype), dims=name)
            present = picked.notnull()
            values = values + picked.where(present, 0) * portion
            weight = weight + present * portion
        has_any = weight > 1e-6
        total = total + (values / weight.where(has_any, 1)).where(has_any, 0)
        count = count + has_any
    made: xr.DataArray = (total / count.where(count > 0, 1)).where(count > 0)
    made = made.astype(total.dtype).transpose(*_order(region, data, name))
    made.name, made.attrs = data.name, data.attrs
    return made.assign_coords({key: coords[key] for key in (name, *region.dims)})


@writes(SlicePath)
def slice_path_code(operation: SlicePath, data: xr.DataArray) -> str:
    """Return the lines of `slice_path`."""
    region, info = _path(operation), describe("", data)
    name, coords = path_coords(data, region, info)
    row, column = region.dims
    lines = [
        *_path_code(region, data),
        _SLICE.format(
            row=row,
            column=column,
            name=name,
            lanes=geometry.lanes(region.width).tolist(),
            dtype=np.dtype(_share_dtype(data)).name,
            order=literal(list(_order(region, data, name))),
        ),
    ]
    given = {name: Code(_coord(name, "distance", coords[name][2:]))}
    for number, dim in enumerate(region.dims):
        values = _along(number, dim, data, coords[dim][1])
        given[dim] = Code(_coord(name, values, coords[dim][2:]))
    lines.append(f"data = {call('made.assign_coords', given)}")
    return "\n".join(lines)


_SLICE = """\
last = np.array([data.sizes[{row!r}], data.sizes[{column!r}]]) - 1
beside = [name for name, c in data.coords.items() if {{{row!r}, {column!r}}} & {{*c.dims}}]
plain = data.drop_vars(beside)
total, count = 0.0, 0.0
for lane in {lanes}:  # bilinear interpolation; missing samples are left out
    at = places + lane * across
    inside = ((at >= -0.5) & (at <= last + 0.5)).all(axis=1)
    at = np.clip(at, 0, last)
    low = np.minimum(np.floor(at), np.maximum(last - 1, 0)).astype(int)
    high, share = np.minimum(low + 1, last), at - low
    values, weight = 0.0, 0.0
    for row, down in [(low[:, 0], 1 - share[:, 0]), (high[:, 0], share[:, 0])]:
        for column, side in [(low[:, 1], 1 - share[:, 1]), (high[:, 1], share[:, 1])]:
            picked = plain.isel({{{row!r}: ({name!r}, row), {column!r}: ({name!r}, column)}})
            portion = (down * side * inside).astype({dtype!r})
            portion = xr.DataArray(portion, dims={name!r})
            present = picked.notnull()
            values = values + picked.where(present, 0) * portion
            weight = weight + present * portion
    has_any = weight > 1e-6
    total = total + (values / weight.where(has_any, 1)).where(has_any, 0)
    count = count + has_any
made = (total / count.where(count > 0, 1)).where(count > 0)
made = made.astype(total.dtype).transpose(*{order})
made.name, made.attrs = data.name, data.attrs"""  # noqa: E501 - lines of code


def _path_code(region: Region, data: xr.DataArray) -> list[str]:
    """Return the lines that make ``distance``, ``places`` and ``across``."""
    info = describe("", data)
    rows, columns = (info.axis(dim) for dim in region.dims)
    scales = geometry.scales(rows, columns)
    corners = geometry.corners_along(indexes(region, info))
    _, across, distance = geometry.path(indexes(region, info), scales)
    row, column = region.dims
    told = f"corners = np.array({corners.tolist()})  # samples of {row}, {column}"
    if len(corners) == 1:
        direction = f"np.array({across.tolist()})"
        return [told, f"distance, places, across = np.zeros(1), corners, {direction}"]
    legs = ", ".join(
        f"legs[:, {i}]" + (f" * {scale!r}" if scale != 1 else "")
        for i, scale in enumerate(scales)
    )
    return [
        told,
        "legs = np.diff(corners, axis=0)",
        f"ends = np.concatenate([[0.0], np.cumsum(np.hypot({legs}))])",
        f"distance = np.linspace(0.0, ends[-1], {len(distance)})",
        "places = [np.interp(distance, ends, side) for side in corners.T]",
        "places = np.stack(places, axis=1)",
        'leg = np.searchsorted(ends, distance, "right") - 1',
        "leg = np.clip(leg, 0, len(legs) - 1)",
        "ahead = legs[leg] / np.hypot(*legs[leg].T)[:, None]",
        "across = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)",
    ]


def _along(number: int, dim: str, data: xr.DataArray, values: NDArray[Any]) -> str:
    """Return the source of the coordinate values along a path."""
    axis = describe("", data).axis(dim)
    at = f"places[:, {number}]"
    if axis.kind == "number" and axis.is_uniform:
        return f"{axis.first!r} + {at} * {axis.step!r}"
    if values.dtype.kind == "M":
        times = values.astype("datetime64[ms]").astype(str).tolist()
        return f'np.array({times}, "datetime64[ns]")'
    return f"np.array({values.tolist()})"


def _coord(name: str, values: str, rest: tuple[Any, ...]) -> str:
    attrs = f", {rest[0]!r}" if rest and rest[0] else ""
    return f"({name!r}, {values}{attrs})"


def _area(
    operation: MaskRegion, data: xr.DataArray
) -> tuple[geometry.Points, tuple[int, int]]:
    """Return the points of an area as indexes, and the sizes of its plane."""
    region = operation.region
    known_dims(data, region.dims)
    if region.is_path:
        raise BadArguments(
            f"{region.id!r} is a path, which has no inside.",
            hint="Mask by a polygon, a rectangle or a circle.",
        )
    row, column = region.dims
    return indexes(region, describe("", data)), (data.sizes[row], data.sizes[column])


def _path(operation: SlicePath) -> Region:
    region = operation.region
    if not region.is_path:
        raise BadArguments(
            f"{region.id!r} is a {region.kind}; only a polyline is a path.",
            hint='Add one with `region.add` and kind="polyline".',
        )
    return region


def _beside(operation: ByRegion, data: xr.DataArray) -> xr.DataArray:
    """Return `data` without coordinates that belong to a dimension of the region."""
    dims = set(known_dims(data, operation.region.dims))
    return data.drop_vars([n for n, c in data.coords.items() if dims & set(c.dims)])


def _order(region: Region, data: xr.DataArray, name: str) -> tuple[str, ...]:
    """Return the dimensions of a slice: the path where the rows were."""
    first, second = region.dims
    return tuple(
        name if dim == first else str(dim) for dim in data.dims if dim != second
    )


def _share_dtype(data: xr.DataArray) -> type[np.floating]:
    is_single = data.dtype in (np.float32, np.complex64)
    return np.float32 if is_single else np.float64


def _box(operation: CropRegion, data: xr.DataArray) -> dict[str, slice]:
    region = operation.region
    row, column = known_dims(data, region.dims)
    shape = data.sizes[row], data.sizes[column]
    points = indexes(region, describe("", data))
    if region.is_path:
        spans = geometry.bounds(points, region.kind, shape, 0)
    else:
        spans = geometry.bounds(points, region.kind, shape, 1)
        mask = geometry.inside(points, region.kind, spans)
        if mask.any():
            found = (np.flatnonzero(mask.any(axis=1 - axis)) for axis in (0, 1))
            (r, s), (c, t) = ((int(at[0]), int(at[-1]) + 1) for at in found)
            top, left = spans[0][0], spans[1][0]
            spans = (top + r, top + s), (left + c, left + t)
    return {row: slice(*spans[0]), column: slice(*spans[1])}


def _in_rectangle(points: geometry.Points) -> list[str]:
    (r0, r1), (c0, c1) = (sorted(pair) for pair in zip(*points, strict=True))
    near = geometry.NEAR
    return [
        "row, column = np.ogrid[: shape[0], : shape[1]]",
        f"mask = (row >= {r0 - near!r}) & (row <= {r1 + near!r})",
        f"mask = mask & (column >= {c0 - near!r}) & (column <= {c1 + near!r})",
    ]


def _in_circle(points: geometry.Points) -> list[str]:
    (row, column), (far_row, far_column) = points
    down, across = abs(far_row - row), abs(far_column - column)
    if not down or not across:
        return ["mask = np.zeros(shape, bool)"]
    far = (
        f"((row - {row!r}) / {down!r}) ** 2 + ((column - {column!r}) / {across!r}) ** 2"
    )
    return [
        "row, column = np.ogrid[: shape[0], : shape[1]]",
        f"mask = {far} <= {1 + geometry.NEAR!r}",
    ]


def _in_polygon(points: geometry.Points) -> list[str]:
    return [
        f"corners = np.array({[list(point) for point in points]})",
        "mask = np.zeros((shape[0], shape[1] + 1), bool)",
        "for ends in zip(corners.tolist(), np.roll(corners, -1, axis=0).tolist()):",
        "    (r0, c0), (r1, c1) = sorted(ends)",
        "    first, stop = np.clip(np.ceil([r0, r1]), 0, shape[0]).astype(int)",
        "    row = np.arange(first, stop)  # each edge turns all that is right of it",
        "    start = np.ceil(c0 + (row - r0) / ((r1 - r0) or 1.0) * (c1 - c0))",
        "    mask[row, np.clip(start, 0, shape[1]).astype(int)] ^= True",
        "mask = np.logical_xor.accumulate(mask, axis=1)[:, :-1]",
    ]
