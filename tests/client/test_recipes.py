"""What is read lazily from a file is opened by the manager, not sent."""

from __future__ import annotations

import itertools
import os

import numpy as np
import pytest
import xarray as xr

from itool.client import recipes
from itool.client.recipes import recipe_of
from itool.errors import NotReopened
from itool.store.loaders import open_files
from itool.store.recipes import Reopener
from tests.server.hosting import connected, host

SHAPE = (40, 90, 100)


def measured():
    values = np.random.default_rng(5).normal(size=SHAPE).astype("f4")
    values[0, 3, 4] = np.nan
    return xr.DataArray(
        values,
        dims=("t", "y", "x"),
        coords={
            "x": ("x", np.linspace(-1, 1, 100), {"units": "mm"}),
            "lat": (("y", "x"), np.random.default_rng(6).random((90, 100))),
        },
        attrs={"units": "K"},
        name="cut",
    )


def netcdf(path, **options):
    measured().to_netcdf(path, **options)
    return path


def packed(path):
    encoding = {"cut": {"dtype": "i2", "scale_factor": 1e-3, "_FillValue": -32768}}
    return netcdf(path, engine="h5netcdf", encoding=encoding)


def in_group(path):
    return netcdf(path, engine="netcdf4", group="run/first")


def zarr(path, **options):
    measured().to_dataset().to_zarr(path, **options)
    return path


WAYS = {
    "h5netcdf": (lambda p: netcdf(p / "a.nc", engine="h5netcdf"), "h5netcdf", {}),
    "netcdf4": (lambda p: netcdf(p / "a.nc", engine="netcdf4"), "netcdf4", {}),
    "classic": (
        lambda p: netcdf(p / "a.nc", format="NETCDF3_64BIT", engine="netcdf4"),
        "netcdf4",
        {},
    ),
    "packed": (lambda p: packed(p / "a.nc"), "h5netcdf", {}),
    "raw": (lambda p: packed(p / "a.nc"), "h5netcdf", {"mask_and_scale": False}),
    "group": (lambda p: in_group(p / "a.nc"), "netcdf4", {"group": "run/first"}),
    "big-endian": (
        lambda p: netcdf(p / "a.nc", encoding={"cut": {"dtype": ">f4"}}),
        "h5netcdf",
        {},
    ),
    "zarr": (lambda p: zarr(p / "a.zarr", consolidated=False), "zarr", {}),
    "zarr-consolidated": (
        lambda p: zarr(p / "a.zarr", consolidated=True, zarr_format=2),
        "zarr",
        {},
    ),
    "zarr-group": (
        lambda p: zarr(p / "a.zarr", group="run/first", consolidated=False),
        "zarr",
        {"group": "run/first"},
    ),
}


def opened(folder, way="h5netcdf", **options):
    write, engine, kwargs = WAYS[way]
    if engine == "zarr":
        options.setdefault("consolidated", way == "zarr-consolidated")
    return xr.open_dataset(write(folder), engine=engine, **kwargs, **options)


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as started:
        yield started


@pytest.fixture
def manager(running):
    with connected(running) as connection:
        yield connection


@pytest.fixture
def small(monkeypatch):
    """Make recipes of small arrays, too."""
    monkeypatch.setattr(recipes, "LARGE", 1000)


def shown(manager, data):
    """Show `data`; return what is fetched, and whether the manager reads a file."""
    made = manager.call("data.show", data=data)
    rows = {row["id"]: row for row in manager.call("viewers.list")}
    fetched = manager.call("data.fetch", viewer=made["ids"][0])
    return fetched, rows[made["ids"][0]]["is_lazy"]


@pytest.mark.parametrize("way", WAYS)
def test_the_manager_opens_what_was_opened_lazily(manager, tmp_path, way, small):
    with opened(tmp_path, way) as data:
        fetched, is_lazy = shown(manager, data["cut"])

        assert is_lazy
        assert fetched.encoding.get("source") == data["cut"].encoding.get("source")
        assert not data["cut"].variable._in_memory
        xr.testing.assert_identical(fetched, data["cut"])


