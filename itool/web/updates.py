"""Updates: what a page is sent of a viewer, newest state only."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from itool.core.colormaps import color_table
from itool.model.bar import candidates
from itool.model.value import Value
from itool.web.patch import scene_patch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from itool.model.coord import CoordRequest
    from itool.model.scene import Frame, Scene, SliceRequest
    from itool.model.shape import RegionRequest

ALIGNMENT = 8
"""Buffers start at multiples of this, so that a page can view them in place."""

Place = tuple[str, str]


class Updates:
    """Collects what a page does not know yet, and hands it out in one message.

    What is collected while a page is busy replaces what was collected before: a page
    never works through a queue.
    """

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._sent: Scene | None = None
        self._colors: tuple[str, bool] | None = None
        self._frames: dict[Place, Frame] = {}
        self._count = 0

    @property
    def is_due(self) -> bool:
        """Whether there is anything to send."""
        return self._scene is not self._sent or bool(self._frames)

    def show_scene(self, scene: Scene) -> None:
        """Send `scene` next."""
        self._scene = scene

    def show_frame(self, frame: Frame) -> None:
        """Send `frame` next, instead of an older one of the same layer."""
        self._frames[frame.panel, frame.layer] = frame

    def take(self, **header: Any) -> bytes:
        """Return all that is due as one message, see `pack`.

        The header holds ``n`` (1, 2, 3...), ``scene`` (a patch), ``frames``, and
        ``colors`` if the colour table changed, besides `header`.
        """
        self._count += 1
        buffers: list[NDArray[Any]] = []
        header |= {"t": "update", "n": self._count}
        if self._scene is not None:
            header["scene"] = scene_patch(self._sent, self._scene)
            colors = (self._scene.color.cmap, self._scene.color.reverse)
            if colors != self._colors:
                header["colors"] = len(buffers)
                buffers.append(color_table(*colors))
                self._colors = colors
        header["frames"] = [_describe(f, buffers) for f in self._frames.values()]
        self._sent, self._frames = self._scene, {}
        return pack(header, buffers)


def pack(header: dict[str, Any], buffers: list[NDArray[Any]]) -> bytes:
    r"""Return one binary message of a JSON header and raw arrays.

    The message is a little-endian uint32 (length of the header), the header padded
    with spaces, and the buffers, each padded to a multiple of 8 bytes. The header
    gets ``buffers``: a list of ``[dtype, offset, length]`` with offsets in bytes from
    the end of the header and lengths in samples.

    Examples
    --------
    >>> message = pack({"t": "x"}, [np.arange(3, dtype=np.uint8)])
    >>> message[4:40]
    b'{"t":"x","buffers":[["uint8",0,3]]} '
    >>> list(message[40:])
    [0, 1, 2, 0, 0, 0, 0, 0]
    """
    parts: list[bytes | memoryview] = []
    table = []
    offset = 0
    for array in buffers:
        flat = np.ascontiguousarray(array)
        table.append([str(flat.dtype), offset, flat.size])
        padding = -flat.nbytes % ALIGNMENT
        parts += [flat.reshape(-1).view(np.uint8).data, bytes(padding)]
        offset += flat.nbytes + padding
    text = to_json({**header, "buffers": table})
    text += b" " * (-(len(text) + 4) % ALIGNMENT)
    return b"".join([struct.pack("<I", len(text)), text, *parts])


def to_json(message: Any) -> bytes:
    """Return `message` as JSON; numbers that are not finite become null.

    Raises
    ------
    TypeError
        If there is anything in it but plain data, dataclasses and `Value` objects.
    """
    return _ENCODER.encode(message)


def _describe(frame: Frame, buffers: list[NDArray[Any]]) -> dict[str, Any]:
    about = {"panel": frame.panel, "layer": frame.layer}
    if frame.pixels is not None:
        buffers.append(frame.pixels)
        return about | {
            "buffer": len(buffers) - 1,
            "shape": frame.pixels.shape,
            "windows": _windows(frame.request),
            "limits": frame.limits,
            "norm": frame.norm,
            "ticks": () if frame.norm is None else candidates(frame.norm),
        }
    if frame.values.ndim == 0:
        return about | {"value": float(frame.values)}
    buffers.append(_exact(frame.values if frame.drawn is None else frame.drawn))
    return about | {
        "buffer": len(buffers) - 1,
        "windows": _windows(frame.request),
        "range": frame.range,
    }


def _windows(
    request: SliceRequest | RegionRequest | CoordRequest,
) -> list[tuple[int, int, int]]:
    windows = (request.window(dim) for dim in request.dims)
    return [(w.start, w.stop, w.step) for w in windows]


def _exact(values: NDArray[np.floating]) -> NDArray[np.floating]:
    # JavaScript has typed arrays of these two; half floats become single, exactly.
    return values if values.dtype == np.float64 else values.astype(np.float32)


def _plain(thing: Any) -> Any:
    if isinstance(thing, Value):
        return thing.model_dump()
    if isinstance(thing, np.generic):
        return thing.item()
    raise TypeError(f"{type(thing).__name__} is not plain data")


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)
