"""Large arrays worked on in pieces, which are counted and can be given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dask.callbacks import Callback

from itool.model.operations.extent import touched
from itool.model.operations.filtering import (
    Derivative,
    Gaussian,
    MinimumGradient,
)
from itool.model.operations.regridding import Regrid
from itool.model.operations.resampling import Interpolate, Rotate, Symmetrize
from itool.store.progress import CURRENT, Progress

if TYPE_CHECKING:
    import xarray as xr

    from itool.model.operations.operation import Operation

SLOW = (
    Interpolate,
    Regrid,
    Rotate,
    Symmetrize,
    Gaussian,
    Derivative,
    MinimumGradient,
)
"""Operations that take long, sample by sample. Of the others, many return views; sums
and shifts are quick, but dask rounds them otherwise than the code that is shown."""

LARGE = 32 * 2**20
"""Bytes from which on an array in memory is worked on in pieces."""
PIECES = 50


def in_pieces(operation: Operation, data: xr.DataArray) -> xr.DataArray:
    """Return large `data` as lazy blocks that `operation` takes one by one.

    The array is cut along the first dimension that the operation does not look along,
    so that each sample of the result is made of the same samples as in one go. Returned
    as they are: lazy data, small ones, and those that cannot be cut.
    """
    if data.chunks is not None or data.nbytes < LARGE:
        return data
    if not isinstance(operation, SLOW):
        return data
    dims = tuple(map(str, data.dims))
    along = touched(operation, dims)
    free = [dim for dim in dims if dim not in along and data.sizes[dim] > 1]
    if not along or not free:
        return data
    size = data.sizes[free[0]]
    return data.chunk({free[0]: -(-size // PIECES)})


def worked_out(data: xr.DataArray) -> xr.DataArray:
    """Return lazy `data` in memory; the current `Progress` is told of every block.

    Raises
    ------
    Cancelled
        If the work was given up.
    """
    progress = CURRENT.get()
    if progress is None:
        return data.compute(scheduler="synchronous")
    with Counter(progress):
        return data.compute(scheduler="synchronous")


class Counter(Callback):
    """Tells a `Progress` which tasks of dask are done in the present thread."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._progress = progress

    def _pretask(self, key: Any, dsk: Any, state: Any) -> None:
        # Callbacks are called in whatever thread uses dask now.
        if CURRENT.get() is self._progress:
            self._progress.check()

    def _posttask(
        self, key: Any, result: Any, dsk: Any, state: Any, worker: Any
    ) -> None:
        if CURRENT.get() is self._progress:
            left = sum(len(state[name]) for name in ("ready", "waiting", "running"))
            done = len(state["finished"])
            self._progress.tell(done, done + left)
