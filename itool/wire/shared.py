"""Arrays that live in memory files, to be handed to a manager without a copy."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

from itool.errors import BadArguments
from itool.wire.memory import is_available, map_shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import DTypeLike


def shared_empty(
    shape: int | Sequence[int], dtype: DTypeLike = float
) -> np.ndarray[Any, Any]:
    """Return a new array, filled with zeros, that a manager shows without a copy.

    Fill it, and pass it, a contiguous part of it, or a DataArray over it to
    `itool.manager.show_in_manager`: only a header travels, about 1 ms whatever the
    size.

    Parameters
    ----------
    shape : int or sequence of int
        Length along each dimension.
    dtype : dtype-like
        Of the samples; anything but objects.

    Returns
    -------
    ndarray
        In C order, writable. Where the system has no memory files (elsewhere than on
        Linux) it is an ordinary array, which is copied when it is shown.

    Raises
    ------
    BadArguments
        If `shape` has a negative length, or `dtype` holds Python objects.
    MemoryError
        If there is not enough memory.

    Notes
    -----
    The manager looks at the same memory. What is written after the array was shown
    may appear at the next drawing, piece by piece, or not before `replace_data` or
    another `show_in_manager` of the array: only these promise that all that is seen is
    what was there at the call. Undoing a replacement by the same array brings no older
    samples back. `itool.manager.fetch` gives a copy. Coordinates are always copied.

    The memory is freed when the array here and every viewer of it are gone. A client
    that ends, however it ends, leaves the array to the viewers as it was.

    Examples
    --------
    >>> cube = shared_empty((4, 3, 2), "f4")
    >>> cube[...] = 1.5
    >>> float(cube.sum())
    36.0
    """
    import numpy as np

    kind = np.dtype(dtype)
    lengths = [shape] if isinstance(shape, int) else [int(length) for length in shape]
    if kind.hasobject or kind.kind == "T":
        raise BadArguments(
            f"an array of dtype {kind} cannot be shared: its samples are objects.",
            hint="Choose numbers, dates, or text of a fixed length.",
        )
    if any(length < 0 for length in lengths):
        raise BadArguments(
            f"{tuple(lengths)} is not a shape: a length is negative.",
            hint="Pass lengths of 0 or more.",
        )
    size = math.prod(lengths) * kind.itemsize
    if not is_available() or not size:
        return np.zeros(lengths, kind)
    try:
        return np.frombuffer(map_shared(size), kind).reshape(lengths)
    except OSError as error:
        raise MemoryError(f"no memory for {size / 2**20:.0f} MiB to share.") from error


def frozen_copy(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return a read-only copy of numbers or dates that crosses to a manager as it is.

    Raises
    ------
    OSError
        If there is not enough memory.
    """
    import numpy as np

    from itool.wire.memory import map_sealed, seal

    if not is_available() or not values.size:
        return values.copy(order="K")
    strides = values.strides
    order = sorted(range(values.ndim), key=lambda axis: -abs(strides[axis]))
    flat = np.ascontiguousarray(values.transpose(order))
    descriptor, _ = seal([memoryview(flat.reshape(-1).view(np.uint8).data)])
    try:
        mapped = map_sealed(os.getpid(), descriptor, writable=False)
    finally:
        os.close(descriptor)
    copy = np.frombuffer(mapped, values.dtype).reshape(flat.shape)
    return copy.transpose(np.argsort(order))
