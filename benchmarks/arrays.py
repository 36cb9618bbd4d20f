"""The arrays that figures are taken on."""

from __future__ import annotations

import numpy as np
import xarray as xr


def cube(shape: tuple[int, ...] = (600, 500, 400)) -> xr.DataArray:
    """Return dispersing bands with noise, float32, on (kx, ky, eV).

    Real numbers with structure: a constant array would compress and cache too well.
    """
    rng = np.random.default_rng(0)
    values = np.empty(shape, np.float32)
    y = np.linspace(-1, 1, shape[1], dtype=np.float32)[:, None]
    e = np.linspace(-1, 1, shape[2], dtype=np.float32)[None, :]
    for i, x in enumerate(np.linspace(-1, 1, shape[0], dtype=np.float32)):
        band = 200 / (1 + ((e - 1.5 * (x * x + y * y) + 0.5) / 0.06) ** 2)
        values[i] = band + rng.standard_normal(band.shape, dtype=np.float32) * 4
    coords = {
        d: np.linspace(-1, 1, n) for d, n in zip(("kx", "ky", "eV"), shape, strict=True)
    }
    return xr.DataArray(values, coords, dims=("kx", "ky", "eV"), name="bands")


def flat(nbytes: int) -> xr.DataArray:
    """Return `nbytes` of float32 noise as a 3-D array."""
    rows = max(1, nbytes // (4 * 256 * 256))
    block = np.random.default_rng(0).random((1, 256, 256), dtype=np.float32)
    return xr.DataArray(
        np.repeat(block, rows, axis=0), dims=("scan", "y", "x"), name="noise"
    )
