"""Equal aspect: what panels show where a unit is as long across as it is up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from itool.model.units import ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itool.model.axis import ArrayInfo, Axis
    from itool.model.scene import Panel, Scene, Side

    Span = tuple[float, float]
    Lane = tuple[Side, int, str]

LEAST_SAMPLES = 2.0
"""Fewest samples that can be zoomed to."""

NARROWEST = 0.15
"""Least share of the panels' room that a row or column of panels is given."""

UNITLESS = {"samples", "time", "no units"}
"""What positions count that have no unit that others are converted to."""

_DEGREES = re.compile(r"degrees?(_?(north|south|east|west|[nsew]|true))?", re.I)


def measure(axis: Axis) -> str:
    """Return what positions along `axis` count, which two of one aspect agree in.

    The units; "samples" where the axis is drawn by sample numbers because its
    coordinate is not evenly spaced or is text. Degrees north and east of the CF
    conventions are degrees.

    Examples
    --------
    >>> import numpy as np
    >>> from itool.model.axis import Axis
    >>> measure(Axis("lat", np.arange(3.0), units="degrees_north"))
    'degrees'
    """
    if not axis.is_uniform:
        return "samples"
    if axis.kind == "datetime":
        return "time"
    units = axis.units.strip()
    return "degrees" if _DEGREES.fullmatch(units) else units or "no units"


@dataclass(frozen=True, slots=True)
class Gauge:
    """What positions along an axis count: each is `scale` of `measure`."""

    measure: str = ""
    scale: float = 1.0


ALONE = Gauge()
"""That of an axis which is drawn as long as there is room."""


def tied(info: ArrayInfo, pairs: list[tuple[str, str]]) -> dict[str, Gauge]:
    """Return the gauge of every dimension that an image shows beside one like it.

    Dimensions whose units can be converted have one measure, that of the first.

    Parameters
    ----------
    info : ArrayInfo
        The array.
    pairs : list of tuple of str
        Dimensions of each image.
    """
    found: dict[str, Gauge] = {}
    for pair in pairs:
        names = [measure(info.axis(dim)) for dim in pair]
        if _ratio(*names) is None:
            continue
        known = dict.fromkeys(gauge.measure for gauge in found.values())
        head = next((n for n in known if _ratio(names[0], n) is not None), names[0])
        for dim, name in zip(pair, names, strict=True):
            found[dim] = Gauge(head, _ratio(name, head) or 1.0)
    return found


def _ratio(here: str, there: str) -> float | None:
    if here == there:
        return 1.0
    return None if {here, there} & UNITLESS else ratio(here, there)


def stretch(rows: Axis, columns: Axis) -> float:
    """Return how many units of `columns` are as long as one of `rows`.

    1 where they cannot be compared: an angle in their plane is then one of numbers.

    Examples
    --------
    >>> import numpy as np
    >>> from itool.model.axis import Axis
    >>> ky = Axis("ky", np.arange(3.0), units="1/Å")
    >>> stretch(ky, Axis("kx", np.arange(3.0), units="1/nm"))
    10.0
    """
    return _ratio(measure(rows), measure(columns)) or 1.0


def are_compared(rows: Axis, columns: Axis) -> bool:
    """Return whether `stretch` looks units up in the table of pint."""
    names = {measure(rows), measure(columns)}
    return len(names) > 1 and not names & UNITLESS


def shares(
    weights: tuple[float, ...], spans: Mapping[int, tuple[str, float]]
) -> tuple[float, ...]:
    """Return weights of rows or columns that share the room of like ones by length.

    Parameters
    ----------
    weights : tuple of float
        Weights as they would be.
    spans : dict of int to (str, float)
        What a row or column measures, and how long its axis is, by its index.

    Examples
    --------
    >>> shares((1.0, 3.0, 2.0), {1: ("mm", 20.0), 2: ("mm", 30.0)})
    (1.0, 2.0, 3.0)
    """
    found = list(weights)
    for name in {name for name, _ in spans.values()}:
        alike = {at: length for at, (n, length) in spans.items() if n == name}
        room, total = sum(weights[at] for at in alike), sum(alike.values())
        if len(alike) < 2:
            continue
        parts = {at: max(length / total, NARROWEST) for at, length in alike.items()}
        for at, part in parts.items():
            found[at] = room * part / sum(parts.values())
    return tuple(found)


