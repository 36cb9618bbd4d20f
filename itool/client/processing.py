"""Operations and filters of a viewer, and the code of what it shows, from Python."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

from itool.client.remote import RemoteViewer, coordinate, dim_name, whole
from itool.errors import BadArguments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self


class ProcessedViewer(RemoteViewer):
    """A viewer whose array is worked on."""

    __slots__ = ()

    def apply(
        self,
        kind: str,
        /,
        place: Literal["replace", "new", "child"] = "replace",
        *,
        filtered: bool = True,
        **parameters: Any,
    ) -> Self:
        """Carry an operation out, and return the viewer that shows the result.

        Parameters
        ----------
        kind : str
            Which one, see `operations`.
        place : {"replace", "new", "child"}
            Show the result here, which `undo` takes back, in a new viewer, or in a new
            one that is listed under this one.
        filtered : bool
            Whether the filters that are on are carried out first and become part of the
            result; else they are layers over it, too.
        **parameters
            Those of the operation.

        Raises
        ------
        BadArguments, DimsMismatch
            If a parameter does not fit the array.
        OperationFailed
            If it fails for another reason; nothing is changed.
        Cancelled
            If somebody gave it up; nothing is changed.

        Examples
        --------
        >>> mean = viewer.apply("aggregate", place="child", dims=["eV"])
        >>> mean.dims
        ('kx',)
        >>> mean.remove()
        """
        made = self.run(
            "operation.apply",
            operation={"kind": kind, **_plain(parameters)},
            place=place,
            filtered=filtered,
        )
        return type(self)(self.manager, made["id"])

    def give_up(self) -> bool:
        """Give up the operations and reads under way; False if there are none.

        Whoever waits for an operation, here or elsewhere, is told `Cancelled`. What was
        read of an image stays on screen.

        Examples
        --------
        >>> viewer.give_up()
        False
        """
        return bool(self.run("operation.cancel"))

    @property
    def operations(self) -> dict[str, dict[str, Any]]:
        """All operations by kind: what they do, and their parameters for this array.

        Examples
        --------
        >>> viewer.operations["thin"]["title"]
        'Thin'
        """
        forms = self.run("operation.list")
        return {form["kind"]: form for form in forms if form["name"] == form["kind"]}

    def add_filter(self, kind: str, /, **parameters: Any) -> None:
        """See the data through one more filter; the data stay as they are.

        Examples
        --------
        >>> viewer.add_filter("normalise", dims=["kx"])
        >>> viewer.state.filters[0].is_on
        True
        >>> viewer.switch_filter(0, False)
        >>> viewer.remove_filter(0)
        """
        operation = {"kind": kind, **_plain(parameters)}
        self._step("filter.add", operation=operation)

    def change_filter(self, number: int, /, **parameters: Any) -> None:
        """Give a filter, by its place from 0, other parameters; the rest stays.

        Examples
        --------
        >>> viewer.add_filter("gaussian", sigma={"kx": 0.1})
        >>> viewer.change_filter(0, sigma={"kx": 0.3})
        >>> viewer.state.filters[0].operation.sigma
        {'kx': 0.3}
        >>> viewer.remove_filter(0)
        """
        filters, at = self.run("viewer.state")["filters"], whole(number)
        if not 0 <= at < len(filters):
            raise BadArguments(
                f"no filter {at}; there are {len(filters)}, from 0.",
                hint="viewer.state.filters lists them.",
            )
        operation = filters[at]["operation"]
        changed = {**operation, **_plain(parameters)}
        self._step("filter.change", number=whole(number), operation=changed)

    def switch_filter(self, number: int, on: bool | None = None) -> None:
        """Switch a filter on or off, by its place from 0; toggle it by default."""
        self._step("filter.switch", number=whole(number), on=on)

    def remove_filter(self, number: int) -> None:
        """Remove a filter, by its place from 0."""
        self._step("filter.remove", number=whole(number))

    def code(self, variable: str = "", *, plot: bool = True) -> str:
        """Return Python code that gives the arrays on screen, as in `panels`.

        Parameters
        ----------
        variable : str
            Name of the variable that holds the data; by default the watched one, the
            file that they were opened from, or the name of the array.
        plot : bool
            Whether lines that draw the main image are added.

        Examples
        --------
        >>> print(viewer.code("cut", plot=False).splitlines()[0])
        data = cut
        """
        return str(self.run("viewer.code", variable=variable, plot=plot))


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as they travel: slices are pairs of numbers, names are text."""
    named = {name: _named(name, value) for name, value in parameters.items()}
    return {name: _plain_value(value) for name, value in named.items()}


def _named(parameter: str, value: Any) -> Any:
    if parameter == "dims":
        several = value if isinstance(value, list | tuple | set) else [value]
        return [dim_name(dim) for dim in several]
    return dim_name(value) if parameter == "dim" else value


def _plain_value(value: Any) -> Any:
    if isinstance(value, slice):
        return [_plain_value(value.start), _plain_value(value.stop)]
    if isinstance(value, dict):
        return {dim_name(name): _plain_value(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    is_time = isinstance(value, dt.datetime) or type(value).__name__ == "datetime64"
    if is_time:
        return coordinate(value)
    return value.item() if type(value).__module__ == "numpy" else value
