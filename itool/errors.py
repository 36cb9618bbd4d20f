"""Errors a user can meet: one tree, one code each, a hint that says what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_MOST_LISTED, _FIRST = 40, 8
"""Names that a message lists in full, and how many of more."""


class ItoolError(Exception):
    """Base of every error that itool raises on purpose.

    Parameters
    ----------
    message : str
        What happened: the thing, its value, and what exists instead.
    hint : str, optional
        The next step for the reader.

    Attributes
    ----------
    code : str
        Stable name of the class; it travels on the wire instead of the class.
    message, hint : str
        The two parts, apart.

    Examples
    --------
    >>> print(UnknownViewer("no viewer '7'; it has '0'.", hint="List them."))
    no viewer '7'; it has '0'.
    List them.
    """

    code = "itool"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (type(self), self.message, self.hint)


class BadData(ItoolError, ValueError):
    """The data cannot be shown: no dimensions, no samples, or not numbers."""

    code = "data.bad"


class DimsMismatch(ItoolError, ValueError):
    """A dimension or index that the array does not have."""

    code = "data.dims"


class UnreadableFile(ItoolError, OSError):
    """A file that is missing, locked, damaged or of an unknown format."""

    code = "file.unreadable"


class NoSuchFile(UnreadableFile, FileNotFoundError):
    """A file that a client names and that is not there."""

    code = "file.missing"


class UnknownLoader(ItoolError, ValueError):
    """A loader name that is not registered."""

    code = "loader.unknown"


class UnknownViewer(ItoolError, KeyError):
    """A viewer id or index that the manager does not have."""

    code = "viewer.unknown"


class UnknownCursor(ItoolError, KeyError):
    """A cursor id that the viewer does not have."""

    code = "cursor.unknown"


class UnknownRegion(ItoolError, KeyError):
    """A region id that the viewer does not have."""

    code = "region.unknown"


class UnknownCommand(ItoolError, ValueError):
    """A command name that is not in the command registry."""

    code = "command.unknown"


class BadArguments(ItoolError, ValueError):
    """Arguments that do not fit a command's parameters."""

    code = "command.arguments"


class WrongType(ItoolError, TypeError):
    """An argument of a type that is not taken there."""

    code = "argument.type"


class UnknownAttribute(ItoolError, AttributeError):
    """An attribute that a handle does not have, or that is not assigned."""

    code = "attribute.unknown"


class UnknownVariable(ItoolError, NameError):
    """A name that stands for nothing in a namespace."""

    code = "variable.unknown"


class ShortcutTaken(ItoolError, ValueError):
    """Keys that another command has."""

    code = "shortcut.taken"


class OperationFailed(ItoolError, RuntimeError):
    """An operation on data failed; the data are as they were."""

    code = "operation.failed"


class Cancelled(ItoolError, RuntimeError):
    """Work was given up before it was done; nothing was changed."""

    code = "cancelled"


class WireError(ItoolError, ValueError):
    """A message that does not follow the wire format."""

    code = "wire"


class AnswerGone(WireError):
    """A request was carried out before, and its large answer is not kept any more."""

    code = "wire.answer-gone"


class NotReopened(ItoolError, OSError):
    """A file that a client reads lazily and the manager cannot open as the same."""

    code = "wire.not-reopened"


class NotSendable(ItoolError, TypeError):
    """A Python object that is not data and therefore does not travel."""

    code = "wire.not-sendable"


class UnsafeRegistry(ItoolError, PermissionError):
    """The registry of live managers is open to others and is not trusted."""

    code = "registry.unsafe"


class PortTaken(ItoolError, OSError):
    """The port asked for belongs to another program."""

    code = "port.taken"


class NoDisplay(ItoolError, RuntimeError):
    """Native windows were asked for where no display can be reached."""

    code = "display.none"


class MissingExtra(ItoolError, ImportError):
    """An optional part of the distribution is not installed."""

    code = "extra.missing"


class ManagerFailed(ItoolError, RuntimeError):
    """The manager met an error of its own while it ran a command."""

    code = "manager.failed"


class ImageToolManagerNotFoundError(ItoolError, RuntimeError):
    """No live manager fits the target."""

    code = "manager.not-found"


class UnknownManager(ImageToolManagerNotFoundError, KeyError, ValueError):
    """An index that no live manager has."""

    code = "manager.unknown"


class ImageToolManagerAmbiguousError(ItoolError, RuntimeError):
    """Several managers are live and none was chosen."""

    code = "manager.ambiguous"


class ImageToolManagerTimeoutError(ItoolError, TimeoutError):
    """The manager stayed silent for longer than the timeout."""

    code = "manager.timeout"


def error_class(code: str) -> type[ItoolError]:
    """Return the class whose code is `code`, or `ManagerFailed` if there is none.

    Examples
    --------
    >>> error_class("viewer.unknown").__name__
    'UnknownViewer'
    """
    return next((cls for cls in _heirs(ItoolError) if cls.code == code), ManagerFailed)


def listed(items: Iterable[object], *, nothing: str = "none") -> str:
    """Return `items` as a phrase for an error message.

    Examples
    --------
    >>> listed([0, 1, 3])
    "'0', '1' and '3'"
    >>> listed([])
    'none'
    >>> listed(range(100))
    "'0', '1', '2', '3', '4', '5', '6', '7' and 92 more"
    """
    names = [f"'{item}'" for item in items]
    if len(names) > _MOST_LISTED:
        return f"{', '.join(names[:_FIRST])} and {len(names) - _FIRST} more"
    if len(names) < 2:
        return names[0] if names else nothing
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _heirs(cls: type[ItoolError]) -> Iterable[type[ItoolError]]:
    for heir in cls.__subclasses__():
        yield heir
        yield from _heirs(heir)


def _rebuilt(cls: type[ItoolError], message: str, hint: str) -> ItoolError:
    return cls(message, hint=hint)
