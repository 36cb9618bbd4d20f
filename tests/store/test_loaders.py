"""Files of every kind, and those that are none."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING, Any

import h5py
import nibabel
import numpy as np
import pytest
import xarray as xr
import zarr
from astropy.io import fits

from itool.errors import BadArguments, BadData, UnknownLoader, UnreadableFile
from itool.store.loaders import LOADERS, open_files

if TYPE_CHECKING:
    from pathlib import Path

VALUES = np.arange(60, dtype="f4").reshape(3, 4, 5)
CUBE = xr.DataArray(
    VALUES,
    {"z": [1.0, 2.0, 4.0], "x": ("x", [5.0, 4.0, 3.0, 2.0, 1.0], {"units": "eV"})},
    ["z", "y", "x"],
    "cube",
    {"units": "counts"},
)


def opened(path: Path, loader: str | None = None, **options: Any) -> xr.DataArray:
    (array,) = open_files([str(path)], loader, options)
    return array


def write_netcdf4(path: Path) -> None:
    CUBE.to_netcdf(path, engine="netcdf4")


def write_classic(path: Path) -> None:
    CUBE.to_netcdf(path, engine="netcdf4", format="NETCDF3_CLASSIC")


def write_h5netcdf(path: Path) -> None:
    CUBE.to_netcdf(path, engine="h5netcdf")


def write_zarr2(path: Path) -> None:
    CUBE.to_dataset().to_zarr(path, zarr_format=2, consolidated=True)


def write_zarr3(path: Path) -> None:
    CUBE.to_dataset().to_zarr(path, zarr_format=3, consolidated=False)


def write_zipped(path: Path) -> None:
    write_zarr3(path.with_name("beside.zarr"))
    _zip(path, path.with_name("beside.zarr"), path.with_name("beside.zarr"))


def write_zipped_folder(path: Path) -> None:
    write_zarr2(path.with_name("beside.zarr"))
    _zip(path, path.with_name("beside.zarr"), path.parent)


def _zip(path: Path, folder: Path, root: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.rglob("*"):
            archive.write(file, file.relative_to(root))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.nc", write_netcdf4),
        ("a.nc", write_classic),
        ("a.h5", write_h5netcdf),
        ("a.zarr", write_zarr2),
        ("a.zarr", write_zarr3),
        ("a.zarr.zip", write_zipped),
        ("a.zarr.zip", write_zipped_folder),
        ("a", write_netcdf4),
        ("a", write_classic),
        ("a", write_zarr3),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_xarray_writes_is_opened_lazily_and_unchanged(
    tmp_path: Path, name: str, write: Any
):
    write(tmp_path / name)

    array = opened(tmp_path / name)

    assert array.chunks is not None
    assert array.encoding["source"] == str(tmp_path / name)
    xr.testing.assert_identical(array.compute(), CUBE)


def test_plain_hdf5_has_numbered_dimensions_and_all_its_groups(tmp_path: Path):
    with h5py.File(tmp_path / "scan.h5", "w") as file:
        file["entry/data"] = VALUES
        file["entry/deeper/line"] = np.arange(3.0)
        file["title"] = "a scan"

    arrays = open_files([str(tmp_path / "scan.h5")], None, {})

    assert [array.name for array in arrays] == ["data", "line"]
    np.testing.assert_array_equal(arrays[0], VALUES)


def test_one_group_can_be_asked_for(tmp_path: Path):
    with h5py.File(tmp_path / "scan.h5", "w") as file:
        file["entry/data"] = VALUES
        file["other/data"] = np.arange(3.0)

    assert opened(tmp_path / "scan.h5", group="other").shape == (3,)


def test_times_that_do_not_decode_are_numbers(tmp_path: Path):
    with h5py.File(tmp_path / "scan.h5", "w") as file:
        file["wait"] = np.arange(3.0)
        file["wait"].attrs["units"] = "seconds since the shutter opened"

    assert opened(tmp_path / "scan.h5").values.tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("is_group", [True, False])
def test_zarr_arrays_without_dimension_names_are_opened(tmp_path: Path, is_group: bool):
    path = tmp_path / "plain.zarr"
    if is_group:
        zarr.open_group(path, mode="w").create_array("plain", data=VALUES)
    else:
        zarr.create_array(path, data=VALUES)

    array = opened(path)

    assert array.name == "plain"
    assert array.chunks is not None
    np.testing.assert_array_equal(array, VALUES)


def test_a_numpy_file_is_mapped(tmp_path: Path):
    np.save(tmp_path / "cube.npy", VALUES)

    array = opened(tmp_path / "cube.npy")

    assert array.chunks is not None
    assert array.name == "cube"
    np.testing.assert_array_equal(array, VALUES)


@pytest.mark.parametrize("name", ["scan.nii", "scan.nii.gz"])
def test_a_scan_lies_in_the_space_of_the_scanner(tmp_path: Path, name: str):
    affine = np.array([[-2.0, 0, 0, 32], [0, 4, 0, -40], [0, 0, 8, 1], [0, 0, 0, 1]])
    image = nibabel.Nifti1Image(VALUES.astype("i2").reshape(3, 4, 5), affine)
    image.header.set_xyzt_units("mm", "sec")
    nibabel.save(image, tmp_path / name)

    array = opened(tmp_path / name)

    assert (array.dims, array.name) == (("z", "y", "x"), "scan")
    assert array.chunks is not None
    assert array.dtype == np.int16
    np.testing.assert_array_equal(array, VALUES.T)
    assert array.x.values.tolist() == [32.0, 30.0, 28.0]
    assert array.z.values.tolist() == [1.0, 9.0, 17.0, 25.0, 33.0]
    assert array.y.attrs["units"] == "mm"


def test_a_scaled_scan_is_read_scaled(tmp_path: Path):
    image = nibabel.Nifti1Image(VALUES / 7, np.eye(4))
    image.set_data_dtype(np.int16)
    nibabel.save(image, tmp_path / "scan.nii")

    array = opened(tmp_path / "scan.nii")

    assert array.dtype == np.float32
    np.testing.assert_allclose(array, VALUES.T / 7, atol=1e-3)


def test_a_fits_image_follows_its_world_coordinates(tmp_path: Path):
    unit = fits.PrimaryHDU(VALUES[0])
    unit.header.update(CTYPE1="eV", CRVAL1=-1.0, CDELT1=0.5, CRPIX1=1.0, BUNIT="counts")
    unit.writeto(tmp_path / "cut.fits")

    array = opened(tmp_path / "cut.fits")

    assert array.dims == ("axis_2", "eV")
    assert array.eV.values.tolist() == [-1.0, -0.5, 0.0, 0.5, 1.0]
    assert array.attrs["units"] == "counts"
    np.testing.assert_array_equal(array, VALUES[0])


@pytest.mark.parametrize("rows", [1, 3])
def test_spectra_in_a_fits_table_are_a_cut_or_a_map(tmp_path: Path, rows: int):
    spectra = VALUES.reshape(3, 4, 5)[:rows]
    columns = [
        fits.Column("time", "1D", array=np.arange(rows) * 7.0),
        fits.Column("Beta", "1D", array=np.arange(rows) * 0.5),
        fits.Column("spectra", "20E", dim="(5,4)", array=spectra.reshape(rows, -1)),
    ]
    table = fits.BinTableHDU.from_columns(columns)
    table.header.update(
        TDESC3="(eV,pixels)", TRVAL3="(-1,10)", TDELT3="(0.5,2)", TRPIX3="(1,1)"
    )
    table.writeto(tmp_path / "cut.fits")

    array = opened(tmp_path / "cut.fits")

    expected = ("pixels", "eV") if rows == 1 else ("Beta", "pixels", "eV")
    assert array.dims == expected
    assert array.pixels.values.tolist() == [10.0, 12.0, 14.0, 16.0]
    assert array.eV.values.tolist() == [-1.0, -0.5, 0.0, 0.5, 1.0]
    np.testing.assert_array_equal(array, spectra[0] if rows == 1 else spectra)
    if rows > 1:
        assert array.Beta.values.tolist() == [0.0, 0.5, 1.0]


def test_several_files_are_opened_in_order(tmp_path: Path):
    np.save(tmp_path / "b.npy", VALUES)
    np.save(tmp_path / "a.npy", VALUES)

    arrays = open_files([str(tmp_path / "b.npy"), str(tmp_path / "a.npy")], None, {})

    assert [array.name for array in arrays] == ["b", "a"]


def test_a_loader_can_be_named_when_the_ending_says_nothing(tmp_path: Path):
    write_h5netcdf(tmp_path / "data.bin")

    assert opened(tmp_path / "data.bin", "hdf5").name == "cube"


BAD = (
    "a missing file",
    "a missing folder",
    "a folder",
    "a folder as netCDF",
    "a file as Zarr",
    "another format",
    "garbage",
    "garbage, unknown",
    "garbage, NIfTI",
    "garbage, numpy",
    "nothing in it",
    "cut short",
    "Python objects",
    "cut short, zipped",
    "no store, zipped",
    "broken metadata",
)


def bad_files(folder: Path) -> dict[str, tuple[Path, str | None]]:
    (folder / "garbage.nc").write_bytes(b"hello, I am not netCDF")
    (folder / "garbage.dat").write_bytes(b"hello, I am nothing known")
    (folder / "garbage.nii").write_bytes(b"hello, I am not a scan")
    (folder / "garbage.npy").write_bytes(b"\x93NUMPY\x01\x00 and then rubbish")
    (folder / "empty.nc").touch()
    write_h5netcdf(folder / "whole.nc")
    (folder / "torn.nc").write_bytes((folder / "whole.nc").read_bytes()[:300])
    np.save(folder / "objects.npy", np.array([{}, None]), allow_pickle=True)
    (folder / "broken.zarr").mkdir()
    (folder / "broken.zarr" / "zarr.json").write_text("{")
    (folder / "torn.zarr.zip").write_bytes(b"PK\x03\x04 and then rubbish")
    with zipfile.ZipFile(folder / "other.zarr.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    return {
        "a missing file": (folder / "whole.nx", None),
        "a missing folder": (folder / "no" / "where.nc", None),
        "a folder": (folder, None),
        "a folder as netCDF": (folder, "netcdf"),
        "a file as Zarr": (folder / "whole.nc", "zarr"),
        "another format": (folder / "whole.nc", "fits"),
        "garbage": (folder / "garbage.nc", None),
        "garbage, unknown": (folder / "garbage.dat", None),
        "garbage, NIfTI": (folder / "garbage.nii", None),
        "garbage, numpy": (folder / "garbage.npy", None),
        "nothing in it": (folder / "empty.nc", None),
        "cut short": (folder / "torn.nc", None),
        "Python objects": (folder / "objects.npy", None),
        "cut short, zipped": (folder / "torn.zarr.zip", None),
        "no store, zipped": (folder / "other.zarr.zip", None),
        "broken metadata": (folder / "broken.zarr", None),
    }


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_read_is_named_with_the_next_step(
    tmp_path: Path, case: str
):
    path, loader = bad_files(tmp_path)[case]

    with pytest.raises(UnreadableFile) as caught:
        open_files([str(path)], loader, {})

    assert str(path.parent) in caught.value.message
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_a_misspelt_name_is_answered_with_the_nearest(tmp_path: Path):
    write_netcdf4(tmp_path / "cut_0012.nc")

    with pytest.raises(UnreadableFile) as caught:
        open_files([str(tmp_path / "cut_012.nc")], None, {})

    assert "cut_0012.nc" in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else_is_refused_clearly(tmp_path: Path):
    write_netcdf4(tmp_path / "secret.nc")
    (tmp_path / "secret.nc").chmod(0)

    with pytest.raises(UnreadableFile, match="may not be read"):
        open_files([str(tmp_path / "secret.nc")], None, {})


def test_an_unknown_loader_is_answered_with_those_there_are(tmp_path: Path):
    with pytest.raises(UnknownLoader) as caught:
        open_files([str(tmp_path)], "igor", {})

    assert all(name in caught.value.message for name in LOADERS)


def test_options_that_a_loader_does_not_take_are_named(tmp_path: Path):
    write_netcdf4(tmp_path / "a.nc")

    with pytest.raises(BadArguments, match="colour"):
        open_files([str(tmp_path / "a.nc")], None, {"colour": "red"})


def test_no_path_at_all_is_refused():
    with pytest.raises(BadArguments):
        open_files([], None, {})


def test_a_file_with_nothing_to_show_is_named(tmp_path: Path):
    xr.Dataset({"title": "only text"}).to_netcdf(tmp_path / "text.nc")

    with pytest.raises(BadData, match=r"text\.nc.*title"):
        open_files([str(tmp_path / "text.nc")], None, {})
