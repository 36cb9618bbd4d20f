"""The requests of the Python API: arguments checked before they travel."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itool.client import arguments, targets
from itool.client.arrays import is_array, plain, showable
from itool.client.remote import RemoteViewer
from itool.errors import (
    BadArguments,
    ImageToolManagerNotFoundError,
    NoSuchFile,
    WrongType,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import xarray as xr

    from itool.client.targets import Door


PING_PATIENCE = 5.0
"""Seconds in which a manager that is well answers."""


VIEWERS = {"viewer", "viewers"}
"""Arguments of commands that name viewers."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a request has made or changed.

    Attributes
    ----------
    ids : tuple of str
        Names of the viewers, which they keep for life.
    indexes : tuple of int
        Their numbers in the list of viewers.

    Examples
    --------
    >>> made = itm.show_in_manager([before, after])
    >>> len(made.ids), made.indexes
    (2, (2, 3))
    """

    ids: tuple[str, ...] = ()
    indexes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A command with its arguments, checked, and how its answer is read."""

    command: str
    args: dict[str, Any]
    read: Callable[[Any], Any]


def to_show(data: Any, options: dict[str, Any]) -> Ask | None:
    """Return how viewers are opened on `data`; None if it is empty."""
    checked = checked_data(data)
    if isinstance(checked, list) and not checked:
        return None
    options = dict(options)
    variables = _checked_names(options.pop("variables", None))
    if variables is not None and not _is_plain_array(checked):
        from itool.store.convert import arrays_of

        # Chosen here, so that nothing else travels.
        checked = arrays_of(checked, variables)
    elif variables is not None:
        options["variables"] = variables
    return Ask("data.show", {"data": showable(checked), **options}, _made)


def to_load(paths: Any, loader: str | None, options: dict[str, Any]) -> Ask:
    """Return how files are opened, which the manager reads."""
    absolute = [_checked_path(path) for path in _files(paths)]
    options = dict(options)
    args: dict[str, Any] = {"paths": absolute, "loader": loader}
    variables = _checked_names(options.pop("variables", None))
    if variables is not None:
        args["variables"] = variables
    return Ask("data.load", {**args, "options": options}, _made)


def to_fetch(index: object) -> Ask:
    """Return how the array of a viewer is fetched."""
    return Ask("data.fetch", {"viewer": checked_viewer(index)}, lambda array: array)


def to_replace(index: Any, data: Any) -> Ask:
    """Return how other data are shown in viewers."""
    indexes = [checked_viewer(each) for each in listed_viewers(index)]
    checked = showable(checked_data(data))
    if isinstance(checked, list) and len(checked) != len(indexes):
        raise BadArguments(
            f"Mismatch: {len(indexes)} viewers and {len(checked)} arrays were given.",
            hint="Pass one array for each viewer.",
        )
    return Ask("data.replace", {"viewers": indexes, "data": checked}, _made)


def show(door: Door, data: Any, options: dict[str, Any]) -> Made:
    """Open viewers on `data`."""
    ask = to_show(data, options)
    return Made() if ask is None else _asked(door, ask)


def load(door: Door, paths: Any, loader: str | None, options: dict[str, Any]) -> Made:
    """Open files, which the manager reads."""
    made: Made = _asked(door, to_load(paths, loader, options))
    return made


def fetch(door: Door, index: object) -> xr.DataArray:
    """Return the array of a viewer."""
    array: xr.DataArray = _asked(door, to_fetch(index))
    return array


def replace(door: Door, index: Any, data: Any) -> Made:
    """Show other data in viewers."""
    made: Made = _asked(door, to_replace(index, data))
    return made


def _asked(door: Door, ask: Ask) -> Any:
    return ask.read(door.call(ask.command, **ask.args))


def checked_viewer(index: object) -> int | str:
    """Return the id or index of a viewer as a plain value; of a handle its id.

    Raises
    ------
    WrongType
        If it is neither an integer nor a string nor a handle.
    """
    if isinstance(index, RemoteViewer):
        return index.id
    if isinstance(index, str):
        return str(index)
    if type(index) is not bool and isinstance(index, Integral):
        return int(index)
    raise WrongType(
        f"a viewer is named by index or id, not by {type(index).__name__} {index!r}.",
        hint="itool.manager.managers[0].viewers lists them.",
    )


def meant_by(viewers: Any, target: Any = None) -> Any:
    """Return the manager that is meant: `target`, or that of the handles on viewers.

    Raises
    ------
    BadArguments
        If they are in several managers, or not in that of `target`.
    """
    for viewer in listed_viewers(viewers):
        if not isinstance(viewer, RemoteViewer):
            continue
        its = viewer.manager._target()
        if target is not None and not is_same(targets.checked_index(target), its):
            raise BadArguments(
                f"{viewer!r} is in manager {int(its)}, not in {_told(target)}.",
                hint="Leave target= out, or name viewers of one manager.",
            )
        target = its
    return target


