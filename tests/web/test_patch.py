"""A page that applies patches has the scene that the core has."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from itool.model.axis import ArrayInfo, Axis
from itool.model.coord import Coord
from itool.model.cursor import Cursor
from itool.model.resolve import resolve
from itool.model.state import ViewerState
from itool.web.patch import scene_patch
from itool.web.updates import to_json


def info(*sizes: int) -> ArrayInfo:
    axes = tuple(
        Axis(dim, np.linspace(0, 1, n)) for dim, n in zip("wzyx", sizes, strict=False)
    )
    return ArrayInfo("a", "a", axes)


def state(**fields: Any) -> ViewerState:
    return ViewerState(data="a", **fields)


def applied(old: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """Apply a patch as web_static/js/lib/scene.js does."""
    scene = {"panels": {}, "controls": {}} | old
    for kind in ("panel", "control"):
        ids = patch.pop(f"{kind}_ids", list(scene[f"{kind}s"]))
        changes = patch.pop(f"{kind}s", {})
        items = scene[f"{kind}s"]
        scene[f"{kind}s"] = {k: items.get(k, {}) | changes.get(k, {}) for k in ids}
    return scene | patch


def travelled(patch: dict[str, Any]) -> dict[str, Any]:
    return json.loads(to_json(patch))


def test_the_first_patch_holds_the_whole_scene():
    scene = resolve(state(), info(3, 4, 5))

    page = applied({}, travelled(scene_patch(None, scene)))

    assert list(page["panels"]) == [panel.id for panel in scene.panels]
    assert page["panels"]["z-y"]["x"]["size"] == 5
    assert page["title"] == scene.title
    assert page["color"]["cmap"] == "magma"


def test_coordinates_that_are_gone_are_told():
    coord = Coord("heat", ("y",), np.arange(5.0))
    with_coord = ArrayInfo("a", "a", info(3, 4, 5).axes, coords=(coord,))
    one = resolve(state(), with_coord)
    two = resolve(state(), info(3, 4, 5))

    assert [each.name for each in one.associated] == ["heat"]
    assert not travelled(scene_patch(one, two))["associated"]


def test_nothing_changed_gives_an_empty_patch():
    one = resolve(state(), info(3, 4, 5))
    same = resolve(state(), info(3, 4, 5))

    assert scene_patch(one, same) == {}


def test_a_moved_cursor_sends_marks_and_one_control_and_no_axes():
    before = resolve(state(), info(30, 40, 50))
    moved = state(cursors=(Cursor(id="a", point={"y": 0.1}),))
    after = resolve(moved, info(30, 40, 50))

    patch = scene_patch(before, after)

    assert patch.keys() == {"panels", "controls"}
    assert {f for change in patch["panels"].values() for f in change} == {"marks"}
    assert patch["controls"].keys() == {"y"}
    assert len(to_json(patch)) < 2500


def test_a_long_ruler_is_sent_once():
    uneven = Axis("x", np.geomspace(1, 2, 3000))
    array = ArrayInfo("a", "a", (Axis("y", np.arange(4.0)), uneven))
    before = resolve(state(), array)
    after = resolve(state(cursors=(Cursor(id="a", point={"x": 1.5}),)), array)

    assert len(to_json(scene_patch(None, before))) > 20_000
    assert len(to_json(scene_patch(before, after))) < 2000


def test_patches_add_up_to_the_scene_whatever_happens():
    array = info(3, 4, 5)
    cursors = (Cursor(id="a"), Cursor(id="b", point={"y": 1.0}, bins={"z": 3}))
    steps = [
        state(),
        state(cursors=cursors, active="b"),
        state(order=("y", "z", "w"), cursors=cursors),
        state(title="other", limits={"y": (0.2, 0.4)}, inverted=("z",)),
        state(order=("w",)),
    ]
    old, page = None, {}
    for step in steps:
        scene = resolve(step, array)

        page = applied(page, travelled(scene_patch(old, scene)))
        old = scene

        assert page == applied({}, travelled(scene_patch(None, scene)))


def test_fewer_dimensions_take_panels_away():
    before = resolve(state(), info(3, 4, 5))
    after = resolve(state(), info(1, 4, 5))

    patch = scene_patch(before, after)

    assert patch["panel_ids"] == [panel.id for panel in after.panels]
