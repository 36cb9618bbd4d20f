"""Python source: how calls, labels and numbers are written by a person."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def call(function: str, named: Mapping[str, Any], **options: Any) -> str:
    """Return a call with arguments by dimension.

    Examples
    --------
    >>> call("data.isel", {"eV": 3})
    'data.isel(eV=3)'
    >>> call("data.isel", {"k x": 3}, drop=True)
    "data.isel({'k x': 3}, drop=True)"
    """
    texts = {name: literal(value) for name, value in named.items()}
    rest = [f"{name}={literal(value)}" for name, value in options.items()]
    if all(map(is_name, texts)) and not texts.keys() & options.keys():
        first = [f"{name}={text}" for name, text in texts.items()]
    else:
        pairs = ", ".join(f"{name!r}: {text}" for name, text in texts.items())
        first = [f"{{{pairs}}}"]
    return f"{function}({', '.join([*first, *rest])})"


def literal(value: Any) -> str:
    """Return `value` as source; a `Code` is source already.

    Examples
    --------
    >>> literal(np.float64(0.5)), literal((1.0, None)), literal(slice(None, 2))
    ('0.5', '(1.0, None)', 'slice(None, 2)')
    >>> literal(np.datetime64("2020-01-01"))
    "np.datetime64('2020-01-01')"
    """
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, np.datetime64 | np.timedelta64):
        return repr(value)
    if isinstance(value, np.generic):
        return literal(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return "np.nan" if value != value else f"{'-' * (value < 0)}np.inf"
    if isinstance(value, slice):
        ends = [value.start, value.stop, *([] if value.step is None else [value.step])]
        return f"slice({', '.join(map(literal, ends))})"
    if isinstance(value, list):
        return f"[{listing(value)}]"
    if isinstance(value, tuple):
        return f"({listing(value)}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        pairs = (f"{literal(key)}: {literal(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    return repr(value)


def listing(values: Iterable[Any]) -> str:
    """Return values as source, separated by commas."""
    return ", ".join(map(literal, values))


def is_name(text: str) -> bool:
    """Return whether `text` can be the name of a variable."""
    return text.isidentifier() and not keyword.iskeyword(text)


def as_name(text: str, default: str = "data") -> str:
    """Return a name of a variable that reads like `text`.

    Examples
    --------
    >>> as_name("cut 3"), as_name("β-Sn"), as_name("3"), as_name("class")
    ('cut_3', 'β_Sn', 'data', 'data')
    """
    name = re.sub(r"\W+", "_", text).strip("_")
    return name if is_name(name) else default


class Code(str):
    """Source that is written as it stands."""

    __slots__ = ()
