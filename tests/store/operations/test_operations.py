"""Every operation: what it does, and that its code does exactly the same."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy import ndimage

from itool.errors import BadArguments, BadData, DimsMismatch, OperationFailed
from itool.model.operations.arranging import (
    EditAttributes,
    Rename,
    ScaleCoordinate,
    SetCoordinate,
    SortBy,
    SwapDims,
    Transpose,
)
from itool.model.operations.by_region import CropRegion, MaskRegion, SlicePath
from itool.model.operations.catalogue import OPERATIONS, FilterLayer
from itool.model.operations.combining import Arithmetic
from itool.model.operations.filtering import (
    Curvature,
    Derivative,
    DivideByCoordinate,
    Gaussian,
    MinimumGradient,
    Normalise,
    Shift,
)
from itool.model.operations.resampling import Interpolate, Mirror, Rotate, Symmetrize
from itool.model.operations.selecting import (
    Aggregate,
    Coarsen,
    Cut,
    Select,
    Squeeze,
    Thin,
)
from itool.model.region import Region
from itool.store.operations.perform import as_seen, filtered, perform, written


def cube(dtype: str = "float64", chunks: dict[str, int] | None = None) -> xr.DataArray:
    """Return 60 samples; ky falls, x has no coordinate."""
    rng = np.random.default_rng(0)
    made = xr.DataArray(
        (100 * rng.random((3, 4, 5))).astype(dtype),
        dims=("eV", "ky", "x"),
        coords={
            "eV": ("eV", [-0.4, -0.2, 0.0], {"units": "eV"}),
            "ky": [3.0, 2.0, 1.0, 0.0],
            "current": ("ky", [1.0, 2.0, 4.0, 8.0]),
            "step": ("ky", [3, 1, 0, 2]),
        },
        name="cut",
        attrs={"units": "counts"},
    )
    return made.chunk(chunks) if chunks else made


def region(kind: str, *points: tuple[float, float], **fields: object) -> Region:
    """Return a region over ky, which falls, and x."""
    return Region(id="r1", kind=kind, dims=("ky", "x"), points=points, **fields)


BOX = region("rectangle", (2.0, 1.0), (0.4, 3.2))
ROUND = region("circle", (1.5, 2.0), (0.0, 3.9))
KITE = region("polygon", (3.2, 2.0), (1.4, 4.4), (0.2, 1.6), (1.4, 0.3))
PATH = region("polyline", (3.0, 0.2), (1.1, 0.2), (1.1, 0.2), (-0.2, 3.7), width=3)
SPOT = region("polyline", (1.2, 2.0), (1.2, 2.0))

EACH = [
    Select(points={"eV": -0.19}),
    Select(points={"x": 2.2}, ranges={"ky": (0.5, 2.0)}),
    Select(ranges={"eV": (None, -0.2), "x": (1, 3)}, indexes={"ky": -1}),
    Aggregate(dims=("eV", "x")),
    Aggregate(dims=("ky",), how="std"),
    Coarsen(factors={"ky": 2, "x": 2}),
    Coarsen(factors={"x": 2}, how="max", boundary="pad"),
    Thin(factors={"x": 2}),
    Transpose(dims=("x", "eV", "ky")),
    Transpose(dims=("x",)),
    SwapDims(dim="ky", coord="current"),
    Rename(names={"ky": "slit angle", "current": "mesh"}),
    SortBy(coords=("step",), ascending=False),
    ScaleCoordinate(coord="eV", scale=1000.0, offset=5.0),
    SetCoordinate(dim="x", start=-1.0, stop=1.0),
    SetCoordinate(dim="eV", values=(1.0, 2.0, 4.0)),
    EditAttributes(attrs={"note": 'it\'s "fine"', "scans": 3}),
    EditAttributes(coord="ky", attrs={"units": "1/Å"}, replace=True),
    Interpolate(dim="eV", samples=7),
    Interpolate(dim="x", samples=3, start=0.5, stop=2.5, method="nearest"),
    Rotate(plane=("ky", "x"), angle=30.0, row=1.5, column=2.0),
    Mirror(dim="ky", center=1.0),
    Mirror(dim="ky", center=1.0, keep="overlap"),
    Mirror(dim="x", center=2.0, how="difference"),
    Symmetrize(plane=("ky", "x"), fold=3, row=1.5, column=2.0),
    Normalise(dims=("eV",)),
    Normalise(dims=("ky", "x"), how="range"),
    Normalise(dims=("ky",), how="minimum"),
    Normalise(dims=("ky",), how="minimum_area"),
    Gaussian(sigma={"eV": 0.2, "x": 1.5}),
    Gaussian(sigma={"ky": 1.0}, skipna=True),
    Derivative(dim="eV"),
    Derivative(dim="x", order=2),
    Curvature(dim="ky", factor=0.5),
    MinimumGradient(dims=("ky", "x")),
    DivideByCoordinate(coord="current"),
    Shift(dim="ky", distance=0.5),
    Arithmetic(other="b"),
    Arithmetic(other="b", operator="/", join="overlap"),
    Arithmetic(other="b", operator="*", join="interpolate"),
    *(MaskRegion(region=area) for area in (BOX, ROUND, KITE)),
    MaskRegion(region=KITE, keep="outside"),
    *(CropRegion(region=shape) for shape in (BOX, KITE, PATH)),
    *(SlicePath(region=path) for path in (PATH, SPOT)),
    Cut(windows={"eV": (0, 2), "x": (3, 4)}),
    Cut(windows={"ky": (1, 3), "eV": (0, 1)}, how="median"),
    Cut(windows={"ky": (1, 2)}, how="std"),
]
KINDS = {"float64": {}, "int16": {}, "float32": {"eV": 1, "ky": 2, "x": 3}}


def run(code: str, **names: xr.DataArray) -> xr.DataArray:
    """Return ``data`` after the lines of `code` were run."""
    space = {"np": np, "xr": xr, "ndimage": ndimage, **names}
    exec(code, space)
    return space["data"]


@pytest.mark.parametrize("dtype", KINDS)
@pytest.mark.parametrize("operation", EACH, ids=lambda o: o.kind)
def test_the_code_does_what_the_operation_does(operation, dtype):
    data, other = cube(dtype, KINDS[dtype]), cube("float64")[:, ::-1] + 1
    data = data.copy(deep=True)
    before = data.copy(deep=True)
    other = other if operation.kind != "arithmetic" else cube("float64") + 1

    made = perform(operation, data, other)

    code = written(operation, data, second=other)
    again = run(code, data=data, other=other)
    xr.testing.assert_identical(made, again)
    xr.testing.assert_identical(data, before)
    assert (made.chunks is not None) == bool(KINDS[dtype])


def holed() -> xr.DataArray:
    data = cube("float32")
    return data.where(data < 80)


def of_days() -> xr.DataArray:
    days = np.array(["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"])
    return cube().assign_coords(ky=days.astype("datetime64[ns]"))


def uneven() -> xr.DataArray:
    return cube().assign_coords(ky=[3.0, 2.9, 1.0, 0.0], distance=("x", list("abcde")))


@pytest.mark.parametrize(
    "data",
    [holed(), of_days(), uneven(), cube("float32") + 1j * cube("float32"), cube() > 50],
    ids=["holed", "days", "uneven", "complex", "bool"],
)
@pytest.mark.parametrize("shape", [KITE, ROUND, PATH], ids=lambda shape: shape.kind)
def test_the_code_of_a_region_fits_any_array(shape, data):
    if data.ky.dtype.kind == "M":
        first, day = float(data.ky[0].astype("datetime64[ms]").astype(int)), 86.4e6
        points = tuple((first + row * day, column) for row, column in shape.points)
        shape = shape.evolve(points=points)
    kinds = (SlicePath, CropRegion) if shape.is_path else (MaskRegion, CropRegion)
    for kind in kinds:
        operation = kind(region=shape)

        made = perform(operation, data)

        again = run(written(operation, data), data=data)
        xr.testing.assert_identical(made, again)


@pytest.mark.parametrize("is_lazy", [False, True])
@pytest.mark.parametrize("part", ["abs", "angle", "real", "imag"])
@pytest.mark.parametrize("how", ["mean", "sum", "max"])
def test_the_code_of_a_cut_takes_the_part_of_complex_samples(part, how, is_lazy):
    data = cube() + 1j * cube("float32")[::-1].values
    data = data.chunk({"eV": 1, "x": 2}) if is_lazy else data
    operation = Cut(windows={"eV": (0, 2), "x": (1, 4)}, how=how, part=part)

    made = perform(operation, data)

    assert made.dtype.kind == "f"
    again = run(written(operation, data), data=data)
    xr.testing.assert_identical(made, again)


def test_a_cut_beyond_the_samples_is_refused():
    with pytest.raises(DimsMismatch, match="among the 3"):
        perform(Cut(windows={"eV": (2, 4)}), cube())


def test_a_path_has_no_inside_and_an_area_is_no_path():
    with pytest.raises(BadArguments, match="no inside"):
        perform(MaskRegion(region=PATH), cube())
    with pytest.raises(BadArguments, match="only a polyline"):
        perform(SlicePath(region=KITE), cube())
    with pytest.raises(DimsMismatch, match="no dimension"):
        perform(CropRegion(region=KITE), cube()[:, 0])


def test_every_kind_of_operation_was_tried():
    tried = {operation.kind for operation in EACH} | {"squeeze", "regrid"}

    assert tried == set(OPERATIONS)


FILTERS = [operation for operation in EACH if operation.is_filter]


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float32", ">f4", "f8"])
@pytest.mark.parametrize("operation", FILTERS, ids=lambda o: o.kind)
def test_a_filter_keeps_sizes_and_coordinates_and_tells_its_dtype(operation, dtype):
    data = cube(dtype)
    layers = (FilterLayer(operation=operation),)

    made = filtered(data, layers)

    assert (made.dims, made.shape) == (data.dims, data.shape)
    assert made.dtype == as_seen(data, layers).dtype
    assert made.attrs == as_seen(data, layers).attrs
    for name in data.coords:
        xr.testing.assert_equal(made[name].variable, data[name].variable)


UNITS = {
    "counts/eV": Derivative(dim="eV"),
    "counts/eV²": Derivative(dim="eV", order=2),
    "eV/counts²": Curvature(dim="eV"),
    "counts/mA": DivideByCoordinate(coord="current"),
    "counts": Normalise(dims=["eV"], how="minimum"),
    "": Normalise(dims=["eV"]),
}


@pytest.mark.parametrize("units", UNITS)
def test_results_have_units_and_keep_the_other_attributes(units):
    data = cube().assign_attrs(sample="Au")
    data["current"].attrs.update(units="mA", long_name="ring current")

    made = perform(UNITS[units], data)

    assert made.attrs == {"sample": "Au", **({"units": units} if units else {})}
    xr.testing.assert_identical(run(written(UNITS[units], data), data=data), made)
    assert data.attrs == {"units": "counts", "sample": "Au"}


@pytest.mark.parametrize(
    ("operator", "units"), [("*", "eV*s"), ("/", "eV/s"), ("+", None), ("-", None)]
)
def test_arithmetic_takes_units_into_account(operator, units):
    one = cube().assign_attrs(units="eV")
    other = cube().assign_attrs(units="s", shutter="open")
    operation = Arithmetic(operator=operator, other="v1")
    if units is None:
        with pytest.raises(BadArguments, match=r"'eV'.*'s'"):
            perform(operation, one, other)
        return

    made = perform(operation, one, other)

    assert made.attrs == {"units": units}
    code = written(operation, one, "other", other)
    xr.testing.assert_identical(run(code, data=one, other=other), made)


def test_what_is_added_in_other_units_is_converted():
    one = cube().assign_attrs(units="eV")
    other = (1000 * cube()).assign_attrs(units="meV")
    operation = Arithmetic(operator="-", other="v1")

    made = perform(operation, one, other)

    assert abs(made).max() < 1e-12
    assert made.attrs == {"units": "eV"}
    code = written(operation, one, "other", other)
    xr.testing.assert_identical(run(code, data=one, other=other), made)


def test_a_filter_that_is_off_does_nothing():
    data = cube()

    made = filtered(data, (FilterLayer(operation=FILTERS[0], is_on=False),))

    assert made is data


def test_a_range_keeps_both_ends_also_where_the_coordinate_falls():
    made = perform(Select(ranges={"ky": (1.0, 2.0)}), cube())

    assert made["ky"].values.tolist() == [2.0, 1.0]


DAY = 86_400_000.0
OF_TIME = [
    Gaussian(sigma={"ky": 1.5 * DAY}),
    Derivative(dim="ky", order=2),
    Curvature(dim="ky"),
    MinimumGradient(dims=["ky", "eV"]),
    Shift(dim="ky", distance=0.25 * DAY),
    Interpolate(dim="ky", samples=7),
    Interpolate(dim="ky", samples=3, start=18262 * DAY, stop=18263.5 * DAY),
    Mirror(dim="ky", center=18263 * DAY),
    Select(ranges={"ky": (18262.5 * DAY, 18264 * DAY)}),
]


@pytest.mark.parametrize("chunks", [None, {"eV": 1}])
@pytest.mark.parametrize("operation", OF_TIME, ids=lambda o: o.kind)
def test_times_are_worked_on_in_milliseconds(operation, chunks):
    data = of_days().chunk(chunks) if chunks else of_days()
    is_slope = isinstance(operation, Derivative | Curvature)  # per second
    plain = cube().assign_coords(
        ky=np.arange(4) * (86400.0 if is_slope else DAY) + 18262 * DAY
    )

    made = perform(operation, data)

    np.testing.assert_allclose(made, perform(operation, plain), rtol=1e-9)
    again = run(written(operation, data), data=data)
    xr.testing.assert_identical(again, made)


def test_slopes_along_times_are_per_second():
    made = perform(Derivative(dim="ky"), of_days())

    assert made.attrs["units"] == "counts/s"
    assert made["ky"].dtype.kind == "M"


def test_lengths_of_time_are_worked_on_in_seconds():
    data = cube().assign_coords(ky=np.arange(4) * np.timedelta64(1500, "ms"))
    plain = cube().assign_coords(ky=np.arange(4) * 1.5)

    for operation in (
        Gaussian(sigma={"ky": 2.0}),
        Shift(dim="ky", distance=0.3),
        Interpolate(dim="ky", samples=9, start=0.5),
        Select(ranges={"ky": (1.5, 3.1)}),
    ):
        made = perform(operation, data)

        np.testing.assert_allclose(made, perform(operation, plain), rtol=1e-12)
        again = run(written(operation, data), data=data)
        xr.testing.assert_identical(again, made)


@pytest.mark.parametrize("boundary", ["trim", "pad"])
def test_of_joined_samples_the_first_name_is_kept(boundary):
    data = cube().assign_coords(x=list("abcde"), ky=["p", "q", "r", "s"])
    operation = Coarsen(factors={"x": 2, "ky": 2}, boundary=boundary)

    made = perform(operation, data)

    names = ["a", "c"] if boundary == "trim" else ["a", "c", "e"]
    assert made["x"].values.tolist() == names
    assert made["ky"].values.tolist() == ["p", "r"]
    xr.testing.assert_identical(run(written(operation, data), data=data), made)


def test_samples_with_names_are_selected_by_their_places():
    data = cube().assign_coords(ky=["p", "q", "r", "s"])
    operation = Select(points={"ky": 2.0})

    made = perform(operation, data)

    assert made["ky"].item() == "r"
    xr.testing.assert_identical(run(written(operation, data), data=data), made)


def test_a_time_is_cut_by_its_milliseconds():
    days = np.array(["2020-01-01", "2020-01-02", "2020-01-03"], "datetime64[ns]")
    data = xr.DataArray(np.arange(6.0).reshape(3, 2), dims=("time", "x"))
    data = data.assign_coords(time=days)
    second = float(days[1].astype("datetime64[ms]").astype(int))
    operation = Select(points={"time": second})

    made = perform(operation, data)

    assert made.values.tolist() == [2.0, 3.0]
    xr.testing.assert_identical(made, run(written(operation, data), data=data))


def test_a_quarter_turn_moves_every_sample():
    data = xr.DataArray(np.arange(9.0).reshape(3, 3), dims=("y", "x"))

    made = perform(Rotate(plane=("y", "x"), angle=90, row=1.0, column=1.0), data)

    # Towards rows: what was at the end of the columns is at the end of the rows.
    np.testing.assert_allclose(made.values, np.rot90(data.values, k=-1), atol=1e-12)
    assert made.sel(x=1, y=2) == data.sel(x=2, y=1)


@pytest.mark.parametrize("kind", [Rotate, Symmetrize])
def test_a_turn_is_one_of_lengths_where_units_can_be_converted(kind):
    plain = cube().rename(x="kx").assign_coords(kx=np.linspace(-2, 2, 5))
    data = plain.assign_coords(ky=plain["ky"] * 1000)
    data["kx"].attrs["units"], data["ky"].attrs["units"] = "mm", "um"
    given = {"plane": ("ky", "kx"), "column": 0.3, "order": 1}
    given |= {"angle": 30.0} if kind is Rotate else {"fold": 3}

    made = perform(kind(row=1000.0, **given), data)

    wanted = perform(kind(row=1.0, **given), plain)
    np.testing.assert_allclose(made, wanted, atol=1e-9)
    code = written(kind(row=1000.0, **given), data)
    xr.testing.assert_identical(run(code, data=data), made)


def test_what_was_symmetrized_looks_the_same_after_a_turn():
    rng = np.random.default_rng(1)
    data = xr.DataArray(rng.random((5, 5)), dims=("y", "x"))

    made = perform(Symmetrize(plane=("y", "x"), fold=4, row=2.0, column=2.0), data)

    np.testing.assert_allclose(made.values, np.rot90(made.values), atol=1e-12)
    assert made.mean() == pytest.approx(float(data.mean()))


def test_a_mirrored_array_is_even_about_its_centre():
    made = perform(Mirror(dim="ky", center=1.5), cube())

    np.testing.assert_allclose(made.values, made.values[:, ::-1])


def test_a_derivative_of_a_line_is_its_slope():
    data = cube().copy(
        data=np.broadcast_to(3 * cube()["ky"].values[:, None], (3, 4, 5))
    )

    made = perform(Derivative(dim="ky"), data)

    np.testing.assert_allclose(made.values, 3.0)


def test_a_gaussian_that_leaves_out_missing_samples_keeps_their_neighbours():
    data = xr.DataArray([[1.0, np.nan, 1.0, 1.0]], dims=("y", "x"))

    made = perform(Gaussian(sigma={"x": 1.0}, skipna=True), data)

    np.testing.assert_allclose(made.values, [[1.0, np.nan, 1.0, 1.0]])


def test_a_shift_moves_samples_up_the_coordinate():
    made = perform(Shift(dim="ky", distance=1.0), cube())

    np.testing.assert_allclose(made.values[:, :3], cube().values[:, 1:])
    assert np.isnan(made.values[:, 3]).all()


def test_squeeze_drops_what_has_one_sample():
    data = cube()[:1]

    made = perform(Squeeze(), data)

    assert made.dims == ("ky", "x")
    xr.testing.assert_identical(made, run(written(Squeeze(), data), data=data))


@pytest.mark.parametrize(
    ("operation", "error", "named"),
    [
        (Aggregate(dims=("kz",)), DimsMismatch, "'eV', 'ky' and 'x'"),
        (Aggregate(dims=("eV", "ky", "x")), BadData, "0-D"),
        (Select(ranges={"ky": (10, 20)}), BadData, "empty"),
        (Select(), BadArguments, "nothing"),
        (Select(indexes={"eV": 3}), DimsMismatch, "3"),
        (Squeeze(), BadArguments, "single"),
        (Coarsen(factors={"eV": 9}), BadArguments, "9"),
        (Coarsen(factors={"x": 2}, boundary="exact"), OperationFailed, "Coarsen"),
        (Rename(names={"kz": "a"}), BadArguments, "'kz'"),
        (Rename(names={"ky": "x"}), OperationFailed, "Rename"),
        (SwapDims(dim="eV", coord="current"), BadArguments, "'ky'"),
        (SetCoordinate(dim="eV", values=(1.0,)), BadArguments, "3 samples"),
        (SetCoordinate(dim="eV"), BadArguments, "first and last"),
        (ScaleCoordinate(coord="mesh"), BadArguments, "'current'"),
        (Gaussian(sigma={"bad": 1}), DimsMismatch, "'bad'"),
        (Interpolate(dim="eV", samples=3, start=1, stop=1), BadArguments, "1"),
        (Arithmetic(other="b"), BadArguments, "coordinates"),
    ],
    ids=lambda x: getattr(x, "kind", None),
)
def test_what_is_amiss_is_said(operation, error, named):
    with pytest.raises(error, match=named):
        perform(operation, cube(), cube().assign_coords(ky=[9.0, 8.0, 7.0, 6.0]))


@pytest.mark.parametrize(
    "operation", [Gaussian(sigma={"t": 1.0}), Rotate(plane=("t", "x"))]
)
def test_an_uneven_coordinate_is_refused_where_steps_matter(operation):
    data = xr.DataArray(np.ones((3, 3)), dims=("t", "x"), coords={"t": [0, 1, 5]})

    with pytest.raises(BadArguments, match="evenly"):
        perform(operation, data)
