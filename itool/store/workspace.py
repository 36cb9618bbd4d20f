"""Workspaces: a folder that plain xarray can open, replaced as one when it is saved.

A workspace is a Zarr group with a node for each viewer. The array of a node is called
``data`` (or by its own name), and the viewer's state is a JSON text in the attribute
``itool_state`` of the node. ``xarray.open_datatree(path, engine="zarr")`` reads it
without this package.

A node is written once, under a name that no node had before. A save is done when the
root's metadata, which name the nodes in their order, are replaced. Nodes of an earlier
save stay as long as this process may read from them: where a chunk is missing, Zarr
gives fill values without an error. One manager at a time may use a workspace.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itool.errors import BadData, UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

FORMAT = 1
_STATE = "itool_state"
_NAME = "itool_name"
_WATCHED = "itool_watched"
_FORMAT = "itool_workspace"
_NODES = "itool_nodes"
_NODE = "viewer-"

_opened: set[Path] = set()
"""Nodes that arrays of this process may read from until it ends."""


@dataclass(frozen=True, eq=False)
class Saved:
    """One viewer in a workspace: its array and its state as plain data.

    Attributes
    ----------
    data : DataArray
        What it shows.
    state : dict
        Its state.
    watched : dict or None
        The variable of a notebook that it follows.
    """

    data: xr.DataArray
    state: dict[str, Any]
    watched: dict[str, Any] | None = None


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
    is_new = not _is_workspace(path)
    if is_new and path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UnreadableFile(
            f"{str(path)!r} exists and is not a workspace.",
            hint="Save under a new name.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = path
    if is_new:
        folder = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    first = 1 + max((_number(node) for node in _nodes(path)), default=-1)
    nodes = [f"{_NODE}{first + place}" for place in range(len(viewers))]
    try:
        for node, viewer in zip(nodes, viewers, strict=True):
            _write(folder, node, viewer)
        _commit(folder, nodes)
        if is_new:
            folder.rename(path)
    except BaseException:
        for node in nodes:
            shutil.rmtree(folder / node, ignore_errors=True)
        raise
    finally:
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
    _sweep(path, nodes)


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
    attributes = _attributes(path)
    if int(attributes[_FORMAT]) > FORMAT:
        raise UnreadableFile(
            f"{str(path)!r} was written by a newer version of itool.",
            hint="Update itool: pip install --upgrade itool",
        )
    nodes = attributes.get(_NODES, sorted(_nodes(path), key=_number))
    _opened.update(path / node for node in nodes)
    return [_read(path, node) for node in nodes]


def _write(folder: Path, node: str, viewer: Saved) -> None:
    name = viewer.data.name
    variable = str(name) if name not in (None, "") else "data"
    dataset = viewer.data.drop_encoding().to_dataset(name=variable)
    dataset.attrs = {_STATE: json.dumps(viewer.state), _NAME: variable}
    if name is None:
        dataset.attrs[_NAME] = ""
    if viewer.watched is not None:
        dataset.attrs[_WATCHED] = json.dumps(viewer.watched)
    try:
        dataset.to_zarr(folder, group=node, mode="a", consolidated=False)
    except Exception as error:
        title = viewer.state.get("title", node)
        raise BadData(
            f"{title!r} cannot be written to a workspace: {error}",
            hint="Remove it from the list, or drop the coordinate or attribute named.",
        ) from error


def _commit(folder: Path, nodes: list[str]) -> None:
    """Make `nodes` the content of the workspace, all at once."""
    folder.mkdir(exist_ok=True)
    metadata = {
        file.parent.relative_to(folder).as_posix(): json.loads(file.read_text())
        for node in nodes
        for file in sorted((folder / node).rglob("zarr.json"))
    }
    root = {
        "zarr_format": 3,
        "node_type": "group",
        "attributes": {_FORMAT: FORMAT, _NODES: nodes},
        "consolidated_metadata": {
            "kind": "inline",
            "must_understand": False,
            "metadata": metadata,
        },
    }
    beside = folder / f".zarr.json.{secrets.token_hex(4)}"
    with beside.open("w") as file:
        json.dump(root, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / "zarr.json")


def _sweep(path: Path, nodes: list[str]) -> None:
    """Delete the nodes of earlier saves that nothing here reads from."""
    for node in _nodes(path):
        if node not in nodes and path / node not in _opened:
            shutil.rmtree(path / node, ignore_errors=True)


def _nodes(path: Path) -> list[str]:
    return [folder.name for folder in path.glob(f"{_NODE}*")]


def _number(node: str) -> int:
    return int(node.removeprefix(_NODE))


def _read(path: Path, node: str) -> Saved:
    import xarray as xr

    dataset = xr.open_zarr(path, group=node, chunks={}, consolidated=False)
    state = json.loads(dataset.attrs[_STATE])
    name = dataset.attrs[_NAME]
    data = dataset[name or "data"]
    watched = json.loads(dataset.attrs.get(_WATCHED, "null"))
    return Saved(data if name else data.rename(None), state, watched)


def _is_workspace(path: Path) -> bool:
    return _FORMAT in _attributes(path)


def _attributes(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((path / "zarr.json").read_text())["attributes"])
    except (OSError, ValueError, KeyError):
        return {}
