"""Cuts and averages of numpy blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from itool.model.color import Part


def cut(
    values: NDArray[np.generic],
    windows: tuple[slice, ...],
    kept: tuple[int, ...],
    part: Part = "abs",
) -> NDArray[np.floating]:
    """Keep the axes `kept`, in that order, and average the others over their window.

    Returns
    -------
    ndarray of float32 or float64
        C order; NaN where all samples of a window are missing.
    """
    block = values[windows]
    hidden = tuple(axis for axis in range(block.ndim) if axis not in kept)
    block = block.transpose(*kept, *hidden)
    if block.dtype.kind == "c":
        parts = {"abs": np.abs, "angle": np.angle, "real": np.real, "imag": np.imag}

        block = parts[part](block)
    block = block.astype(result_dtype(values.dtype))
    flat = block.reshape(*block.shape[: len(kept)], -1)
    missing = np.isnan(flat)
    count = (~missing).sum(axis=-1)
    flat[missing] = 0
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = flat.sum(axis=-1) / count
    return np.ascontiguousarray(mean, dtype=result_dtype(values.dtype))


def result_dtype(dtype: np.dtype[np.generic]) -> np.dtype[np.floating]:
    """Return the dtype that samples of `dtype` are drawn in."""
    size = dtype.itemsize // 2 if dtype.kind == "c" else dtype.itemsize
    return np.dtype(np.float32 if size <= 4 else np.float64)
