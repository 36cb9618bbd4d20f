"""Regridding: a plane is put where two coordinates say that it is."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from matplotlib.backend_bases import MouseEvent
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from scipy.interpolate import griddata

from itool.errors import BadArguments, DimsMismatch
from itool.model.operations.regridding import Regrid
from itool.store.operations.perform import perform, written
from itool.store.operations.regridding import mesh_coords, weighted

MAP = Regrid(plane=("y", "x"), rows="lat", columns="lon")


def film(dtype: str = "float64") -> xr.DataArray:
    """Return 3 × 12 × 15 samples on a sheared and bent mesh; lat falls."""
    i, j = np.mgrid[:12, :15].astype(float)
    lat = 60 - i + 0.2 * j + 0.01 * j**2
    lon = 10 + 2 * j - 0.5 * i
    time = np.arange(3.0)[:, None, None]
    return xr.DataArray(
        (2 * lat + 3 * lon + 100 * time).astype(dtype),
        dims=("t", "y", "x"),
        coords={
            "lat": (("y", "x"), lat, {"units": "degrees_north"}),
            "lon": (("y", "x"), lon, {"units": "degrees_east"}),
            "t": [5.0, 6.0, 7.0],
            "heat": ("t", [1.0, 2.0, 4.0]),
            "x": np.arange(15.0),
        },
        attrs={"units": "K"},
        name="film",
    )


def plane_values(made: xr.DataArray) -> xr.DataArray:
    """Return what `film` is at the points of a grid."""
    wanted = 2 * made.lat + 3 * made.lon + 100 * (made.t - 5)
    return wanted.transpose(*made.dims)


def run(code: str, data: xr.DataArray) -> xr.DataArray:
    space = {"np": np, "xr": xr, "data": data}
    exec(code, space)
    return space["data"]


def test_the_coordinates_become_dimensions_and_the_rest_stays():
    made = perform(MAP, film())

    assert made.dims == ("t", "lat", "lon")
    assert made.shape == (3, 12, 15)
    assert (made.attrs, made.name) == ({"units": "K"}, "film")
    assert made.lat.attrs == {"units": "degrees_north"}
    assert made.heat.values.tolist() == [1.0, 2.0, 4.0]
    assert set(made.coords) == {"t", "heat", "lat", "lon"}


def test_a_linear_function_of_the_coordinates_is_exact_wherever_there_is_mesh():
    made = perform(MAP.evolve(row_samples=40, column_samples=50), film())

    there = made.notnull()
    xr.testing.assert_allclose(made, plane_values(made).where(there))
    assert 0.4 < float(there.mean()) < 0.95


def test_samples_of_a_mesh_are_found_again():
    i, j = np.mgrid[:4, :5].astype(float)
    values = np.random.default_rng(0).random((4, 5))
    coords = {"u": (("y", "x"), i + j), "v": (("y", "x"), j - i)}
    data = xr.DataArray(values, coords, ("y", "x"))
    operation = Regrid(plane=("y", "x"), rows="u", columns="v")

    for method in ("linear", "nearest"):
        whole = {"method": method, "row_samples": 8, "column_samples": 8}
        made = perform(operation.evolve(**whole), data)

        again = made.sel(u=data.u, v=data.v)
        np.testing.assert_array_equal(again.values, values)


def test_it_agrees_with_scipy_inside_of_a_convex_mesh():
    rng = np.random.default_rng(3)
    i, j = np.mgrid[:30, :40] / 10.0
    y, x = i + 0.02 * rng.random(i.shape), j + 0.02 * rng.random(i.shape)
    values = np.sin(i) * np.cos(j)
    coords = {"v": (("y", "x"), y), "u": (("y", "x"), x)}
    data = xr.DataArray(values, coords, ("y", "x"))

    made = perform(Regrid(plane=("y", "x"), rows="v", columns="u"), data)

    points = y.ravel(), x.ravel()
    wanted = griddata(
        points, values.ravel(), tuple(np.meshgrid(made.v, made.u)), "linear"
    ).T
    np.testing.assert_allclose(made[2:-2, 2:-2], wanted[2:-2, 2:-2], atol=5e-3)


def test_nearest_samples_are_those_of_the_cells_that_matplotlib_draws():
    i, j = np.mgrid[:9, :11].astype(float)
    lat, lon = 50 + i - 0.3 * j, 5 + 2 * j + 0.4 * i
    coords = {"lat": (("y", "x"), lat), "lon": (("y", "x"), lon)}
    data = xr.DataArray(10.0 * i + j, coords, ("y", "x"))
    figure = Figure()
    canvas, axes = FigureCanvasAgg(figure), figure.subplots()
    drawn = axes.pcolormesh(lon, lat, data, shading="nearest")
    canvas.draw()
    fine = MAP.evolve(method="nearest", row_samples=23, column_samples=29)

    made = perform(fine, data).stack(point=("lat", "lon")).dropna("point")

    agreed = 0
    for point in made:
        spot = axes.transData.transform((point.lon.item(), point.lat.item()))
        event = MouseEvent("motion_notify_event", canvas, *spot)  # at whole pixels
        agreed += point.item() in drawn.get_cursor_data(event)
    assert made.size > 200
    assert agreed > 0.95 * made.size


def test_a_bay_in_the_outline_of_the_mesh_stays_empty():
    radius, angle = np.mgrid[2:3:9j, 0 : 1.5 * np.pi : 60j]
    coords = {
        "qy": (("r", "a"), radius * np.sin(angle)),
        "qx": (("r", "a"), radius * np.cos(angle)),
    }
    data = xr.DataArray(radius, coords, ("r", "a"))
    operation = Regrid(plane=("r", "a"), rows="qy", columns="qx")

    made = perform(operation.evolve(row_samples=61, column_samples=61), data)

    distance = np.hypot(made.qy, made.qx)
    assert made.where(distance < 1.99).isnull().all()
    assert made.where((made.qy < -0.1) & (made.qx > 0.1)).isnull().all()
    np.testing.assert_allclose(made, distance.where(made.notnull()), atol=0.01)
    assert float(made.notnull().mean()) > 0.2


@pytest.mark.parametrize("method", ["linear", "nearest"])
def test_missing_samples_and_coordinates_leave_holes_of_their_size(method):
    data = film().copy()
    data[0, 5, 7] = np.nan
    data.lat.values[6, 2] = np.nan
    fine = MAP.evolve(method=method, row_samples=40, column_samples=50)
    whole = perform(fine, film())

    made = perform(fine, data)

    lost = whole.notnull() & made.isnull()
    assert 0 < int(lost[1].sum()) < 60
    assert int(lost[1].sum()) < int(lost[0].sum()) < 120
    xr.testing.assert_allclose(made, whole.where(~lost))


def test_limits_may_fall_and_go_beyond_the_mesh():
    ends = {"row_start": 80.0, "row_stop": 50.0, "row_samples": 61}

    made = perform(MAP.evolve(**ends), film())

    assert (float(made.lat[0]), float(made.lat[-1])) == (80.0, 50.0)
    assert made.sel(lat=slice(80, 70)).isnull().all()
    xr.testing.assert_allclose(made, plane_values(made).where(made.notnull()))


@pytest.mark.parametrize(
    "attrs",
    [{"units": "degrees_east"}, {"units": "deg"}, {"standard_name": "longitude"}],
)
@pytest.mark.parametrize("first", [-15.0, 165.0])
def test_longitudes_that_jump_by_a_turn_are_one_mesh(first, attrs):
    whole = film()
    whole = whole.assign_coords(lon=whole.lon - whole.lon.min() + first)
    jumping = (whole.lon + 180) % 360 - 180 if first > 0 else whole.lon % 360
    assert abs(np.diff(jumping, axis=1)).max() > 300
    data = whole.assign_coords(lon=(("y", "x"), jumping.values, attrs))

    made = perform(MAP, data)

    expected = perform(MAP, whole)
    turn = made.lon.values[0] - expected.lon.values[0]
    assert round(turn) in (0, -360)
    np.testing.assert_allclose(made.lon, expected.lon + turn, atol=1e-9)
    np.testing.assert_allclose(made, expected, rtol=1e-9)
    xr.testing.assert_identical(run(written(MAP, data), data), made)


def test_other_coordinates_may_jump_by_a_turn():
    data = film()
    angle = (data.lon % 20) * 20
    made = perform(
        MAP, data.assign_coords(lon=(("y", "x"), angle.values, {"units": "mm"}))
    )

    assert made.lon.values.max() == angle.values.max()


def test_a_coordinate_of_two_dimensions_goes_with_that_of_a_dimension():
    alpha, energy = np.linspace(-10, 10, 21), np.linspace(-1, 0, 11)
    kx = 0.5 * np.sqrt(20 + energy) * np.sin(np.deg2rad(alpha))[:, None]
    coords = {"alpha": alpha, "eV": energy, "kx": (("alpha", "eV"), kx)}
    data = xr.DataArray(kx + 5 * energy, coords, ("alpha", "eV"))

    plane, names = mesh_coords(data)
    made = perform(Regrid(plane=plane, rows=names[0], columns=names[1]), data)

    assert (plane, names) == (["alpha", "eV"], ["kx", "eV"])
    np.testing.assert_array_equal(made.eV, energy)
    wanted = (made.kx + 5 * made.eV).where(made.notnull())
    xr.testing.assert_allclose(made, wanted, atol=1e-9)


def test_rows_are_what_changes_along_rows():
    data = film().isel(t=0)
    turned = data.drop_vars("lat").assign_coords(lat=data.lat)

    assert mesh_coords(turned) == (["y", "x"], ["lat", "lon"])
    assert mesh_coords(turned.T) == (["x", "y"], ["lon", "lat"])


@pytest.mark.parametrize("method", ["linear", "nearest"])
@pytest.mark.parametrize(
    "data",
    [
        film(),
        film("float32").chunk(t=1, x=4),
        film("int16").transpose("x", "t", "y"),
        film("complex64") * (1 + 1j),
        film().where(film() < 300),
    ],
    ids=["float64", "lazy", "turned", "complex", "holed"],
)
def test_the_code_does_what_the_operation_does(data, method):
    for operation in (
        MAP.evolve(method=method),
        MAP.evolve(method=method, row_samples=7, column_start=12.0, column_stop=20.5),
        Regrid(plane=("x", "y"), rows="x", columns="lat", method=method),
    ):
        made = perform(operation, data)

        again = run(written(operation, data), data)
        xr.testing.assert_identical(made, again)
        assert made.dtype == again.dtype
        assert (made.chunks is None) == (data.chunks is None)


def test_a_missing_sample_of_no_weight_does_not_spread():
    corners, weights = np.array([[[0]], [[1]]]), np.array([[[1.0]], [[0.0]]])

    made = weighted(np.array([[2.0, np.nan]]), corners, weights)

    assert made.tolist() == [[2.0]]


@pytest.mark.parametrize(
    ("operation", "error", "named"),
    [
        (MAP.evolve(rows="bad"), BadArguments, "'bad'"),
        (MAP.evolve(rows="lon"), BadArguments, "two coordinates"),
        (MAP.evolve(plane=("t", "x")), BadArguments, "'lat'"),
        (MAP.evolve(plane=("y", "z")), DimsMismatch, "'z'"),
        (MAP.evolve(row_start=5.0, row_stop=5.0), BadArguments, "5"),
    ],
)
def test_what_is_amiss_is_said(operation, error, named):
    with pytest.raises(error, match=named):
        perform(operation, film())


def test_an_array_without_such_a_coordinate_is_told_so():
    with pytest.raises(BadArguments, match="no two-dimensional coordinate"):
        perform(MAP, film().drop_vars(["lat", "lon"]))


def test_coordinates_that_lay_out_no_mesh_are_refused():
    noise = np.random.default_rng(0).random((2, 200, 200))
    coords = {"lat": (("y", "x"), noise[0]), "lon": (("y", "x"), noise[1])}
    data = xr.DataArray(noise[0], coords, ("y", "x"))

    with pytest.raises(BadArguments, match="far apart"):
        perform(MAP, data)
