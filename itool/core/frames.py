"""Frames: samples from the store, with the colours that all front ends draw."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

from itool.model.channel import true_color
from itool.model.color import (
    ColorScale,
    fitted,
    found_limits,
    pixels,
    smallest_positive,
)
from itool.model.profile import curve_of
from itool.model.sampling import visible_samples
from itool.model.scene import Frame, Layer, Panel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from itool.model.coord import CoordRequest
    from itool.model.norm import Norm
    from itool.model.scene import SliceRequest
    from itool.model.shape import RegionRequest

    Request = SliceRequest | RegionRequest | CoordRequest
    View = tuple[slice, ...]
    Span = tuple[float, float]


def frame_of(
    panel: str,
    layer: Layer,
    values: NDArray[np.floating],
    color: ColorScale,
    view: View | None = None,
) -> Frame:
    """Return the frame of `layer` made of `values`, which were just read.

    Parameters
    ----------
    view : tuple of slice, optional
        The samples that limits are found in, see `view_of`; all by default.
    """
    drawn = curve_of(values, layer.curve) if values.ndim == 1 else None
    if values.ndim == 3:
        return _in_color(panel, layer, values)
    span = found_limits(values, None) if drawn is None else _seen_range(drawn, view)
    frame = Frame(
        panel,
        layer.id,
        layer.request,
        values,
        None,
        span,
        span,
        view=view if values.ndim == 1 else None,
        curve=layer.curve,
        drawn=drawn,
    )
    return recolored(frame, color, view) if values.ndim == 2 else frame


def _seen_range(drawn: NDArray[np.floating], view: View | None) -> Span:
    """Return between which values a curve lies where it is visible, else everywhere."""
    seen = found_limits(drawn if view is None else drawn[view], None)
    return seen if isfinite(seen[0]) or view is None else found_limits(drawn, None)


def _in_color(panel: str, layer: Layer, values: NDArray[np.floating]) -> Frame:
    """Return the frame of an image whose samples are colours, along its last axis."""
    drawn = true_color(values, layer.white)
    limits = (0.0, layer.white)
    return Frame(
        panel, layer.id, layer.request, values, drawn, limits, limits, white=layer.white
    )


def recolored(frame: Frame, color: ColorScale, view: View | None = None) -> Frame:
    """Return `frame` with the colours, or the range of values, that are asked for."""
    if frame.drawn is not None:
        span = _seen_range(frame.drawn, view)
        return replace(frame, range=span, limits=span, view=view)
    norm = _norm(frame, color, view)
    drawn = pixels(frame.values, norm=norm)
    return replace(
        frame,
        pixels=drawn,
        limits=(norm.low, norm.high),
        color=color,
        norm=norm,
        view=view,
    )


def is_colored(frame: Frame, color: ColorScale, view: View | None = None) -> bool:
    """Return whether pixels, or the range, of `frame` are what is asked for."""
    made = frame.color
    if made is None:
        return frame.drawn is None or frame.view == view
    is_same = made is color or _about_levels(made) == _about_levels(color)
    return is_same and frame.view == view


def view_of(panel: Panel, request: Request, color: ColorScale) -> View | None:
    """Return the samples that limits of the image or curve in `panel` are found in.

    None means all of them. The axis of values of a profile always follows what is
    visible, colours do so if they are asked to.
    """
    if panel.kind == "profile":
        axis = panel.y if panel.is_upright else panel.x
        is_all = axis.limits is None
        return None if is_all else (visible_samples(axis, request.window(axis.dim)),)
    if not color.fits_view or color.limits or panel.kind != "image":
        return None
    return tuple(
        visible_samples(axis, request.window(axis.dim)) for axis in (panel.y, panel.x)
    )


def _norm(frame: Frame, color: ColorScale, view: View | None) -> Norm:
    values = frame.values if view is None else frame.values[view]
    found = frame.range
    if color.limits is None and (view is not None or color.percentiles):
        found = found_limits(values, color.percentiles)
    is_low = color.norm == "log" and not (color.limits or found)[0] > 0
    return fitted(color, found, smallest_positive(values) if is_low else 0.0)


def _about_levels(color: ColorScale) -> ColorScale:
    # Another colour map draws the same pixels.
    return color.model_copy(update={"cmap": "", "reverse": False})
