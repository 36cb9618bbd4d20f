"""What is sent is what arrives; what is not data is refused by name."""

from __future__ import annotations

import ast
import datetime as dt
import enum
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import dask.array
import msgspec
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from itool.errors import NotSendable, WireError
from itool.wire.codec import decode, encode, encode_plain
from itool.wire.plain import as_plain
from tests.wire.cases import ARRAYS, ATTRS, DATASETS


def sent(value: object) -> object:
    header, buffers = encode(value)
    return decode(header, [bytearray(buffer) for buffer in buffers])


def assert_same(old: xr.Dataset | xr.DataArray, new: object) -> None:
    xr.testing.assert_identical(old, new)
    before, after = variables(old), variables(new)
    assert list(before) == list(after)
    for name, variable in before.items():
        assert variable.dtype == after[name].dtype
        assert type(variable) is type(after[name])
        for key, value in variable.attrs.items():
            assert type(value) is type(after[name].attrs[key])
    assert {n: type(i) for n, i in old.xindexes.items()} == {
        n: type(i) for n, i in new.xindexes.items()
    }


def variables(data: object) -> dict[object, xr.Variable]:
    if isinstance(data, xr.Dataset):
        return dict(data.variables)
    assert isinstance(data, xr.DataArray)
    coords = {name: coord.variable for name, coord in data.coords.items()}
    return {"itself": data.variable, **coords}


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_arrives_as_it_was_sent(name):
    assert_same(ARRAYS[name], sent(ARRAYS[name]))


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_arrives_as_it_was_sent(name):
    assert_same(DATASETS[name], sent(DATASETS[name]))


@pytest.mark.parametrize("dtype", ["Int64", "boolean", "category"])
def test_what_pandas_holds_arrives_as_what_pandas_holds(dtype):
    held = pd.array([True, False], dtype=dtype)

    array = sent(xr.DataArray(held, dims="x")).variable.data

    assert type(array) is type(held)
    assert array.dtype == held.dtype


def test_times_with_a_zone_keep_it_where_they_are_no_index():
    times = pd.date_range("2020", periods=2, tz="Europe/Berlin")
    data = xr.DataArray([1, 2], dims="x", coords={"time": ("x", times)})

    assert sent(data).time.dtype == data.time.dtype == times.dtype


def test_a_tree_arrives_with_its_inherited_coordinates():
    root = xr.Dataset(coords={"x": [1, 2]}, attrs={"run": 1})
    nodes = {"/": root, "/a": xr.Dataset({"v": ("x", [3, 4])}), "/a/b": xr.Dataset()}
    tree = xr.DataTree.from_dict(nodes, name="scan")

    xr.testing.assert_identical(sent(tree), tree)
    xr.testing.assert_identical(sent(tree["a"]), tree["a"].copy())


def test_a_range_index_arrives_without_its_samples():
    index = xr.indexes.RangeIndex.arange(0, 1, 0.1, dim="x")
    data = xr.DataArray(
        np.zeros(10), dims="x", coords=xr.Coordinates.from_xindex(index)
    )

    assert sent(data).xindexes["x"].equals(index)


def test_encoding_travels_as_far_as_it_is_data():
    data = xr.DataArray([1.0, 2.0], dims="x")
    data.encoding = {"scale_factor": 0.1, "dtype": np.dtype("i2"), "codec": object()}

    assert sent(data).encoding == {"scale_factor": 0.1, "dtype": np.dtype("i2")}
    xr.testing.assert_identical(sent(data), data)


def test_large_blocks_travel_without_a_copy_in_any_order_of_axes():
    values = np.zeros((4, 5, 6)).transpose(2, 0, 1)

    _, (buffer,) = encode(values)

    assert np.shares_memory(np.frombuffer(buffer), values)


def test_arrays_from_writable_buffers_are_writable():
    data = sent(xr.DataArray(np.zeros(3), dims="x"))

    data[0] = 1.0

    assert data.values.tolist() == [1.0, 0.0, 0.0]


