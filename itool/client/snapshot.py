"""A picture of a viewer, with the arrays that it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from itool.client.arguments import writable
from itool.errors import BadArguments

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    import xarray as xr


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What a viewer showed at one moment; a notebook displays it as an image.

    Attributes
    ----------
    png : bytes
        The picture as a PNG file.
    panels : dict of str to DataArray
        The samples drawn, by panel; see `ViewerHandle.panels`.

    Examples
    --------
    >>> picture = viewer.snapshot(width=600, height=400)
    >>> picture.save("cut.png").name
    'cut.png'
    >>> picture.panels["kx-eV"].shape
    (5, 4)
    """

    png: bytes
    panels: dict[str, xr.DataArray] = field(default_factory=dict)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the picture to a file and return its absolute path.

        Raises
        ------
        ValueError
            If the file's ending names another format.
        """
        target = writable(path).absolute()
        if target.suffix.lower() not in ("", ".png"):
            raise BadArguments(
                f"a snapshot is a PNG; '{target.name}' should end in '.png'.",
                hint="viewer.export writes other formats.",
            )
        target.write_bytes(self.png)
        return target

    def __repr__(self) -> str:
        return f"<Snapshot of {len(self.png)} bytes, panels {[*self.panels]}>"

    def _repr_png_(self) -> bytes:
        return self.png
