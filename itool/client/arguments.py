"""Arguments of calls, checked where the caller is: what is wrong is said at once."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

from itool.client.remote import coordinate
from itool.errors import BadArguments, NoSuchFile, WrongType


def numbers(values: Any, what: str, count: int, example: str) -> list[float]:
    """Return so many numbers as a list.

    Raises
    ------
    WrongType
        If they are not a sequence of numbers.
    BadArguments
        If there are more, or fewer.
    """
    try:
        found = [number(value, what) for value in _several(values)]
    except WrongType:
        raise WrongType(
            f"{what}={values!r} is not {count} numbers.", hint=f"Pass {example}."
        ) from None
    if len(found) != count:
        raise BadArguments(
            f"{what} takes {count} numbers, not the {len(found)} of {values!r}.",
            hint=f"Pass {example}.",
        )
    return found


def number(value: Any, what: str) -> float:
    """Return a number as it travels, also one of numpy or an array of one sample.

    Raises
    ------
    WrongType
        If it is none; text and bools are none.
    """
    try:
        if isinstance(value, str | bytes | bool):
            raise TypeError
        return float(value)
    except (TypeError, ValueError):
        raise WrongType(
            f"{what}={value!r} is no number.", hint="Pass a number, such as 0.5."
        ) from None


def seconds(value: Any, what: str) -> float:
    """Return a time in seconds.

    Raises
    ------
    WrongType
        If it is no number.
    BadArguments
        If it is negative, or not finite.
    """
    found = number(value, what)
    if math.isnan(found) or found < 0:
        raise BadArguments(
            f"{what} must not be negative, not {value!r}.",
            hint="Pass seconds, such as 0.5.",
        )
    return found


def names(values: Any, what: str, example: str) -> list[str]:
    """Return names as a list; one may stand by itself.

    Raises
    ------
    WrongType
        If it is no text, nor several.
    """
    if isinstance(values, str):
        return [values]
    try:
        return [str(value) for value in _several(values)]
    except WrongType:
        raise WrongType(
            f"{what}={values!r} names nothing.", hint=f"Pass names: {what}={example}."
        ) from None


def points(values: Any) -> list[list[float]]:
    """Return the points of a region as they travel.

    Raises
    ------
    BadArguments
        If they are not pairs of numbers.
    """
    try:
        return [
            [_place(row), _place(column)]
            for row, column in map(_several, _several(values))
        ]
    except (WrongType, ValueError):
        raise BadArguments(
            f"{values!r} are no points of a region.",
            hint="Pass pairs of coordinate values: [(-0.5, -2), (0.5, 0)].",
        ) from None


def command_name(value: Any) -> str:
    """Return the name of a command.

    Raises
    ------
    WrongType
        If it is no text.
    """
    if isinstance(value, str):
        return value
    raise WrongType(
        f"a command is named by text, not by {type(value).__name__} {value!r}.",
        hint='Pass a name such as "cursor.move"; `itool run --list` lists them.',
    )


def writable(path: Any) -> Path:
    """Return the path of a file that is to be written, in a folder that exists.

    Raises
    ------
    WrongType
        If it is no path.
    NoSuchFile
        If there is no such folder.
    """
    if not isinstance(path, str | os.PathLike):
        raise WrongType(
            f"a file is named by a path, not by {type(path).__name__} {path!r}.",
            hint='Pass text, for example "cut.nc", or a pathlib.Path.',
        )
    found = Path(path).expanduser()
    if not found.absolute().parent.is_dir():
        raise NoSuchFile(
            f"there is no folder {str(found.absolute().parent)!r} to write "
            f"{found.name!r} to.",
            hint="Make it first, or name another one.",
        )
    return found


def _place(value: Any) -> float:
    place = coordinate(value)
    if isinstance(place, str):
        raise WrongType(f"{value!r} is no number.")
    return place


def _several(values: Any) -> list[Any]:
    is_text = isinstance(values, str | bytes)
    if is_text or not hasattr(values, "__iter__") or getattr(values, "ndim", 1) == 0:
        raise WrongType(f"{values!r} is not several values.")
    return list(values)
