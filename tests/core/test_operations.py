"""Operations, filters and code, asked for as commands."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.manager import tree
from itool.core.registry import COMMANDS
from itool.errors import (
    BadArguments,
    BadData,
    Cancelled,
    DimsMismatch,
    OperationFailed,
)
from tests.core.conftest import cube


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


MEAN = {"kind": "aggregate", "dims": ["eV"]}
SMOOTH = {"kind": "gaussian", "sigma": {"kx": 1.0}}


def test_a_result_takes_the_place_of_the_data_and_undo_brings_them_back(run, viewer):
    before = viewer.data

    made = run("operation.apply", viewer=viewer.id, operation=MEAN)

    assert made["id"] == viewer.id
    xr.testing.assert_identical(viewer.data, before.mean("eV"))
    assert run("edit.undo", viewer=viewer.id)
    assert viewer.data is before
    assert viewer.state.origin.steps == ()


def test_the_history_names_the_operation(run, viewer):
    run("operation.apply", viewer=0, operation=MEAN)

    titles = [step["title"] for step in run("edit.history", viewer=0)]

    assert titles[-1] == "Aggregate"


def test_undo_brings_back_data_that_are_too_large_to_be_kept_otherwise(
    run, viewer, monkeypatch
):
    monkeypatch.setattr("itool.core.manager.KEPT_BYTES", 10)
    before = viewer.data

    run("operation.apply", viewer=viewer.id, operation=MEAN)
    run("edit.undo", viewer=viewer.id)

    assert viewer.data is before


def hours():
    start = np.datetime64("2026-03-01T00:30:00.5", "ns")
    return cube().assign_coords(kx=start + np.arange(5) * np.timedelta64(24, "h"))


def form_of(run, name):
    forms = run("operation.list", viewer=0)
    form = next(form for form in forms if form.name == name)
    return {field.name: field.value for field in form.fields}


def test_forms_have_times_as_one_would_type_them(run, manager):
    shown = manager.open(hours())
    run("view.limits", viewer=0, limits={"kx": ("2026-03-02", "2026-03-03 12:00")})

    cropped = form_of(run, "crop_view")["ranges"]
    assert cropped == {"kx": ("2026-03-02 00:30:00.500", "2026-03-03 00:30:00.500")}
    assert form_of(run, "gaussian")["sigma"]["kx"] == "86400 s"
    assert form_of(run, "mirror")["center"] == form_of(run, "rotate")["row"]

    operation = {"kind": "select", "ranges": cropped}
    run("operation.apply", viewer=0, operation=operation)
    assert shown.data["kx"].equals(hours()["kx"][1:3])


def test_the_form_of_a_filter_has_its_times(run, manager):
    manager.open(hours())

    run(
        "filter.add",
        viewer=0,
        operation={"kind": "shift", "dim": "kx", "distance": "-2 h"},
    )

    fields = run("filter.form", viewer=0, number=0).fields
    assert {f.name: f.value for f in fields} == {"dim": "kx", "distance": "-7200 s"}
    with pytest.raises(BadArguments, match="needs a unit of time"):
        run(
            "filter.add", viewer=0, operation={"kind": "gaussian", "sigma": {"kx": "2"}}
        )


def test_units_of_a_filter_are_those_on_axes_and_in_what_is_fetched(run, manager):
    data = cube().assign_attrs(units="counts")
    data["kx"].attrs["units"] = "1/Å"
    shown = manager.open(data)

    run("filter.add", viewer=shown.id, operation={"kind": "derivative", "dim": "kx"})

    assert shown.scene.panel("kx").y.caption == "counts*Å"
    assert run("viewer.panels", viewer=shown.id)["kx"].attrs["units"] == "counts*Å"
    run("edit.undo", viewer=shown.id)
    assert shown.scene.panel("kx").y.caption == "counts"


def test_a_child_is_listed_under_its_source(run, manager, viewer):
    other = manager.open(cube("other"))

    made = run("operation.apply", viewer=0, operation=MEAN, place="child")

    rows = tree(manager.rows())
    assert [row.id for row in rows] == [viewer.id, made["id"], other.id]
    assert [row.depth for row in rows] == [0, 1, 0]
    run("viewers.promote", viewers=[made["id"]])
    assert [row.depth for row in tree(manager.rows())] == [0, 0, 0]


def test_a_child_whose_source_is_removed_stays(run, manager, viewer):
    made = run("operation.apply", viewer=0, operation=MEAN, place="child")

    manager.close(viewer)

    assert [(row.id, row.depth) for row in tree(manager.rows())] == [(made["id"], 0)]


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ({"kind": "aggregate", "dims": ["kz"]}, DimsMismatch),
        ({"kind": "aggregate", "dims": ["eV", "ky", "kx"]}, BadData),
        ({"kind": "rename", "names": {"kx": "ky"}}, OperationFailed),
        ({"kind": "nonsense"}, BadArguments),
        ({"kind": "aggregate"}, BadArguments),
    ],
)
@pytest.mark.parametrize("place", ["replace", "new", "child"])
def test_what_fails_changes_nothing(run, manager, viewer, operation, error, place):
    state, data = viewer.state, viewer.data

    with pytest.raises(error):
        run("operation.apply", viewer=0, operation=operation, place=place)

    assert viewer.state is state
    assert viewer.data is data
    assert manager.viewers == (viewer,)
    assert not viewer.scene.is_busy


def test_an_operation_that_is_given_up_changes_nothing(manager, viewer, loop):
    state = viewer.state
    answer = COMMANDS.run(manager, "operation.apply", viewer=0, operation=MEAN)
    assert viewer.scene.is_busy

    assert COMMANDS.run(manager, "operation.cancel", viewer=0)

    loop.settle(answer.done)
    assert isinstance(answer.exception(), Cancelled)
    assert viewer.state is state
    assert not viewer.scene.is_busy


def test_a_preview_is_that_of_the_result_and_changes_nothing(run, viewer):
    state = viewer.state

    seen = run("operation.preview", viewer=0, operation=SMOOTH)

    made = run("operation.apply", viewer=0, operation=SMOOTH, place="new")
    assert seen.code == made["code"]
    assert seen.image.startswith("data:image/png;base64,")
    assert (seen.dims, seen.shape) == (("eV", "ky", "kx"), (3, 4, 5))
    assert viewer.state is state


def test_a_form_tells_what_there_is_to_fill_in(run, manager, viewer):
    manager.open(cube("other"))

    forms = {form.name: form for form in run("operation.list", viewer=0)}

    fields = {field.name: field for field in forms["gaussian"].fields}
    assert fields["sigma"].type == "row_numbers"
    assert [row[0] for row in fields["sigma"].rows] == ["ky", "kx", "eV"]
    assert fields["sigma"].value == {"ky": 1.0, "kx": 1.0}
    [other] = [f for f in forms["arithmetic"].fields if f.name == "other"]
    assert [name for _, name in other.choices] == ["1: other"]


def test_every_form_filled_in_as_it_comes_is_an_operation_or_says_what_is_missing(
    run, manager, viewer
):
    manager.open(cube("other"))
    works = set()

    for form in run("operation.list", viewer=0):
        values = {f.name: f.value for f in form.fields if f.value is not None}
        try:
            run("operation.preview", viewer=0, operation={"kind": form.kind, **values})
            works.add(form.name)
        except (BadArguments, BadData):
            pass

    assert works >= {
        "aggregate",
        "arithmetic",
        "coarsen",
        "curvature",
        "derivative",
        "edit_attributes",
        "gaussian",
        "interpolate",
        "minimum_gradient",
        "mirror",
        "normalise",
        "rotate",
        "scale_coordinate",
        "shift",
        "sort_by",
        "symmetrize",
        "thin",
        "transpose",
    }


def test_crops_are_filled_in_from_the_view_and_from_the_cursors(run, viewer):
    run("view.limits", viewer=0, limits={"kx": [0.9, 3.1]})
    run("cursor.add", viewer=0, point={"kx": 4.0, "ky": 3.0})

    forms = {form.name: form for form in run("operation.list", viewer=0)}

    [view] = forms["crop_view"].fields
    [cursors] = forms["crop_cursors"].fields
    assert view.value == {"kx": (1.0, 3.0)}
    assert cursors.value == {"kx": (2.0, 4.0), "ky": (2.0, 3.0)}
    crop = {"kind": "select", "ranges": view.value}
    run("operation.apply", viewer=0, operation=crop)
    assert viewer.data["kx"].values.tolist() == [1, 2, 3]


def test_a_filter_leaves_the_data_as_they_are(run, viewer, screen, loop):
    before = viewer.data

    run("filter.add", viewer=0, operation=SMOOTH)

    loop.settle(lambda: viewer.is_drawn)
    assert viewer.data is before
    assert run("data.fetch", viewer=0) is before
    smooth = run("data.fetch", viewer=0, filtered=True)
    shown = screen.frames["ky-kx", "a"].values
    np.testing.assert_array_equal(shown, smooth.isel(eV=1).values)
    assert not np.array_equal(shown, before.isel(eV=1).values)


def test_a_filter_is_switched_off_moved_and_removed(run, viewer, screen, loop):
    run("filter.add", viewer=0, operation=SMOOTH)
    run("filter.add", viewer=0, operation={"kind": "derivative", "dim": "ky"})

    run("filter.move", viewer=0, number=1, to=0)
    assert [f.operation.kind for f in viewer.state.filters] == [
        "derivative",
        "gaussian",
    ]
    run("filter.switch", viewer=0, number=0)
    run("filter.switch", viewer=0, number=1, on=False)

    loop.settle(lambda: viewer.is_drawn)
    shown = screen.frames["ky-kx", "a"].values
    np.testing.assert_array_equal(shown, viewer.data.isel(eV=1).values)
    run("filter.remove", viewer=0, number=0)
    assert [f.operation.kind for f in viewer.state.filters] == ["gaussian"]
    run("edit.undo", viewer=0)
    assert len(viewer.state.filters) == 2


def test_a_filter_that_fails_changes_nothing(run, viewer):
    run("filter.add", viewer=0, operation=SMOOTH)
    state = viewer.state

    with pytest.raises(BadArguments, match="current"):
        run(
            "filter.add",
            viewer=0,
            operation={"kind": "divide_by_coordinate", "coord": "current"},
        )

    assert viewer.state is state


def test_what_changes_sizes_is_no_filter(run, viewer):
    with pytest.raises(BadArguments, match="layer"):
        run("filter.add", viewer=0, operation=MEAN)


def test_a_filter_is_carried_out_on_data_that_come_later(
    run, manager, viewer, screen, loop
):
    run("filter.add", viewer=0, operation={"kind": "normalise", "dims": ["kx"]})

    manager.refresh(viewer, 5 * cube() + 1)

    loop.settle(lambda: viewer.is_drawn)
    later = (5 * cube() + 1).isel(eV=1)
    expected = later / later.mean("kx")
    np.testing.assert_array_equal(screen.frames["ky-kx", "a"].values, expected.values)


@pytest.mark.parametrize("place", ["replace", "new", "child"])
def test_a_result_is_made_of_what_is_seen(run, manager, viewer, place):
    run("filter.add", viewer=0, operation=SMOOTH)
    run("filter.add", viewer=0, operation={"kind": "derivative", "dim": "ky"})
    run("filter.switch", viewer=0, number=1)
    smooth = run("data.fetch", viewer=0, filtered=True)

    made = run("operation.apply", viewer=0, operation=MEAN, place=place)

    shown = manager.find(made["id"])
    xr.testing.assert_identical(shown.data, smooth.mean("eV", keep_attrs=True))
    kinds = [step.operation.kind for step in shown.state.origin.steps]
    assert kinds == ["gaussian", "aggregate"]
    assert shown.state.active_filters == ()
    if place == "replace":
        assert [f.operation.kind for f in shown.state.filters] == ["derivative"]
        run("edit.undo", viewer=0)
    assert [f.is_on for f in viewer.state.filters] == [True, False]


@pytest.mark.parametrize("place", ["replace", "new"])
def test_filters_stay_layers_over_a_result_if_asked(run, manager, viewer, place):
    run("filter.add", viewer=0, operation=SMOOTH)
    before = viewer.data

    made = run("operation.apply", viewer=0, operation=MEAN, place=place, filtered=False)

    shown = manager.find(made["id"])
    xr.testing.assert_identical(shown.data, before.mean("eV", keep_attrs=True))
    assert [f.operation.kind for f in shown.state.filters] == ["gaussian"]


def test_a_result_that_filters_over_it_do_not_fit_changes_nothing(run, viewer):
    run("filter.add", viewer=0, operation=SMOOTH)
    state = viewer.state
    mean = {"kind": "aggregate", "dims": ["kx"]}

    with pytest.raises(DimsMismatch, match="kx"):
        run("operation.apply", viewer=0, operation=mean, filtered=False)

    assert viewer.state is state


@pytest.mark.parametrize("filtered", [True, False])
def test_a_preview_shows_what_is_seen_of_the_result(run, viewer, filtered):
    run("filter.add", viewer=0, operation={"kind": "normalise", "dims": ["ky"]})
    turned = {"kind": "transpose", "dims": ["kx"]}

    before = run("operation.preview", viewer=0, operation=turned, filtered=filtered)
    run("operation.apply", viewer=0, operation=turned, filtered=filtered)

    nothing = {"kind": "edit_attributes", "attrs": {"seen": True}}
    after = run("operation.preview", viewer=0, operation=nothing)
    assert before.image == after.image
    run("filter.clear", viewer=0)
    run("edit.undo", viewer=0)
    run("edit.undo", viewer=0)
    run("filter.clear", viewer=0)
    assert run("operation.preview", viewer=0, operation=turned).image != before.image


def test_a_preview_of_other_parameters_takes_the_place_of_the_filter(run, viewer):
    wide = {"kind": "gaussian", "sigma": {"kx": 2.0}}
    slope = {"kind": "derivative", "dim": "ky"}
    run("filter.add", viewer=0, operation=SMOOTH)
    run("filter.add", viewer=0, operation=slope)

    before = run("operation.preview", viewer=0, operation=wide, number=0)

    run("filter.change", viewer=0, number=0, operation=wide)
    nothing = {"kind": "edit_attributes", "attrs": {"seen": True}}
    after = run("operation.preview", viewer=0, operation=nothing)
    assert before.image == after.image
    assert before.dtype == after.dtype


def test_filtered_samples_do_not_pile_up(run, manager, viewer):
    for width in range(1, 8):
        run("filter.clear", viewer=0)
        smooth = {"kind": "gaussian", "sigma": {"kx": width}}
        run("filter.add", viewer=0, operation=smooth)

    kept = [e.samples for e in manager.store._entries.values()]
    assert sum(getattr(samples, "is_made", False) for samples in kept) <= 2


def test_a_viewer_that_is_closed_takes_its_filtered_samples_along(run, manager, viewer):
    run("filter.add", viewer=0, operation=SMOOTH)

    manager.close(viewer)
    manager._closed.clear()
    manager._sweep()

    assert manager.store._entries == {}


def test_two_operations_at_once_are_both_carried_out(manager, viewer, loop):
    args = {"viewer": 0, "operation": MEAN, "place": "new"}
    first = COMMANDS.run(manager, "operation.apply", **args)
    second = COMMANDS.run(manager, "operation.apply", **args)

    loop.settle(lambda: first.done() and second.done())

    assert first.result()["id"] != second.result()["id"]
    assert len(manager.viewers) == 3


def test_two_operations_at_once_in_one_place_are_both_undone(manager, viewer, loop):
    before = viewer.data
    answers = [
        COMMANDS.run(manager, "operation.apply", viewer=0, operation=operation)
        for operation in (MEAN, {"kind": "thin", "factors": {"kx": 2}})
    ]
    loop.settle(lambda: all(answer.done() for answer in answers))

    [step] = viewer.state.origin.steps
    assert step.operation.kind == "thin"
    assert viewer.data.sizes == {"eV": 3, "ky": 4, "kx": 3}
    viewer.undo()
    viewer.undo()
    assert viewer.data is before
