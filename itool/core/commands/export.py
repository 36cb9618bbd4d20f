"""Commands that write what is on screen, or the samples behind it, to files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from itool.core import export
from itool.core.figure import Paper
from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.viewer import Viewer
from itool.errors import BadArguments
from itool.store.saving import ending, save_bytes, save_file

Side = Annotated[int, Field(ge=64, le=8192)]
Scale = Annotated[float, Field(gt=0.2, le=8)]
Theme = Literal["light", "dark"]


@command(name="export.save", title="Export", menu="File", shortcut="Ctrl+E")
def save(
    viewer: Viewer,
    path: str,
    what: str = "",
    width: Side = 1200,
    height: Side = 900,
    theme: Theme = "light",
    scale: Scale = 1.0,
) -> Pending[str]:
    """Write a picture of the panels, or samples, to a file where the manager runs.

    Parameters
    ----------
    path : str
        The ending chooses the format: .png, .svg and .pdf are pictures; .nc, .h5,
        .zarr, .zarr.zip, .csv and .npy hold samples. A file of that name is replaced.
    what : str
        Id of a panel (``"ky-kx"``), whose samples are averaged and thinned as drawn;
        or, of samples only, ``"visible"`` for all dimensions of what lies within the
        visible ranges and ``"array"`` for everything. By default all panels of a
        picture, all samples of the array.
    width, height : int
        Size of a picture in pixels.
    theme : {"light", "dark"}
        Colours of a picture.
    scale : float
        How large text and lines of a picture are.

    Returns
    -------
    str
        The path, absolute.
    """
    target = Path(path).expanduser().absolute()
    format = ending(target).removeprefix(".")
    part = export.part_of(viewer, what, format)
    if format not in export.PICTURES:

        def keep(data: Any) -> str:
            save_file(data, target)
            return str(target)

        return export.samples(viewer, part, keep)

    def write(picture: bytes) -> str:
        save_bytes(picture, target)
        return str(target)

    paper = Paper(width, height, theme, scale, format)  # type: ignore[arg-type]
    return export.picture(viewer, part, paper, write)


@command(name="export.file", title="Download")
def file(
    viewer: Viewer,
    format: str = "png",
    what: str = "",
    width: Side = 1200,
    height: Side = 900,
    theme: Theme = "light",
    scale: Scale = 1.0,
) -> Pending[dict[str, Any]]:
    """Return the file that `export.save` would write, for a page or a notebook.

    Parameters
    ----------
    format : {"png", "svg", "pdf", "nc", "h5", "zarr.zip", "csv", "npy"}
        Of a picture, or of samples.
    what, width, height, theme, scale
        See `export.save`.

    Returns
    -------
    dict
        ``name`` that the file may have, ``kind`` (media type), and ``data``: its bytes.
    """
    part = export.part_of(viewer, what, format)
    if format == "zarr":
        raise BadArguments(
            "a Zarr store is a folder and cannot be downloaded as a file.",
            hint="Use 'zarr.zip', which is opened as it is, or save it where the "
            "manager runs.",
        )
    kind = {**export.PICTURES, **export.TABLES}[format]
    name = f"{_plain(viewer.state.title)}{f' {part}' if part else ''}.{format}"

    def named(data: bytes) -> dict[str, Any]:
        return {"name": name, "kind": kind, "data": data}

    if format not in export.PICTURES:
        return export.samples(
            viewer, part, lambda data: named(export.file_of(data, format))
        )
    paper = Paper(width, height, theme, scale, format)  # type: ignore[arg-type]
    return export.picture(viewer, part, paper, named)


def _plain(title: str) -> str:
    """Return `title` as every file system takes it."""
    return "".join(c if c.isalnum() or c in "-_. " else "-" for c in title)
