"""Operations: dialogs, filters and code, in every face."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np
import pytest

from itool.core.manager import tree
from itool.errors import Cancelled
from itool.model.operations.filtering import Gaussian
from itool.store.operations.perform import PERFORM
from itool.store.progress import CURRENT
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe


def test_a_dialog_shows_the_code_and_a_picture_and_changes_nothing(
    screen: Probe, viewer: Viewer
) -> None:
    before = viewer.state
    screen.open_operation("thin")
    screen.fill("factors.ky", "")

    screen.fill("factors.kx", "4")

    assert screen.preview() == ("data = data.thin(kx=4)", True)
    assert viewer.state is before


def test_a_result_takes_the_place_of_the_data_and_is_undone(
    screen: Probe, viewer: Viewer
) -> None:
    screen.open_operation("thin")
    screen.fill("factors.ky", "")
    screen.fill("factors.kx", "2")

    assert screen.carry_out("replace") == ""

    assert viewer.data.shape == (3, 4, 3)
    assert screen.image("ky-kx").shape == (4, 3)
    screen.press("Ctrl+Z")
    assert screen.image("ky-kx").shape == (4, 5)
    np.testing.assert_array_equal(viewer.data, volume())


@pytest.mark.parametrize(("place", "depth"), [("new", 0), ("child", 1)])
def test_a_result_opens_a_viewer(
    face: Face, screen: Probe, viewer: Viewer, place: str, depth: int
) -> None:
    screen.open_operation("aggregate")

    assert screen.carry_out(place) == ""

    rows = tree(face.manager.rows())
    assert [row.depth for row in rows] == [0, depth]
    made = face.manager.find(rows[1].id)
    np.testing.assert_array_equal(made.data, volume().mean("eV"))
    assert viewer.data.shape == (3, 4, 5)


def test_units_dates_and_names_are_typed(face: Face) -> None:
    data = volume().assign_coords(
        kx=np.datetime64("2026-03-01", "ns") + np.arange(5) * np.timedelta64(1, "h"),
        ky=["Au", "Cu", "Fe", "Ni"],
    )
    viewer = face.manager.open(data)
    screen = face.show(viewer)
    screen.open_operation("select")
    screen.fill("ranges.kx.0", "2026-03-01 01:00")
    screen.fill("ranges.kx.1", "2026-03-01 03:00")
    screen.fill("points.ky", "cu")
    screen.fill("points.eV", "-200 meV")
    assert screen.carry_out("new") == ""
    screen.open_operation("gaussian")
    screen.fill("sigma.kx", "90 min")
    screen.fill("sigma.ky", "")

    assert screen.carry_out("new") == ""

    _, chosen, smooth = face.manager.viewers
    wanted = data.isel(kx=slice(1, 4), ky=1, eV=1)
    np.testing.assert_array_equal(chosen.data, wanted)
    assert smooth.state.origin.steps[0].operation.sigma == {"kx": 5_400_000}


def test_ranges_and_choices_are_filled_in(screen: Probe, viewer: Viewer) -> None:
    screen.open_operation("select")
    screen.fill("ranges.kx.0", "1")
    screen.fill("ranges.kx.1", "6")
    screen.fill("points.eV", "-0.19")

    assert screen.carry_out("replace") == ""

    wanted = volume().sel(kx=slice(6, 1)).sel(eV=-0.2, method="nearest")
    np.testing.assert_array_equal(viewer.data, wanted)


def test_a_choice_and_a_tick_are_taken(screen: Probe, viewer: Viewer) -> None:
    screen.open_operation("aggregate")
    screen.fill("dims.eV", False)
    screen.fill("dims.kx", True)
    screen.fill("how", "max")

    assert screen.carry_out("replace") == ""

    np.testing.assert_array_equal(viewer.data, volume().max("kx"))


def test_attributes_are_written_as_lines(screen: Probe, viewer: Viewer) -> None:
    screen.open_operation("edit_attributes")
    screen.fill("attrs", "sample = Bi2Se3\nscans = 3")

    assert screen.carry_out("replace") == ""

    wanted = {"units": "counts", "sample": "Bi2Se3", "scans": 3}
    assert viewer.data.attrs == wanted


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("gaussian", {"sigma.kx": "wide"}, "no width along 'kx'"),
        ("gaussian", {"sigma.kx": "", "sigma.ky": ""}, "missing"),
        ("rename", {"names.kx": "ky"}, "failed"),
        ("interpolate", {"start": "1", "stop": "1"}, "begins and ends"),
    ],
)
def test_what_is_amiss_is_said_in_the_dialog_and_nothing_is_changed(
    screen: Probe, viewer: Viewer, name: str, fields: dict[str, str], said: str
) -> None:
    before = viewer.state
    screen.open_operation(name)
    for field, value in fields.items():
        screen.fill(field, value)

    assert said in screen.carry_out("replace")

    assert viewer.state is before
    assert screen.message == ""


def test_a_filter_is_a_layer_that_is_switched_off_and_removed(
    screen: Probe, viewer: Viewer
) -> None:
    raw = screen.curve("kx").copy()
    screen.open_operation("normalise")
    screen.fill("dims.ky", False)
    screen.fill("dims.kx", True)

    assert screen.carry_out("layer") == ""

    screen.settle(lambda: viewer.is_drawn)
    np.testing.assert_allclose(screen.curve("kx"), raw / raw.mean())
    assert screen.filters == (("Normalise", True),)
    np.testing.assert_array_equal(viewer.data, volume())
    screen.switch_filter(0)
    screen.settle(lambda: not viewer.state.filters[0].is_on and viewer.is_drawn)
    screen.settle()
    np.testing.assert_array_equal(screen.curve("kx"), raw)
    assert screen.filters == (("Normalise", False),)
    screen.remove_filter(0)
    screen.settle(lambda: not viewer.state.filters)
    screen.settle()
    assert screen.filters == ()


def test_a_filter_is_changed_in_place_and_that_is_one_step(
    screen: Probe, viewer: Viewer, run: Callable[..., Any], face: Face
) -> None:
    smooth = {"kind": "gaussian", "sigma": {"ky": 1.0}}
    for operation in (smooth, {"kind": "normalise", "dims": ["kx"]}):
        pending = run("filter.add", viewer=viewer.id, operation=operation)
        face.settle(pending.done)
    screen.settle(lambda: viewer.is_drawn)
    before = viewer.state.filters

    screen.edit_filter(0)
    assert float(screen.filled("sigma.ky")) == 1.0
    screen.fill("sigma.ky", "2.5")
    assert screen.carry_out("") == ""
    screen.settle(lambda: viewer.is_drawn)

    first, second = viewer.state.filters
    assert first.operation.sigma == {"ky": 2.5}
    assert second == before[1]
    viewer.undo()
    assert viewer.state.filters == before


@pytest.mark.parametrize("first", [True, False])
def test_filters_become_part_of_a_result_or_stay_layers_over_it(
    face: Face, screen: Probe, viewer: Viewer, run: Callable[..., Any], first: bool
) -> None:
    normal = {"kind": "normalise", "dims": ["kx"]}
    pending = run("filter.add", viewer=viewer.id, operation=normal)
    face.settle(pending.done)
    seen = run("data.fetch", viewer=viewer.id, filtered=True)
    face.settle(seen.done)

    screen.open_operation("aggregate")
    screen.carry_filters_out(first)
    assert screen.carry_out("new") == ""

    made = face.manager.viewers[-1]
    source = seen.result() if first else volume()
    np.testing.assert_array_equal(made.data, source.mean("eV"))
    assert len(made.state.filters) == (not first)


def test_a_change_of_a_filter_that_fails_changes_nothing(
    screen: Probe, viewer: Viewer, run: Callable[..., Any], face: Face
) -> None:
    smooth = {"kind": "gaussian", "sigma": {"ky": 1.0}}
    pending = run("filter.add", viewer=viewer.id, operation=smooth)
    face.settle(pending.done)
    screen.settle(lambda: viewer.is_drawn)
    before = viewer.state

    screen.edit_filter(0)
    screen.fill("sigma.ky", "wide")

    assert screen.carry_out("") != ""
    assert viewer.state == before


def test_the_code_on_the_clipboard_gives_what_is_on_screen(screen: Probe) -> None:
    screen.set_index("eV", 2)
    names = {"cut": volume()}

    code = screen.copy_code()

    exec(code.partition("import matplotlib")[0], names)
    np.testing.assert_array_equal(names["panels"]["kx"], screen.curve("kx"))
    assert float(names["panels"]["value"]) == screen.value


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Let a Gaussian filter stop after one of four blocks, until this is set."""
    gate = Event()
    carry_out = PERFORM[Gaussian]

    def wait(operation: Any, data: Any) -> Any:
        progress = CURRENT.get()
        if progress is not None:  # not a preview
            progress.tell(1, 4)
            gate.wait(30)
        return carry_out(operation, data)

    monkeypatch.setitem(PERFORM, Gaussian, wait)
    yield gate
    gate.set()


def test_a_dialog_shows_how_far_the_work_is_and_closing_it_gives_the_work_up(
    screen: Probe, viewer: Viewer, gate: Event
) -> None:
    before = viewer.state
    screen.open_operation("gaussian")

    screen.start("replace")
    screen.wait(lambda: screen.progress == 0.25)
    screen.abandon()

    assert screen.work == ""
    gate.set()
    screen.settle()
    assert viewer.state is before


def test_what_python_asked_for_is_given_up_in_the_status_line(
    screen: Probe, viewer: Viewer, gate: Event, run: Callable[..., Any]
) -> None:
    before = viewer.state
    operation = {"kind": "gaussian", "sigma": {"kx": 2.0}}

    pending = run("operation.apply", viewer=viewer.id, operation=operation)
    screen.wait(lambda: "25" in screen.work)
    screen.give_up()

    with pytest.raises(Cancelled, match="nothing was changed"):
        pending.result(0)
    gate.set()
    screen.settle()
    assert (screen.work, viewer.state) == ("", before)
