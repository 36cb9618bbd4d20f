"""Failures of a manager, raised in the process that asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itool.errors import ItoolError, ManagerFailed, error_class

if TYPE_CHECKING:
    from itool.wire.messages import Fault

_BUILTINS: dict[str, type[Exception]] = {
    cls.__name__: cls
    for cls in (
        FileNotFoundError,
        IndexError,
        IsADirectoryError,
        KeyError,
        MemoryError,
        NotImplementedError,
        OSError,
        PermissionError,
        RuntimeError,
        TypeError,
        ValueError,
        ZeroDivisionError,
    )
}


def error_of(fault: Fault) -> Exception:
    """Return the exception that `fault` tells of, of the same class where it is known.

    The classes are those of `itool.errors` and a closed list of Python's own; any other
    becomes a `ManagerFailed` that names it.
    """
    cls = error_class(fault.code)
    if cls is not ManagerFailed:
        return cls(fault.message, hint=fault.hint)
    if fault.type in _BUILTINS:
        error = _BUILTINS[fault.type](fault.message)
        if fault.hint:
            error.add_note(fault.hint)
        return error
    if fault.type == ManagerFailed.__name__:
        return ManagerFailed(fault.message, hint=fault.hint)
    return ManagerFailed(
        f"{fault.type}: {fault.message}",
        hint=fault.hint
        or "The manager's log has more: itool.manager.get_log_file_path().",
    )


def ended(index: int) -> ItoolError:
    """Return the error for a manager that is gone."""
    from itool.errors import ImageToolManagerNotFoundError

    return ImageToolManagerNotFoundError(
        f"manager {index} has ended.",
        hint="See which ones are live with `itool list` or itool.manager.managers.",
    )
