"""NIfTI scans, read through nibabel slice by slice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from itool.errors import MissingExtra
from itool.store.chunks import TARGET, in_blocks

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SPACE = ("x", "y", "z")
WORLD = ("left to right", "back to front", "foot to head")
UNITS = {"unknown": "", "mm": "mm", "meter": "m", "micron": "µm"}
TIMES = {"unknown": "", "sec": "s", "msec": "ms", "usec": "µs", "hz": "Hz"}

GZIP_BLOCK = 64 * 2**20
"""Bytes of a block of a compressed scan, which is unpacked from its start each time."""


def open_nifti(path: Path) -> list[xr.DataArray]:
    """Open a scan with coordinates in scanner space.

    Dimensions are ``(..., t, z, y, x)`` so that an axial slice is the main image. A
    spatial axis is named after the direction of the scanner it is closest to. Its
    coordinate starts at that component of the affine's origin and grows by the voxel
    size; on an oblique scan it is the distance along the slanted axis.
    """
    try:
        import nibabel
    except ImportError:
        raise MissingExtra(
            f"{path.name!r} is a NIfTI scan, and nibabel, which reads it, is missing.",
            hint='Run: pip install "itool[demo]"',
        ) from None
    image: Any = nibabel.load(path)
    samples = Reversed(image.dataobj)
    is_packed = path.suffix == ".gz"
    # Whole slices: a part of one costs as much as all of it.
    stored = [1] * (samples.ndim - 2) + list(samples.shape[-2:])
    lazy = in_blocks(samples, stored, GZIP_BLOCK if is_packed else TARGET)
    coords = _coords(image, nibabel)
    name = path.name.removesuffix(".gz").removesuffix(".nii")
    return [
        xr.DataArray(
            lazy,
            coords={dim: (dim, *rest) for dim, rest in reversed(coords.items())},
            dims=tuple(reversed(coords)),
            name=name,
            attrs=_attrs(image.header),
        )
    ]


class Reversed:
    """Samples of a scan, slowest axis first, scaled as they are read.

    Attributes
    ----------
    shape, ndim, dtype
        As numpy has them. float32 for scaled integers of up to 16 bits.
    """

    def __init__(self, proxy: Any) -> None:
        self._proxy = proxy
        self.shape = tuple(int(size) for size in reversed(proxy.shape))
        self.ndim = len(self.shape)
        stored = np.dtype(proxy.dtype)
        is_scaled = (proxy.slope, proxy.inter) != (1.0, 0.0)
        scaled = np.float32 if stored.itemsize <= 2 else np.float64
        self.dtype = np.dtype(scaled) if is_scaled else stored.newbyteorder("=")

    def __getitem__(self, index: tuple[slice, ...]) -> NDArray[Any]:
        samples: NDArray[Any] = np.asarray(self._proxy[tuple(reversed(index))])
        return np.ascontiguousarray(samples.T, dtype=self.dtype)


def _coords(
    image: Any, nibabel: Any
) -> dict[str, tuple[NDArray[np.float64], dict[str, str]]]:
    """Return values and attributes by dimension, fastest axis first."""
    zooms = [float(zoom) for zoom in image.header.get_zooms()]
    space, time = image.header.get_xyzt_units()
    coords: dict[str, tuple[NDArray[np.float64], dict[str, str]]] = {}
    directions = nibabel.io_orientation(image.affine)
    for axis, size in enumerate(image.shape[:3]):
        world, sign = directions[axis]
        steps = np.arange(size) * zooms[axis]
        if np.isfinite(world):
            origin = float(image.affine[int(world), 3])
            attrs = {"units": UNITS.get(space, space), "long_name": WORLD[int(world)]}
            coords[SPACE[int(world)]] = (origin + sign * steps, attrs)
        else:
            coords["ijk"[axis]] = (np.arange(size, dtype=float), {})
    for axis, size in enumerate(image.shape[3:], 3):
        dim = "t" if axis == 3 else f"dim_{axis}"
        attrs = {"units": TIMES.get(time, time)} if axis == 3 else {}
        coords[dim] = (np.arange(size) * (zooms[axis] or 1.0), attrs)
    return coords


def _attrs(header: Any) -> dict[str, str]:
    text = bytes(header["descrip"]).decode(errors="replace").strip("\0 ")
    return {"description": text} if text else {}
