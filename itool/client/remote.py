"""A viewer that commands are run on, wherever its manager is."""

from __future__ import annotations

import datetime as dt
import math
import operator
from typing import TYPE_CHECKING, Any

from itool.client.strict import Strict
from itool.errors import BadArguments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itool.client.handle import ImageToolManagerHandle


class RemoteViewer(Strict):
    """One very viewer.

    Parameters
    ----------
    manager : ImageToolManagerHandle
        Where it is.
    id : str
        Its name there.
    """

    __slots__ = ("id", "manager")

    def __init__(self, manager: ImageToolManagerHandle, id: str) -> None:
        self.manager = manager
        self.id = id

    def run(self, command: str, /, **args: Any) -> Any:
        """Run any command on this viewer by its name.

        Examples
        --------
        >>> viewer.run("view.all")
        """
        return self.manager.run(command, viewer=self.id, **args)

    def _step(self, command: str, **args: Any) -> Any:
        """Run a command that is undone by itself, however many follow."""
        answer = self.run(command, **args)
        self.run("edit.pause")
        return answer


def by_dim(*given: Mapping[Any, Any] | None) -> dict[str, Any]:
    """Return what was given by dimension, with the names that the manager has.

    Raises
    ------
    BadArguments
        If what should be given by dimension is not.
    """
    found: dict[str, Any] = {}
    for values in given:
        if values is not None and not hasattr(values, "items"):
            raise BadArguments(
                f"{values!r} does not say along which dimension.",
                hint=f"Name it, for example x={values!r}, or {{'x': {values!r}}}.",
            )
        found |= {dim_name(dim): value for dim, value in (values or {}).items()}
    return found


def dim_name(dim: Any) -> str:
    """Return the name of a dimension as the manager has it, which is text.

    Examples
    --------
    >>> dim_name("eV"), dim_name(0)
    ('eV', '0')
    """
    return str.__str__(dim) if isinstance(dim, str) else str(dim)


def coordinate(value: Any) -> float | str:
    """Return a coordinate as the manager counts it: times in ms since 1970.

    Text stays: the manager knows whether it is a number, a date or a sample's name.
    Spans of time become text with their unit.

    Raises
    ------
    BadArguments
        If it is none of these.
    """
    value = single(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    try:
        if (span := _seconds(value)) is not None:
            return f"{span!r} s"
        number = _number(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise BadArguments(
            f"{value!r} is no coordinate: it is no number, date or text.",
            hint="Pass a number, a datetime, or a date as text: '2026-03-01T12:30'.",
        )
    return number


def extent(value: Any) -> float | str:
    """Return a width as the manager takes it: a number, or text with its unit.

    Raises
    ------
    BadArguments
        If it is neither.
    """
    value = single(value)
    if isinstance(value, str):
        return str.__str__(value)
    try:
        span = _seconds(value)
        number = float(value) if span is None else span
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        raise BadArguments(
            f"{value!r} is no width: it is no positive number or span of time.",
            hint="Pass a number, a timedelta, or text with a unit: '50 meV'.",
        )
    return number if span is None else f"{number!r} s"


def single(value: Any) -> Any:
    """Return the one value of an array without dimensions; others as they are.

    Examples
    --------
    >>> import numpy as np
    >>> single(np.array(2.5)), single("2.5")
    (np.float64(2.5), '2.5')
    """
    if getattr(value, "ndim", None) != 0 or not hasattr(value, "__array__"):
        return value
    import numpy as np

    return np.asarray(value)[()]


def _number(value: Any) -> float:
    if isinstance(value, dt.datetime):
        zoned = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return zoned.timestamp() * 1000.0
    if type(value).__name__ == "datetime64":  # of numpy, which is not imported for it
        if value != value:
            return math.nan
        return float(value.astype("datetime64[ms]").astype("int64"))
    return float(value)


def _seconds(value: Any) -> float | None:
    """Return how long a span of time is, None for anything else."""
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if type(value).__name__ != "timedelta64":
        return None
    import numpy as np

    return float(value / np.timedelta64(1, "s"))


def whole(value: Any) -> int:
    """Return a number of samples.

    Raises
    ------
    BadArguments
        If it is no whole number.
    """
    value = single(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return operator.index(value)
    except TypeError:
        raise BadArguments(
            f"{value!r} is no whole number of samples.",
            hint="Pass a whole number, such as 5.",
        ) from None
