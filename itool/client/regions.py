"""Handles on the regions of one viewer."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any, Literal, overload

from itool.client import arguments
from itool.client.remote import dim_name
from itool.client.strict import Strict
from itool.errors import (
    BadArguments,
    DimsMismatch,
    UnknownRegion,
    WrongType,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xarray as xr

    from itool.client.viewer import ViewerHandle
    from itool.model.region import Kind, Region

    Points = Sequence[tuple[float, float]]


_LIST = "viewer.regions lists them; viewer.regions.add(...) adds one."


class Regions(Strict):
    """The regions of a viewer, looked up anew on every access.

    Examples
    --------
    >>> square = viewer.regions.add("rectangle", [(-0.5, -2), (0.5, 0)])
    >>> square.statistics()["n"]
    9
    >>> [region.kind for region in viewer.regions]
    ['rectangle']
    >>> viewer.regions.clear()
    """

    __slots__ = ("viewer",)

    def __init__(self, viewer: ViewerHandle) -> None:
        self.viewer = viewer

    def __len__(self) -> int:
        return len(self.viewer.state.regions)

    def __iter__(self) -> Iterator[RegionHandle]:
        return iter(self[:])

    def __contains__(self, which: object) -> bool:
        if isinstance(which, RegionHandle):
            return which in self[:]
        try:
            return self._found(which) is not None
        except (UnknownRegion, WrongType):
            return False

    @overload
    def __getitem__(self, which: int | str) -> RegionHandle: ...
    @overload
    def __getitem__(self, which: slice) -> list[RegionHandle]: ...
    def __getitem__(
        self, which: int | str | slice
    ) -> RegionHandle | list[RegionHandle]:
        """Return a region by its id, by a name that only one has, or by its place."""
        if isinstance(which, slice):
            regions = self.viewer.state.regions[which]
            return [RegionHandle(self.viewer, region.id) for region in regions]
        return RegionHandle(self.viewer, self._found(which).id)

    def _found(self, which: object) -> Region:
        regions = self.viewer.state.regions
        if isinstance(which, bool) or not isinstance(which, str | Integral):
            raise WrongType(
                "a region is named by its id, name or place, not by "
                f"{type(which).__name__} {which!r}.",
                hint=_LIST,
            )
        if not isinstance(which, str):
            at = int(which)
            found = [regions[at]] if -len(regions) <= at < len(regions) else []
        else:
            found = [r for r in regions if r.id == which]
            found = found or [r for r in regions if r.name == which]
        if len(found) == 1:
            return found[0]
        name = repr(which) if isinstance(which, str) else f"at place {which}"
        there = listed(r.name or r.id for r in regions)
        if found:
            places = listed(n for n, r in enumerate(regions) if r in found)
            raise UnknownRegion(
                f"{len(found)} regions are called {name}.",
                hint=f"Name one by its place, {places}.",
            )
        raise UnknownRegion(f"no region {name}; there are {there}.", hint=_LIST)

    def __repr__(self) -> str:
        try:
            names = listed(r.name or r.id for r in self.viewer.state.regions)
        except Exception as error:  # a repr tells what it can
            return f"<regions of {self.viewer!r}: {str(error).splitlines()[0]}>"
        return f"<regions {names}>"

    def add(
        self,
        kind: Kind,
        points: Points,
        dims: tuple[str, str] | None = None,
        *,
        width: int = 1,
        color: str | None = None,
        name: str = "",
    ) -> RegionHandle:
        """Add a region and return a handle on it.

        Parameters
        ----------
        kind : {"polygon", "polyline", "rectangle", "circle"}
            Only a polyline, a path, is open.
        points : list of (float, float)
            Coordinate values: vertices in order; two opposite corners of a rectangle;
            the centre of a circle and a corner of the box around it.
        dims : (str, str), optional
            What the two numbers of a point are along; rows and columns of the main
            image by default.
        width : int
            Samples averaged across a path.
        color, name : str, optional
            As CSS writes it (``"orange"``, ``"#ffa500"``), and what to call it.

        Raises
        ------
        BadArguments
            If the points do not make a region of this kind.
        DimsMismatch
            If the array has no such dimension.
        """
        region = self.viewer._step(
            "region.add",
            kind=kind,
            points=arguments.points(points),
            dims=None if dims is None else _two(dims),
            width=width,
            color=color,
            name=name,
        )
        return RegionHandle(self.viewer, str(region))

    def clear(self) -> None:
        """Remove all regions."""
        self.viewer._step("region.clear")


class RegionHandle(Strict):
    """One region of one viewer, from `viewer.regions`.

    Examples
    --------
    >>> path = viewer.regions.add("polyline", [(-1, -3), (1, 0)], width=1)
    >>> path.profile().dims
    ('distance',)
    >>> path.move(kx=0.5)
    >>> path.points[0]
    (-0.5, -3.0)
    >>> path.remove()
    """

    __slots__ = ("id", "viewer")

    def __init__(self, viewer: ViewerHandle, id: str) -> None:
        self.viewer = viewer
        self.id = id

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RegionHandle) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[object, ...]:
        return self.viewer, self.id

    def __repr__(self) -> str:
        try:
            state = self.state
        except Exception as error:  # a repr tells what it can
            return f"<region {self.id!r}: {str(error).splitlines()[0]}>"
        return f"<{state.kind} {state.name or state.id!r} on {' × '.join(state.dims)}>"

    @property
    def state(self) -> Region:
        """The region as a frozen value."""
        return self.viewer.state.find_region(self.id)

    @property
    def kind(self) -> str:
        """Polygon, polyline, rectangle or circle."""
        return self.state.kind

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Its points in coordinate values; assign others to change it."""
        return self.state.points

    @points.setter
    def points(self, points: Points) -> None:
        self._step("set_points", points=arguments.points(points))

    @property
    def name(self) -> str:
        """What it is called; assign another name to change it."""
        return self.state.name or self.id

    @name.setter
    def name(self, name: str) -> None:
        self._step("rename", name=name)

    @property
    def width(self) -> int:
        """Samples averaged across a path; assign another number to change it."""
        return self.state.width

    @width.setter
    def width(self, width: int) -> None:
        self._step("width", width=width)

    def move(self, **by: float) -> None:
        """Move it by so many coordinate values along its dimensions."""
        rows, columns = self.state.dims
        unknown = by.keys() - {rows, columns}
        if unknown:
            raise DimsMismatch(
                f"{self!r} has no {listed(sorted(unknown))}.",
                hint=f"It is moved along {listed((rows, columns))}.",
            )
        step = [arguments.number(by.get(dim, 0.0), dim) for dim in (rows, columns)]
        self._step("move", by=step)

    def nudge(self, point: int | None = None, **steps: int) -> None:
        """Move it, or the handle of that number, by so many samples."""
        self._step("nudge", point=point, steps=steps)

    @property
    def color(self) -> str:
        """Its colour; assign another, as ``"#rrggbb"``, to change it."""
        return self.state.color

    @color.setter
    def color(self, color: str) -> None:
        self._step("color", color=color)

    @property
    def visible(self) -> bool:
        """Whether it is drawn; assign to show or hide it."""
        return self.state.visible

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._step("show", visible=visible)

    def remove(self) -> None:
        """Remove it."""
        self._step("remove")

    def statistics(self) -> dict[str, float]:
        """Return n, sum, mean, std, min, max and area (or length) on the present image.

        Missing samples are left out.
        """
        return dict(self._run("statistics"))

    def profile(self) -> xr.DataArray:
        """Return the samples along a path on the present image."""
        made: xr.DataArray = self._run("read")
        return made

    def slice(self, *, filtered: bool = True) -> ViewerHandle:
        """Open the slice along a path through the whole volume as a viewer.

        Parameters
        ----------
        filtered : bool
            Whether the filters that are on are carried out first and become part of the
            result; else they are layers over it, too.
        """
        return self._opened("slice", filtered=filtered)

    def mask(
        self,
        keep: Literal["inside", "outside"] = "inside",
        *,
        replace: bool = False,
        filtered: bool = True,
    ) -> ViewerHandle:
        """Make samples beyond it (or within it) missing, through all dimensions.

        Parameters
        ----------
        keep : {"inside", "outside"}
            Which samples stay.
        replace : bool
            Whether its own viewer shows the result instead of a new one.
        filtered : bool
            See `slice`.
        """
        return self._opened("mask", keep=keep, replace=replace, filtered=filtered)

    def crop(self, *, replace: bool = False, filtered: bool = True) -> ViewerHandle:
        """Open the smallest part of the array that holds all samples in it.

        Parameters
        ----------
        replace : bool
            Whether its own viewer shows the result instead of a new one.
        filtered : bool
            See `slice`.
        """
        return self._opened("crop", replace=replace, filtered=filtered)

    def _opened(self, verb: str, **args: Any) -> ViewerHandle:
        made = self._run(verb, **args)
        return type(self.viewer)(self.viewer.manager, made["ids"][0])

    def _run(self, verb: str, **args: Any) -> Any:
        return self.viewer.run(f"region.{verb}", region=self.id, **args)

    def _step(self, verb: str, **args: Any) -> None:
        self.viewer._step(f"region.{verb}", region=self.id, **args)


def _two(dims: Any) -> list[str]:
    if not isinstance(dims, list | tuple) or len(dims) != 2:
        raise BadArguments(
            f"dims={dims!r} is not two dimensions.",
            hint="Name those of rows and columns: dims=('ky', 'kx').",
        )
    return [dim_name(dim) for dim in dims]