SELECTIONS = {
    "range": lambda a: a.isel(t=slice(3, 30)),
    "step": lambda a: a.isel(t=slice(2, None, 2), x=slice(None, 90)),
    "backwards": lambda a: a.isel(t=slice(None, None, -1)),
    "plane": lambda a: a.isel(t=3),
    "list": lambda a: a.isel(y=[1, 5, 6, 80] * 20),
    "twice": lambda a: a.isel(t=slice(2, 39)).isel(t=slice(1, None), y=slice(5, 88)),
    "transposed": lambda a: a.transpose("x", "t", "y"),
    "transposed part": lambda a: a.isel(t=slice(1, 37, 2)).transpose("y", "x", "t"),
    "part of transposed": lambda a: a.transpose("x", "t", "y").isel(t=slice(4, 33, 3)),
    "one layer transposed": lambda a: a.isel(t=[7]).transpose("x", "t", "y"),
    "renamed": lambda a: a.rename(x="kx").rename("other"),
    "assigned": lambda a: a.assign_coords(t=np.arange(40.0)).assign_attrs(note="mine"),
}


@pytest.mark.parametrize("way", ["h5netcdf", "packed", "zarr"])
@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_selection_is_opened_as_the_same_selection(
    manager, tmp_path, way, selection, small
):
    with opened(tmp_path, way) as data:
        array = SELECTIONS[selection](data["cut"])

        fetched, is_lazy = shown(manager, array)

        assert is_lazy
        xr.testing.assert_identical(fetched, array)


CHUNKED = {
    **SELECTIONS,
    "mask": lambda a: a.isel(x=np.arange(100) % 3 == 1),
    "order": lambda a: a.isel(x=[*range(60, 99), *range(20, 40)]),
    "lists": lambda a: a.isel(t=[*range(30, 5, -2)]).isel(y=[1, 5, 6, 80] * 20),
    "backwards part": lambda a: a.isel(y=slice(70, 20, -3)).isel(t=slice(4, None)),
    "by value": lambda a: a.sel(x=slice(-0.4, 0.9)),
    "new dimension": lambda a: a.expand_dims("sample").transpose("y", "sample", ...),
    "other chunks": lambda a: a.chunk(t=9, x=33),
    "all of it": lambda a: (
        a.isel(t=slice(3, 30)).T.chunk(x=13).isel(y=5).isel(x=slice(None, None, -2))
    ),
}


@pytest.mark.parametrize(
    ("selection", "way"),
    [
        *itertools.product(CHUNKED, ["h5netcdf"]),
        ("all of it", "zarr"),
        ("step", "packed"),
    ],
)
@pytest.mark.filterwarnings("ignore:The specified chunks separate:UserWarning")
def test_a_selection_of_dask_chunks_is_opened_as_the_same_selection(
    manager, tmp_path, way, selection, small
):
    with opened(tmp_path, way, chunks={"t": 7, "y": 40}) as data:
        array = CHUNKED[selection](data["cut"])

        fetched, is_lazy = shown(manager, array)

        assert is_lazy
        xr.testing.assert_identical(fetched, array.compute())


def test_a_part_of_a_selection_that_was_chunked_is_opened(manager, tmp_path, small):
    with opened(tmp_path) as data:
        array = (
            data["cut"].isel(t=slice(2, 38, 2), y=5).chunk(t=4).isel(x=[9, 8, 3] * 9)
        )
        turned = data["cut"].isel(x=5).T.chunk(y=20)[::-1, 4:]

        for each in (array, turned):
            fetched, is_lazy = shown(manager, each)

            assert is_lazy
            xr.testing.assert_identical(fetched, each.compute())


