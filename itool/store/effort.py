"""How long a cut through memory takes, without making it."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from itool.store.kernels import drawn_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from itool.model.cursor import Reducer

FURTHER = {"min": 1e-9, "max": 1e-9, "std": 12e-9, "median": 30e-9}
"""Seconds a sample beyond those of a mean, as measured."""

LINE = 64
"""Bytes that memory gives at a time."""


def seconds(
    sizes: Sequence[int],
    strides: Sequence[int],
    dtype: np.dtype[Any],
    has_missing: bool = False,
    reducer: Reducer = "mean",
) -> float:
    """Estimate the seconds that it takes to read and average samples in memory.

    Parameters
    ----------
    sizes : sequence of int
        Samples along every axis.
    strides : sequence of int
        Bytes from one of them to the next.
    dtype : numpy dtype
        That of the samples.
    has_missing : bool
        Whether some of them are NaN.
    reducer : {"mean", "sum", "min", "max", "median", "std"}
        What becomes of them.

    Notes
    -----
    Counted are the cache lines that are touched, at the rates measured on a machine
    of 2 cores (12 GB/s in order, 6 GB/s scattered), then 0.3 ns of arithmetic a
    sample, and more if samples must be converted or looked at one by one.

    Examples
    --------
    A plane along the rows of 600 × 500 × 400 samples, and one across them:

    >>> import numpy as np
    >>> along = seconds((1, 500, 400), (800_000, 1600, 4), np.dtype("f4"))
    >>> across = seconds((600, 500, 1), (800_000, 1600, 4), np.dtype("f4"))
    >>> along < 0.001 < across < 0.008
    True
    """
    run = dtype.itemsize
    for stride, size in sorted(zip(map(abs, strides), sizes, strict=True)):
        if size > 1:
            if stride != run:
                break
            run *= size
    samples = prod(sizes)
    lines = samples * dtype.itemsize / run * (run // LINE + 1)
    reading = lines * LINE / (6e9 if run < 16 * LINE else 12e9)
    is_plain = dtype.kind == "f" and dtype == drawn_dtype(dtype)
    each = (0.3e-9 if is_plain else 2e-9) + FURTHER.get(reducer, 0.0)
    return reading + samples * (each + (2e-9 if has_missing else 0))