@dataclass(frozen=True)
class EqualAspect:
    """The sides of images whose units are equally long on a screen of some size.

    Every row and column of panels shows at least the limits of its dimension; all but
    the one that has least room for them show more.

    Attributes
    ----------
    lengths : dict of (side, index, dim) to float
        Pixels of each row ("y") or column ("x") that shows a tied dimension.
    gauges : dict of str to Gauge
        What each of these dimensions measures.
    full : dict of str to tuple of float
        Positions of the outer edges of all their samples, low end first.
    least : dict of str to float
        Shortest span that can be zoomed to.
    """

    lengths: dict[Lane, float]
    gauges: dict[str, Gauge]
    full: dict[str, Span]
    least: dict[str, float]

    def spans(self, limits: Mapping[str, Span]) -> dict[Lane, Span]:
        """Return what each row and column shows, low end first.

        `limits` are positions that must be visible; a dimension that is absent shows
        all.
        """
        kept = {dim: limits.get(dim) or span for dim, span in self.full.items()}
        # Pixels of one of what is measured.
        scale: dict[str, float] = {}
        for (_, _, dim), length in self.lengths.items():
            gauge = self.gauges[dim]
            here = length / ((width(kept[dim]) or 1.0) * gauge.scale)
            scale[gauge.measure] = min(scale.get(gauge.measure, here), here)
        shown = {
            dim: scale[gauge.measure] * gauge.scale
            for dim, gauge in self.gauges.items()
        }
        return {
            lane: about(kept[lane[2]], length / shown[lane[2]])
            for lane, length in self.lengths.items()
        }

    def moved(
        self, limits: Mapping[str, Span], wanted: Mapping[Lane, Span]
    ) -> dict[str, Span]:
        """Return the limits with which rows and columns show what a hand wants.

        Parameters
        ----------
        limits : dict of str to tuple of float
            Limits as they are.
        wanted : dict of (side, index, dim) to tuple of float
            What some rows and columns shall show. Where they show more or less than
            they do, all that measure the same do, each about its middle.
        """
        now = self.spans(limits)
        found: dict[str, Span] = {}
        groups = {dim: gauge.measure for dim, gauge in self.gauges.items()}
        for group in {groups[lane[2]] for lane in wanted}:
            asked = {t: s for t, s in wanted.items() if groups[t[2]] == group}
            factors = [width(span) / width(now[lane]) for lane, span in asked.items()]
            factor = max(factors, key=lambda each: abs(log(each)))
            middles = {lane[2]: sum(span) / 2 for lane, span in asked.items()}
            dims = [dim for dim, name in groups.items() if name == group]
            seen = {
                dim: min(width(now[t]) for t in self.lengths if t[2] == dim)
                for dim in dims
            }
            nearest = min(self.least[dim] / seen[dim] for dim in dims)
            factor = max(factor, min(nearest, 1.0))
            for dim in dims:
                kept = limits.get(dim) or self.full[dim]
                middle = middles.get(dim, sum(kept) / 2)
                half = seen[dim] * factor / 2
                found[dim] = inside((middle - half, middle + half), self.full[dim])
        return found


def equal_aspect(scene: Scene, lengths: Mapping[Side, list[float]]) -> EqualAspect:
    """Return the aspect of the images of `scene`.

    Parameters
    ----------
    lengths : dict of {"x", "y"} to list of float
        Pixels of each column ("x") and of each row ("y") of panels.
    """
    found: dict[Lane, float] = {}
    gauges, full, least = {}, {}, {}
    for panel in scene.panels:
        if panel.kind != "image":
            continue
        for lane, axis in zip(lanes(panel).values(), (panel.x, panel.y), strict=True):
            if not axis.gauge.measure:
                continue
            low, high = sorted(axis.extent)
            found[lane] = max(lengths[lane[0]][lane[1]], 1.0)
            gauges[axis.dim], full[axis.dim] = axis.gauge, (low, high)
            few = min(LEAST_SAMPLES, axis.size)
            least[axis.dim] = few * (high - low) / (axis.size or 1)
    return EqualAspect(found, gauges, full, least)


def lanes(panel: Panel) -> dict[Side, Lane]:
    """Return the column and the row that the axes of `panel` belong to."""
    row, column = panel.cell
    return {"x": ("x", column, panel.x.dim), "y": ("y", row, panel.y.dim)}


def limits_of(scene: Scene) -> dict[str, Span]:
    """Return the limits of every dimension that has a panel."""
    sides = [axis for panel in scene.panels for axis in (panel.x, panel.y)]
    return {axis.dim: axis.limits for axis in sides if axis.dim and axis.limits}


def about(span: Span, length: float) -> Span:
    """Return the span of this length with the middle of `span`."""
    if length <= width(span):
        return span
    middle = (span[0] + span[1]) / 2
    return middle - length / 2, middle + length / 2


def inside(span: Span, full: Span) -> Span:
    """Return `span` moved, and cut if need be, so that it does not leave `full`.

    Examples
    --------
    >>> inside((-2.0, 2.0), (0.0, 9.0))
    (0.0, 4.0)
    """
    low, high = span
    if high - low >= full[1] - full[0]:
        return full
    by = max(full[0] - low, 0.0) + min(full[1] - high, 0.0)
    return low + by, high + by


def width(span: Span) -> float:
    """Return the distance between both ends."""
    return span[1] - span[0]