def test_dask_samples_are_computed_unless_a_recipe_is_known():
    lazy = xr.DataArray(dask.array.ones((4, 4), chunks=2), dims=("x", "y"))

    computed = sent(lazy)
    header, buffers = encode(lazy, recipe=lambda variable: {"path": "cut.nc"})
    reopened = decode(header, buffers, reopen=lambda recipe: np.full((4, 4), 2.0))

    assert isinstance(computed.data, np.ndarray)
    assert not buffers
    assert float(reopened.sum()) == 32.0


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (lambda: 1, "the value is a function"),
        ({"d": {"k": [object()]}}, "['d']['k'][0]"),
        (xr.DataArray([1], dims="x", attrs={"f": print}), "attrs['f']"),
        (xr.Dataset({"v": ("x", [1], {"m": {"q": print}})}), "variable 'v' attrs['m']"),
        (
            xr.Dataset(coords={"c": ("x", [1], {"w": print})}),
            "coordinate 'c' attrs['w']",
        ),
        (xr.DataTree.from_dict({"/n": xr.Dataset(attrs={"f": print})}), "node 'n'"),
        (xr.DataArray(np.array([{}], object), dims="x"), "dict"),
        (np.ma.masked_array([1]), "MaskedArray"),
        (xr.DataArray(1, name=frozenset([print])), "name"),
    ],
)
def test_what_is_not_data_is_refused_and_named(value, where):
    with pytest.raises(NotSendable) as failure:
        encode(value)

    assert where in str(failure.value)


class OfALab(xr.DataArray):
    __slots__ = ()


class RunOfALab(xr.Dataset):
    __slots__ = ()


class TreeOfALab(xr.DataTree):
    __slots__ = ()


class Dim(str, enum.Enum):  # noqa: UP042 - what str() gives is not its text
    X = "x"


@pytest.mark.parametrize(
    ("value", "base"),
    [
        (OfALab([1.0], dims="x", coords={"x": [3]}, name="a"), xr.DataArray),
        (RunOfALab({"v": ("x", [1])}, attrs={"a": 1}), xr.Dataset),
        (TreeOfALab(xr.Dataset({"v": ("x", [1])}), name="t"), xr.DataTree),
    ],
)
def test_what_is_of_a_subclass_arrives_as_its_base(value, base):
    arrived = sent(value)

    assert type(arrived) is base
    assert arrived.identical(value)


def test_members_of_an_enumeration_of_text_arrive_as_text():
    arrived = sent(xr.DataArray([1.0], dims=Dim.X, attrs={"of": Dim.X, Dim.X: 1}))

    assert arrived.dims == ("x",)
    assert type(arrived.dims[0]) is str
    assert arrived.attrs == {"of": "x", "x": 1}


def test_a_value_that_contains_itself_is_refused():
    loop: list[object] = []
    loop.append(loop)

    with pytest.raises(NotSendable):
        encode(loop)


@pytest.mark.parametrize(
    "tree",
    [
        {"\0": "array", "v": {"dtype": "O", "shape": [1], "order": [0], "buffer": 0}},
        {"\0": "array", "v": {"dtype": "<f8", "shape": [2], "order": [0], "buffer": 0}},
        {"\0": "array", "v": {"dtype": "<f8", "shape": [1], "order": [1], "buffer": 0}},
        {
            "\0": "array",
            "v": {"dtype": "<f8", "shape": [-1], "order": [0], "buffer": 0},
        },
        {"\0": "array", "v": {"dtype": "<f8", "shape": [1], "order": [0], "buffer": 9}},
        {"\0": "array", "v": {"dtype": "V0", "shape": [2**61, 9], "order": [0, 1]}},
        {"\0": "array", "v": {"objects": [], "shape": [3]}},
        {"\0": "DataArray", "v": None},
        {"\0": "set", "v": [[]]},
        {"\0": "code", "v": "import os"},
        {"\0": "datetime", "v": ["2020-01-01", "../../etc/passwd", 0]},
        {"\0": "Period", "v": [0, "import os"]},
    ],
)
def test_a_header_that_lies_is_a_wire_error(tree):
    with pytest.raises(WireError):
        decode(msgspec.msgpack.encode(tree), [bytearray(8)])


