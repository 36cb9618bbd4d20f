"""Namespaces: where the variables of a notebook or script live."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itool.errors import UnknownVariable, WrongType

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

_OURS = ("itool.client.", "itool.manager")


class Namespace:
    """Variables by name, and the loop on which they may be changed.

    Parameters
    ----------
    variables : dict
        As ``globals()`` gives them.
    shell : object, optional
        IPython's shell, whose cells are followed.

    Attributes
    ----------
    label : str or None
        What the user calls it: the name of the notebook's file.
    """

    def __init__(
        self, variables: MutableMapping[str, Any], shell: Any | None = None
    ) -> None:
        self.variables = variables
        self.shell = shell
        self.label = _label(variables)
        self._loop = _running_loop()
        self._lock = threading.Lock()
        self._is_held = False
        self._waiting: list[Callable[[], None]] = []

    @property
    def key(self) -> int:
        """What tells it from other namespaces of this process."""
        return id(self.variables)

    @property
    def events(self) -> Any | None:
        """IPython's events, or None."""
        return getattr(self.shell, "events", None)

    def __getitem__(self, name: str) -> Any:
        if name not in self.variables:
            raise UnknownVariable(
                f"name {name!r} is not defined.",
                hint="Watch a variable by its name, in the namespace where it is.",
            )
        return self.variables[name]

    def array(self, name: str) -> Any | None:
        """Return the DataArray of that name, None if it is something else."""
        value = self.variables.get(name)
        xarray = sys.modules.get("xarray")
        is_array = xarray is not None and isinstance(value, xarray.DataArray)
        return value if is_array else None

    def __setitem__(self, name: str, value: Any) -> None:
        self.variables[name] = value

    def swap(self, name: str, old: Any, new: Any) -> bool:
        """Give a name to `new`, and return True, unless it is not that of `old` now."""
        if self.variables.get(name) is not old:
            return False
        self.variables[name] = new
        return True

    def do(self, call: Callable[[], None]) -> None:
        """Run `call` where variables may be changed.

        That is between two cells, and on the notebook's loop if it has one.
        """
        loop = self._loop
        if loop is None or loop.is_closed():
            self._do_here(call)
            return
        try:
            # A cell that awaits lets its loop turn, and runs on.
            loop.call_soon_threadsafe(self._do_here, call)
        except RuntimeError:  # it was closed this very moment
            self._do_here(call)

    def hold(self) -> None:
        """Let nothing change, because a cell begins to run."""
        with self._lock:
            self._is_held = True

    def release(self) -> None:
        """Make up for what could not be done, because the cell has ended."""
        self._loop = _running_loop() or self._loop
        with self._lock:
            self._is_held = False
            waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()

    def _do_here(self, call: Callable[[], None]) -> None:
        with self._lock:
            if self._is_held:
                self._waiting.append(call)
                return
        call()


def find_namespace(
    shell: Any | None = None, namespace: MutableMapping[str, Any] | None = None
) -> Namespace:
    """Return where variables are meant to live.

    Parameters
    ----------
    shell : object, optional
        Something with ``user_ns``; it comes first.
    namespace : dict, optional
        Comes second; then an active IPython, then marimo, then the caller's module.
    """
    if shell is not None and hasattr(shell, "user_ns"):
        return Namespace(shell.user_ns, shell)
    if namespace is not None:
        if not isinstance(namespace, MutableMapping):
            raise WrongType(
                f"a namespace is a dict, not {type(namespace).__name__} {namespace!r}.",
                hint="Pass globals(), or leave it out.",
            )
        return Namespace(namespace)
    active = _ipython()
    if active is not None:
        return Namespace(active.user_ns, active)
    variables = _marimo()
    return Namespace(variables if variables is not None else _callers())


def _ipython() -> Any | None:
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None else None


def _marimo() -> dict[str, Any] | None:
    module = sys.modules.get("marimo._runtime.context")
    if module is None or module.safe_get_context() is None:
        return None  # it may be imported, but no notebook of it runs here
    # Where cells run, in a notebook as in a script; the context of a script has a copy.
    return sys.modules["__main__"].__dict__


def _callers() -> dict[str, Any]:
    frame = sys._getframe(1)
    while frame.f_back is not None and _is_ours(frame.f_globals):
        frame = frame.f_back
    return frame.f_globals


def _is_ours(variables: dict[str, Any]) -> bool:
    return str(variables.get("__name__", "")).startswith(_OURS)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    if threading.current_thread() is not threading.main_thread():
        return None
    # Where a loop runs, its module has been imported; that takes a while.
    module = sys.modules.get("asyncio")
    if module is None:
        return None
    try:
        loop: asyncio.AbstractEventLoop = module.get_running_loop()
    except RuntimeError:
        return None
    return loop


def _label(variables: MutableMapping[str, Any]) -> str | None:
    # Jupyter tells the kernel, VS Code the namespace.
    found = os.environ.get("JPY_SESSION_NAME") or variables.get("__vsc_ipynb_file__")
    return Path(str(found)).name if found else None
