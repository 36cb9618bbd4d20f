"""xarray objects on the wire: variables, coordinates with their indexes, trees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from itool.errors import WireError
from itool.wire.arrays import (
    read_array,
    read_index,
    write_array,
    write_index,
    write_lazy,
)
from itool.wire.later import block_lengths
from itool.wire.memory import is_shared
from itool.wire.tags import LARGE, Refused, tag
from itool.wire.values import read_dtype, write_dtype

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from itool.wire.tags import Reader, Writer


def _write_data_array(array: xr.DataArray, writer: Writer) -> dict[str, Any]:
    return {
        "name": writer.named("name", array.name),
        "data": _write_variable(array.variable, writer),
        "coords": _write_coords(array.coords, array.xindexes, writer),
    }


def _read_data_array(tree: Any, reader: Reader) -> xr.DataArray:
    variable = _read_variable(tree["data"], reader)
    coords, indexes = _read_coords(tree["coords"], reader)
    _check_coords(variable, coords)
    # The usual way would convert objects and drop the encoding, in four times the time.
    return xr.DataArray(
        variable,
        coords,
        name=reader.read(tree["name"]),
        indexes=indexes,
        fastpath=True,
    )


def _write_dataset(dataset: xr.Dataset, writer: Writer) -> dict[str, Any]:
    variables = [
        [writer.named("name", name), _write_named(name, dataset[name].variable, writer)]
        for name in dataset.data_vars
    ]
    return {
        "variables": variables,
        "coords": _write_coords(dataset.coords, dataset.xindexes, writer),
        "attrs": _write_attrs(dataset.attrs, writer),
        "encoding": _write_encoding(dataset.encoding, writer),
    }


def _read_dataset(tree: Any, reader: Reader) -> xr.Dataset:
    dataset = xr.Dataset(
        {
            reader.read(name): _read_variable(item, reader)
            for name, item in tree["variables"]
        },
        coords=xr.Coordinates(*_read_coords(tree["coords"], reader)),
        attrs=reader.read(tree["attrs"]),
    )
    dataset.encoding = reader.read(tree["encoding"])
    return dataset


def _write_tree(tree: xr.DataTree, writer: Writer) -> dict[str, Any]:
    nodes = []
    for node in tree.subtree:
        path = "." if node is tree else node.relative_to(tree)
        try:
            dataset = node.to_dataset(inherit=node is tree)
            nodes.append([path, _write_dataset(dataset, writer)])
        except Refused as refusal:
            raise refusal.inside(f"node {path!r}") from None
    return {"name": writer.named("name", tree.name), "nodes": nodes}


def _read_tree(tree: Any, reader: Reader) -> xr.DataTree:
    nodes = {path: _read_dataset(node, reader) for path, node in tree["nodes"]}
    return xr.DataTree.from_dict(nodes, name=reader.read(tree["name"]))


def _write_named(
    name: Hashable, variable: xr.Variable, writer: Writer
) -> dict[str, Any]:
    try:
        return _write_variable(variable, writer)
    except Refused as refusal:
        raise refusal.inside(f"variable {name!r}") from None


def _write_variable(variable: xr.Variable, writer: Writer) -> dict[str, Any]:
    return {
        "dims": [writer.named("dims", dim) for dim in variable.dims],
        "attrs": _write_attrs(variable.attrs, writer),
        "encoding": _write_encoding(variable.encoding, writer),
        **_write_data(variable, writer),
    }


def _write_data(variable: xr.Variable, writer: Writer) -> dict[str, Any]:
    if is_lazy(variable):
        recipe = writer.recipe(variable) if writer.recipe else None
        if recipe is not None:
            return {"recipe": writer.named("recipe", recipe)}
        variable = _in_blocks(variable, writer)
    if hasattr(variable._data, "__dask_graph__"):
        return {"array": write_lazy(variable._data, writer)}
    data = variable.data
    if isinstance(data, np.ndarray):
        return {"array": write_array(data, writer)}
    if isinstance(data, pd.api.extensions.ExtensionArray):
        return {"index": write_index(data, writer)}
    raise Refused(data, "only numpy, pandas and dask arrays travel")


def is_lazy(variable: xr.Variable) -> bool:
    """Return whether the samples of `variable` are still to be computed or read."""
    # There is no public way to ask xarray without reading everything.
    data = variable._data
    is_file = hasattr(data, "get_duck_array") and not variable._in_memory
    return hasattr(data, "__dask_graph__") or is_file


def _in_blocks(variable: xr.Variable, writer: Writer) -> xr.Variable:
    """Return a variable that is read from a file in blocks of some MiB, if possible."""
    data: Any = variable._data
    if hasattr(data, "__dask_graph__") or not writer.defer or variable.nbytes < LARGE:
        return variable
    while hasattr(data, "array"):
        if "Vectorized" in type(data).__name__:
            return variable  # each block would be read sample by sample
        data = data.array
    stored = variable.encoding.get("preferred_chunks") or {}
    return variable.chunk(block_lengths(variable.sizes, stored, variable.dtype))


def _read_variable(tree: Any, reader: Reader) -> xr.Variable:
    if "recipe" in tree:
        data = reader.reopen(reader.read(tree["recipe"]))
        if len(tree["dims"]) != data.ndim:
            raise WireError(f"{len(tree['dims'])} names came for {data.ndim} axes.")
    elif "index" in tree:
        data = _held(read_index(tree["index"], reader))
    else:
        data = read_array(tree["array"], reader)
    dims = [reader.read(dim) for dim in tree["dims"]]
    variable = xr.Variable(dims, data, attrs=reader.read(tree["attrs"]), fastpath=True)
    variable.encoding = reader.read(tree["encoding"])
    return variable


def _held(index: pd.Index[Any]) -> Any:
    """Return the samples of `index` as xarray holds them, which it does not show."""
    # It takes a bare array of times with a zone for objects.
    bare = index if isinstance(index, pd.DatetimeIndex) else index.array
    return xr.Variable("samples", bare)._data


def _write_attrs(attrs: Mapping[Any, Any], writer: Writer) -> Any:
    return writer.named("attrs", dict(attrs))


def _write_encoding(encoding: Mapping[Any, Any], writer: Writer) -> dict[str, Any]:
    """Return what travels of `encoding`; it is about a file and is no data."""
    kept = {}
    for key, value in encoding.items():
        if isinstance(value, np.ndarray) or not isinstance(key, str):
            continue
        before = len(writer.buffers)
        try:
            kept[key] = writer.write(value)
        except Refused:
            del writer.buffers[before:]
    return kept


def _write_coords(
    coords: Mapping[Any, xr.DataArray], indexes: Any, writer: Writer
) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    done: set[Hashable] = set()
    first = len(writer.buffers)
    for name in coords:
        if name in done:
            continue
        try:
            if name not in indexes:
                out.append(_write_coord(name, coords[name].variable, writer))
                continue
            index = indexes[name]
            members = indexes.get_all_coords(name)
            done |= set(members)
            out.append(_write_indexed(name, index, members, writer))
        except Refused as refusal:
            raise refusal.inside(f"coordinate {name!r}") from None
    # An index must not change under those who search it.
    writer.buffers[first:] = [
        bytes(buffer)
        if isinstance(buffer, memoryview) and is_shared(buffer)
        else buffer
        for buffer in writer.buffers[first:]
    ]
    return out


def _write_coord(
    name: Hashable, variable: xr.Variable, writer: Writer
) -> dict[str, Any]:
    return {
        "name": writer.named("name", name),
        "data": _write_variable(variable, writer),
    }


def _write_indexed(
    name: Hashable,
    index: Any,
    members: Mapping[Hashable, xr.Variable],
    writer: Writer,
) -> dict[str, Any]:
    if type(index) is xr.indexes.PandasIndex:
        return {**_write_coord(name, members[name], writer), "indexed": True}
    attrs = [
        [
            writer.named("name", n),
            _write_attrs(v.attrs, writer),
            _write_encoding(v.encoding, writer),
        ]
        for n, v in members.items()
    ]
    if type(index) is xr.indexes.PandasMultiIndex:
        return {"levels": _write_multi_index(index, writer), "attrs": attrs}
    if _range_index() is not None and type(index) is _range_index():
        ends = [index.start, index.stop, index.size]
        return {
            "range": [
                *writer.items(ends),
                writer.write(index.coord_name),
                writer.write(index.dim),
            ],
            "dtype": write_dtype(index.transform.dtype),
            "attrs": attrs,
        }
    raise Refused(
        index, "this kind of index has no form on the wire; drop it with drop_indexes"
    )


def _write_multi_index(index: Any, writer: Writer) -> dict[str, Any]:
    pandas = index.index
    dtypes = [index.level_coords_dtype[name] for name in pandas.names]
    return {
        "dim": writer.write(index.dim),
        "names": writer.items(list(pandas.names)),
        "values": [write_index(level, writer) for level in pandas.levels],
        "codes": [write_array(np.asarray(codes), writer) for codes in pandas.codes],
        "dtypes": [_write_level_dtype(dtype) for dtype in dtypes],
    }


def _write_level_dtype(dtype: Any) -> Any:
    if not isinstance(dtype, np.dtype):
        return None
    return "object" if dtype.kind == "O" else write_dtype(dtype)


def _check_coords(
    variable: xr.Variable, coords: Mapping[Hashable, xr.Variable]
) -> None:
    sizes = variable.sizes
    for name, coord in coords.items():
        for dim, size in coord.sizes.items():
            if sizes.get(dim) != size:
                raise WireError(
                    f"coordinate {name!r} has {size} samples along {dim!r}, the array "
                    f"has {sizes.get(dim, 'no such dimension')}."
                )


def _read_coords(
    trees: Any, reader: Reader
) -> tuple[dict[Hashable, xr.Variable], dict[Hashable, xr.Index]]:
    variables: dict[Hashable, xr.Variable] = {}
    indexes: dict[Hashable, xr.Index] = {}
    for tree in trees:
        if "data" in tree:
            name = reader.read(tree["name"])
            members = {name: _read_variable(tree["data"], reader)}
            index: Any = None
            if tree.get("indexed"):
                index = _read_pandas_index(tree["data"], members, reader)
                members = index.create_variables(members)
        else:
            make = _read_multi_index if "levels" in tree else _read_range_index
            index = make(tree, reader)
            members = dict(index.create_variables())
            for written, attrs, encoding in tree["attrs"]:
                variable = members[reader.read(written)]
                variable.attrs = reader.read(attrs)
                variable.encoding = reader.read(encoding)
        variables.update(members)
        if index is not None:
            indexes.update(dict.fromkeys(members, index))
    return variables, indexes


def _read_pandas_index(
    tree: Any, members: Mapping[Any, xr.Variable], reader: Reader
) -> xr.indexes.PandasIndex:
    if "index" not in tree:
        return xr.indexes.PandasIndex.from_variables(members, options={})
    dim = reader.read(tree["dims"][0])
    return xr.indexes.PandasIndex(read_index(tree["index"], reader), dim)


def _read_multi_index(coord: Any, reader: Reader) -> Any:
    tree = coord["levels"]
    names = reader.read(tree["names"])
    codes: list[Any] = [read_array(codes, reader) for codes in tree["codes"]]
    pandas = pd.MultiIndex(
        levels=[read_index(level, reader) for level in tree["values"]],
        codes=codes,
        names=names,
    )
    dtypes: dict[Any, Any] = {
        name: np.dtype(object) if dtype == "object" else read_dtype(dtype)
        for name, dtype in zip(names, tree["dtypes"], strict=True)
        if dtype is not None
    }
    for name, level in zip(names, pandas.levels, strict=True):
        dtypes.setdefault(name, level.dtype)
    return xr.indexes.PandasMultiIndex(
        pandas, reader.read(tree["dim"]), level_coords_dtype=dtypes
    )


def _read_range_index(tree: Any, reader: Reader) -> Any:
    cls = _range_index()
    if cls is None:
        raise WireError("this version of xarray has no RangeIndex.")
    start, stop, size, coord, dim = reader.read(tree["range"])
    return cls.linspace(
        start,
        stop,
        size,
        endpoint=False,
        coord_name=coord,
        dim=dim,
        dtype=read_dtype(tree["dtype"]),
    )


def _range_index() -> Any:
    return getattr(xr.indexes, "RangeIndex", None)  # xarray >= 2025.4


tag(
    "DataArray",
    xr.DataArray,
    write=_write_data_array,
    read=_read_data_array,
    heirs=True,
)
tag("Dataset", xr.Dataset, write=_write_dataset, read=_read_dataset, heirs=True)
tag("DataTree", xr.DataTree, write=_write_tree, read=_read_tree, heirs=True)
tag("Variable", xr.Variable, write=_write_variable, read=_read_variable)
