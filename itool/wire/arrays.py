"""numpy and pandas arrays on the wire: a small header each, samples as raw buffers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from itool.errors import WireError
from itool.wire.later import Block, Later, block_regions, can_wait, in_few_blocks
from itool.wire.plain import read_zone, write_zone
from itool.wire.tags import LARGE, Refused, tag
from itool.wire.values import read_dtype, write_dtype

if TYPE_CHECKING:
    from itool.wire.tags import Reader, Writer

_PeriodIndex: Any = pd.PeriodIndex  # pandas-stubs has no from_ordinals


def write_array(array: np.ndarray[Any, Any], writer: Writer) -> dict[str, Any]:
    """Return the header of `array`; its samples become a raw buffer without a copy.

    An array whose memory is a permuted contiguous block (Fortran order, a transpose)
    travels in the order it has; anything else is copied into C order first.
    """
    if type(array) not in (np.ndarray, np.memmap):
        raise Refused(array, "only plain numpy arrays travel")
    shape = list(array.shape)
    if array.dtype.kind == "T":
        return {
            "text": _write_strings(array),
            "na": _missing(array.dtype),
            "shape": shape,
        }
    if array.dtype.kind == "O":
        return {"objects": _write_objects(array, writer), "shape": shape}
    order = sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))
    block = array.transpose(order)
    if not block.flags.c_contiguous:
        block, order = np.ascontiguousarray(array), list(range(array.ndim))
    raw = block.reshape(-1).view(np.uint8) if array.nbytes else np.empty(0, np.uint8)
    return {
        "dtype": write_dtype(array.dtype),
        "shape": shape,
        "order": order,
        "buffer": writer.put(raw.data),
    }


def write_lazy(array: Any, writer: Writer) -> dict[str, Any]:
    """Return the header of a dask array, which is computed when it is sent."""
    if not writer.defer or array.nbytes < LARGE or not can_wait(array):
        return write_array(np.asarray(array), writer)
    header: dict[str, Any] = {
        "dtype": write_dtype(array.dtype),
        "shape": list(array.shape),
    }
    if writer.defer == "whole":
        order, buffer = list(range(array.ndim)), writer.put(Later(array))
        return {**header, "order": order, "buffer": buffer}
    array = in_few_blocks(array)
    writer.later.append((len(writer.buffers), Later(array)))
    header["buffer"] = len(writer.buffers)
    for _, region in block_regions(array.chunks):
        count = math.prod(place.stop - place.start for place in region)
        writer.put(Block(count * array.dtype.itemsize))
    return {**header, "blocks": [list(lengths) for lengths in array.chunks]}


def read_array(tree: Any, reader: Reader) -> np.ndarray[Any, Any]:
    """Return the array of a header; it shares the memory of its raw buffer."""
    shape = _read_shape(tree["shape"])
    count = math.prod(shape)
    if "blocks" in tree:
        return _read_blocks(tree, shape, reader)
    if "text" in tree:
        kwargs = {} if tree["na"] is None else {"na_object": _NA_OBJECTS[tree["na"]]}
        strings = np.dtypes.StringDType(**kwargs)
        missing = kwargs.get("na_object")
        items = [missing if item is None else item for item in tree["text"]]
        return np.array(items, dtype=strings).reshape(shape)
    if "objects" in tree:
        return _read_objects(tree["objects"], reader, shape)
    dtype, order = read_dtype(tree["dtype"]), tree["order"]
    if sorted(order) != list(range(len(shape))):
        raise WireError(f"{order[:8]!r} is not an order of {len(shape)} axes.")
    raw = memoryview(reader.buffer(tree["buffer"]))
    if raw.nbytes != count * dtype.itemsize:
        raise WireError(
            f"a {dtype} array of shape {shape} came with {raw.nbytes} bytes "
            f"instead of {count * dtype.itemsize}."
        )
    if raw.nbytes:
        block = np.frombuffer(raw, dtype, count=count)
    else:
        block = np.zeros(count, dtype)
    return block.reshape([shape[axis] for axis in order]).transpose(
        np.argsort(order).tolist()
    )


def write_index(values: Any, writer: Writer) -> dict[str, Any]:
    """Return the header of a pandas index or extension array, exact in its dtype."""
    index: Any = values if isinstance(values, pd.Index) else pd.Index(values)
    dtype: Any = index.dtype
    if isinstance(index, pd.MultiIndex):
        raise Refused(index, "it is a MultiIndex outside a coordinate")
    if isinstance(dtype, np.dtype):
        return {"numpy": write_array(index.to_numpy(), writer)}
    if isinstance(index, pd.CategoricalIndex):
        return {
            "categories": write_index(index.categories, writer),
            "ordered": bool(index.ordered),
            "codes": write_array(np.asarray(index.codes), writer),
        }
    if isinstance(index, pd.DatetimeIndex):
        ticks = write_array(index.asi8, writer)
        return {"ticks": ticks, "unit": index.unit, "zone": write_zone(index.tz)}
    if isinstance(index, pd.IntervalIndex):
        sides = [write_index(index.left, writer), write_index(index.right, writer)]
        return {"sides": sides, "closed": index.closed}
    if isinstance(index, pd.PeriodIndex):
        return {"ordinals": write_array(index.asi8, writer), "freq": index.freqstr}
    if isinstance(dtype, pd.StringDtype):
        strings = [None if pd.isna(item) else item for item in index]
        kind = [dtype.storage, bool(dtype.na_value is not pd.NA)]
        return {"strings": writer.items(strings), "kind": kind}
    return _write_masked(index, writer)


def read_index(tree: Any, reader: Reader) -> Any:
    """Return the pandas index of a header."""
    match tree:
        case {"numpy": array}:
            return pd.Index(read_array(array, reader), copy=False)
        case {"categories": categories, "ordered": ordered, "codes": codes}:
            values = pd.Categorical.from_codes(
                read_array(codes, reader).tolist(),
                categories=read_index(categories, reader),
                ordered=bool(ordered),
            )
            return pd.CategoricalIndex(values)
        case {"ticks": ticks, "unit": str(unit), "zone": zone}:
            utc = pd.DatetimeIndex(read_array(ticks, reader).view(f"M8[{unit}]"))
            return utc.tz_localize("UTC").tz_convert(read_zone(zone))
        case {"sides": [left, right], "closed": closed}:
            return pd.IntervalIndex.from_arrays(
                read_index(left, reader), read_index(right, reader), closed=closed
            )
        case {"ordinals": ordinals, "freq": str(freq)}:
            return _PeriodIndex.from_ordinals(read_array(ordinals, reader), freq=freq)
        case {"strings": strings, "kind": [storage, is_nan]}:
            missing = np.nan if is_nan else pd.NA
            dtype = pd.StringDtype(storage, na_value=missing)
            return pd.Index(reader.read(strings), dtype=dtype)
        case {"masked": values, "mask": mask}:
            return _read_masked(read_array(values, reader), read_array(mask, reader))
    raise WireError("an index came in a form that does not exist.")


def _write_strings(array: np.ndarray[Any, Any]) -> list[str | None]:
    return [item if isinstance(item, str) else None for item in array.ravel().tolist()]


def _missing(dtype: Any) -> str | None:
    if not hasattr(dtype, "na_object"):
        return None
    for name, missing in _NA_OBJECTS.items():
        if dtype.na_object is missing or (
            name == "nan" and dtype.na_object != dtype.na_object
        ):
            return name
    raise Refused(dtype, "its missing value is not one of None, nan and pd.NA")


_NA_OBJECTS: dict[str, Any] = {"nan": np.nan, "none": None, "NA": pd.NA}


def _write_objects(array: np.ndarray[Any, Any], writer: Writer) -> list[Any]:
    items = array.ravel().tolist() if array.ndim else [array.item()]
    for item in items:
        if isinstance(item, dict | list | set | np.ndarray):
            raise Refused(item, "an object array may only hold plain values")
    return writer.items(items)


def _read_objects(trees: Any, reader: Reader, shape: list[int]) -> np.ndarray[Any, Any]:
    if len(trees) != math.prod(shape):
        raise WireError(f"{len(trees)} objects came for an array of shape {shape}.")
    out = np.empty(len(trees), object)
    for position, tree in enumerate(trees):
        out[position] = reader.read(tree)
    return out.reshape(shape)


def _read_blocks(tree: Any, shape: list[int], reader: Reader) -> np.ndarray[Any, Any]:
    """Return the array put together; each block is freed as soon as it is in place."""
    dtype, chunks = read_dtype(tree["dtype"]), tree["blocks"]
    chunks = tuple(tuple(_read_shape(lengths)) for lengths in chunks)
    if [sum(lengths) for lengths in chunks] != shape:
        raise WireError(f"blocks came that are no array of shape {shape}.")
    first, number = tree["buffer"], math.prod(map(len, chunks))
    if not 0 <= first <= first + number <= len(reader.buffers):
        raise WireError(f"some of the {number} blocks of an array are missing.")
    regions = block_regions(chunks)
    for place, (_, region) in enumerate(regions, first):
        count = math.prod(part.stop - part.start for part in region)
        if memoryview(reader.buffer(place)).nbytes != count * dtype.itemsize:
            raise WireError(f"a block of a {dtype} array came with a wrong length.")
    out = np.empty(shape, dtype)
    for place, (_, region) in enumerate(regions, first):
        block = np.frombuffer(reader.take(place), dtype)
        out[region] = block.reshape([part.stop - part.start for part in region])
    return out


def _read_shape(shape: Any) -> list[int]:
    if not isinstance(shape, list) or len(shape) > 64:
        raise WireError("an array came without a shape.")
    if not all(type(size) is int and 0 <= size < 2**62 for size in shape):
        raise WireError(f"{shape[:8]!r} is not the shape of an array.")
    return shape


def _write_masked(index: Any, writer: Writer) -> dict[str, Any]:
    dtype = index.dtype
    numpy_dtype = getattr(dtype, "numpy_dtype", None)
    if not isinstance(numpy_dtype, np.dtype) or str(dtype)[:1] not in "IUFb":
        raise Refused(index, f"pandas dtype {dtype} has no form on the wire")
    mask = np.asarray(index.isna())
    values = index.array.to_numpy(numpy_dtype, na_value=numpy_dtype.type(0))
    return {"masked": write_array(values, writer), "mask": write_array(mask, writer)}


def _read_masked(values: np.ndarray[Any, Any], mask: np.ndarray[Any, Any]) -> Any:
    makers = {"b": pd.arrays.BooleanArray, "f": pd.arrays.FloatingArray}
    maker = makers.get(values.dtype.kind, pd.arrays.IntegerArray)
    return pd.Index(maker(values, mask))


tag("array", np.ndarray, np.memmap, write=write_array, read=read_array)
tag("index", pd.Index, write=write_index, read=read_index, heirs=True)
