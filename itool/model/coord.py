"""Coordinates that are no dimension: what is known of a point besides its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.model.axis import datetime_text, with_units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from itool.model.axis import AxisKind
    from itool.model.scene import Window

ALONG = "coord "
"""Before the name of a coordinate in the id of the layer that draws it."""

COLORS = ("#1098ad", "#e64980", "#845ef7", "#37b24d", "#f76707", "#868e96")
"""Colours of curves of coordinates, in turn."""


@dataclass(frozen=True, slots=True)
class CoordRequest:
    """What a profile wants to know of a coordinate: its values along the dimension.

    Attributes
    ----------
    key : str
        Array in the store.
    coord : str
        Name of the coordinate.
    dims : tuple of str
        Dimensions that stay.
    windows : tuple of Window
        One per dimension of the coordinate; it is averaged over those that do not stay.
    """

    key: str
    coord: str
    dims: tuple[str, ...]
    windows: tuple[Window, ...]

    def window(self, dim: str) -> Window:
        """Return the window along `dim`."""
        return next(w for w in self.windows if w.dim == dim)


@dataclass(frozen=True, eq=False)
class Coord:
    """A coordinate of an array along none, one or several of its dimensions.

    Attributes
    ----------
    name : str
        Its name; never that of a dimension.
    dims : tuple of str
        Dimensions that it runs along, possibly none.
    values : ndarray
        Numbers as float64, times as milliseconds since 1970, or texts; NaN and ""
        where they are missing.
    kind : {"number", "datetime", "label"}
        Which of these they are.
    units, title : str
        Units, and the long name if it has one.
    """

    name: str
    dims: tuple[str, ...]
    values: NDArray[Any]
    kind: AxisKind = "number"
    units: str = ""
    title: str = ""

    @property
    def caption(self) -> str:
        """The long name with units."""
        return with_units(self.title or self.name, self.units)

    @property
    def is_numeric(self) -> bool:
        """Whether it has numbers or times that can be drawn."""
        return self.kind != "label"

    def along(
        self, dims: tuple[str, ...], windows: Mapping[str, slice]
    ) -> NDArray[np.float64]:
        """Return its values along `dims`, averaged over the windows of its others.

        Parameters
        ----------
        dims : tuple of str
            Some of its dimensions, in the order of the answer's axes.
        windows : dict of str to slice
            Samples along every dimension of it.

        Examples
        --------
        >>> heat = Coord("T", ("y", "x"), np.array([[1.0, 2.0], [3.0, np.nan]]))
        >>> heat.along(("x",), {"y": slice(0, 2), "x": slice(0, 2)})
        array([2., 2.])
        """
        values = self.values[tuple(windows[dim] for dim in self.dims)]
        others = tuple(i for i, dim in enumerate(self.dims) if dim not in dims)
        present = np.isfinite(values)
        count = present.sum(axis=others)
        total = np.where(present, values, 0.0).sum(axis=others)
        mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        left = [dim for dim in self.dims if dim in dims]
        return np.asarray(mean.transpose([left.index(dim) for dim in dims]))

    def text(self, indexes: Mapping[str, int]) -> str:
        """Return its value at a sample as a reader would write it, without units."""
        value = self.values[tuple(indexes[dim] for dim in self.dims)]
        if self.kind == "label":
            return str(value)
        if not np.isfinite(value):
            return "missing"
        if self.kind == "datetime":
            return datetime_text(float(value), 1000.0)
        return f"{value:.6g}"
