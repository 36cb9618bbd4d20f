"""Sizes and durations as a reader would write them."""

from __future__ import annotations


def size_text(nbytes: int) -> str:
    """Return a number of bytes as a reader would write it.

    Examples
    --------
    >>> size_text(480_000_000), size_text(12)
    ('458 MiB', '12 B')
    """
    size, unit = float(nbytes), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if size < 1000:
            break
        size, unit = size / 1024, larger
    return f"{size:.0f} {unit}" if size >= 10 or unit == "B" else f"{size:.1f} {unit}"


def seconds_text(seconds: float) -> str:
    """Return a duration as a reader would write it.

    Examples
    --------
    >>> seconds_text(0.3141), seconds_text(12.34), seconds_text(83)
    ('0.31 s', '12 s', '1 min 23 s')
    """
    if seconds >= 59.5:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s"
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
