"""Shapes among samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from matplotlib.path import Path

from itool.model import geometry
from itool.model.axis import Axis

ALL = ((0, 20), (0, 30))
numbers = st.floats(-3, 33, allow_nan=False)
corners = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=9)


def centres() -> np.ndarray:
    rows, columns = np.mgrid[:20, :30]
    return np.stack([rows.ravel(), columns.ravel()], axis=1)


@given(corners)
@example([(0.0, 0.0), (0.0, 1.0), (5e-324, 1.0)])
def test_the_samples_in_a_polygon_are_those_that_matplotlib_finds(points):
    # Its rule differs where a polygon turns twice around a sample, and on edges.
    path = Path([*points, points[0]], closed=True)
    winding = np.array(
        [_turns(point, points) for point in centres()], dtype=int
    ).reshape(20, 30)
    found = geometry.inside(tuple(points), "polygon", ALL)

    theirs = path.contains_points(centres(), radius=0).reshape(20, 30)

    clear = (np.abs(winding) <= 1) & ~_on_an_edge(points)
    assert np.array_equal(found[clear], theirs[clear])


def test_tiles_count_every_sample_once():
    left = ((0, 0), (0, 4), (6, 10), (6, 0))
    right = ((0, 4), (0, 12), (6, 12), (6, 10))

    found = [geometry.inside(p, "polygon", ALL).astype(int) for p in (left, right)]

    assert (found[0] + found[1])[:6, :12].min() == 1
    assert (found[0] + found[1]).max() == 1


@given(st.tuples(numbers, numbers), st.tuples(numbers, numbers))
def test_two_halves_of_a_square_count_every_sample_once(first, last):
    r0, r1 = first[0], last[0]
    assume(r0 < r1)  # else the halves overlap
    one = ((-9.0, -99.0), first, last, (99.0, -99.0))
    two = ((99.0, 99.0), last, first, (-9.0, 99.0))

    found = [geometry.inside(half, "polygon", ALL).astype(int) for half in (one, two)]

    seam = slice(max(int(np.ceil(r0)), 0), max(int(np.ceil(r1)), 0))
    assert (found[0] + found[1])[seam].max(initial=1) == 1
    assert (found[0] + found[1])[seam].min(initial=1) == 1


def test_a_rectangle_holds_the_samples_on_its_edge():
    found = geometry.inside(((2, 3), (4, 5)), "rectangle", ALL)

    assert found.sum() == 9
    assert found[2:5, 3:6].all()


def test_a_rectangle_that_ends_between_samples_holds_those_inside():
    found = geometry.inside(((2.5, 3.5), (4.5, 5.4)), "rectangle", ALL)

    assert found.sum() == 4


def test_a_large_circle_holds_as_many_samples_as_it_is_large():
    points = ((200.0, 300.0), (300.0, 500.0))

    found = geometry.inside(points, "circle", ((0, 400), (0, 600)))

    assert found.sum() == pytest.approx(np.pi * 100 * 200, rel=1e-3)
    assert geometry.area(points, "circle") == pytest.approx(np.pi * 100 * 200)


def test_part_of_a_shape_is_the_same_as_that_part_of_the_whole():
    points = ((1.5, 2), (18, 9.5), (9, 28))

    part = geometry.inside(points, "polygon", ((5, 12), (7, 20)))

    whole = geometry.inside(points, "polygon", ALL)
    assert np.array_equal(part, whole[5:12, 7:20])


def test_a_path_is_sampled_about_once_per_sample_and_equally():
    places, normals, distance = geometry.path(((0, 0), (0, 3), (4, 3)), (1.0, 1.0))

    assert len(places) == 8
    assert np.allclose(np.diff(distance), 1.0)
    assert places[-1].tolist() == [4, 3]
    assert normals[0].tolist() == [-1, 0]
    assert normals[-1].tolist() == [0, 1]


def test_distance_along_a_path_is_in_units_of_the_axes():
    _, _, distance = geometry.path(((0, 0), (30, 40)), (0.1, 0.1))

    assert distance[-1] == pytest.approx(5.0)


def test_a_path_that_goes_nowhere_is_one_place():
    places, _, distance = geometry.path(((2, 3), (2, 3)), (1.0, 1.0))

    assert places.tolist() == [[2, 3]]
    assert distance.tolist() == [0]


@pytest.mark.parametrize("handle", range(4))
def test_the_corner_of_a_rectangle_follows_the_hand(handle):
    moved = geometry.moved(((0, 0), (4, 6)), "rectangle", handle, (9, 9), False)

    assert (9, 9) in geometry.handles(moved, "rectangle")
    assert geometry.handles(moved, "rectangle")[handle] == (9, 9)


def test_a_round_circle_stays_round():
    moved = geometry.moved(((0, 0), (4, 4)), "circle", 1, (1, 7), True)

    assert moved == ((0, 0), (7, 7))


def test_indexes_go_on_beyond_the_ends_of_an_axis():
    axis = Axis("T", np.array([300.0, 100.0, 20.0]))

    assert geometry.index_of(axis, 500.0) == -1.0
    assert geometry.index_of(axis, -60.0) == 3.0
    assert geometry.value_of(axis, -1.0) == 500.0
    assert geometry.value_of(axis, 3.0) == -60.0


def _turns(point, points) -> int:
    turns = 0
    for (r0, c0), (r1, c1) in zip(points, [*points[1:], points[0]], strict=True):
        if (r0 <= point[0]) != (r1 <= point[0]):
            crossing = c0 + (point[0] - r0) / (r1 - r0) * (c1 - c0)
            turns += (1 if r1 > r0 else -1) * (crossing <= point[1])
    return turns


def _on_an_edge(points) -> np.ndarray:
    near = np.zeros(600, bool)
    at = centres().astype(float)
    for a, b in zip(points, [*points[1:], points[0]], strict=True):
        a, b = np.array(a), np.array(b)
        along = np.clip((at - a) @ (b - a) / max((b - a) @ (b - a), 1e-30), 0, 1)
        near |= np.hypot(*(at - a - along[:, None] * (b - a)).T) < 1e-6
    return near.reshape(20, 30)
