"""Arrays that no viewer hopes for: shown as far as they go, worked with, never lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Semaphore
from typing import TYPE_CHECKING, Any

import dask.array as da
import numpy as np
import pytest
import xarray as xr

from itool.errors import BadData
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe


def plane(values: Any, **coords: Any) -> xr.DataArray:
    """Return `values` as rows and columns, called what users call such things."""
    names = ("Energie θ (°)", "2θ / x")
    given = {
        dim: coords[axis]
        for dim, axis in zip(names, "yx", strict=True)
        if axis in coords
    }
    return xr.DataArray(
        np.asarray(values), dims=names, coords=given, name="Übersicht №1"
    )


PATIENCE = 40.0
NOISE = np.arange(60.0).reshape(6, 10)
LIMITS = np.iinfo(np.int64)
BAD = {
    "nothing finite": plane(np.where(NOISE % 2, np.nan, -np.inf)),
    "constant": plane(np.full((6, 10), 7.0)),
    "one sample": plane([[3.0]]),
    "one row": plane(NOISE[:1]),
    "huge": plane(np.where(NOISE % 2, 1e300, -1e300)),
    "as small as can be": plane(NOISE * 5e-324),
    "large and close together": plane(1e15 + NOISE),
    "constant but for rounding": plane(1.0 + (NOISE % 2) * 2.3e-16),
    "the limits of integers": plane(np.where(NOISE % 2, LIMITS.max, LIMITS.min)),
    "duplicated and equal coordinates": plane(
        NOISE, y=np.zeros(6), x=np.repeat(np.arange(5.0), 2)
    ),
    "unordered and missing coordinates": plane(
        NOISE, y=[0, 1, np.nan, 3, 4, 5], x=[3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3.5]
    ),
    "infinite and no coordinates": plane(
        NOISE, y=np.full(6, np.nan), x=[*np.arange(9.0), np.inf]
    ),
    "huge coordinates": plane(NOISE, x=np.arange(-5.0, 5.0) * 1e300),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_it_is_shown_and_worked_with_and_all_is_taken_back(
    face: Face, data: xr.DataArray
) -> None:
    viewer = face.manager.open(data)
    screen, before = face.show(viewer), viewer.state
    wide = [str(dim) for dim in data.dims if data.sizes[dim] > 1]
    is_image = len(wide) == 2
    panel = "-".join(wide) if is_image else screen.panels[-1]
    image = screen.image(panel) if is_image else None
    assert image is None or (image > 0).sum() == np.isfinite(data.values).sum()

    screen.add_cursor()
    for dim in wide:
        screen.set_bins(dim, 3)
        screen.set_index(dim, data.sizes[dim] - 1)
    screen.zoom(panel, **middle(screen.limits(panel)))
    screen.view_all(panel)
    if is_image:
        for norm in ("log", "asinh"):
            screen.set_norm(norm)
        screen.toggle("lock")  # finds the range beside the loop
        screen.settle(lambda: viewer.state.color.limits or screen.message)
    screen.settle(lambda: viewer.is_drawn)

    assert [screen.index(dim) for dim in wide] == [data.sizes[dim] - 1 for dim in wide]
    spans = [span for each in screen.panels for span in screen.limits(each).values()]
    assert all(-np.inf < low < high < np.inf for low, high in spans)
    assert screen.message == "" or "finite" in screen.message
    assert list(face.manager.errors) == []

    screen.jump("As it was opened")
    screen.settle(lambda: viewer.is_drawn)

    here = float(data[{dim: size // 2 for dim, size in data.sizes.items()}])
    wanted = here if np.isfinite(here) else np.nan
    assert screen.value == pytest.approx(wanted, rel=1e-5, abs=5e-324, nan_ok=True)

    assert viewer.state == before
    assert image is None or np.array_equal(screen.image(panel), image)


def middle(limits: dict[str, Any]) -> dict[str, float]:
    """Return the middle of a panel along its dimensions."""
    return {dim: float(np.mean(span)) for dim, span in limits.items() if dim}


def test_a_selection_of_nothing_is_refused_in_the_dialog(
    screen: Probe, viewer: Viewer, face: Face
) -> None:
    before = viewer.state
    screen.open_operation("select")
    screen.fill("ranges.eV.0", "10")
    screen.fill("ranges.eV.1", "20")

    said = screen.carry_out("replace")

    assert "no samples" in said
    assert viewer.state == before
    assert np.array_equal(viewer.data, volume())
    assert list(face.manager.errors) == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (xr.DataArray(np.zeros((0, 3)), dims=("y", "x")), "no samples"),
        (xr.DataArray(1.0), "no dimension"),
        (xr.DataArray(["a", "b"], dims="x"), "numbers"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_the_viewer_keeps_its_data(
    screen: Probe,
    viewer: Viewer,
    run: Callable[..., Any],
    given: xr.DataArray,
    why: str,
) -> None:
    image = screen.image("ky-kx")

    with pytest.raises(BadData, match=why):
        run("data.replace", viewers=viewer.id, data=given)
    screen.settle()

    assert np.array_equal(screen.image("ky-kx"), image)


@dataclass
class Huge:
    """10⁵ × 10⁵ samples in 10⁴ blocks, of which only some may be read at first."""

    read: list[int] = field(default_factory=list)
    leave: Semaphore = field(default_factory=lambda: Semaphore(40))

    @property
    def data(self) -> xr.DataArray:
        """The array; its rows tell their index."""
        sizes = (1000,) * 100
        lazy = da.map_blocks(self._block, chunks=(sizes, sizes), dtype=np.float32)
        return xr.DataArray(lazy, dims=("y", "x"))

    def _block(self, block_info: Any = None) -> Any:
        if not block_info:
            return np.zeros((1, 1), np.float32)
        assert self.leave.acquire(timeout=PATIENCE)
        (low, high), (left, right) = block_info[None]["array-location"]
        self.read.append(low)
        rows = np.arange(low, high, dtype=np.float32)[:, None]
        return np.broadcast_to(rows, (high - low, right - left))


@pytest.fixture
def huge() -> Iterator[Huge]:
    """Return a huge array; nobody waits for it in the end."""
    made = Huge()
    yield made
    made.leave.release(10_000)


def test_a_huge_image_gets_finer_and_is_never_read_whole(
    screen: Probe, viewer: Viewer, run: Callable[..., Any], huge: Huge
) -> None:
    run("data.replace", viewers=viewer.id, data=huge.data)
    screen.wait(lambda: screen.work)  # it says so, and offers to give it up
    huge.leave.release(10_000)
    screen.settle(lambda: viewer.is_drawn)

    def image() -> Any:
        found = screen.image("y-x")
        assert found is not None
        return found

    screen.wait(lambda: image().min() > 0)
    assert max(image().shape) <= 4096
    assert len(huge.read) < 1500
    assert screen.limits("y-x")["y"] == (-0.5, 99_999.5)
    assert "Zoom in" in screen.note


def test_reading_is_given_up_and_goes_on_when_it_is_wanted_again(
    screen: Probe, viewer: Viewer, run: Callable[..., Any], huge: Huge
) -> None:
    run("data.replace", viewers=viewer.id, data=huge.data)
    screen.wait(lambda: screen.work)
    before = viewer.state

    screen.give_up()

    screen.wait(lambda: not screen.work)
    assert "given up" in screen.message
    assert viewer.state == before
    huge.leave.release(10_000)
    screen.set_index("y", 10)
    screen.settle(lambda: viewer.is_drawn)
    assert screen.value == 10.0
