"""Colours as Python names them: red, #12f, rgb(1, 2, 3)."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field

_HEX = re.compile("#[0-9a-fA-F]{6}")


def as_hex(color: object) -> object:
    """Return a colour as ``#rrggbb``, however CSS and matplotlib write it.

    Raises
    ------
    ValueError
        If text is no colour.

    Examples
    --------
    >>> as_hex("orange"), as_hex("#12f"), as_hex("rgb(1, 2, 3)")
    ('#ffa500', '#1122ff', '#010203')
    """
    if not isinstance(color, str) or not color or _HEX.fullmatch(color):
        return color
    from cmap import Color  # takes a while, and few need it

    try:
        made = Color(color)
    except Exception:  # cmap raises what its parsers do
        raise ValueError(
            f"{color!r} is no colour, such as 'orange' or '#ffa500'"
        ) from None
    return made.hex[:7].lower()


ColorName = Annotated[str, BeforeValidator(as_hex)]
"""A colour that a command takes, and hands on as ``#rrggbb``; or none."""

Named = Annotated[ColorName, Field(min_length=1)]
"""A colour."""
