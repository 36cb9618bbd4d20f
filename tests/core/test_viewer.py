"""A viewer: one state, and views that are shown what changed."""

from __future__ import annotations

import gc
import weakref

import dask.array
import numpy as np
import xarray as xr

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from itool.model.scene import VALUE_PANEL
from tests.core.conftest import Screen, cube


def test_a_new_view_is_shown_the_image_at_the_middle(screen):
    frame = screen.frames["ky-kx", "a"]

    np.testing.assert_array_equal(frame.values, np.arange(20.0, 40.0).reshape(4, 5))


def test_the_value_under_the_cursor_is_shown(screen):
    assert screen.frames[VALUE_PANEL, "a"].values == 32.0


def test_moving_along_a_hidden_dim_redraws_only_what_depends_on_it(
    manager, viewer, screen, loop
):
    screen.drawn.clear()

    COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"eV": -0.2})
    loop.settle()

    assert sorted(screen.drawn) == ["kx", "ky", "ky-kx", VALUE_PANEL]


def test_many_moves_in_one_turn_are_drawn_once(manager, viewer, screen, loop):
    before = len(screen.scenes)

    for kx in (0.0, 1.0, 3.0):
        COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"kx": kx})
    loop.settle()

    assert len(screen.scenes) == before + 1
    assert screen.scenes[-1].panel("kx").marks[0].position == 3.0


def test_a_second_view_sees_what_the_first_sees(viewer, screen, loop):
    second = Screen()

    viewer.attach(second)
    loop.settle()

    assert second.frames.keys() == screen.frames.keys()
    assert second.scenes[-1] == screen.scenes[-1]


def test_undo_takes_back_a_whole_drag_at_once(manager, viewer):
    for kx in (0.0, 1.0, 3.0):
        COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"kx": kx})

    viewer.undo()

    assert viewer.state.cursor("a").point == {}


def test_redo_returns_to_where_undo_came_from(manager, viewer):
    COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"kx": 3.0})
    viewer.undo()

    viewer.redo()

    assert viewer.state.cursor("a").point == {"kx": 3.0}


def test_two_drags_with_a_pause_between_are_undone_one_by_one(manager, viewer):
    COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"kx": 1.0})
    COMMANDS.run(manager, "edit.pause", viewer=viewer.id)
    COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"kx": 3.0})

    viewer.undo()

    assert viewer.state.cursor("a").point == {"kx": 1.0}


def test_a_change_of_gamma_makes_new_pixels_without_a_read(
    manager, viewer, screen, loop
):
    before = screen.frames["ky-kx", "a"]

    COMMANDS.run(manager, "color.gamma", viewer=viewer.id, gamma=0.5)
    loop.settle()

    after = screen.frames["ky-kx", "a"]
    assert after.values is before.values
    assert (after.pixels >= before.pixels).all()
    assert (after.pixels > before.pixels).any()


def test_lazy_data_is_read_off_the_loop_and_arrives(manager, loop):
    lazy = cube().copy(data=dask.array.from_array(cube().values, chunks=(1, 4, 5)))
    screen = Screen()

    viewer = manager.open(lazy)
    viewer.attach(screen)
    loop.settle(until=lambda: ("ky-kx", "a") in screen.frames)

    assert screen.frames["ky-kx", "a"].values[0, 0] == 20.0


def test_a_block_that_cannot_be_read_is_reported_and_nothing_is_lost(manager, loop):
    def fail(block):
        raise OSError("disk on fire")

    data = dask.array.ones((3, 4, 5), chunks=1).map_blocks(fail, dtype=float)
    screen = Screen()

    viewer = manager.open(cube().copy(data=data))
    viewer.attach(screen)
    loop.settle(until=lambda: "disk on fire" in screen.scenes[-1].message)

    assert manager.viewers == (viewer,)


def test_a_detached_view_is_shown_nothing_more(manager, viewer, screen, loop):
    viewer.detach(screen)
    before = len(screen.scenes)

    COMMANDS.run(manager, "cursor.move", viewer=viewer.id, point={"kx": 3.0})
    loop.settle()

    assert len(screen.scenes) == before


def test_the_arrays_on_screen_can_be_read_without_a_screen(manager, viewer, loop):
    pending = COMMANDS.run(manager, "viewer.panels", viewer=viewer.id)
    loop.settle(until=pending.done)

    shown = pending.result()
    xr.testing.assert_identical(shown["ky-kx"], cube()[1])
    assert shown["value"] == 32.0
    assert shown["value"].coords["eV"] == -0.1


def test_an_array_is_let_go_of_when_another_takes_its_place(manager):
    viewer = manager.open(cube())
    _ = viewer.scene
    gone = weakref.ref(viewer.data)

    manager.refresh(viewer, cube() + 1)

    gc.collect()
    assert gone() is None
