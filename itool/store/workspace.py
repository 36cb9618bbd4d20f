"""Workspaces: a folder that plain xarray can open, replaced as one when it is saved.

A workspace is a Zarr group with a node for each viewer. The array of a node is called
``data`` (or by its own name), and the viewer's state is a JSON text in the attribute
``itool_state`` of the node. ``xarray.open_datatree(path, engine="zarr")`` reads it
without this package.
"""

from __future__ import annotations

import json
import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xarray as xr

from itool.errors import BadData, UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
_STATE = "itool_state"
_NAME = "itool_name"
_FORMAT = "itool_workspace"


@dataclass(frozen=True, eq=False)
class Saved:
    """One viewer in a workspace: its array and its state as plain data."""

    data: xr.DataArray
    state: dict[str, Any]


def save_workspace(path: Path, viewers: list[Saved]) -> None:
    """Write `viewers` to the folder `path`; the old content stays until all is written.

    Parameters
    ----------
    path : Path
        Folder of the workspace; made if it does not exist.
    viewers : list of Saved
        In their order.

    Raises
    ------
    BadData
        If an array cannot be written to Zarr; the message names it.
    UnreadableFile
        If `path` is something else than a workspace.
    """
    if path.exists() and not _is_workspace(path) and any(path.iterdir()):
        raise UnreadableFile(
            f"{str(path)!r} exists and is not a workspace.",
            hint="Save under a new name.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        for number, viewer in enumerate(viewers):
            _write(draft, f"viewer-{number}", viewer)
        _write_root(draft)
        _swap(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def load_workspace(path: Path) -> list[Saved]:
    """Return the viewers in the workspace `path`; their arrays are read lazily.

    Raises
    ------
    UnreadableFile
        If there is no workspace, or a newer version of itool wrote it.
    """
    if not _is_workspace(path):
        raise UnreadableFile(
            f"there is no workspace {str(path)!r}.",
            hint="A workspace is a folder made with `itool run workspace.save`.",
        )
    import zarr

    root = zarr.open_group(path, mode="r")
    if int(str(root.attrs.get(_FORMAT, 0))) > FORMAT:
        raise UnreadableFile(
            f"{str(path)!r} was written by a newer version of itool.",
            hint="Update itool: pip install --upgrade itool",
        )
    names = sorted(root.group_keys(), key=lambda name: int(name.split("-")[1]))
    return [_read(path, name) for name in names]


def _write(folder: Path, node: str, viewer: Saved) -> None:
    name = viewer.data.name
    variable = str(name) if name not in (None, "") else "data"
    dataset = viewer.data.drop_encoding().to_dataset(name=variable)
    dataset.attrs = {_STATE: json.dumps(viewer.state), _NAME: variable}
    if name is None:
        dataset.attrs[_NAME] = ""
    try:
        dataset.to_zarr(folder, group=node, mode="a", consolidated=False)
    except Exception as error:
        title = viewer.state.get("title", node)
        raise BadData(
            f"{title!r} cannot be written to a workspace: {error}",
            hint="Remove it from the list, or drop the coordinate or attribute named.",
        ) from error


def _write_root(folder: Path) -> None:
    import zarr

    root = zarr.open_group(folder, mode="a")
    root.attrs[_FORMAT] = FORMAT


def _swap(draft: Path, path: Path) -> None:
    old = path.with_name(f".{path.name}.{secrets.token_hex(4)}.old")
    if path.exists():
        path.rename(old)
    try:
        draft.rename(path)
    except OSError:
        if old.exists():
            old.rename(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _read(path: Path, node: str) -> Saved:
    dataset = xr.open_zarr(path, group=node, chunks={}, consolidated=False)
    state = json.loads(dataset.attrs[_STATE])
    name = dataset.attrs[_NAME]
    data = dataset[name or "data"]
    return Saved(data if name else data.rename(None), state)


def _is_workspace(path: Path) -> bool:
    if not (path / "zarr.json").is_file():
        return False
    try:
        attrs = json.loads((path / "zarr.json").read_text()).get("attributes", {})
    except (OSError, ValueError):
        return False
    return _FORMAT in attrs
