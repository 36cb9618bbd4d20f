"""Measured and modelled data to begin with, from packages that ship it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import TYPE_CHECKING

from itool.errors import MissingExtra
from itool.store.loaders import open_files

if TYPE_CHECKING:
    import xarray as xr

SAMPLES = (
    # Surface air temperature of North America by year, 1860-2099 (climate model, E1).
    ("iris-sample-data", "sample_data/E1_north_america.nc"),
    # Functional MRI of a head: two volumes, oblique, 2 × 2 × 2.2 mm.
    ("nibabel", "tests/data/example4d.nii.gz"),
    # Infra-red image of the Meteosat satellite, its rows from north to south.
    ("iris-sample-data", "sample_data/toa_brightness_stereographic.nc"),
    # ARPES: energy by angle, as the detector saw it (Advanced Light Source).
    ("arpes", "example_data/main_chamber_cut_0.fits"),
)
"""Distributions and the ends of paths in them. The files are found without an import:
what else these packages need does not have to be installed."""


def demo_arrays() -> list[xr.DataArray]:
    """Return the demo arrays whose packages are installed, opened lazily.

    Raises
    ------
    MissingExtra
        If none is.

    Examples
    --------
    >>> [array.ndim for array in demo_arrays()][:2]
    [3, 4]
    """
    paths = [path for sample in SAMPLES if (path := _find(*sample)) is not None]
    if not paths:
        raise MissingExtra(
            "no demo data is installed: neither "
            f"{' nor '.join(sorted({package for package, _ in SAMPLES}))}.",
            hint='Run: pip install "itool[demo]"',
        )
    return open_files([str(path) for path in paths], None, {})


def _find(package: str, end: str) -> Path | None:
    try:
        found = files(package) or []
    except PackageNotFoundError:
        return None
    for file in found:
        if file.as_posix().endswith(end):
            path = Path(str(file.locate()))
            return path if path.exists() else None
    return None
