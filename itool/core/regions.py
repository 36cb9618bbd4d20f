"""What commands need to know of a viewer's regions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from itool.errors import BadArguments, DimsMismatch, listed
from itool.model import shapes
from itool.model.resolve import Sight
from itool.model.shape import STATISTICS

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr
    from numpy.typing import NDArray

    from itool.core.viewer import Viewer
    from itool.model.axis import Axis
    from itool.model.region import Region
    from itool.model.scene import SliceRequest


def region_of(viewer: Viewer, region: str) -> Region:
    """Return the region called `region`, the active one if that is empty."""
    return viewer.state.find_region(region or viewer.state.region)


def path_of(viewer: Viewer, region: str) -> Region:
    """Return a region that is a path.

    Raises
    ------
    BadArguments
        If it is an area.
    """
    chosen = region_of(viewer, region)
    if not chosen.is_path:
        raise BadArguments(
            f"{chosen.id!r} is a {chosen.kind}; only a polyline is a path.",
            hint='Add one with `region.add` and kind="polyline".',
        )
    return chosen


def axes_of(viewer: Viewer, dims: tuple[str, ...]) -> tuple[Axis, Axis]:
    """Return the axes that a region lies on, which the array must have."""
    if len(dims) != 2:
        raise DimsMismatch(
            f"a region needs two dimensions; the array has {listed(viewer.info.dims)}."
        )
    return viewer.info.axis(dims[0]), viewer.info.axis(dims[1])


def measure(viewer: Viewer, region: Region, what: str) -> Callable[[], NDArray[Any]]:
    """Return work that reads "statistics" or the "profile" of a region.

    The image is the one on screen: cut at the active cursor, averaged over its bins.
    """
    cut = image_of(viewer, region)
    return partial(viewer.read, shapes.request(region, viewer.info, cut, what))


def image_of(viewer: Viewer, region: Region) -> SliceRequest:
    """Return where the array is cut at the active cursor, for a region's image."""
    axes_of(viewer, region.dims)
    sight = Sight(viewer.state, viewer.info)
    return sight.request(sight.active, ())


def named(numbers: NDArray[Any]) -> dict[str, float]:
    """Return statistics by name, without an area or a length that there is not."""
    found = dict(zip(STATISTICS, numbers.tolist(), strict=True))
    kept = {k: v for k, v in found.items() if v == v or k not in ("area", "length")}
    return kept | {"n": int(found["n"])}


def profile_of(viewer: Viewer, region: Region) -> Callable[[], xr.DataArray]:
    """Return work that reads the samples along a path as an array."""
    read = measure(viewer, region, "profile")
    data, info = viewer.data, viewer.info

    def work() -> xr.DataArray:
        import xarray as xr

        from itool.store.regions import path_coords

        name, coords = path_coords(data, region, info)
        coords = {k: c for k, c in coords.items() if _is_along(c, name)}
        return xr.DataArray(
            read(), dims=name, coords=coords, name=data.name, attrs=data.attrs
        )

    return work


def _is_along(coord: Any, dim: str) -> bool:
    """Return whether a coordinate is a scalar, or belongs to `dim` only."""
    dims = coord[0] if isinstance(coord, tuple) else coord.dims
    return dims in (dim, (dim,), ())
