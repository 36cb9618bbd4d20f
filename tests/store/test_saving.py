"""Files that are written, whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

from itool.errors import BadArguments, UnreadableFile
from itool.store.loaders import open_files, save_file

if TYPE_CHECKING:
    from pathlib import Path

CUT = xr.DataArray(
    np.arange(12, dtype="f4").reshape(3, 4),
    {"eV": ("eV", [-1.0, 0.0, 1.0], {"units": "eV"})},
    ["eV", "kx"],
    "cut",
    {"sample": "Au(111)", "hv": 21.2},
)
ENDINGS = (".nc", ".h5", ".zarr", ".zarr.zip")


def reopened(path: Path) -> xr.DataArray:
    (array,) = open_files([str(path)], None, {})
    return array


@pytest.mark.parametrize("suffix", ENDINGS)
@pytest.mark.parametrize("is_lazy", [False, True])
def test_what_was_saved_is_what_is_opened(tmp_path: Path, suffix: str, is_lazy: bool):
    path = tmp_path / f"cut{suffix}"

    save_file(CUT.chunk(eV=(1, 2)) if is_lazy else CUT, path)

    xr.testing.assert_identical(reopened(path).compute(), CUT)
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("suffix", ENDINGS)
@pytest.mark.parametrize("dtype", ["i2", "f8", "u1"])
def test_the_dtype_is_kept(tmp_path: Path, suffix: str, dtype: str):
    save_file(CUT.astype(dtype), tmp_path / f"cut{suffix}")

    assert reopened(tmp_path / f"cut{suffix}").dtype == np.dtype(dtype)


@pytest.mark.parametrize("suffix", [".h5", ".zarr", ".zarr.zip"])
def test_complex_samples_are_kept(tmp_path: Path, suffix: str):
    save_file(CUT * (1 + 2j), tmp_path / f"cut{suffix}")

    xr.testing.assert_equal(reopened(tmp_path / f"cut{suffix}"), CUT * (1 + 2j))


def test_an_array_without_a_name_is_saved(tmp_path: Path):
    save_file(CUT.rename(None), tmp_path / "cut.nc")

    np.testing.assert_array_equal(reopened(tmp_path / "cut.nc"), CUT)


def test_a_file_is_replaced_by_what_is_read_from_it(tmp_path: Path):
    path = tmp_path / "cut.nc"
    save_file(CUT, path)

    save_file(reopened(path) + 1, path)

    np.testing.assert_array_equal(reopened(path), CUT + 1)


def test_samples_packed_in_their_source_are_saved_as_they_are(tmp_path: Path):
    packed = {"cut": {"dtype": "i2", "scale_factor": 0.5, "_FillValue": -1}}
    CUT.to_netcdf(tmp_path / "packed.nc", encoding=packed)

    save_file(reopened(tmp_path / "packed.nc") + 0.1, tmp_path / "cut.nc")

    np.testing.assert_allclose(reopened(tmp_path / "cut.nc"), CUT + 0.1)


def test_a_zarr_store_is_not_replaced(tmp_path: Path):
    path = tmp_path / "cut.zarr"
    save_file(CUT, path)

    with pytest.raises(BadArguments, match="exists"):
        save_file(CUT + 1, path)

    np.testing.assert_array_equal(reopened(path), CUT)


def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    path = tmp_path / "cut.nc"
    save_file(CUT, path)

    with pytest.raises(BadArguments, match="settings"):
        save_file(CUT.assign_attrs(settings={"nested": 1}), path)

    np.testing.assert_array_equal(reopened(path), CUT)
    assert os.listdir(tmp_path) == ["cut.nc"]


@pytest.mark.parametrize("name", ["cut", "cut.txt", "no/where.nc", "folder.nc"])
def test_a_path_that_cannot_be_written_is_refused_with_the_next_step(
    tmp_path: Path, name: str
):
    (tmp_path / "folder.nc").mkdir()

    with pytest.raises(BadArguments) as caught:
        save_file(CUT, tmp_path / name)

    assert caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_refused_clearly(tmp_path: Path):
    tmp_path.chmod(0o500)

    with pytest.raises(UnreadableFile, match="cannot be written"):
        save_file(CUT, tmp_path / "cut.nc")
