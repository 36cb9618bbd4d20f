"""A handle on one very viewer of one very manager."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

from itool.client import requests
from itool.client.regions import Regions
from itool.client.snapshot import Snapshot
from itool.errors import UnknownViewer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from itool.client.handle import ImageToolManagerHandle
    from itool.model.color import Part
    from itool.model.cursor import Reducer
    from itool.model.norm import NormKind
    from itool.model.state import ViewerState


class ViewerHandle:
    """One viewer, from `managers[0].viewers`.

    It means that very viewer: when it has been removed, calls raise `UnknownViewer`,
    even if another viewer has its number now. All changes can be undone, here and in
    every window.

    Parameters
    ----------
    manager : ImageToolManagerHandle
        Where it is.
    id : str
        Its name there.

    Examples
    --------
    >>> viewer = managers[0].viewers[-1]
    >>> viewer.move(eV=-1)
    >>> viewer.state.cursors[0].point["eV"]
    -1.0
    >>> copy = viewer.duplicate()
    >>> copy.rename("copy")
    >>> copy.replace(smoothed)
    >>> copy.name, copy.dims, copy.shape
    ('copy', ('kx', 'eV'), (5, 4))
    >>> copy.undo()
    True
    >>> copy.remove()
    """

    def __init__(self, manager: ImageToolManagerHandle, id: str) -> None:
        self.manager = manager
        self.id = id

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ViewerHandle) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        try:
            row = self.row
        except Exception as error:  # a repr tells what it can
            return f"<viewer {self.id!r}: {str(error).splitlines()[0]}>"
        pairs = zip(row["dims"], row["shape"], strict=True)
        sizes = ", ".join(f"{dim}: {size}" for dim, size in pairs)
        return f"<viewer {row['index']} {row['name']!r} ({sizes}) {row['dtype']}>"

    @property
    def _key(self) -> tuple[object, ...]:
        return self.manager._id or self.manager.index, self.id

    @property
    def row(self) -> dict[str, Any]:
        """What the list of viewers says of it: index, name, dims, shape, dtype...

        Raises
        ------
        UnknownViewer
            If it has been removed.
        """
        rows = self.manager.run("viewers.list")
        for row in rows:
            if row["id"] == self.id:
                return dict(row)
        raise UnknownViewer(
            f"the viewer {self.id!r} of manager {self.manager.index} has been removed.",
            hint="The command `viewers.reopen` brings back the one removed last.",
        )

    @property
    def index(self) -> int:
        """Its number in the list of viewers."""
        return int(self.row["index"])

    @property
    def name(self) -> str:
        """Its name; see `rename`."""
        return str(self.row["name"])

    @property
    def dims(self) -> tuple[str, ...]:
        """Dimensions of its array, in storage order."""
        return tuple(self.row["dims"])

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of samples along each dimension."""
        return tuple(self.row["shape"])

    @property
    def state(self) -> ViewerState:
        """The whole state as a frozen value; assign another one to change it.

        Examples
        --------
        >>> viewer.state = viewer.state.evolve(snap=False)
        """
        from itool.model.state import ViewerState

        return ViewerState.model_validate(self.run("viewer.state"))

    @state.setter
    def state(self, state: ViewerState) -> None:
        self.change(**state.model_dump(mode="json"))

    def change(self, **fields: Any) -> None:
        """Replace fields of the state in one step.

        Parameters
        ----------
        **fields
            As in `ViewerState`: ``order``, ``cursors``, ``active``, ``color``,
            ``limits``, ``inverted``, ``snap``...

        Raises
        ------
        BadArguments
            If there is no such field, or a value does not fit.

        Examples
        --------
        >>> viewer.change(snap=False, title="first")
        """
        self._step("viewer.change", changes=fields)

    def run(self, command: str, /, **args: Any) -> Any:
        """Run any command on this viewer by its name.

        Examples
        --------
        >>> viewer.run("view.all")
        """
        return self.manager.run(command, viewer=self.id, **args)

    def move(
        self, point: Mapping[str, Any] | None = None, /, cursor: str = "", **dims: Any
    ) -> None:
        """Move a cursor to coordinate values.

        Parameters
        ----------
        point : mapping, optional
            Values by dimension, where names of dimensions are no Python names.
        cursor : str, optional
            Id of the cursor; the active one by default.
        **dims
            Values by dimension: numbers, and dates along a time axis. Dimensions left
            out stay.

        Raises
        ------
        DimsMismatch
            If there is no such dimension; the message names those that exist.
        UnknownCursor
            If there is no such cursor.

        Examples
        --------
        >>> viewer.move(eV=-0.2, kx=0.1)
        """
        wanted = {**(point or {}), **dims}
        values = {dim: _coordinate(value) for dim, value in wanted.items()}
        self._step("cursor.move", point=values, cursor=cursor)

    def place(
        self, index: Mapping[str, int] | None = None, /, cursor: str = "", **dims: int
    ) -> None:
        """Move a cursor to samples by their indexes; negative ones count from the end.

        Examples
        --------
        >>> viewer.place(eV=-1)
        """
        wanted = {dim: int(at) for dim, at in {**(index or {}), **dims}.items()}
        self._step("cursor.place", index=wanted, cursor=cursor)

    def bin(
        self, bins: Mapping[str, int] | None = None, /, cursor: str = "", **dims: int
    ) -> None:
        """Average this many samples around a cursor along each dimension.

        Examples
        --------
        >>> viewer.bin(kx=5)
        """
        wanted = {dim: int(n) for dim, n in {**(bins or {}), **dims}.items()}
        self._step("cursor.bin", bins=wanted, cursor=cursor)

    def width(
        self,
        width: Mapping[str, float] | None = None,
        /,
        cursor: str = "",
        **dims: float,
    ) -> None:
        """Average as many samples around a cursor as are this wide, in units.

        Examples
        --------
        >>> viewer.width(eV=0.05)
        """
        wanted = {dim: float(wide) for dim, wide in {**(width or {}), **dims}.items()}
        self._step("cursor.width", width=wanted, cursor=cursor)

    def reduce(self, reducer: Reducer) -> None:
        """Show this of the samples around cursors: mean, sum, min, max, median or std.

        Examples
        --------
        >>> viewer.reduce("median")
        """
        self._step("cursor.reducer", reducer=reducer)

    def unbin(self, cursor: str = "") -> None:
        """Go back to one sample along every dimension."""
        self._step("cursor.unbin", cursor=cursor)

    def add_cursor(
        self, point: Mapping[str, Any] | None = None, /, color: str = "", **dims: Any
    ) -> str:
        """Add a cursor, make it active and return its id.

        Examples
        --------
        >>> second = viewer.add_cursor(kx=0.5, color="#d62728")
        >>> viewer.remove_cursor(second)
        """
        wanted = {**(point or {}), **dims}
        values = {dim: _coordinate(value) for dim, value in wanted.items()}
        return str(self._step("cursor.add", point=values, color=color))

    def remove_cursor(self, cursor: str = "") -> None:
        """Remove a cursor, the active one by default. The last one stays."""
        self._step("cursor.remove", cursor=cursor)

    def color(
        self,
        cmap: str = "",
        *,
        gamma: float | None = None,
        reverse: bool | None = None,
        vmin: float | None = None,
        vmax: float | None = None,
        lock: bool | None = None,
        part: Part | None = None,
        norm: NormKind | None = None,
        center: float | None = None,
        linear_width: float | None = None,
        percentiles: tuple[float, float] | None = None,
        fits_view: bool | None = None,
    ) -> None:
        """Change colour settings in one step; what is left out stays.

        Parameters
        ----------
        cmap : str
            Name in the ``cmap`` catalogue.
        gamma : float
            Exponent of the level; below 1 brightens weak signal.
        reverse : bool
            Whether the colour map runs backwards.
        vmin, vmax : float
            Values of the first and the last colour, in units of the data.
        lock : bool
            True fixes the limits to the range of the whole array, False lets them
            follow each image.
        part : {"abs", "angle", "real", "imag"}
            What is shown of complex samples.
        norm : {"linear", "log", "symlog", "asinh", "centered"}
            What is spaced evenly along the colours.
        center : float
            Value of the colour in the middle, of the norm "centered".
        linear_width : float
            Distance from zero within which "symlog" and "asinh" are linear; 0 finds it.
        percentiles : tuple of float
            Percentages of samples below the first and the last colour where limits are
            found; (0, 100) is the smallest and the largest sample.
        fits_view : bool
            Whether limits are found in the visible part of each image only.

        Raises
        ------
        BadArguments
            If there is no such colour map, or the limits are not ascending.

        Examples
        --------
        >>> viewer.color("viridis", gamma=0.5, vmin=0, vmax=10)
        >>> viewer.color("vik", norm="centered", center=5, percentiles=(2, 98))
        """
        given = {
            "gamma": gamma,
            "reverse": reverse,
            "vmin": vmin,
            "vmax": vmax,
            "lock": lock,
            "part": part,
            "norm": norm,
            "center": center,
            "linear_width": linear_width,
            "percentiles": percentiles and list(percentiles),
            "fits_view": fits_view,
        }
        chosen = {name: value for name, value in given.items() if value is not None}
        self._step("color.set", cmap=cmap, **chosen)

    def color_cursors(self, cmap: str = "", *, by: str = "") -> None:
        """Take the colours of all cursors from a colour map.

        Parameters
        ----------
        cmap : str
            Name in the ``cmap`` catalogue. Without `by` as well, each cursor has its
            own colour again.
        by : str
            Coordinate whose value at a cursor tells its colour; by default the cursors
            are spread over the map in their order.

        Raises
        ------
        BadArguments
            If there is no such colour map or coordinate.

        Examples
        --------
        >>> viewer.color_cursors("viridis", by="eV")
        """
        self._step("cursor.colors", cmap=cmap, by=by)

    def order(self, *dims: str) -> None:
        """Put dimensions in this order: rows, columns, third, fourth, then sliders.

        Examples
        --------
        >>> viewer.order("eV", "kx")
        """
        self._step("view.order", order=list(dims))

    def transpose(self) -> None:
        """Swap rows and columns of the main image."""
        self._step("view.transpose")

    def rename(self, name: str) -> None:
        """Give it another name."""
        self._step("viewer.rename", name=name)

    @property
    def regions(self) -> Regions:
        """Its regions: shapes that are measured, masked or cut along.

        Examples
        --------
        >>> viewer.regions
        <regions none>
        """
        return Regions(self)

    def link(self, *others: ViewerHandle | int | str, colors: bool = True) -> str:
        """Let it move together with other viewers; returns the name of the group.

        Examples
        --------
        >>> viewers[0].link(viewers[1])
        '1'
        """
        members = [self.id, *(_named(other, self.manager) for other in others)]
        return str(self.manager.run("viewers.link", viewers=members, colors=colors))

    def unlink(self) -> None:
        """Take it out of its group."""
        self.manager.run("viewers.unlink", viewers=[self.id])

    def show(self) -> None:
        """Show its window, where the manager has a desktop."""
        self.manager.run("viewers.show", viewers=[self.id])

    def hide(self) -> None:
        """Hide its window; nothing is lost."""
        self.manager.run("viewers.hide", viewers=[self.id])

    def duplicate(self) -> ViewerHandle:
        """Open a copy with the same data, cursors and colours, and return it."""
        made = self.manager.run("viewers.duplicate", viewers=[self.id])
        return ViewerHandle(self.manager, made["ids"][0])

    def remove(self) -> None:
        """Close it."""
        self.manager.run("viewers.remove", viewers=[self.id])

    def undo(self) -> bool:
        """Take back the last change; False if there is none."""
        return bool(self.run("edit.undo"))

    def redo(self) -> bool:
        """Carry out again what was taken back; False if there is nothing."""
        return bool(self.run("edit.redo"))

    def fetch(self, filtered: bool = False) -> xr.DataArray:
        """Return its array with all coordinates and attributes; writable, a copy.

        Parameters
        ----------
        filtered : bool
            Whether it is returned as seen through its filters, not as it was given.
        """
        if filtered:
            seen: xr.DataArray = self.run("data.fetch", filtered=True)
            return seen
        return requests.fetch(self.manager._door(), self.id)

    def apply(
        self,
        kind: str,
        /,
        place: Literal["replace", "new", "child"] = "replace",
        **parameters: Any,
    ) -> ViewerHandle:
        """Carry an operation out, and return the viewer that shows the result.

        Parameters
        ----------
        kind : str
            Which one, see `operations`.
        place : {"replace", "new", "child"}
            Show the result here, which `undo` takes back, in a new viewer, or in a new
            one that is listed under this one.
        **parameters
            Those of the operation.

        Raises
        ------
        BadArguments, DimsMismatch
            If a parameter does not fit the array.
        OperationFailed
            If it fails for another reason; nothing is changed.

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
        )
        return ViewerHandle(self.manager, made["id"])

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

    def switch_filter(self, number: int, on: bool | None = None) -> None:
        """Switch a filter on or off, by its place from 0; toggle it by default."""
        self._step("filter.switch", number=int(number), on=on)

    def remove_filter(self, number: int) -> None:
        """Remove a filter, by its place from 0."""
        self._step("filter.remove", number=int(number))

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

    def replace(self, data: Any) -> None:
        """Show other data; cursors, limits and colours stay at their values."""
        requests.replace(self.manager._door(), self.id, data)

    @property
    def panels(self) -> dict[str, xr.DataArray]:
        """The samples that each panel shows, averaged and thinned as drawn.

        By panel: ``"ky-kx"`` is an image (rows, columns), ``"eV"`` a profile,
        ``"value"`` the sample under the cursor. With several cursors the key is
        ``"panel/cursor"``. Where the array is cut is a scalar coordinate.

        Examples
        --------
        >>> sorted((name, panel.shape) for name, panel in viewer.panels.items())
        [('eV', (4,)), ('kx', (5,)), ('kx-eV', (5, 4)), ('value', ())]
        """
        return dict(self.run("viewer.panels"))

    def snapshot(
        self,
        *,
        width: int = 1200,
        height: int = 900,
        theme: Literal["light", "dark"] = "light",
        scale: float = 1.0,
    ) -> Snapshot:
        """Return a picture of the viewer and the arrays in it, of one moment.

        It is drawn by the manager, whether or not a window is open anywhere.

        Parameters
        ----------
        width, height : int
            Size in pixels.
        theme : {"light", "dark"}
            Colours of paper, axes and text.
        scale : float
            How large text and lines are.

        Raises
        ------
        MissingExtra
            If matplotlib is not installed where the manager runs.

        Examples
        --------
        >>> viewer.snapshot(theme="dark").save("cut.png").name
        'cut.png'
        """
        made = self.run(
            "viewer.snapshot",
            width=width,
            height=height,
            theme=theme,
            scale=scale,
            panels=True,
        )
        return Snapshot(bytes(made["png"]), dict(made["panels"]))

    def _step(self, command: str, **args: Any) -> Any:
        """Run a command that is undone by itself, however many follow."""
        answer = self.run(command, **args)
        self.run("edit.pause")
        return answer


def _named(viewer: ViewerHandle | int | str, manager: ImageToolManagerHandle) -> Any:
    if not isinstance(viewer, ViewerHandle):
        return requests.checked_viewer(viewer)
    if viewer.manager._id != manager._id:
        raise ValueError(
            f"{viewer!r} is in manager {viewer.manager.index}, not in manager "
            f"{manager.index}; viewers of one manager are linked."
        )
    return viewer.id


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as they travel: slices are pairs of numbers."""
    return {name: _plain_value(value) for name, value in parameters.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, slice):
        return [_plain_value(value.start), _plain_value(value.stop)]
    if isinstance(value, dict):
        return {name: _plain_value(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    is_time = isinstance(value, dt.datetime) or type(value).__name__ == "datetime64"
    if is_time:
        return _coordinate(value)
    return value.item() if type(value).__module__ == "numpy" else value


def _coordinate(value: Any) -> float:
    """Return a coordinate as the manager counts it: times in ms since 1970."""
    if isinstance(value, dt.datetime):
        zoned = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return zoned.timestamp() * 1000.0
    if type(value).__name__ == "datetime64":  # of numpy, which is not imported for it
        return float(value.astype("datetime64[ms]").astype("int64"))
    return float(value)