@pytest.mark.parametrize("way", ["h5netcdf", "netcdf4", "packed", "zarr"])
@pytest.mark.parametrize("chunks", [{}, {"t": 7}, "auto"])
@pytest.mark.filterwarnings("ignore:The specified chunks separate:UserWarning")
def test_the_manager_opens_what_was_opened_in_dask_chunks(
    manager, tmp_path, way, chunks
):
    with opened(tmp_path, way, chunks=chunks) as data:
        fetched, is_lazy = shown(manager, data["cut"])

        assert is_lazy
        xr.testing.assert_identical(fetched, data["cut"].compute())


def test_what_our_loaders_opened_is_opened_by_the_manager(manager, tmp_path):
    arrays = open_files([str(netcdf(tmp_path / "a.nc"))], None, {})
    array = next(array for array in arrays if array.name == "cut")

    fetched, is_lazy = shown(manager, array)

    assert is_lazy
    xr.testing.assert_identical(fetched, array.compute())


CHANGED = {
    "computed": lambda a: a * 2,
    "loaded": lambda a: a.load(),
    "points": lambda a: a.isel(
        t=xr.DataArray([1, 2], dims="p"), y=xr.DataArray([1, 2], dims="p")
    ),
    "dask computed": lambda a: a.chunk(t=10) + 1,
    "dask computed and selected": lambda a: abs(a.chunk(t=10)).isel(t=slice(30)),
    "dask function": lambda a: a.copy(
        data=a.chunk(t=10).data.map_blocks(
            lambda block: block * 2, name="getitem-mine", dtype="f4"
        )
    ),
    "dask points": lambda a: a.chunk(t=10).isel(
        t=xr.DataArray([1, 2], dims="p"), y=xr.DataArray([1, 2], dims="p")
    ),
    "dask coarsened": lambda a: a.chunk(t=10).coarsen(t=2).mean(),
    "dask merged": lambda a: xr.concat([a.chunk(t=10), a.chunk(t=10)], "t"),
}


@pytest.mark.parametrize("change", CHANGED)
def test_what_is_no_longer_in_the_file_is_sent(manager, tmp_path, change, small):
    with opened(tmp_path) as data:
        array = CHANGED[change](data["cut"])
        fetched, is_lazy = shown(manager, array)

        assert not is_lazy
        xr.testing.assert_identical(fetched, array.compute())


def test_what_was_changed_in_place_is_sent(manager, tmp_path):
    with opened(tmp_path) as data:
        array = data["cut"]
        array[0, 0, 0] = 77.0
        fetched, is_lazy = shown(manager, array)

    assert not is_lazy
    assert float(fetched[0, 0, 0]) == 77.0


def test_a_small_array_is_sent(manager, tmp_path):
    with opened(tmp_path) as data:
        _, is_lazy = shown(manager, data["cut"].isel(t=slice(3)))

    assert not is_lazy


def test_of_a_file_that_was_replaced_the_old_samples_are_sent(manager, tmp_path):
    with opened(tmp_path) as data:
        (measured() + 1).to_netcdf(tmp_path / "b.nc", engine="h5netcdf")
        os.replace(tmp_path / "b.nc", tmp_path / "a.nc")
        fetched, is_lazy = shown(manager, data["cut"])

    assert not is_lazy
    xr.testing.assert_identical(fetched, measured())


def test_a_file_that_is_deleted_is_sent(manager, tmp_path):
    with opened(tmp_path) as data:
        (tmp_path / "a.nc").unlink()
        fetched, is_lazy = shown(manager, data["cut"])

    assert not is_lazy
    xr.testing.assert_identical(fetched, measured())


@pytest.mark.parametrize("way", ["h5netcdf", "zarr"])
@pytest.mark.parametrize(
    "failure", ["elsewhere", "touched", "size", "samples", "engine", "variable"]
)
def test_what_the_manager_cannot_open_as_the_same_is_sent(
    manager, tmp_path, monkeypatch, way, failure
):
    original = recipe_of

    def wrong(variable):
        fields = original(variable)
        return (
            fields
            and fields
            | {
                "elsewhere": {"path": str(tmp_path / "nowhere")},
                "touched": {"mtime_ns": 1},
                "size": {"size": 1},
                "samples": {"check": b"no"},
                "engine": {"engine": "zarr" if way == "h5netcdf" else "netcdf4"},
                "variable": {"variable": "lat"},
            }[failure]
        )

    monkeypatch.setattr(recipes, "recipe_of", wrong)
    with opened(tmp_path, way) as data:
        fetched, is_lazy = shown(manager, data["cut"])

        assert not is_lazy
        xr.testing.assert_identical(fetched, data["cut"])
    assert len(manager.call("viewers.list")) == 1


