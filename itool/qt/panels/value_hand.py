"""ValueHand: what the mouse does along the axis of values of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itool.model.scene import Panel
    from itool.qt.panels.panel import Run, Span
    from itool.qt.panels.scale import Scale

LEAST = 1e-12
"""Shortest span that can be zoomed to, as a share of the value there."""


class ValueHand:
    """Zooms and pans the values of one profile, and lets them fit its curves again.

    Parameters
    ----------
    run : callable
        Runs a command on the viewer.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._asked: Span | None = None

    def forget(self) -> None:
        """Take what a new scene says for what is visible."""
        self._asked = None

    def zoom(self, panel: Panel, scale: Scale, factor: float, pixel: float) -> None:
        """Show `factor` times as much; the value at `pixel` stays where it is."""
        low, high = self._asked or (scale.low, scale.high)
        at = scale_of(scale, (low, high)).position(pixel)
        self.show(panel, (at + (low - at) * factor, at + (high - at) * factor))

    def pan(self, panel: Panel, scale: Scale, pixels: float) -> None:
        """Move what is visible by `pixels`."""
        low, high = self._asked or (scale.low, scale.high)
        now = scale_of(scale, (low, high))
        by = now.position(0.0) - now.position(pixels)
        self.show(panel, (low + by, high + by))

    def show(self, panel: Panel, span: Span) -> None:
        """Show the values at these positions of the axis."""
        low, high = span
        most = 300.0 if _is_log(panel) else 1e300
        furthest = max(abs(low), abs(high))
        if not (furthest < most and high - low > LEAST * furthest):
            return
        self._asked = span
        values = values_at(panel, span)
        self._run("profile.limits", limits={panel.dims[0]: values})

    def fit(self, panel: Panel) -> None:
        """Show all of every curve."""
        self._asked = None
        self._run("profile.limits", limits={panel.dims[0]: None})


def scale_of(scale: Scale, span: Span) -> Scale:
    """Return `scale` with another range."""
    return type(scale)(*span, scale.length, scale.flipped)


def values_at(panel: Panel, span: Span) -> Span:
    """Return the values at these positions of the axis of values."""
    low, high = span
    return (10.0**low, 10.0**high) if _is_log(panel) else (low, high)


def _is_log(panel: Panel) -> bool:
    return (panel.x if panel.is_upright else panel.y).kind == "log"
