"""Regions on samples: statistics, profiles along a path, cuts through a volume."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.model import geometry
from itool.model.scene import Window
from itool.model.shapes import indexes

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr
    from numpy.typing import NDArray

    from itool.model.axis import ArrayInfo, Axis
    from itool.model.region import Region
    from itool.model.scene import SliceRequest
    from itool.model.shape import RegionRequest

    Read = Callable[[SliceRequest], NDArray[np.floating]]

PIECE = 2**22
"""Samples that are read at a time, however large a region is."""


def measured(request: RegionRequest, info: ArrayInfo, read: Read) -> NDArray[Any]:
    """Return what `request` asks for, as float64.

    Parameters
    ----------
    read : callable
        Returns the samples of a `SliceRequest`.
    """
    if request.what == "profile":
        return profile(request, info, read)
    return statistics(request, info, read)


def statistics(request: RegionRequest, info: ArrayInfo, read: Read) -> NDArray[Any]:
    """Return the numbers of `STATISTICS` for the samples in a region.

    Missing samples (NaN) are left out. The standard deviation is that of the samples
    themselves (divided by n). The area is that of the shape in the units of its axes,
    the sum of its samples' cells where an axis is not uniform. Of a path, the samples
    are those of its profile.

    Notes
    -----
    Pieces are joined by the formula of Chan, Golub and LeVeque, The American
    Statistician 37, 242 (1983).
    """
    rows, columns = (info.axis(dim) for dim in request.image.dims)
    tally = _Tally()
    if request.kind == "polyline":
        tally.add(profile(request, info, read))
        scales = geometry.scales(rows, columns)
        length = geometry.path(request.points, scales)[2][-1]
        return np.array([*tally.numbers(), np.nan, length])
    covered = 0.0
    is_even = rows.is_uniform and columns.is_uniform
    for piece in _pieces(request.image):
        places = _span(piece, rows.name), _span(piece, columns.name)
        mask = geometry.inside(request.points, request.kind, places)
        if not mask.any():
            continue
        tally.add(read(piece)[mask])
        if not is_even:
            heights, widths = (
                cells(axis)[slice(*span)]
                for axis, span in zip((rows, columns), places, strict=True)
            )
            covered += float(heights @ mask @ widths)
    if is_even:
        cell = abs(rows.step * columns.step)
        covered = geometry.area(request.points, request.kind) * cell
    return np.array([*tally.numbers(), covered, np.nan])


def profile(request: RegionRequest, info: ArrayInfo, read: Read) -> NDArray[Any]:
    """Return the samples along a path, averaged across its width.

    They are interpolated bilinearly about one sample apart, on lanes one sample apart,
    as `skimage.measure.profile_line` does. Missing samples are left out of the
    interpolation and of the average; beyond the image there are none.
    """
    rows, columns = (info.axis(dim) for dim in request.image.dims)
    shape = len(rows), len(columns)
    scales = geometry.scales(rows, columns)
    places, normals, _ = geometry.path(request.points, scales)
    reach = request.width / 2 + 1

    def along(start: int, stop: int) -> NDArray[Any]:
        run = places[start:stop]
        box = _around(run, reach, shape)
        size = (box[0][1] - box[0][0]) * (box[1][1] - box[1][0])
        if size > PIECE and stop - start > 1:
            middle = (start + stop) // 2
            return np.concatenate([along(start, middle), along(middle, stop)])
        image = read(_cropped(request.image, box))
        corner = np.array([box[0][0], box[1][0]])

        def gather(r: NDArray[np.intp], c: NDArray[np.intp]) -> NDArray[Any]:
            # Weights are 0 where a neighbour lies beyond what was read.
            r = np.clip(r - corner[0], 0, image.shape[0] - 1)
            c = np.clip(c - corner[1], 0, image.shape[1] - 1)
            return np.asarray(image[r, c])

        # All lanes at once: there are few samples, and each call has its price.
        aside = geometry.lanes(request.width)[:, None, None] * normals[start:stop]
        flat = (run + aside).reshape(-1, 2)
        found = np.asarray(_interpolated(gather, flat, flat * 0, 1, shape))
        lanes = found.reshape(request.width, -1)
        there = ~np.isnan(lanes)
        total = np.where(there, lanes, 0).sum(axis=0, dtype=np.float64)
        count = there.sum(axis=0)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    return along(0, len(places)).astype(np.float64)


def path_coords(
    data: xr.DataArray, region: Region, info: ArrayInfo
) -> tuple[str, dict[Any, Any]]:
    """Return the dimension along a path, and the coordinates of a slice along it.

    Coordinates of `data` that do not belong to the region's dimensions are kept, if
    they are scalars or belong to dimensions that are left.
    """
    rows, columns = (info.axis(dim) for dim in region.dims)
    places, _, distance = geometry.path(
        indexes(region, info), geometry.scales(rows, columns)
    )
    name = "distance" if "distance" not in data.dims else "distance along path"
    units = geometry.shared_units(rows, columns)
    units = "samples" if units is None else units
    coords: dict[Any, Any] = {
        key: coord
        for key, coord in data.coords.items()
        if not set(coord.dims) & set(region.dims)
    }
    coords[name] = (name, distance, {"units": units} if units else {})
    for axis, along in ((rows, places[:, 0]), (columns, places[:, 1])):
        coords[axis.name] = (name, *_values(axis, along))
    return name, coords


def cells(axis: Axis) -> NDArray[np.float64]:
    """Return how wide every sample of an axis is, in coordinate values."""
    if axis.is_uniform or len(axis) < 2:
        return np.full(len(axis), abs(axis.step))
    return np.abs(np.gradient(axis.values))


class _Tally:
    """Count, sum, mean, spread and extremes of samples that come in pieces."""

    def __init__(self) -> None:
        self.count, self.sum, self.mean, self.spread = 0, 0.0, 0.0, 0.0
        self.low, self.high = np.inf, -np.inf

    def add(self, samples: NDArray[Any]) -> None:
        """Add samples; missing ones are left out."""
        present = samples[~np.isnan(samples)].astype(np.float64)
        if not present.size:
            return
        with np.errstate(invalid="ignore", over="ignore"):
            mean = float(present.mean())
            gap, total = mean - self.mean, self.count + present.size
            self.spread += float(((present - mean) ** 2).sum())
            self.spread += gap**2 * self.count * present.size / total
            self.mean += gap * present.size / total
            self.sum += float(present.sum())
        self.count = total
        self.low = min(self.low, float(present.min()))
        self.high = max(self.high, float(present.max()))

    def numbers(self) -> list[float]:
        """Return n, sum, mean, std, min and max; NaN where there is no sample."""
        if not self.count:
            return [0.0, 0.0, *[np.nan] * 4]
        std = sqrt(self.spread / self.count) if self.spread >= 0 else np.nan
        return [float(self.count), self.sum, self.mean, std, self.low, self.high]


def _interpolated(
    gather: Callable[[NDArray[np.intp], NDArray[np.intp]], Any],
    places: NDArray[np.float64],
    normals: NDArray[np.float64],
    width: int,
    shape: tuple[int, int],
) -> Any:
    """Return samples at `places`, averaged across; places run along the last axis.

    `gather` returns samples by their rows and columns.
    """
    total: Any = 0.0
    lanes: Any = 0.0
    for lane in geometry.lanes(width):
        values: Any = 0.0
        weight: Any = 0.0
        for r, c, share in geometry.corners_of(places + lane * normals, shape):
            picked = gather(r, c)
            is_single = picked.dtype in (np.float32, np.complex64)
            share = share.astype(np.float32 if is_single else np.float64)
            present = ~np.isnan(picked)
            values = values + np.where(present, picked, 0) * share
            weight = weight + present * share
        has_any = weight > 1e-6
        total = total + np.where(has_any, values / np.where(has_any, weight, 1), 0)
        lanes = lanes + has_any
    return np.where(lanes > 0, total / np.where(lanes > 0, lanes, 1), np.nan).astype(
        total.dtype
    )


def _values(axis: Axis, along: NDArray[np.float64]) -> tuple[Any, dict[str, str]]:
    """Return coordinate values at fractional indexes, with their units."""
    values = np.array([geometry.value_of(axis, at) for at in along.tolist()])
    if axis.kind == "datetime":
        return values.round().astype("datetime64[ms]").astype("datetime64[ns]"), {}
    return values, {"units": axis.units} if axis.units else {}


def _around(
    places: NDArray[np.float64], reach: float, shape: tuple[int, int]
) -> geometry.Corners:
    spans = []
    for axis, size in enumerate(shape):
        low = int(np.clip(np.floor(places[:, axis].min() - reach), 0, size - 1))
        high = int(np.clip(np.ceil(places[:, axis].max() + reach), low, size - 1))
        spans.append((low, high + 1))
    return spans[0], spans[1]


def _cropped(image: SliceRequest, box: geometry.Corners) -> SliceRequest:
    spans = dict(zip(image.dims, box, strict=True))
    windows = tuple(
        Window(w.dim, *spans[w.dim]) if w.dim in spans else w for w in image.windows
    )
    return replace(image, windows=windows)


def _pieces(image: SliceRequest) -> list[SliceRequest]:
    """Return the request in stripes of rows of at most `PIECE` samples."""
    rows, columns = (image.window(dim) for dim in image.dims)
    depth = max(1, PIECE // (columns.stop - columns.start))
    across = columns.start, columns.stop
    return [
        _cropped(image, ((start, min(start + depth, rows.stop)), across))
        for start in range(rows.start, rows.stop, depth)
    ]


def _span(image: SliceRequest, dim: str) -> tuple[int, int]:
    window = image.window(dim)
    return window.start, window.stop
