"""Images in true colour, the same on every face."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xarray as xr

from itool.errors import BadArguments

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.probe import Face, Probe


@pytest.fixture
def screen(face: Face) -> Probe:
    """Return a window on a picture of bytes, whose colours need no asking."""
    return face.show(face.manager.open(picture()))


def test_samples_named_like_colours_are_shown_as_colours(screen: Probe) -> None:
    assert screen.panels == ("x", "y-x", "y")
    assert screen.sliders == ()
    np.testing.assert_array_equal(shown(screen), picture().to_numpy())
    assert screen.corner("y-x") == (0, 250, 30)


def test_profiles_and_the_value_are_means_of_red_green_and_blue(screen: Probe) -> None:
    screen.set_index("y", 1)
    screen.set_index("x", 2)

    assert screen.value == pytest.approx((80 + 250 + 30) / 3)
    across = (40 * np.arange(5) + 250 + 30) / 3
    np.testing.assert_allclose(screen.curve("x"), across, rtol=1e-6)


def test_it_is_switched_off_and_on_and_taken_back(screen: Probe) -> None:
    screen.toggle("rgb")

    assert "y-rgb" in screen.panels
    image = screen.image("y-x")
    assert image is not None
    assert image.ndim == 2

    screen.toggle("rgb")
    assert screen.panels == ("x", "y-x", "y")

    screen.press("Ctrl+Z")
    assert "y-rgb" in screen.panels


def test_rows_and_columns_change_places(screen: Probe) -> None:
    screen.press("T")

    assert screen.panels == ("y", "x-y", "x")
    there = picture().transpose("x", "y", "rgb").to_numpy()
    np.testing.assert_array_equal(shown(screen, "x-y"), there)


def test_opacity_lets_the_background_through(face: Face) -> None:
    clear = xr.concat([picture(), xr.zeros_like(picture()[..., :1])], "rgb")

    screen = face.show(face.manager.open(clear))

    image = screen.image("y-x")
    assert image is not None
    assert not image[..., 3].any()


def test_any_dimension_of_three_samples_can_be_colours(
    face: Face, run: Callable[..., Any]
) -> None:
    values = picture().transpose("rgb", "y", "x").astype("float32") / 510
    viewer = face.manager.open(values.rename(rgb="band"))
    screen = face.show(viewer)
    assert "y-band" in screen.panels

    run("view.rgb", viewer=viewer.id, dim="band", white=0.5)
    screen.settle()

    assert screen.panels == ("x", "y-x", "y")
    np.testing.assert_array_equal(shown(screen), picture().to_numpy())


def test_a_stack_of_pictures_is_cut_at_the_cursor(face: Face) -> None:
    stack = xr.concat([picture(), picture() // 2], "frame")
    screen = face.show(face.manager.open(stack))
    assert "y-frame" in screen.panels

    screen.set_index("frame", 1)

    np.testing.assert_array_equal(shown(screen), picture().to_numpy() // 2)


def test_what_cannot_be_colours_is_refused(face: Face, run: Callable[..., Any]) -> None:
    viewer = face.manager.open(picture().isel(rgb=[0, 1]))

    with pytest.raises(BadArguments, match="y: 4, x: 5, rgb: 2"):
        run("view.rgb", viewer=viewer.id, dim="rgb")
    assert viewer.state.channel is None


def shown(screen: Probe, panel: str = "y-x") -> np.ndarray:
    """Return red, green and blue as they are drawn, in memory order."""
    image = screen.image(panel)
    assert image is not None
    return image[..., :3]


def picture() -> xr.DataArray:
    """Return 4 × 5 colours: red grows with x, green and blue stay."""
    red = np.tile(40 * np.arange(5), (4, 1))
    values = np.stack([red, 0 * red + 250, 0 * red + 30], axis=-1)
    return xr.DataArray(values.astype("uint8"), dims=("y", "x", "rgb"), name="photo")