def test_without_a_tunnel_or_with_one_samples_follow_a_recipe_that_fails(
    manager, tmp_path, monkeypatch
):
    monkeypatch.setattr(recipes, "_is_open_here", lambda path: True)
    manager.ping(20.0)
    manager._greet()
    manager._link._sends_memory = False
    with opened(tmp_path) as data:
        array = data["cut"]
        float(array[0, 0, 0])
        os.utime(tmp_path / "a.nc", ns=(1, 1))
        real = os.stat(tmp_path / "a.nc")
        monkeypatch.setattr(
            "itool.store.recipes._check_file",
            lambda recipe: (_ for _ in ()).throw(NotReopened("not here")),
        )
        fetched, is_lazy = shown(manager, array)

    assert real.st_mtime_ns == 1
    assert not is_lazy
    xr.testing.assert_identical(fetched, measured())


def test_a_dataset_of_lazy_variables_opens_them_all(manager, tmp_path):
    with opened(tmp_path) as data:
        more = data.assign(
            twice=measured() * 2, part=data["cut"].isel(t=slice(30)).rename(t="u")
        )
        made = manager.call("data.show", data=more)
        rows = manager.call("viewers.list")

        assert {row["name"]: row["is_lazy"] for row in rows} == {
            "cut": True,
            "twice": False,
            "part": True,
        }
        for id, name in zip(made["ids"], more.data_vars, strict=True):
            fetched = manager.call("data.fetch", viewer=id)
            xr.testing.assert_identical(fetched, more[name].compute())


def test_what_another_program_wrote_is_never_half_believed(tmp_path):
    with opened(tmp_path) as data:
        recipe = recipe_of(data["cut"].variable)
    assert recipe is not None
    Reopener()(recipe)

    for wrong in (
        {"path": "/dev/zero"},
        {"path": "a.nc"},
        {"path": "file:///etc/passwd"},
        {"path": "simplecache::https://localhost/a.nc"},
        {"path": str(tmp_path)},
        {"engine": "pydap"},
        {"key": ["__import__"] * 3},
        {"key": [slice("a", None)] * 3},
        {"key": [0]},
        {"key": [np.zeros((2, 2), "i8"), 0, 0]},
        {"axes": [0, 1, 1]},
        {"axes": [0, 1]},
        {"axes": [2, 1, 0]},
        {"shape": [1, 2, 3]},
        {"dtype": ">f4"},
        {"extra": 1},
        {"kind": "code"},
    ):
        with pytest.raises(NotReopened):
            Reopener()(recipe | wrong)


def test_a_fifo_is_not_opened(tmp_path):
    with opened(tmp_path) as data:
        recipe = recipe_of(data["cut"].variable)
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(NotReopened):
        Reopener()(recipe | {"path": str(tmp_path / "pipe")})


def test_other_insides_of_xarray_give_no_recipe(tmp_path, monkeypatch):
    with opened(tmp_path) as data:
        monkeypatch.setattr(recipes, "_selection", lambda lazy: lazy.missing)

        assert recipe_of(data["cut"].variable) is None


def test_a_file_open_for_writing_has_no_recipe(tmp_path):
    netCDF4 = pytest.importorskip("netCDF4")
    file = netCDF4.Dataset(netcdf(tmp_path / "a.nc"), "a")
    store = xr.backends.NetCDF4DataStore(file)
    with xr.open_dataset(store) as data:
        assert recipe_of(data["cut"].variable) is None
