"""Real data to begin with, from packages that ship it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from itool.errors import MissingExtra
from itool.store.loaders import open_files

if TYPE_CHECKING:
    import xarray as xr


def demo_arrays() -> list[xr.DataArray]:
    """Return the demo data that is installed."""
    spec = find_spec("iris_sample_data")
    if spec is None or spec.origin is None:
        raise MissingExtra(
            "no demo data is installed.", hint='Run: pip install "itool[demo]"'
        )
    folder = Path(spec.origin).parent / "sample_data"
    return open_files([str(folder / "E1_north_america.nc")], None, {})
