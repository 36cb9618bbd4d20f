"""Variable: one that is watched, and what is on its way to the manager."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from itool.errors import WrongType

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    import xarray as xr

    from itool.client.watch.namespace import Namespace
    from itool.store.changes import Fingerprint

    class Line(Protocol):
        """What leads to one manager; see `itool.client.watch.thread`."""

        key: str
        index: int

        async def open(
            self,
            told: Callable[[int, dict[str, int]], None],
            lost: Callable[[str], None],
        ) -> None:
            """Begin to listen."""

        async def call(self, command: str, **args: Any) -> Any:
            """Run a command."""

        async def close(self) -> None:
            """Let go."""


LARGE = 256 * 1024
"""Bytes from which copies are made where a manager can see them."""


@dataclass
class Change:
    """A value on its way to the manager.

    Attributes
    ----------
    seen : Fingerprint
        Of the whole value.
    blocks : dict of int to ndarray, or None
        What differs from the value that the manager has.
    data : DataArray or None
        All of it, where blocks will not do.
    """

    seen: Fingerprint
    blocks: dict[int, Any] | None = None
    data: xr.DataArray | None = None


@dataclass(eq=False)
class Variable:
    """One watched variable.

    Attributes
    ----------
    known : Fingerprint
        Of the value that both sides had at `revision`.
    next, under_way : Change or None
        What waits to be sent, and what is being sent.
    ties : int
        Count of the manager's ties when this one was made; notices of before do not
        know of it.
    newest : int
        Newest revision that the manager told of.
    failure : Exception or None
        Why the newest value was not sent; that of the manager does not replace it.
    told : str
        What the user was told of that, and is not told again.
    """

    name: str
    uid: str
    line: Line
    revision: int
    ties: int
    known: Fingerprint
    next: Change | None = None
    under_way: Change | None = None
    newest: int = 0
    failure: Exception | None = None
    told: str = ""
    needs_all: bool = False
    is_sending: bool = False
    is_receiving: bool = False
    is_over: bool = False
    waiting: list[asyncio.Future[None]] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Whether it is watched, and the manager has its newest value."""
        return not (self.is_over or self.next or self.under_way or self.failure)

    @property
    def latest(self) -> Fingerprint:
        """Fingerprint of the newest value that was noticed."""
        change = self.next or self.under_way
        return change.seen if change else self.known


def checked(namespace: Namespace, name: str) -> xr.DataArray:
    """Return the DataArray of that name.

    Raises
    ------
    NameError
        If there is nothing of that name.
    TypeError
        If it is something else.
    """
    value = namespace[name]
    data: xr.DataArray | None = namespace.array(name)
    if data is None:
        raise WrongType(
            f"{name!r} is a {type(value).__name__}; only a DataArray can be watched.",
            hint=f"Make one of it: {name} = xr.DataArray({name}).",
        )
    return data


def as_sent(data: xr.DataArray) -> xr.DataArray:
    """Return `data` as a manager shows it: plain numbers, units as an attribute.

    Raises
    ------
    BadData
        If it cannot be shown.
    """
    from itool.client.arrays import plain
    from itool.store.convert import check, with_numbers

    sent: xr.DataArray = with_numbers(plain(data))
    check(sent)
    return sent


def as_before(data: xr.DataArray, before: xr.DataArray | None) -> xr.DataArray:
    """Return `data` from a manager with quantities where `before` has some."""
    from itool.client.arrays import with_quantities

    return data if before is None else with_quantities(data, before)


def is_quantity(data: xr.DataArray | None) -> bool:
    """Return whether the samples of `data` are a quantity of pint."""
    from itool.client.arrays import has_units

    return data is not None and has_units(data)


def copied(data: xr.DataArray) -> xr.DataArray:
    """Return a copy that crosses to a manager on this machine as it is."""
    variable = data.variable
    if variable.chunks is not None:
        return data.copy(deep=False)
    if data.nbytes < LARGE or variable.dtype.kind not in "biufcmM":
        return data.copy(deep=True)
    from itool.wire.shared import frozen_copy

    return data.copy(data=frozen_copy(data.values))


def cause(error: Exception) -> str:
    """Return what went wrong in words; errors of memory have none of their own."""
    return str(error) or type(error).__name__
