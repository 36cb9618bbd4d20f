"""Commands on watched variables; `itool.manager.watch` gives them."""

from __future__ import annotations

from typing import Any

from itool.core.manager import Manager
from itool.core.registry import command
from itool.errors import BadData


@command(name="watch.bind", title="Watch a variable")
def bind(
    manager: Manager,
    varname: str,
    data: Any,
    source: str,
    label: str | None = None,
    uid: str | None = None,
) -> dict[str, Any]:
    """Tie a viewer to a variable: the viewer it had before, or a new one.

    Parameters
    ----------
    varname : str
        Name of the variable.
    data : DataArray
        Its value.
    source : str
        Name of the namespace that it lives in.
    label : str, optional
        What the user calls that namespace.
    uid : str, optional
        The tie that is meant, if several viewers had been tied to that name.

    Returns
    -------
    dict
        ``uid``, ``viewer``, ``index``, ``revision``, ``ties``, ``is_new``, ``kept``.
    """
    return manager.watched.bind(varname, _array(data), source, label, uid)


@command(name="watch.push", title="Push a watched variable")
def push(manager: Manager, uid: str, base: int, data: Any) -> dict[str, Any]:
    """Show the new value of a watched variable.

    Parameters
    ----------
    uid : str
        The tie, from `watch.bind`.
    base : int
        Revision of the viewer's data that the variable was made from. If the viewer
        has a newer one, another viewer keeps it.
    data : DataArray
        The value.

    Returns
    -------
    dict
        ``revision``, and ``kept``: title of that other viewer, or None.
    """
    return manager.watched.push(uid, base, _array(data))


@command(name="watch.patch", title="Push parts of a watched variable")
def patch(
    manager: Manager, uid: str, base: int, order: list[int], blocks: dict[int, Any]
) -> dict[str, Any] | None:
    """Show a watched variable of which some samples changed.

    Parameters
    ----------
    uid, base
        As in `watch.push`.
    order : list of int
        Axes by the length of their stride.
    blocks : dict of int to ndarray
        Samples by the number of their block of 1 MiB.

    Returns
    -------
    dict or None
        As `watch.push`; None if the viewer has a newer revision, and nothing was done.
    """
    return manager.watched.patch(uid, base, tuple(order), blocks)


@command(name="watch.pull", title="Pull a watched variable")
def pull(manager: Manager, uid: str) -> dict[str, Any]:
    """Return ``revision`` and ``data`` of a watched viewer."""
    return manager.watched.pull(uid)


@command(name="watch.release", title="Stop watching a variable")
def release(manager: Manager, uid: str, remove: bool = False) -> None:
    """Untie a viewer from its variable, and close it if `remove`."""
    manager.watched.release(uid, remove)


@command(name="watch.info", title="List watched variables")
def info(manager: Manager) -> dict[str, Any]:
    """Return ``workspace_link_id`` and ``watched``, a list with a dict for each."""
    rows = manager.watched
    return {"workspace_link_id": rows.link_id, "watched": rows.info()}


def _array(data: Any) -> Any:
    import xarray as xr

    if not isinstance(data, xr.DataArray):
        raise BadData(
            f"a watched variable is a DataArray, not a {type(data).__name__}.",
            hint="Wrap it: xr.DataArray(values, dims=...).",
        )
    return data
