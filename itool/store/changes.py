"""What changed in an array: exact hashes of all of it, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xxhash

from itool.errors import BadArguments

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Block = tuple[int, NDArray[Any]]

BLOCK_BYTES = 2**20
"""Bytes that are hashed, and sent, together."""

MOST = 0.5
"""Share of changed blocks from which all of the array is sent: that is copied less."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells one content of an array from any other.

    Attributes
    ----------
    meta : int
        Hash of name, dims, dtype, shape, coordinates and attributes.
    order : tuple of int
        Axes from the one of the longest stride to the one of the shortest.
    blocks : tuple of int
        Hash of each block of samples, in the order they lie in memory.
    token : str
        Stands for the samples where they are not in memory, or are not bytes.
    """

    meta: int
    order: tuple[int, ...] = ()
    blocks: tuple[int, ...] = ()
    token: str = ""


def fingerprint(data: xr.DataArray) -> Fingerprint:
    """Return the fingerprint of `data`; a change of any one sample changes it.

    Every byte is read. A dask array is known by its token, which names its graph.

    Raises
    ------
    NotSendable
        If a coordinate or attribute is not data.

    Examples
    --------
    >>> import xarray as xr
    >>> data = xr.DataArray(np.zeros(1000), dims="x")
    >>> before = fingerprint(data)
    >>> data[512] = 1e-300
    >>> fingerprint(data) == before
    False
    """
    meta = _meta(data)
    token = _token(data)
    if token:
        return Fingerprint(meta, token=token)
    order, flat = _flat(data.values)
    raw = memoryview(flat.view(np.uint8).data)
    size = _samples(flat.dtype) * flat.itemsize
    hashes = tuple(
        xxhash.xxh3_64_intdigest(raw[start : start + size])
        for start in range(0, len(raw), size)
    )
    return Fingerprint(meta, order, hashes)


def changed_blocks(
    data: xr.DataArray, old: Fingerprint, new: Fingerprint
) -> dict[int, NDArray[Any]] | None:
    """Return copies of the blocks that differ, or None if all of `data` has to travel.

    Parameters
    ----------
    data : DataArray
        The array with the fingerprint `new`.
    old, new : Fingerprint
        Before and now.

    Returns
    -------
    dict of int to ndarray, or None
        Samples by the number of the block.
    """
    if old.meta != new.meta or old.order != new.order or old.token or new.token:
        return None
    pairs = enumerate(zip(old.blocks, new.blocks, strict=True))
    numbers = [number for number, (before, now) in pairs if before != now]
    if len(numbers) > MOST * len(new.blocks):
        return None
    _, flat = _flat(data.values)
    size = _samples(flat.dtype)
    return {n: flat[n * size : (n + 1) * size].copy() for n in numbers}


def patched(
    data: xr.DataArray, order: tuple[int, ...], blocks: dict[int, NDArray[Any]]
) -> xr.DataArray:
    """Return a copy of `data` with other samples in some blocks.

    Parameters
    ----------
    data : DataArray
        What the blocks were compared to.
    order : tuple of int
        See `Fingerprint`.
    blocks : dict of int to ndarray
        From `changed_blocks`.

    Raises
    ------
    BadArguments
        If the blocks do not fit `data`.
    """
    values = data.values
    if sorted(order) != list(range(values.ndim)):
        raise BadArguments(f"{order} is no order of {values.ndim} axes.")
    turned = np.array(values.transpose(order), order="C", copy=True)
    flat = turned.reshape(-1)
    size = _samples(flat.dtype)
    for number, block in blocks.items():
        part = flat[number * size : (number + 1) * size] if number >= 0 else flat[:0]
        if not isinstance(block, np.ndarray):
            raise BadArguments(f"block {number} is a {type(block).__name__}.")
        if block.dtype != flat.dtype or block.shape != part.shape or not part.size:
            raise BadArguments(
                f"block {number} of {block.dtype} {block.shape} does not fit an array "
                f"of {flat.dtype} {values.shape}."
            )
        part[...] = block
    return data.copy(data=turned.transpose(np.argsort(order)))


def _meta(data: xr.DataArray) -> int:
    from itool.wire.codec import encode

    variable = data.variable
    header, buffers = encode(
        [
            data.name,
            list(data.dims),
            list(data.shape),
            getattr(variable.dtype, "str", str(variable.dtype)),
            variable.attrs,
            data.coords.to_dataset(),
        ]
    )
    digest = xxhash.xxh3_64(header)
    for buffer in buffers:
        digest.update(memoryview(buffer).cast("B"))
    return digest.intdigest()


def _token(data: xr.DataArray) -> str:
    variable = data.variable
    if variable.chunks is not None:
        return str(variable.data.name)
    if not variable._in_memory:
        return f"lazy {id(variable._data)}"
    if getattr(variable.dtype, "hasobject", True):
        from itool.wire.codec import encode

        is_numpy = isinstance(variable.data, np.ndarray)
        packet = encode(variable.values if is_numpy else variable)
        digest = xxhash.xxh3_128(packet.header)
        for buffer in packet.buffers:
            digest.update(memoryview(buffer).cast("B"))
        return digest.hexdigest()
    return ""


def _flat(values: NDArray[Any]) -> tuple[tuple[int, ...], NDArray[Any]]:
    """Return the axes by stride, and the samples as they lie in memory."""
    # The stride of an axis of one sample means nothing.
    longest = [
        abs(t) if n > 1 else np.inf
        for n, t in zip(values.shape, values.strides, strict=True)
    ]
    order = tuple(sorted(range(values.ndim), key=lambda axis: -longest[axis]))
    return order, np.ascontiguousarray(values.transpose(order)).reshape(-1)


def _samples(dtype: np.dtype[Any]) -> int:
    return max(1, BLOCK_BYTES // max(1, dtype.itemsize))
