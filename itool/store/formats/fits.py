"""FITS: images, and the tables of spectra that ARPES beamlines write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from itool.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

NOT_A_SCAN = ("time", "null")
"""Columns that do not say where a spectrum was taken."""


def open_fits(path: Path) -> list[xr.DataArray]:
    """Open every image, and every column of images in a table.

    An axis follows the linear world coordinates in the header: CRVAL, CDELT and CRPIX
    of an image; TRVAL, TDELT, TRPIX and TDESC of a column, as the "main chamber" files
    of the Advanced Light Source have them. The samples are read at once.
    """
    try:
        from astropy.io import fits
    except ImportError:
        raise MissingExtra(
            f"{path.name!r} is a FITS file, and astropy, which reads it, is missing.",
            hint='Run: pip install "itool[demo]"',
        ) from None
    with fits.open(path, memmap=False) as units:
        attrs = _attrs(units[0].header)
        return [
            array.assign_attrs(attrs)
            for number, unit in enumerate(units)
            for array in _arrays(unit, unit.name or f"hdu{number}", fits)
        ]


def _arrays(unit: Any, name: str, fits: Any) -> Iterator[xr.DataArray]:
    if isinstance(unit, fits.BinTableHDU):
        yield from _columns(unit)
    elif unit.is_image and unit.data is not None:
        yield _image(unit, name.lower())


def _image(unit: Any, name: str) -> xr.DataArray:
    header, samples = unit.header, _native(unit.data)
    dims, coords = [], {}
    for axis in range(samples.ndim, 0, -1):
        dim = str(header.get(f"CTYPE{axis}", "")).strip() or f"axis_{axis}"
        dim = dim if dim not in dims else f"{dim}_{axis}"
        dims.append(dim)
        if f"CDELT{axis}" in header:
            scale = [float(header.get(f"{k}{axis}", 1)) for k in ("CRPIX", "CDELT")]
            start = float(header.get(f"CRVAL{axis}", 0))
            values = _line(header[f"NAXIS{axis}"], start, scale[1], scale[0])
            coords[dim] = (dim, values, _units(header.get(f"CUNIT{axis}")))
    attrs = _units(header.get("BUNIT"))
    return xr.DataArray(samples, coords, dims, name, attrs)


def _columns(unit: Any) -> Iterator[xr.DataArray]:
    scan, positions = _scan(unit)
    for number, column in enumerate(unit.columns, 1):
        samples = _native(unit.data[column.name])
        if samples.ndim < 2 or samples.dtype.kind not in "biufc":
            continue
        header = unit.header
        names = _list(header.get(f"TDESC{number}"))
        starts, steps, origins = (
            [float(text) for text in _list(header.get(f"{key}{number}"))]
            for key in ("TRVAL", "TDELT", "TRPIX")
        )
        dims, coords = [scan], {scan: (scan, positions)}
        for axis in range(samples.ndim - 1, 0, -1):
            size, place = samples.shape[samples.ndim - axis], axis - 1
            dim = names[place] if place < len(names) else f"axis_{axis}"
            dims.append(dim if dim not in dims else f"{dim}_{axis}")
            if place < min(len(starts), len(steps)):
                origin = origins[place] if place < len(origins) else 1.0
                values = _line(size, starts[place], steps[place], origin)
                coords[dims[-1]] = (dims[-1], values)
        attrs = _units(column.unit)
        array = xr.DataArray(samples, coords, dims, column.name, attrs)
        yield array.isel({scan: 0}, drop=True) if len(samples) == 1 else array


def _scan(unit: Any) -> tuple[str, NDArray[Any]]:
    """Return name and values of the first column that tells where rows were taken."""
    for column in unit.columns:
        values = _native(unit.data[column.name])
        if values.ndim == 1 and values.dtype.kind in "iuf":
            is_named = column.name.lower() not in NOT_A_SCAN
            if is_named and len(set(values.tolist())) == len(values):
                return column.name, values
    return "row", np.arange(len(unit.data))


def _line(size: int, start: float, step: float, origin: float) -> NDArray[Any]:
    return start + step * (np.arange(1, size + 1) - origin)


def _list(text: object) -> list[str]:
    """Return the items of ``"(eV,pixels)"``."""
    return [item for item in re.split(r"[(),\s]+", str(text or "")) if item]


def _native(samples: Any) -> NDArray[Any]:
    array = np.asarray(samples)
    return array.astype(array.dtype.newbyteorder("="))


def _units(text: object) -> dict[str, str]:
    return {"units": str(text)} if text else {}


def _attrs(header: Any) -> dict[str, Any]:
    """Return the cards of a header; a comment that is one word names the card."""
    skipped = ("SIMPLE", "BITPIX", "NAXIS", "EXTEND", "COMMENT", "HISTORY", "")
    return {
        f"{card.keyword} {card.comment}".strip(): card.value
        for card in header.cards
        if card.keyword not in skipped and isinstance(card.value, (str, int, float))
    }
