"""Longitudes that jump by a turn from a sample to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

EASTWARD = ("degreeseast", "degreeeast", "degreese", "degreee")
"""Units of longitudes in the CF conventions, without underscores."""

TURNED = """\
around = np.exp(1j * np.deg2rad({v}[np.isfinite({v})]))  # longitudes that jump
middle = np.rad2deg(np.angle(around.mean()))
{v} = middle + ({v} - middle + 180) % 360 - 180
"""
"""What `turned` does to a variable `v`, for a script."""


def turned(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitudes in degrees within half a turn of their mean direction.

    Examples
    --------
    >>> turned(np.array([359.0, 0.0, 1.0])).round(6).tolist()
    [-1.0, 0.0, 1.0]
    """
    around = np.exp(1j * np.deg2rad(lon[np.isfinite(lon)]))
    middle = np.rad2deg(np.angle(around.mean()))
    made: NDArray[np.float64] = middle + (lon - middle + 180) % 360 - 180
    return made


def is_cut(coord: xr.DataArray, values: NDArray[np.float64]) -> bool:
    """Return whether a coordinate is a longitude whose `values`, a mesh, jump."""
    return _is_longitude(coord) and any(
        np.nanmax(abs(np.diff(values, axis=axis)), initial=0) > 180 for axis in (0, 1)
    )


def _is_longitude(coord: xr.DataArray) -> bool:
    """Return whether CF, or the name of an angle, makes a coordinate a longitude."""
    units = str(coord.attrs.get("units", "")).lower().replace("_", "")
    if units in EASTWARD or coord.attrs.get("standard_name") == "longitude":
        return True
    is_angle = units in ("degree", "degrees", "deg", "°")
    return is_angle and str(coord.name).lower().startswith("lon")
