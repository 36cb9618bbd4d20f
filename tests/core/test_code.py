"""The code of a viewer is run, and gives what is on screen."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from tests.core.conftest import Screen


@pytest.fixture
def run(manager, loop):
    """Run a command and return its answer, whether it comes at once or later."""

    def run(name, **args):
        answer = COMMANDS.run(manager, name, **args)
        if not hasattr(answer, "add_done_callback"):
            return answer
        loop.settle(answer.done)
        return answer.result()

    return run


def cut(dtype: str = "float64") -> xr.DataArray:
    """Return samples on (time, eV, ky, kx, x): 2 x 3 x 4 x 5 x 2; kx falls."""
    rng = np.random.default_rng(3)
    values = 100 * rng.random((2, 3, 4, 5, 2))
    if dtype.startswith("complex"):
        values = values * np.exp(2j * np.pi * rng.random(values.shape))
    return xr.DataArray(
        values.astype(dtype),
        dims=("time", "eV", "ky", "kx", "x"),
        coords={
            "time": np.array(["2020-01-01", "2020-01-03"], "datetime64[ns]"),
            "eV": np.array([-0.4, -0.2, 0.0], "float32"),
            "ky": [0.0, 1.0, 4.0, 9.0],
            "kx": [8.0, 6.0, 4.0, 2.0, 0.0],
            "x": ["left", "right"],
        },
        name="cut",
    )


SMOOTH = {"kind": "gaussian", "sigma": {"eV": 0.1}}
STEPS = {
    "nothing": [],
    "bins": [("cursor.bin", {"bins": {"eV": 3, "kx": 2}})],
    "transposed": [
        ("view.transpose", {}),
        ("view.swap", {"first": "kx", "second": "x"}),
    ],
    "cursors": [("cursor.add", {"point": {"eV": -0.4, "kx": 6.0}})],
    "sums": [
        ("cursor.bin", {"bins": {"eV": 2, "time": 2}}),
        ("cursor.reducer", {"reducer": "sum"}),
    ],
    "medians": [
        ("cursor.bin", {"bins": {"kx": 3}}),
        ("cursor.reducer", {"reducer": "median"}),
    ],
    "spreads": [("cursor.reducer", {"reducer": "std"})],
    "operations": [
        ("operation.apply", {"operation": {"kind": "thin", "factors": {"kx": 2}}}),
        (
            "operation.apply",
            {"operation": {"kind": "scale_coordinate", "coord": "eV", "scale": 1000}},
        ),
    ],
    "filters": [
        ("filter.add", {"operation": SMOOTH}),
        ("filter.add", {"operation": {"kind": "normalise", "dims": ["kx"]}}),
        ("filter.add", {"operation": {"kind": "derivative", "dim": "ky"}}),
        ("filter.switch", {"number": 1}),
    ],
    "results of filters": [
        ("filter.add", {"operation": SMOOTH}),
        ("filter.add", {"operation": {"kind": "derivative", "dim": "ky"}}),
        ("operation.apply", {"operation": {"kind": "thin", "factors": {"kx": 2}}}),
        ("filter.add", {"operation": {"kind": "normalise", "dims": ["kx"]}}),
        (
            "operation.apply",
            {
                "operation": {"kind": "transpose", "dims": ["ky"]},
                "filtered": False,
            },
        ),
    ],
    "masked": [
        (
            "region.add",
            {
                "kind": "polygon",
                "dims": ("ky", "kx"),
                "points": [(0, 1), (4, 7.5), (9, 3)],
            },
        ),
        ("region.mask", {"replace": True}),
        ("region.crop", {"replace": True}),
    ],
    "colours": [
        ("color.set", {"cmap": "viridis", "gamma": 0.5, "reverse": True}),
        ("color.limits", {"low": 1, "high": 20}),
    ],
    "arithmetic": [
        (
            "operation.apply",
            {"operation": {"kind": "arithmetic", "operator": "/", "other": "1"}},
        )
    ],
}
EXACT = {"nothing", "transposed", "cursors", "operations", "filters", "colours"}
EXACT |= {"arithmetic", "results of filters", "masked"}


def check(code: str, panels: dict[str, xr.DataArray], exact: bool, **names) -> None:
    """Run `code` and compare what it leaves in ``panels``."""
    exec(code, names)

    assert set(names["panels"]) == set(panels)
    for name, panel in panels.items():
        found = names["panels"][name]
        assert found.dims == panel.dims
        if exact:
            np.testing.assert_array_equal(found.values, panel.values)
        else:
            # Sums are made in another order: the last digits of the dtype differ.
            single = panel.dtype == np.float32
            near = {
                "rtol": 2e-5 if single else 1e-12,
                "atol": 1e-4 if single else 1e-12,
            }
            np.testing.assert_allclose(found.values, panel.values, **near)


@pytest.mark.parametrize("dtype", ["float64", "float32", "uint8", "complex64"])
@pytest.mark.parametrize("steps", STEPS)
def test_the_code_gives_what_is_on_screen(manager, run, steps, dtype):
    data, other = cut(dtype), cut("float64") + 1
    manager.open(data)
    manager.open(other.rename("other_cut"))
    for command, args in STEPS[steps]:
        run(command, viewer=0, **args)

    code = run("viewer.code", viewer=0, plot=False)

    is_exact = steps in EXACT and not (steps == "filters" and dtype == "complex64")
    panels = run("viewer.panels", viewer=0)
    check(code, panels, is_exact, cut=data, other_cut=other)


@pytest.mark.parametrize("part", ["abs", "angle", "real", "imag"])
@pytest.mark.parametrize("bins", [1, 2])
def test_the_code_takes_the_part_of_complex_samples_that_is_shown(
    manager, run, part, bins
):
    manager.open(cut("complex128"))
    run("color.part", viewer=0, part=part)
    run("cursor.bin", viewer=0, bins={"eV": bins})

    code = run("viewer.code", viewer=0, plot=False)

    panels = run("viewer.panels", viewer=0)
    check(code, panels, bins == 1, cut=cut("complex128"))


def test_the_code_opens_the_file_that_was_opened(manager, run, tmp_path, monkeypatch):
    path = tmp_path / "scan.nc"
    cut().drop_vars("x").to_netcdf(path, engine="h5netcdf")
    run("data.load", paths=[str(path)])
    run("operation.apply", viewer=0, operation={"kind": "thin", "factors": {"kx": 2}})

    code = run("viewer.code", viewer=0, plot=False)

    assert "itool" not in code.replace(str(path), "")
    check(code, run("viewer.panels", viewer=0), True)


def test_the_code_opens_a_file_that_only_a_loader_knows(manager, run, tmp_path):
    path = tmp_path / "scan.npy"
    np.save(path, np.arange(12.0).reshape(3, 4))
    run("data.load", paths=[str(path)])

    code = run("viewer.code", viewer=0, plot=False)

    check(code, run("viewer.panels", viewer=0), True)


def test_the_code_names_the_variable_asked_for(manager, run):
    manager.open(cut())

    code = run("viewer.code", viewer=0, variable="mine", plot=False)

    check(code, run("viewer.panels", viewer=0), True, mine=cut())


@pytest.mark.parametrize("steps", ["nothing", "colours"])
def test_the_code_draws_the_main_image(manager, run, steps, monkeypatch):
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    manager.open(cut())
    for command, args in STEPS[steps]:
        run(command, viewer=0, **args)

    exec(run("viewer.code", viewer=0), {"cut": cut()})

    [mesh] = plt.gca().collections
    assert plt.gca().get_xlabel()
    if steps == "colours":
        assert (mesh.norm.vmin, mesh.norm.vmax, mesh.norm.gamma) == (1, 20, 0.5)
    plt.close("all")


@pytest.mark.parametrize("limits", ["found", "given", "percentiles", "view"])
@pytest.mark.parametrize("gamma", [1.0, 0.5])
@pytest.mark.parametrize("norm", ["linear", "log", "symlog", "asinh", "centered"])
def test_the_code_draws_the_same_levels(manager, run, loop, limits, gamma, norm):
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    viewer = manager.open(cut())
    if limits == "view":
        run("view.limits", viewer=0, limits={"kx": (1.0, 5.0)})
    extra = {
        "found": {},
        "given": {"vmin": -1.0, "vmax": 30.0},
        "percentiles": {"percentiles": (10, 80)},
        "view": {"fits_view": True},
    }[limits]
    run("color.set", viewer=0, gamma=gamma, norm=norm, center=7.0, **extra)
    screen = Screen()
    viewer.attach(screen)
    loop.settle()

    exec(run("viewer.code", viewer=0), {"cut": cut()})

    [mesh] = plt.gca().collections
    main = next(p for p in viewer.scene.panels if p.kind == "image")
    frame = screen.frames[main.id, "a"]
    drawn = np.ma.filled(np.ma.asarray(mesh.norm(frame.values)), np.nan)
    with np.errstate(invalid="ignore"):
        wanted = np.clip(frame.norm.forward(frame.values), 0, 1)
    shown = np.isfinite(wanted) & (frame.values > 0) if norm == "log" else ...
    np.testing.assert_allclose(np.clip(drawn, 0, 1)[shown], wanted[shown], atol=1e-6)
    plt.close("all")


def test_the_code_draws_every_cursors_curve_in_its_colour(manager, run):
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    curve = cut().isel(time=0, eV=0, ky=0, x=0, drop=True)
    manager.open(curve)
    run("cursor.add", viewer=0)
    run("cursor.color", viewer=0, cursor="b", color="#123456")

    exec(run("viewer.code", viewer=0), {"cut": curve})

    lines = plt.gca().get_lines()
    assert [line.get_color() for line in lines][-1] == "#123456"
    assert len(lines) == 2
    plt.close("all")


def test_the_code_of_a_slice_along_a_path_gives_what_is_on_screen(manager, run):
    manager.open(cut())
    run("filter.add", viewer=0, operation=SMOOTH)
    points = [(0.5, 7.0), (6.0, 1.0)]
    run(
        "region.add",
        viewer=0,
        kind="polyline",
        dims=("ky", "kx"),
        points=points,
        width=3,
    )

    run("region.slice", viewer=0)

    sliced = manager.viewers[1]
    assert sliced.state.order == ("x", "distance", "eV", "time")
    code = run("viewer.code", viewer=1, plot=False)
    check(code, run("viewer.panels", viewer=1), True, cut=cut())


@pytest.mark.parametrize("dtype", ["float32", "complex128"])
@pytest.mark.parametrize("reducer", ["mean", "sum", "median", "std"])
def test_the_code_of_a_profile_gives_what_is_on_screen(manager, run, dtype, reducer):
    manager.open(cut(dtype))
    if dtype == "float32":
        run("filter.add", viewer=0, operation=SMOOTH)
    else:
        run("color.part", viewer=0, part="imag")
    run("cursor.bin", viewer=0, bins={"eV": 2, "time": 2})
    run("cursor.reducer", viewer=0, reducer=reducer)
    points = [(0.5, 7.0), (6.0, 1.0)]
    run("region.add", viewer=0, kind="polyline", dims=("ky", "kx"), points=points)
    live = run("region.read", viewer=0)

    run("region.profile", viewer=0)

    made = manager.viewers[1]
    np.testing.assert_allclose(made.data, live, rtol=1e-5, atol=1e-5)
    code = run("viewer.code", viewer=1, plot=False)
    check(code, run("viewer.panels", viewer=1), True, cut=cut(dtype))


def test_the_code_of_arithmetic_takes_the_other_array_as_it_is_seen(manager, run):
    manager.open(cut())
    manager.open(cut() + 1)
    run("filter.add", viewer=1, operation=SMOOTH)
    ratio = {"kind": "arithmetic", "operator": "/", "other": "1"}

    run("operation.apply", viewer=0, operation=ratio)

    code = run("viewer.code", viewer=0, variable="mine", plot=False)
    panels = run("viewer.panels", viewer=0)
    check(
        code.replace("data = cut", "data = other_cut", 1),
        panels,
        True,
        mine=cut(),
        other_cut=cut() + 1,
    )


def test_a_result_remembers_how_it_was_made_in_a_workspace(manager, run, tmp_path):
    manager.open(cut().isel(x=0, drop=True))
    run(
        "operation.apply",
        viewer=0,
        operation={"kind": "aggregate", "dims": ["eV"]},
        place="child",
    )
    run("filter.add", viewer=1, operation={"kind": "normalise", "dims": ["kx"]})
    run("workspace.save", path=str(tmp_path / "a.ws"))
    panels = run("viewer.panels", viewer=1)

    run("workspace.open", path=str(tmp_path / "a.ws"))

    source, made = manager.viewers[2:]
    assert made.state.parent == source.id
    assert [step.operation.kind for step in made.state.origin.steps] == ["aggregate"]
    code = run("viewer.code", viewer=3, plot=False)
    check(code, panels, True, cut=cut().isel(x=0, drop=True))


def test_the_code_gives_and_draws_an_image_in_true_colour(manager, run):
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    values = np.arange(80).reshape(4, 5, 4).astype("uint8")
    photo = xr.DataArray(values, dims=("y", "x", "rgba"), name="photo")
    manager.open(photo)
    run("view.transpose", viewer=0)

    names = {"photo": photo}
    exec(run("viewer.code", viewer=0), names)
    panels = run("viewer.panels", viewer=0)

    assert panels["x-y"].dims == ("x", "y", "rgba")
    check(run("viewer.code", viewer=0, plot=False), panels, False, photo=photo)
    [image] = plt.gca().images
    np.testing.assert_allclose(
        image.get_array()[0, 1], photo.isel(x=0, y=1) / 255, atol=0.01
    )
    plt.close("all")


@pytest.mark.parametrize(
    ("count", "missing", "dots"),
    [
        (5, [], [0, 1, 2, 3, 4]),
        (5, [1], [0, 2, 3, 4]),
        (300, [], []),
        (300, [1, 7, 9], [0, 8]),
        (300, [*range(5), *range(6, 300)], [5]),
    ],
)
@pytest.mark.parametrize("cursors", [1, 2])
def test_the_code_marks_samples_that_a_line_alone_hides(
    manager, run, count, missing, dots, cursors
):
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    values = np.arange(float(count))
    values[missing] = np.nan
    scan = xr.DataArray(values, {"the t": np.arange(count)}, ["the t"], name="scan")
    manager.open(scan)
    for _ in range(cursors - 1):
        run("cursor.add", viewer=0)

    exec(run("viewer.code", viewer=0), {"scan": scan})

    lines = plt.gca().get_lines()
    assert len(lines) == cursors
    for line in lines:
        every = line.get_markevery()
        marked = np.arange(count) if every is None else np.asarray(every)
        is_there = np.isfinite(np.asarray(line.get_ydata())[marked])
        shown = marked[is_there] if line.get_marker() == "." else []
        assert list(shown) == dots
    plt.close("all")


@pytest.mark.parametrize(("units", "aspect"), [("mm", 1.0), ("um", 0.001)])
def test_the_code_draws_with_equal_aspect(manager, run, units, aspect):
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    sheet = xr.DataArray(np.ones((3, 4)), dims=("y", "x"), name="sheet")
    sheet["x"] = ("x", np.arange(4.0), {"units": "mm"})
    sheet["y"] = ("y", np.arange(3.0), {"units": units})
    manager.open(sheet)
    run("view.equal", viewer=0)

    exec(run("viewer.code", viewer=0), {"sheet": sheet})

    assert plt.gca().get_aspect() == aspect
    plt.close("all")


def test_the_code_draws_coordinates_beside_a_curve(manager, run):
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    heat = ("t", [3.0, 4.0, 6.0], {"units": "K"})
    scan = xr.DataArray([1.0, 2.0, 0.0], dims="t", coords={"heat": heat}, name="scan")
    manager.open(scan)
    run("profile.coord", viewer=0, coord="heat")

    exec(run("viewer.code", viewer=0), {"scan": scan})

    assert [len(axes.lines) for axes in plt.gcf().axes] == [1, 1]
    assert "heat" in plt.gcf().axes[1].get_ylabel()
    plt.close("all")
