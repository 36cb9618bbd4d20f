"""Commands that keep the whole session in a workspace."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itool.core.manager import Manager
from itool.core.pool import Pending
from itool.core.registry import command
from itool.errors import BadArguments
from itool.model.state import ViewerState
from itool.store.workspace import Saved, load_workspace, save_workspace

if TYPE_CHECKING:
    from itool.core.viewer import Viewer


@command(name="workspace.save", title="Save workspace", menu="File", shortcut="Ctrl+S")
def save(manager: Manager, path: str = "") -> Pending[str]:
    """Write all viewers with their data and state to a workspace folder.

    Parameters
    ----------
    path : str, optional
        Folder; the one that the manager was started with or saved to last by default.

    Returns
    -------
    str
        The absolute path. It is answered after everything is on disk.
    """
    target = _folder(manager, path)
    work = partial(save_workspace, target, _saved(manager))
    return manager.compute(work, lambda _: _remember(manager, target))


def save_now(manager: Manager) -> str:
    """Write the session to its workspace while the caller waits.

    For the end of the process, when there is no loop any more to answer on.
    """
    target = _folder(manager, "")
    save_workspace(target, _saved(manager))
    return str(target)


@command(name="workspace.open", title="Open workspace", menu="File")
def open_workspace(manager: Manager, path: str) -> Pending[dict[str, list[Any]]]:
    """Open the viewers of a workspace besides those that are open.

    Parameters
    ----------
    path : str
        Folder that `workspace.save` wrote.
    """
    target = Path(path).expanduser().absolute()
    return manager.compute(
        partial(load_workspace, target), partial(_open_all, manager, target)
    )


def _saved(manager: Manager) -> list[Saved]:
    places = {v.id: str(place) for place, v in enumerate(manager.viewers)}

    def state(viewer: Viewer) -> dict[str, Any]:
        # Ids are given anew; what is kept is the parent's place in the list.
        parent = places.get(viewer.state.parent, "")
        return {**viewer.state.model_dump(mode="json"), "parent": parent}

    return [Saved(v.data, state(v), manager.watched.saved(v)) for v in manager.viewers]


def _open_all(manager: Manager, path: Path, saved: list[Saved]) -> dict[str, list[Any]]:
    made: list[Any] = []
    for each in saved:
        made.append(_open(manager, each, made))
    manager.workspace = manager.workspace or path
    return {"ids": [v.id for v in made], "indexes": [v.index for v in made]}


def _open(manager: Manager, saved: Saved, before: list[Any]) -> Any:
    place = str(saved.state.get("parent", ""))
    is_known = place.isdecimal() and int(place) < len(before)
    parent = before[int(place)].id if is_known else ""
    state = ViewerState.model_validate({**saved.state, "data": "", "parent": parent})
    fields = {name: getattr(state, name) for name in ViewerState.model_fields}
    del fields["data"]
    viewer = manager.open(saved.data, **fields)
    if saved.watched is not None:
        manager.watched.restore(viewer, saved.watched)
    return viewer


def _folder(manager: Manager, path: str) -> Path:
    if path:
        return Path(path).expanduser().absolute()
    if manager.workspace is None:
        raise BadArguments(
            "there is no workspace to save to yet.",
            hint="Name a folder: itool run workspace.save --path session.ws",
        )
    return manager.workspace


def _remember(manager: Manager, path: Path) -> str:
    manager.workspace = path
    return str(path)
