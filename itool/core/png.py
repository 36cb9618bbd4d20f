"""PNG files of small pictures, written without any library of pictures."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAGIC = b"\x89PNG\r\n\x1a\n"


def png(pixels: NDArray[np.uint8], table: NDArray[np.uint8]) -> bytes:
    r"""Return a PNG file.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (rows, columns) or (rows, columns, 4)
        Lines of `table`, or red, green, blue and alpha themselves; the first row is
        drawn at the top.
    table : ndarray of uint8, shape (256, 4)
        Red, green, blue and alpha.

    Examples
    --------
    >>> png(np.zeros((2, 3), np.uint8), np.zeros((256, 4), np.uint8))[:4]
    b'\x89PNG'
    """
    rows, columns = pixels.shape[:2]
    flat = pixels.reshape(rows, -1)
    lines = np.zeros((rows, flat.shape[1] + 1), np.uint8)
    lines[:, 1:] = flat
    has_table = pixels.ndim == 2
    kind = 3 if has_table else 6
    colors = (
        (b"PLTE", np.ascontiguousarray(table[:, :3]).tobytes()),
        (b"tRNS", np.ascontiguousarray(table[:, 3]).tobytes()),
    )
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)),
        *(colors if has_table else ()),
        (b"IDAT", zlib.compress(lines.tobytes(), 1)),
        (b"IEND", b""),
    )
    return MAGIC + b"".join(_chunk(name, body) for name, body in chunks)


def data_url(file: bytes) -> str:
    """Return a PNG as an address that a page and Qt can draw."""
    return f"data:image/png;base64,{b64encode(file).decode()}"


def _chunk(name: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)
