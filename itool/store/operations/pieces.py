"""Large arrays worked on in pieces, which are counted and can be given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dask.callbacks import Callback

from itool.model.operations.arranging import SortBy
from itool.model.operations.extent import touched
from itool.model.operations.filtering import (
    Derivative,
    Gaussian,
    MinimumGradient,
    Shift,
)
from itool.model.operations.regridding import Regrid
from itool.model.operations.resampling import Interpolate, Mirror, Rotate, Symmetrize
from itool.store.progress import CURRENT, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

    Recipe = Callable[[xr.DataArray], xr.DataArray]

    from itool.model.operations.operation import Operation

SLOW = (
    Interpolate,
    Mirror,
    Regrid,
    Rotate,
    Shift,
    SortBy,
    Symmetrize,
    Gaussian,
    Derivative,
    MinimumGradient,
)
"""Operations that take long, sample by sample. Of the others, many return views; sums,
and powers of curvatures, would be rounded otherwise than by the code that is shown."""

ROUNDED = (Shift, Symmetrize)
"""Those of them that dask rounds otherwise, but whose blocks are rounded as the whole.
"""

LARGE = 32 * 2**20
"""Bytes from which on an array in memory is worked on in pieces."""
PIECES = 50
HEAVY = 16 * 2**20
"""Bytes that a block has at least if it is an array of xarray, made in 20 ms."""


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
    along = _looked_along(operation, data)
    free = [dim for dim in dims if dim not in along and data.sizes[dim] > 1]
    if not along or not free:
        return data
    pieces = PIECES
    if isinstance(operation, ROUNDED):
        pieces = min(pieces, max(2, data.nbytes // HEAVY))
    return data.chunk({free[0]: -(-data.sizes[free[0]] // pieces)})


def _looked_along(operation: Operation, data: xr.DataArray) -> set[str]:
    """Return the dimensions along which blocks have to be whole."""
    if isinstance(operation, SortBy):
        known = [data.coords[name] for name in operation.coords if name in data.coords]
        return {str(dim) for coord in known for dim in coord.dims}
    return touched(operation, tuple(map(str, data.dims)))


def by_numpy(
    operation: Operation, recipe: Recipe, data: xr.DataArray, made: xr.DataArray
) -> xr.DataArray:
    """Return lazy `made` so that `recipe` gets blocks of `data` as numpy has them.

    Of operations that dask rounds otherwise; others are returned as they are.
    """
    import xarray as xr

    if not isinstance(operation, ROUNDED):
        return made
    cuts = {d: n for d, n in data.chunksizes.items() if len(n) > 1}
    whole = dict.fromkeys(made.dims, -1)
    return xr.map_blocks(recipe, data, template=made.chunk({**whole, **cuts}))


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
