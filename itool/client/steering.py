"""Cursors, colours and dimensions of a viewer, from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itool.client.arguments import numbers
from itool.client.remote import (
    RemoteViewer,
    by_dim,
    coordinate,
    dim_name,
    extent,
    single,
    whole,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping

    from itool.model.color import Part
    from itool.model.cursor import Reducer
    from itool.model.norm import NormKind


class SteeredViewer(RemoteViewer):
    """A viewer whose cursors, colours and dimensions are set."""

    __slots__ = ()

    def move(
        self,
        point: Mapping[Hashable, Any] | None = None,
        /,
        cursor: str = "",
        **dims: Any,
    ) -> None:
        """Move a cursor to coordinate values.

        Parameters
        ----------
        point : mapping, optional
            Values by dimension, where names of dimensions are no Python names, or
            no text.
        cursor : str, optional
            Id of the cursor; the active one by default.
        **dims
            Values by dimension: numbers, dates along a time axis (also as text,
            ``"2026-03-01T12:30"``), spans of time, or the text of a sample; also as
            arrays without dimensions. Dimensions left out stay.

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
        wanted = by_dim(point, dims)
        values = {dim: coordinate(value) for dim, value in wanted.items()}
        self._step("cursor.move", point=values, cursor=cursor)

    def place(
        self,
        index: Mapping[Hashable, int] | None = None,
        /,
        cursor: str = "",
        **dims: int,
    ) -> None:
        """Move a cursor to samples by their indexes; negative ones count from the end.

        Examples
        --------
        >>> viewer.place(eV=-1)
        """
        wanted = {dim: whole(at) for dim, at in by_dim(index, dims).items()}
        self._step("cursor.place", index=wanted, cursor=cursor)

    def bin(
        self,
        bins: Mapping[Hashable, int] | None = None,
        /,
        cursor: str = "",
        **dims: int,
    ) -> None:
        """Average this many samples around a cursor along each dimension.

        Examples
        --------
        >>> viewer.bin(kx=5)
        """
        wanted = {dim: whole(n) for dim, n in by_dim(bins, dims).items()}
        self._step("cursor.bin", bins=wanted, cursor=cursor)

    def width(
        self,
        width: Mapping[Hashable, float | str | dt.timedelta] | None = None,
        /,
        cursor: str = "",
        **dims: float | str | dt.timedelta,
    ) -> None:
        """Average as many samples around a cursor as are this wide, in units.

        Text may have other ones: ``"50 meV"``, along times ``"2 h"``; a timedelta is a
        width in time.

        Examples
        --------
        >>> viewer.width(eV=0.05)
        """
        wanted = {dim: extent(wide) for dim, wide in by_dim(width, dims).items()}
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
        self,
        point: Mapping[Hashable, Any] | None = None,
        /,
        color: str = "",
        **dims: Any,
    ) -> str:
        """Add a cursor, make it active and return its id.

        Examples
        --------
        >>> second = viewer.add_cursor(kx=0.5, color="orange")
        >>> viewer.remove_cursor(second)
        """
        wanted = by_dim(point, dims)
        values = {dim: coordinate(value) for dim, value in wanted.items()}
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
            "fits_view": fits_view,
        }
        chosen = {name: single(v) for name, v in given.items() if v is not None}
        if percentiles is not None:
            pair = numbers(percentiles, "percentiles", 2, "percentiles=(2, 98)")
            chosen["percentiles"] = pair
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

    def draw_coord(self, coord: str, on: bool = True) -> None:
        """Draw a coordinate that is no dimension beside profiles, or draw it no more.

        Parameters
        ----------
        coord : str
            Its name; one with numbers or times along a dimension.
        on : bool
            Whether it is drawn.

        Raises
        ------
        BadArguments
            If there is no such coordinate; the message names those that there are.
        """
        self._step("profile.coord", coord=coord, on=on)

    def order(self, *dims: Hashable | list[Hashable]) -> None:
        """Put dimensions in this order: rows, columns, third, fourth, then sliders.

        They may also be given as one list.

        Examples
        --------
        >>> viewer.order("eV", "kx")
        """
        is_list = len(dims) == 1 and isinstance(dims[0], list)
        chosen: Any = dims[0] if is_list else dims
        self._step("view.order", order=[dim_name(dim) for dim in chosen])

    def equal_aspect(self, on: bool = True) -> None:
        """Draw one unit of x as long as one unit of y in images that have such axes.

        Raises
        ------
        BadArguments
            If no image has two dimensions that measure the same.

        Examples
        --------
        >>> viewer.equal_aspect()
        """
        self._step("view.equal", on=on)

    def true_color(
        self, dim: str = "", on: bool = True, *, white: float | None = None
    ) -> None:
        """Show the samples along a dimension as red, green, blue (and opacity), or not.

        Parameters
        ----------
        dim : str
            A dimension of 3 or 4 samples; by default that which is named like colours.
        on : bool
            Whether it is shown so; else it has a panel or a slider like any other.
        white : float
            Sample of full brightness; by default the largest number of an integer
            type, 255 for bytes, and 1 for others.

        Raises
        ------
        BadArguments
            If no dimension has 3 or 4 samples beside two others.
        """
        more = {} if white is None else {"white": white}
        self._step("view.rgb", dim=dim, on=on, **more)

    def transpose(self) -> None:
        """Swap rows and columns of the main image."""
        self._step("view.transpose")
