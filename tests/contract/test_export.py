"""What is on screen, and the samples behind it, as files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from PIL import Image

from itool.core.colormaps import color_table
from itool.store.loaders import open_files
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from pathlib import Path

    from itool.core.viewer import Viewer
    from tests.contract.probe import Probe


@pytest.mark.parametrize("what", ["", "ky-kx"])
def test_a_picture_of_all_panels_or_of_one(
    screen: Probe, tmp_path: Path, what: str
) -> None:
    path = tmp_path / "a.png"

    screen.export("png", what, path)

    picture = Image.open(io.BytesIO(path.read_bytes())).convert("RGB")
    assert picture.size == (1200, 900)
    assert len(picture.getcolors(10**6)) > 20


@pytest.mark.parametrize(("format", "start"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_pictures_that_scale(
    screen: Probe, tmp_path: Path, format: str, start: bytes
) -> None:
    screen.export(format, "", tmp_path / f"a.{format}")

    assert (tmp_path / f"a.{format}").read_bytes().startswith(start)


def test_the_whole_array(screen: Probe, tmp_path: Path) -> None:
    screen.export("nc", "", tmp_path / "a.nc")

    with xr.open_dataarray(tmp_path / "a.nc") as saved:
        xr.testing.assert_identical(saved.load(), volume())


def test_a_zarr_store_in_one_file_that_is_opened_again(
    screen: Probe, tmp_path: Path
) -> None:
    path = tmp_path / "a.zarr.zip"

    screen.export("zarr.zip", "", path)

    (saved,) = open_files([str(path)], None, {})
    xr.testing.assert_identical(saved.load(), volume())


def test_a_profile_as_a_table(screen: Probe, tmp_path: Path) -> None:
    screen.set_bins("ky", 3)

    screen.export("csv", "kx", tmp_path / "a.csv")

    table = pd.read_csv(tmp_path / "a.csv")
    assert list(table.columns) == ["kx", "cut"]
    assert list(table["kx"]) == [8, 6, 4, 2, 0]
    assert list(table["cut"]) == [120, 121, 122, 123, 124]


def test_an_image_for_numpy(screen: Probe, tmp_path: Path) -> None:
    screen.export("npy", "ky-kx", tmp_path / "a.npy")

    expected = volume().isel(eV=1).to_numpy()
    assert np.array_equal(np.load(tmp_path / "a.npy"), expected)


@pytest.mark.parametrize(
    ("panel", "entry"), [("ky-kx", "Copy image"), ("kx", "Copy plot")]
)
def test_a_panel_is_copied_as_a_picture(
    screen: Probe, viewer: Viewer, panel: str, entry: str
) -> None:
    picture = screen.copied_picture(panel, entry)

    assert min(picture.shape[:2]) > 50
    colours = {tuple(pixel) for pixel in picture.reshape(-1, 3).tolist()}
    table = color_table(viewer.state.color.cmap, False)[:, :3].tolist()
    ends = {tuple(table[1]), tuple(table[255])}  # 0 is what is missing
    assert ends <= colours if panel == "ky-kx" else len(colours) > 3
