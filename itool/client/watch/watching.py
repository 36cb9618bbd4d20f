"""Watching variables: this part of the Python API, see `itool.manager`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itool.client import arguments, targets
from itool.client.watch import watchers
from itool.client.watch.namespace import find_namespace
from itool.errors import BadArguments, WrongType

if TYPE_CHECKING:
    from itool.client.handle import ImageToolManagerHandle


def watch(
    *varnames: str,
    shell: Any = None,
    namespace: dict[str, Any] | None = None,
    stop: bool = False,
    remove: bool = False,
    stop_all: bool = False,
    restore: bool = False,
    target: int | ImageToolManagerHandle | None = None,
    source_label: str | None = None,
    poll_interval_s: float = 0.25,
) -> tuple[str, ...]:
    """Keep variables and viewers the same: a change on one side changes the other.

    A change of any one sample, coordinate or attribute is noticed: in IPython and
    Jupyter after each cell, elsewhere every `poll_interval_s`. Only what changed is
    sent. What was changed on both sides is never overwritten: the notebook's value is
    shown, and another row keeps the manager's. A value that cannot be sent is told once
    and never overwritten.

    Parameters
    ----------
    *varnames : str
        Names of DataArrays. Without any, nothing changes.
    shell : object, optional
        IPython's shell; by default the active one.
    namespace : dict, optional
        Where the variables live if there is no shell; by default marimo's variables, or
        those of the caller's module.
    stop : bool
        Watch the variables no longer; their rows stay.
    remove : bool
        Watch the variables no longer and remove their rows.
    stop_all : bool
        Watch nothing any longer.
    restore : bool
        Tie the variables to the rows that an earlier kernel watched: all that exist by
        default. One that is named and does not exist takes the row's value.
    target : int or ImageToolManagerHandle, optional
        The manager; by default the default manager, or the only one.
    source_label : str, optional
        What tells rows of different notebooks apart; by default the notebook's name,
        where it is known.
    poll_interval_s : float
        Seconds between two looks where there are no cells.

    Returns
    -------
    tuple of str
        The names that are watched now.

    Raises
    ------
    NameError
        If a variable does not exist. Then none is watched.
    TypeError
        If a variable is not a DataArray.
    BadData
        If it cannot be shown.
    ValueError
        If `poll_interval_s` is not positive, or several rows could be meant.

    Examples
    --------
    >>> watch("cut", "spectrum", namespace=globals())
    ('cut', 'spectrum')
    >>> watch("cut", stop=True, namespace=globals())
    ('spectrum',)
    """
    if not arguments.seconds(poll_interval_s, "poll_interval_s") > 0:
        raise BadArguments(
            f"poll_interval_s must be positive, not {poll_interval_s}.",
            hint="Pass seconds, such as 0.25.",
        )
    for name in varnames:
        if not isinstance(name, str):
            raise WrongType(
                f"a variable is named by a string, not by a {type(name).__name__}.",
                hint='Pass its name: watch("cut").',
            )
    place = find_namespace(shell, namespace)
    if stop_all or stop or remove:
        watchers.stop(place, None if stop_all else varnames, remove=remove)
    elif restore or varnames:
        begin = watchers.restore if restore else watchers.watch
        begin(
            place, varnames, target=target, label=source_label, interval=poll_interval_s
        )
    return watchers.watched(place)


def watched_variables(
    *, shell: Any = None, namespace: dict[str, Any] | None = None
) -> tuple[str, ...]:
    """Return the names that are watched in a namespace.

    Parameters
    ----------
    shell, namespace : optional
        Where the variables live; see `watch`.

    Returns
    -------
    tuple of str
        In the order they were first watched.

    Examples
    --------
    >>> watched_variables(namespace={})
    ()
    """
    return watchers.watched(find_namespace(shell, namespace))


def watch_info(*, target: int | ImageToolManagerHandle | None = None) -> dict[str, Any]:
    """Return which rows of a manager follow variables.

    Parameters
    ----------
    target : int or ImageToolManagerHandle, optional
        The manager; by default the default manager, or the only one.

    Returns
    -------
    dict
        ``workspace_link_id``, the name of the manager's session, and ``watched``, a
        list of dicts with ``varname``, ``uid``, ``workspace_link_id``,
        ``source_label``, ``source_uid`` and ``connected``.

    Examples
    --------
    >>> watch_info()["watched"]
    []
    """
    info: dict[str, Any] = targets.door(target).call("watch.info")
    return info


def maybe_push(*, shell: Any = None, namespace: dict[str, Any] | None = None) -> None:
    """Look for changes of watched variables now; returns when the manager has them.

    Parameters
    ----------
    shell, namespace : optional
        Where the variables live; see `watch`.

    Raises
    ------
    ItoolError
        Why a value could not be sent.

    Examples
    --------
    >>> maybe_push(namespace={})  # nothing is watched there
    """
    watchers.push(find_namespace(shell, namespace))


def shutdown(
    *,
    shell: Any = None,
    namespace: dict[str, Any] | None = None,
    remove: bool = False,
) -> None:
    """Watch nothing any longer and let go of every hook, thread and socket.

    Parameters
    ----------
    shell, namespace : optional
        Where variables are watched; by default everywhere in this process.
    remove : bool
        Whether the rows are removed too.

    Examples
    --------
    >>> shutdown()
    """
    if shell is None and namespace is None:
        watchers.shut_down(None, remove=remove)
    else:
        watchers.shut_down(find_namespace(shell, namespace), remove=remove)
