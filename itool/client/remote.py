"""A viewer that commands are run on, wherever its manager is."""

from __future__ import annotations

import datetime as dt
import operator
from typing import TYPE_CHECKING, Any

from itool.errors import BadArguments

if TYPE_CHECKING:
    from itool.client.handle import ImageToolManagerHandle


class RemoteViewer:
    """One very viewer.

    Parameters
    ----------
    manager : ImageToolManagerHandle
        Where it is.
    id : str
        Its name there.
    """

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


def coordinate(value: Any) -> float | str:
    """Return a coordinate as the manager counts it: times in ms since 1970.

    Text stays: the manager knows whether it is a number, a date or a sample's name.

    Raises
    ------
    BadArguments
        If it is none of these.
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dt.datetime):
        zoned = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return zoned.timestamp() * 1000.0
    if type(value).__name__ == "datetime64":  # of numpy, which is not imported for it
        return float(value.astype("datetime64[ms]").astype("int64"))
    try:
        return float(value)
    except (TypeError, ValueError):
        raise BadArguments(
            f"{value!r} is no coordinate: it is no number, date or text.",
            hint="Pass a number, a datetime, or a date as text: '2026-03-01T12:30'.",
        ) from None


def whole(value: Any) -> int:
    """Return a number of samples.

    Raises
    ------
    BadArguments
        If it is no whole number.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return operator.index(value)
    except TypeError:
        raise BadArguments(
            f"{value!r} is no whole number of samples.",
            hint="Pass a whole number, such as 5.",
        ) from None
