"""Axes and arrays as they are known without reading a single sample."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from itool.errors import DimsMismatch, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from itool.model.coord import Coord

LEAST = 1e-290
"""Step below which samples are told apart by their index."""
AxisKind = Literal["number", "datetime", "label", "log"]


@dataclass(frozen=True, eq=False)
class Axis:
    """One dimension of an array and the coordinate along it.

    A cursor lives in *coordinate values*; a screen draws *positions*. The two are the
    same on a uniform axis. On a non-uniform axis the position is the sample index, so
    that every sample is drawn equally wide, and ticks are labelled with the values.

    Attributes
    ----------
    name : str
        Dimension name.
    values : ndarray, shape (n,), float64
        Coordinate value of every sample; milliseconds since 1970 for times; the sample
        index where the coordinate is text, missing, not monotonic, or not finite.
    kind : {"number", "datetime", "label"}
        How a value is written. "datetime" is the standard calendar; "label" means that
        `labels` are written instead of numbers.
    units, title : str
        Units, and the long name if the coordinate has one.
    labels : tuple of str
        One text per sample if `kind` is "label", otherwise empty.
    """

    name: str
    values: NDArray[np.float64]
    kind: AxisKind = "number"
    units: str = ""
    title: str = ""
    labels: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    @property
    def caption(self) -> str:
        """The axis title with units, as drawn beside the axis."""
        return with_units(self.title or self.name, self.units)

    @cached_property
    def step(self) -> float:
        """Distance between neighbouring positions; negative on a descending axis."""
        if not self.is_uniform or len(self.values) < 2:
            return 1.0
        return float((self.values[-1] - self.values[0]) / (len(self.values) - 1))

    @cached_property
    def is_uniform(self) -> bool:
        """Whether positions are coordinate values: numbers or times, equally spaced.

        A sample may lie off by 1 % of a step, which nobody sees and `text` does not
        write: energies of 100 eV in steps of 1 meV are that uneven as float32.
        """
        if self.kind == "label":
            return False
        if len(self.values) < 2:
            return True
        step = float(self.values[-1]) - float(self.values[0])
        step /= len(self.values) - 1
        if abs(step) < LEAST or not isfinite(step):
            return False
        even = self.values[0] + step * np.arange(len(self.values))
        return bool(np.all(np.abs(self.values - even) <= 1e-2 * abs(step)))

    @cached_property
    def first(self) -> float:
        """Position of the first sample."""
        return float(self.values[0]) if self.is_uniform and len(self) else 0.0

    @property
    def middle(self) -> float:
        """Coordinate value of the middle sample."""
        return float(self.values[len(self.values) // 2])

    def index(self, value: float) -> int:
        """Return the index of the sample nearest to the coordinate `value`."""
        return round(min(max(self.fraction(value), 0), len(self) - 1))

    def fraction(self, value: float) -> float:
        """Return the index of the coordinate `value`, between samples if need be.

        Values beyond the ends give the end indexes.
        """
        if self.is_uniform:
            at = (value - self.first) / self.step
            return float(min(max(at, 0.0), len(self) - 1.0))
        values, indexes = self.values, np.arange(len(self), dtype=float)
        if values[0] > values[-1]:
            values, indexes = values[::-1], indexes[::-1]
        return float(np.interp(value, values, indexes))

    def value(self, index: float) -> float:
        """Return the coordinate value at `index`, interpolated between samples."""
        if self.is_uniform:
            return self.first + index * self.step
        return float(np.interp(index, np.arange(len(self)), self.values))

    def position(self, value: float) -> float:
        """Return where the coordinate `value` is drawn."""
        return value if self.is_uniform else self.fraction(value)

    def value_at(self, position: float) -> float:
        """Return the coordinate value drawn at `position`; inverse of `position`."""
        return position if self.is_uniform else self.value(position)

    def samples_in(self, width: float, value: float | None = None) -> int:
        """Return how many samples around the coordinate `value` are `width` wide.

        At least 1. `width` is in units of the coordinate, in milliseconds for times,
        and a number of samples where the coordinate is text.

        Examples
        --------
        >>> Axis("eV", np.linspace(-0.5, 0.5, 201)).samples_in(0.05)
        10
        """
        if self.kind == "label":
            return max(1, round(width))
        if self.is_uniform:
            return max(1, round(width / abs(self.step)))
        at = self.middle if value is None else value
        ends = [self.fraction(at + half) for half in (-width / 2, width / 2)]
        return max(1, round(abs(ends[1] - ends[0])))

    def width_of(self, samples: int, index: int) -> str:
        """Return how wide so many samples around `index` are, with units; "" for text.

        Examples
        --------
        >>> Axis("eV", np.linspace(-0.5, 0.5, 201), units="eV").width_of(10, 100)
        '0.05 eV'
        """
        if self.kind != "number":
            return ""
        if self.is_uniform:
            wide = samples * abs(self.step)
        else:
            start = max(0, index - samples // 2)
            stop = min(len(self) - 1, start + samples - 1)
            wide = abs(self.value(stop) - self.value(start))
        return f"{wide:.4g} {self.units}".rstrip()

    def edge(self, index: float) -> float:
        """Return the position of the lower edge of sample `index`."""
        return self.first + (index - 0.5) * self.step

    def extent(self) -> tuple[float, float]:
        """Return the positions of the outer edges of the first and last sample."""
        return self.edge(0), self.edge(len(self))

    def text(self, value: float) -> str:
        """Return the coordinate `value` as a reader would write it.

        Examples
        --------
        >>> Axis("eV", np.linspace(-0.5, 0.5, 201)).text(-0.2)
        '-0.2'
        """
        if self.kind == "label":
            return self.labels[self.index(value)] if self.labels else ""
        if self.kind == "datetime":
            return datetime_text(value, self._resolution)
        decimals = 2 - int(np.floor(np.log10(self._resolution or 1.0)))
        if decimals > 12:
            return f"{value:.6g}"
        # A zero is only dropped behind a point: 300000 is not 3.
        text = f"{value:.{max(decimals, 1)}f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text

    def literal(self, value: float) -> str:
        """Return the coordinate `value` as Python would write it.

        Examples
        --------
        >>> Axis("eV", np.linspace(-0.5, 0.5, 201)).literal(-0.2)
        '-0.2'
        >>> Axis("t", np.array([0.0, 1.0]), "datetime").literal(1.0)
        "np.datetime64('1970-01-01T00:00:00.001')"
        """
        if self.kind == "label":
            return repr(self.text(value))
        if self.kind == "datetime":
            return f"np.datetime64('{_stamp(value, self._resolution)}')"
        return repr(float(f"{value:.12g}"))

    @cached_property
    def ruler(self) -> tuple[str, ...]:
        """What is written at positions 0, 1, 2...; empty on a uniform axis."""
        if self.is_uniform:
            return ()
        return self.labels or tuple(self.text(v) for v in self.values.tolist())

    @cached_property
    def _resolution(self) -> float:
        gaps = np.abs(np.diff(self.values))
        gaps = gaps[gaps > 0]
        return float(np.median(gaps)) if gaps.size else 1.0


@dataclass(frozen=True, eq=False)
class ArrayInfo:
    """Name, axes, dtype and layout of an array in the store.

    Attributes
    ----------
    key : str
        Key in the store.
    name : str
        Name of the variable, possibly empty.
    axes : tuple of Axis
        One axis per dimension, in storage order.
    dtype : str
        Numpy dtype of the samples as given, for example ``"float32"``.
    units, title : str
        Units and long name of the samples.
    nbytes : int
        Size of all samples in bytes, whether they are in memory or not.
    chunks : tuple of tuple of int
        Dask chunk lengths per dimension; empty if the array is in memory.
    attrs : dict
        Attributes of the array.
    source : str
        File or URL that the array was opened from, possibly empty.
    coords : tuple of Coord
        Coordinates in memory that are no dimension.
    white : float
        Sample of full brightness, where samples are colours. Filters do not change it.
    """

    key: str
    name: str
    axes: tuple[Axis, ...]
    dtype: str = "float64"
    units: str = ""
    title: str = ""
    nbytes: int = 0
    chunks: tuple[tuple[int, ...], ...] = ()
    attrs: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    coords: tuple[Coord, ...] = ()
    white: float = 1.0

    @property
    def dims(self) -> tuple[str, ...]:
        """Dimension names in storage order."""
        return tuple(axis.name for axis in self.axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of samples per dimension."""
        return tuple(len(axis) for axis in self.axes)

    @property
    def is_lazy(self) -> bool:
        """Whether samples are read when they are looked at."""
        return bool(self.chunks)

    @property
    def is_complex(self) -> bool:
        """Whether a sample has a real and an imaginary part."""
        return self.dtype.startswith(("complex", "<c", ">c"))

    def coord(self, name: str) -> Coord | None:
        """Return the coordinate called `name`, None if there is none."""
        return next((coord for coord in self.coords if coord.name == name), None)

    def axis(self, dim: str) -> Axis:
        """Return the axis of `dim`.

        Raises
        ------
        DimsMismatch
            If the array has no such dimension.
        """
        for axis in self.axes:
            if axis.name == dim:
                return axis
        raise DimsMismatch(
            f"no dimension {dim!r} in {self.name or self.key!r}; "
            f"it has {listed(self.dims)}."
        )


def with_units(text: str, units: str) -> str:
    """Return `text` with units, if there are any, as the caption of an axis."""
    return f"{text} [{units}]" if units else text


def datetime_text(value: float, resolution: float) -> str:
    """Return a time, in milliseconds since 1970, as exact as `resolution` of them."""
    if not np.isfinite(value):
        return "NaT"
    text = str(_stamp(value, resolution))
    day, minute, second = 86_400_000, 60_000, 1_000
    if resolution >= day:
        return text[:10]
    if resolution >= minute:
        return text[:16].replace("T", " ")
    return text.replace("T", " ")[: 19 if resolution >= second else None]


def _stamp(value: float, resolution: float) -> np.datetime64:
    if resolution < 1:
        return np.datetime64(round(value * 1000), "us")
    return np.datetime64(round(value), "ms")
