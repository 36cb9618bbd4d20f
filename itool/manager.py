"""The Python API: show, load, fetch and replace data in ImageTool managers.

A manager is a process of its own (``itool-manager``); a notebook or script is a client
of it and needs no display. Calls return after the work is done, and what fails in the
manager is raised here.

>>> import itool.manager as itm
>>> made = itm.show_in_manager(cut)
>>> itm.fetch(made.ids[0]).identical(cut)
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itool.client import requests as _requests
from itool.client import targets as _targets
from itool.client.asynchronous import AsyncManager
from itool.client.handle import ImageToolManagerHandle
from itool.client.ledger import ManagerEvent
from itool.client.managers import ImageToolManagerRegistry
from itool.client.regions import RegionHandle, Regions
from itool.client.requests import Made
from itool.client.snapshot import Snapshot
from itool.client.viewer import ViewerHandle
from itool.client.viewers import Viewers
from itool.client.watch.watching import (
    maybe_push,
    shutdown,
    watch,
    watch_info,
    watched_variables,
)
from itool.errors import (
    ImageToolManagerAmbiguousError,
    ImageToolManagerNotFoundError,
    ImageToolManagerTimeoutError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from os import PathLike
    from pathlib import Path

    import xarray as xr

    Target = int | ImageToolManagerHandle
    Which = int | str | ViewerHandle

__all__ = [
    "HOST_IP",
    "PORT",
    "PORT_WATCH",
    "AsyncManager",
    "ImageToolManagerAmbiguousError",
    "ImageToolManagerHandle",
    "ImageToolManagerNotFoundError",
    "ImageToolManagerRegistry",
    "ImageToolManagerTimeoutError",
    "Made",
    "ManagerEvent",
    "RegionHandle",
    "Regions",
    "Snapshot",
    "ViewerHandle",
    "Viewers",
    "clear_default_manager",
    "fetch",
    "get_default_manager",
    "get_log_file_path",
    "is_running",
    "load_in_manager",
    "main",
    "manager_selection_info",
    "managers",
    "maybe_push",
    "replace_data",
    "set_default_manager",
    "show_in_manager",
    "shutdown",
    "use_manager",
    "watch",
    "watch_info",
    "watched_variables",
]

HOST_IP: str
"""Interface that managers started from here listen on: ``ITOOL_MANAGER_HOST``."""

PORT: int
"""Port that a manager tries first; ``managers[0].port`` is where it really is."""

PORT_WATCH: int
"""The same for events."""

managers = ImageToolManagerRegistry()
"""The live managers, looked up anew on every access."""


def __getattr__(name: str) -> Any:
    from itool.wire import places

    read = {
        "HOST_IP": places.usual_host,
        "PORT": places.usual_port,
        "PORT_WATCH": places.usual_watch_port,
    }
    if name not in read:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return read[name]()


def show_in_manager(data: Any, target: Target | None = None, **kwargs: Any) -> Made:
    """Open a viewer for each array in `data`.

    Parameters
    ----------
    data : array, DataArray, Variable, Dataset, DataTree, or list or tuple of them
        Arrays of numpy or dask, of any number of dimensions but 0. Dtype, coordinates
        and attributes are kept as they are. Of a Dataset or DataTree every displayable
        variable is opened.
    target : int or ImageToolManagerHandle, optional
        The manager; by default the default manager, or the only one.
    **kwargs
        ``link=False``: whether the new viewers move together; ``link_colors=True``:
        whether they then share colour settings; ``cmap``, ``reverse``, ``gamma``,
        ``vmin`` and ``vmax``, or ``percentiles`` and ``fits_view``, ``norm`` (linear,
        log, symlog, asinh, centered) with ``center`` and ``linear_width``: colours as
        in `viewer.color`; ``transpose``, ``title``; ``variables``: names of the
        variables of a Dataset or DataTree to open (``"group/name"``), by default all.

    Returns
    -------
    Made
        ``ids`` and ``indexes`` of the viewers, which are open by now.

    Raises
    ------
    TypeError
        If `data` is no array or list of arrays.
    BadData
        If there is nothing to show: no dimensions, no samples, or not numbers.
    BadArguments
        If a keyword is unknown or of the wrong type, or there is no variable of a name.
    NotSendable
        If an attribute or coordinate is not data; the message names it.
    ImageToolManagerNotFoundError
        If no manager is running, or not the one asked for.
    ImageToolManagerAmbiguousError
        If several are running and none was chosen.
    ImageToolManagerTimeoutError
        If the manager was silent for ``ITOOL_MANAGER_ZMQ_TIMEOUT_MS`` (15 000). The
        same call, made again, is not carried out twice.

    Examples
    --------
    >>> made = show_in_manager([before, after], link=True)
    >>> made.indexes
    (2, 3)
    """
    return _requests.show(_targets.door(target), data, kwargs)


def load_in_manager(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    loader_name: str | None = None,
    *,
    target: Target | None = None,
    **load_kwargs: Any,
) -> Made:
    """Have a manager open files, lazily, one viewer for each displayable variable.

    Parameters
    ----------
    paths : path or iterable of paths
        Files or Zarr stores; addresses (``"https://..."``, ``"s3://..."``) as text,
        which the manager opens with what xarray has for them.
    loader_name : str, optional
        Name of a loader; found by the file's ending by default.
    target : int or ImageToolManagerHandle, optional
        The manager; by default the default manager, or the only one.
    **load_kwargs
        ``variables``: names of the variables to open, all that can be shown by default.
        The rest is passed on to the loader.

    Returns
    -------
    Made
        ``ids`` and ``indexes`` of the viewers.

    Raises
    ------
    TypeError
        If a path is none.
    FileNotFoundError
        If a file does not exist.
    UnreadableFile
        If a file is damaged or of an unknown format.
    UnknownLoader
        If there is no such loader; the message names those that exist.
    BadArguments
        If there is no variable of a name, or the loader does not take an option.

    Examples
    --------
    >>> made = load_in_manager("cut.nc")
    >>> fetch(made.ids[0]).identical(cut)
    True
    """
    return _requests.load(_targets.door(target), paths, loader_name, load_kwargs)


def fetch(index: Which, *, target: Target | None = None) -> xr.DataArray:
    """Return the array of a viewer, with all its coordinates and attributes.

    Parameters
    ----------
    index : int, str or ViewerHandle
        Index of the viewer, negative ones counted from the end, or its id. A handle
        means its viewer in its manager.
    target : int or ImageToolManagerHandle, optional
        The manager; by default the default manager, or the only one.

    Returns
    -------
    DataArray
        As it was shown: same dtype, coordinates and attributes. It is writable and
        shares no memory with the viewer.

    Raises
    ------
    UnknownViewer
        If there is no such viewer; a KeyError that names those that exist.
    TypeError
        If `index` is neither an integer nor a string.

    Examples
    --------
    >>> fetch(1).dims
    ('kx', 'ky', 'eV')
    """
    door = _targets.door(_requests.meant_by(index, target))
    return _requests.fetch(door, index)


def replace_data(
    index: Which | Iterable[Which], data: Any, *, target: Target | None = None
) -> Made:
    """Show other data in viewers; their cursors stay at their coordinate values.

    Parameters
    ----------
    index : int, str, ViewerHandle, or iterable of them
        Viewers by index or id. Negative indexes count from the end, and the next free
        index opens a new viewer.
    data : array, DataArray, Variable, Dataset, DataTree, or list or tuple of them
        As many arrays as viewers.
    target : int or ImageToolManagerHandle, optional
        The manager; by default the default manager, or the only one.

    Returns
    -------
    Made
        ``ids`` and ``indexes`` of the viewers.

    Raises
    ------
    ValueError
        If the numbers of viewers and arrays differ.
    UnknownViewer
        If a viewer does not exist. Then none is changed.

    Examples
    --------
    >>> replace_data(0, smoothed).indexes
    (0,)
    >>> fetch(0).identical(smoothed)
    True
    """
    indexes = _requests.listed_viewers(index)
    door = _targets.door(_requests.meant_by(indexes, target))
    return _requests.replace(door, indexes, data)


def is_running(target: Target | None = None) -> bool:
    """Return whether a manager answers: any, or the one with index `target`.

    The manager itself is asked, not its port; a manager that hangs does not answer, and
    after 5 s the result is False.

    Parameters
    ----------
    target : int or ImageToolManagerHandle, optional
        The manager; by default any will do.

    Raises
    ------
    TypeError, ValueError
        If `target` is not an integer, or negative.

    Examples
    --------
    >>> is_running(), is_running(7)
    (True, False)
    """
    return _requests.is_running(target)


def set_default_manager(index: Target) -> int:
    """Make a live manager the one that calls of this process mean.

    The default is that very manager: if it ends, the default is forgotten, even if
    another manager takes its index.

    Parameters
    ----------
    index : int or ImageToolManagerHandle
        Its number, or a handle.

    Returns
    -------
    int
        The same.

    Raises
    ------
    TypeError
        If `index` is not an integer.
    ValueError
        If it is negative, or no such manager is live; the latter is an
        ImageToolManagerNotFoundError, too.

    Examples
    --------
    >>> set_default_manager(0)
    0
    """
    return _targets.set_default(index)


def get_default_manager(*, validate: bool = True) -> int | None:
    """Return the index of the default manager, None if there is none.

    Parameters
    ----------
    validate : bool
        Whether a default that has ended is forgotten. One that the environment or
        `use_manager` chose is not forgotten: calls raise until another is chosen.

    Returns
    -------
    int or None
        Chosen with `set_default_manager` or ``ITOOL_MANAGER_TARGET``.

    Examples
    --------
    >>> get_default_manager(validate=False) is None
    True
    """
    return _targets.get_default(validate=validate)


def clear_default_manager() -> None:
    """Have no default manager.

    Examples
    --------
    >>> clear_default_manager()
    """
    _targets.clear_default()


def use_manager(index: Target) -> AbstractContextManager[int]:
    """Make a manager the default within a ``with`` block.

    It holds in the thread or asyncio task of the block, and in tasks that are begun
    there; other threads have their own blocks, and otherwise the process's default.
    If the manager ends, calls in the block raise; they never reach another one.

    Parameters
    ----------
    index : int or ImageToolManagerHandle
        Its number, or a handle.

    Returns
    -------
    context manager
        Gives the index; at its end the default is what it was before.

    Raises
    ------
    TypeError
        If `index` is not an integer.
    ValueError
        If no such manager is live.

    Examples
    --------
    >>> with use_manager(0):
    ...     show_in_manager(cut).indexes
    (2,)
    """
    return _targets.using(index)


def manager_selection_info() -> dict[str, Any]:
    """Return the live managers, and which one a call without a target would reach.

    Returns
    -------
    dict
        ``managers`` (a list of dicts), ``default_index``, ``resolved_index``,
        ``needs_selection`` and ``reason``: ``"none"``, ``"single"``, ``"default"``,
        ``"multiple"``, or ``"ended"`` if the manager that ``ITOOL_MANAGER_TARGET`` or
        `use_manager` names is not live. It can be written as JSON. Each of ``managers``
        has ``index``, ``pid``, ``host``, ``port``, ``watch_port``, ``started``,
        ``version``, ``workspace_path`` and ``is_default``.

    Examples
    --------
    >>> manager_selection_info()["reason"]
    'single'
    """
    return _targets.selection()


def get_log_file_path() -> Path:
    """Return the file that managers of this user write their log to.

    Examples
    --------
    >>> get_log_file_path().name
    'itool-manager.log'
    """
    from itool.wire.places import log_path

    return log_path()


def main(execute: bool = True) -> None:
    """Start a manager in this process, as ``itool-manager`` without options does.

    The arguments of the program that calls it are its own and are not looked at.

    Parameters
    ----------
    execute : bool
        Whether to run it until it is stopped. With False, only check that a manager
        could be started here.

    Raises
    ------
    ItoolError
        Why a manager cannot be started; the message says what to do.

    Examples
    --------
    >>> main(execute=False)
    """
    from importlib import import_module

    # What makes a process a manager stands above this module.
    options = import_module("itool.app.options").Options()
    process = import_module("itool.app.process")
    if execute:
        process.run_manager(options)
    else:
        options.decided()
