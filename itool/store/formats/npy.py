"""Single numpy arrays, mapped into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from itool.store.chunks import in_blocks
from itool.store.convert import check

if TYPE_CHECKING:
    from pathlib import Path


def open_npy(path: Path) -> list[xr.DataArray]:
    """Open the array of a ``.npy`` file; arrays of Python objects are refused."""
    samples = np.load(path, mmap_mode="r", allow_pickle=False)
    array = xr.DataArray(samples, name=path.stem)
    check(array)
    return [array.copy(data=in_blocks(samples))]