def named_viewers(viewers: Any, manager: Any) -> Any:
    """Return the argument of a command with ids in the place of handles."""
    if isinstance(viewers, RemoteViewer):
        meant_by(viewers, manager)
        return viewers.id
    if isinstance(viewers, list | tuple):
        return [named_viewers(viewer, manager) for viewer in viewers]
    return viewers


def is_same(one: int, other: int) -> bool:
    """Return whether two targets may be the same manager."""
    ids = {getattr(one, "id", None), getattr(other, "id", None)} - {None}
    return one == other and len(ids) < 2


def _told(target: Any) -> str:
    return f"manager {int(targets.checked_index(target))}"


def checked_data(data: Any) -> Any:
    """Return `data` if it is an array, a dataset, a tree, or a list or tuple of them.

    Raises
    ------
    WrongType
        If it is something else.
    """
    if data is None:
        return []
    if is_array(data):
        return plain(data)
    if not isinstance(data, list | tuple):
        raise _unsupported(data, "")
    for at, item in enumerate(data):
        if not is_array(item):
            raise _unsupported(item, f" of item {at} of the list")
    return [plain(item) for item in data]


_STEPS = {
    "DataFrame": "Pass `df.to_xarray()`, or `xr.DataArray(df)` for a table of numbers.",
    "Series": "Pass `series.to_xarray()`.",
    "dict": "Pass `xr.Dataset(d)`, or `list(d.values())`.",
    "list": "Pass one list of arrays, or `np.array(...)` of the numbers.",
    "tuple": "Pass one list of arrays, or `np.array(...)` of the numbers.",
    "int": "Pass `np.array(...)` of the numbers.",
    "float": "Pass `np.array(...)` of the numbers.",
    "str": "load_in_manager opens files.",
    "generator": "Pass a list of arrays: `list(...)`.",
    "DataArrayGroupBy": "Pass a list: `[group for _, group in grouped]`.",
    "ViewerHandle": "Pass `viewer.fetch()`.",
}
"""The next step for those who pass something of this type as data."""


def _unsupported(value: object, where: str) -> WrongType:
    kind = type(value).__name__
    usual = "Pass an array, a DataArray, a Dataset, a DataTree, or a list of them."
    return WrongType(
        f"Unsupported input type {kind}{where}.", hint=_STEPS.get(kind, usual)
    )


def _is_plain_array(data: Any) -> bool:
    items = data if isinstance(data, list) else [data]
    return not any(
        hasattr(item, "data_vars") or hasattr(item, "subtree") for item in items
    )


def _checked_names(variables: Any) -> list[str] | None:
    """Return names of variables as a list; one name may stand by itself."""
    if variables is None:
        return None
    names = arguments.names(variables, "variables", "['a', 'b']")
    if not names:
        raise BadArguments(
            "variables= names none.", hint="Leave it out to open all of them."
        )
    return names


def _files(paths: Any) -> list[Any]:
    is_many = not isinstance(paths, str | bytes | os.PathLike)
    return list(paths) if is_many and hasattr(paths, "__iter__") else [paths]


def listed_viewers(viewers: Any) -> list[Any]:
    """Return the viewers that are named, one or several, as a list."""
    is_one = isinstance(viewers, str | bytes | Integral | RemoteViewer)
    return [viewers] if is_one or not hasattr(viewers, "__iter__") else list(viewers)


def _checked_path(path: object) -> str:
    """Return the absolute path of a file that exists, or an address as it is."""
    text = os.fspath(path) if isinstance(path, str | os.PathLike) else None
    if not isinstance(text, str):
        raise WrongType(
            f"a file is named by a path, not by {type(path).__name__} {path!r}.",
            hint='Pass text, for example "cut.nc", or a pathlib.Path.',
        )
    if "://" in text:
        return text
    absolute = Path(text).expanduser().absolute()
    if not absolute.exists():
        is_address = re.match("[a-z][a-z0-9+.-]+:/[^/]", text)
        raise NoSuchFile(
            f"there is no file {str(absolute)!r}.",
            hint="Pass an address as text; a Path loses one of its slashes."
            if is_address
            else f"Check the path; relative ones begin in {str(Path.cwd())!r}.",
        )
    return str(absolute)


def _made(answer: dict[str, Iterable[Any]]) -> Made:
    return Made(tuple(answer["ids"]), tuple(answer["indexes"]))


def is_running(target: object = None) -> bool:
    """Return whether a manager answers, any or the one with index `target`."""
    from itool.client.connection import connection_to, timeout
    from itool.client.local import local_manager

    wanted = None if target is None else targets.checked_index(target)
    local, is_very = local_manager(), isinstance(wanted, targets.VeryIndex)
    if local is not None and not is_very and wanted in (None, local.index):
        return True
    patience = min(PING_PATIENCE, timeout() or PING_PATIENCE)
    for record in targets.live_managers():
        its = targets.VeryIndex(record.index, record.id)
        if wanted is None or is_same(wanted, its):
            if targets.local_of(record) is not None:
                return True
            with suppress(ImageToolManagerNotFoundError):
                if connection_to(record).ping(patience):
                    return True
    return False