def test_a_header_nested_too_deeply_is_a_wire_error():
    tagged = msgspec.msgpack.encode({"\0": "tuple", "v": []})
    with pytest.raises(WireError):
        decode(b"\x91" * 500 + tagged, [])
    with pytest.raises(WireError):
        decode(b"\x91" * 100_000 + b"\xc0", [])


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.binary()
    | st.complex_numbers()
    | st.datetimes()
    | st.timedeltas()
)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=20,
)


@given(trees)
def test_any_nested_value_arrives_as_it_was_sent(value):
    assert repr(sent(value)) == repr(value)


@given(
    hnp.arrays(
        dtype=st.one_of(
            hnp.scalar_dtypes(),
            hnp.unicode_string_dtypes(),
            hnp.byte_string_dtypes(),
            hnp.array_dtypes(),
        ),
        shape=hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    ),
    st.randoms(),
)
@settings(deadline=None)
def test_any_numpy_array_arrives_as_it_was_sent(array, random):
    axes = list(range(array.ndim))
    random.shuffle(axes)
    array = array.transpose(axes)[::-1] if array.ndim else array

    new = sent(array)

    assert new.dtype == array.dtype
    assert new.shape == array.shape
    assert new.tobytes() == array.tobytes()


HEADERS = [encode(value) for value in [*ARRAYS.values(), *DATASETS.values(), ATTRS]]


@given(
    st.sampled_from(HEADERS),
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=9
    ),
)
@settings(deadline=None, max_examples=300)
def test_a_damaged_header_is_a_value_or_a_wire_error(packet, damage):
    header = bytearray(packet.header)
    for position, byte in damage:
        header[position % len(header)] = byte

    with suppress(WireError):
        decode(header, [bytearray(buffer) for buffer in packet.buffers])


def test_nothing_on_the_wire_can_run_code():
    forbidden = {"pickle", "cloudpickle", "marshal", "shelve", "dill", "subprocess"}
    root = Path(__file__).parents[2] / "itool"
    for path in [
        p for part in ("wire", "server", "client") for p in (root / part).glob("*.py")
    ]:
        tree = ast.parse(path.read_text())
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        imports = {
            alias.name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert not {"eval", "exec", "__import__"} & names, path
        assert not forbidden & (imports | names), path


class Color(enum.Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    shape: tuple[int, ...]
    part: Line | None = None


@dataclass(frozen=True)
class Secretive:
    name: str
    _hidden: int


LINES = [Line("cut", (2, 3)), Line("kαrte", (), Line("", (2**62,)))]


@pytest.mark.parametrize("value", [None, [], {"a": [1.5, b"x", None]}, LINES, (1, "ä")])
def test_what_is_plain_has_a_header_at_once_that_says_what_the_long_way_says(value):
    header = encode_plain(value, with_records=True)

    assert header is not None
    assert decode(header, []) == as_plain(value)


@pytest.mark.parametrize(
    "value",
    [
        {1: "a"},
        {"\x00": "a tag"},
        {"a": "\x00"},
        2**64,
        "\ud800",
        {"\ud800": 1},
        np.float64(1.0),
        {1, 2},
        dt.date(2026, 11, 22),
        Secretive("a", 1),
        [0] * 10_000,
        Color.RED,
    ],
)
def test_what_is_not_plain_goes_the_long_way(value):
    assert encode_plain(value, with_records=True) is None


def test_without_records_a_tuple_stays_a_tuple():
    assert encode_plain({"point": (1, 2)}) is None
    assert sent({"point": (1, 2)}) == {"point": (1, 2)}


def test_a_coordinate_that_does_not_fit_its_array_is_refused():
    header, buffers = encode(xr.DataArray([1.0, 2.0], {"x": [0, 1]}, ["x"]))
    tree = msgspec.msgpack.decode(header)
    tree["v"]["coords"][0]["data"]["array"]["shape"] = [1]
    tree["v"]["coords"][0]["data"]["array"]["buffer"] = len(buffers)

    with pytest.raises(WireError, match="'x'"):
        decode(msgspec.msgpack.encode(tree), [*buffers, bytes(8)])
