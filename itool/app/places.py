"""Places of files as they are given on a command line."""

from __future__ import annotations

from pathlib import Path

from itool.wire.recipes import is_remote


def located(place: str) -> str:
    """Return a path as an absolute one, which `~` may begin; an address as it is.

    Examples
    --------
    >>> located("https://example.org/a.zarr")
    'https://example.org/a.zarr'
    >>> located("/data/../cut.nc")
    '/data/../cut.nc'
    """
    return place if is_remote(place) else str(Path(place).expanduser().absolute())
