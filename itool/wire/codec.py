"""Data without code: values that commands take and return, as a header and buffers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import msgspec

from itool.errors import ItoolError, NotSendable, WireError
from itool.wire.plain import field_names
from itool.wire.tags import TAG, Reader, Refused, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itool.wire.later import Block, Later
    from itool.wire.tags import Buffer, Defer, Recipe, Reopen


_PLAIN = frozenset({type(None), bool, int, float, str, bytes})
_MARK = msgspec.msgpack.encode(TAG)
"""What every header holds that is more than a plain tree."""
_SMALL = 4000


class Packet(NamedTuple):
    """An encoded value: a msgpack header and the raw buffers it refers to by number."""

    header: bytes
    buffers: list[Buffer]


class Deferred(NamedTuple):
    """An encoded value of which some buffers are still to be computed."""

    header: bytes
    buffers: list[Buffer | Later | Block]
    later: list[tuple[int, Later]]


def encode(value: Any, *, recipe: Recipe | None = None) -> Packet:
    """Return `value` as a header and buffers that share its memory where they can.

    Parameters
    ----------
    value : object
        Plain values, numpy and pandas arrays, DataArray, Dataset, DataTree, and lists,
        tuples, sets and dicts of them.
    recipe : callable, optional
        Takes an `xarray.Variable` whose samples are not in memory and returns plain
        values from which the receiver can reopen it, or None to send the samples.

    Returns
    -------
    Packet
        ``(header, buffers)``.

    Raises
    ------
    NotSendable
        If something in `value` is not data; the message names the variable, coordinate
        or attribute it sits in.

    Examples
    --------
    >>> decode(*encode({"point": (1, 2.5), "dims": {"kx", "ky"}})) == {
    ...     "point": (1, 2.5), "dims": {"kx", "ky"}}
    True
    """
    header, buffers, _ = encode_for_later(value, "", recipe=recipe)
    return Packet(header, cast("list[Buffer]", buffers))


def encode_for_later(
    value: Any, defer: Defer, *, recipe: Recipe | None = None
) -> Deferred:
    """Return `value` as `encode` does, large lazy arrays not yet computed.

    Parameters
    ----------
    value, recipe
        See `encode`.
    defer : {"", "whole", "blocks"}
        Whether such an array is one buffer, an `itool.wire.later.Later`, or has one for
        each of its blocks; empty to compute it now.
    """
    header = encode_plain(value)
    if header is not None:
        return Deferred(header, [], [])
    writer = Writer(recipe, defer)
    try:
        tree = writer.write(value)
    except Refused as refusal:
        raise _not_sendable(refusal) from None
    except RecursionError:
        raise NotSendable("the value contains itself.") from None
    return Deferred(msgspec.msgpack.encode(tree), writer.buffers, writer.later)


def encode_plain(value: Any, *, with_records: bool = False) -> bytes | None:
    """Return the header of a small tree that is its own header, None for others.

    Parameters
    ----------
    value : object
        Anything; lists and dicts of text and numbers have a header at once.
    with_records : bool
        Whether dataclasses become dicts and tuples lists, as they do in
        `itool.wire.plain.as_plain`.
    """
    waiting, budget = [value], _SMALL
    while waiting:
        item = waiting.pop()
        kind: type = type(item)
        if kind is list or (kind is tuple and with_records):
            waiting.extend(item)
        elif kind is dict and all(type(key) is str for key in item):
            waiting.extend(item.values())
        elif kind not in _PLAIN:
            names = field_names(kind) if with_records else None
            if names is None or any(name.startswith("_") for name in names):
                return None
            waiting.extend([getattr(item, name) for name in names])
        budget -= 1
        if len(waiting) > budget:
            return None
    try:
        header = msgspec.msgpack.encode(value)
    except (OverflowError, UnicodeEncodeError):
        return None
    return None if _MARK in header else header


def decode(
    header: Buffer, buffers: Sequence[Buffer], *, reopen: Reopen | None = None
) -> Any:
    """Return the value that `encode` turned into `header` and `buffers`.

    Arrays are views of their buffers: writable if the buffer is.

    Raises
    ------
    WireError
        If the header is malformed or does not fit the buffers. Nothing from the wire
        is ever executed: the list of types is closed.
    """
    try:
        tree = msgspec.msgpack.decode(header)
        if _MARK not in bytes(header):
            return tree
        return Reader(buffers, reopen).read(tree)
    except ItoolError:
        raise
    except RecursionError:
        raise WireError("a header is nested too deeply.") from None
    except MemoryError:
        raise WireError("a header asks for more memory than there is.") from None
    except Exception as error:
        raise WireError(f"a header does not follow the format: {error}") from error


def _not_sendable(refusal: Refused) -> NotSendable:
    where = "".join(
        step if step.startswith("[") or not position else f" {step}"
        for position, step in enumerate(refusal.steps)
    )
    what = f"{where or 'the value'} is a {refusal.kind}"
    why = refusal.why or "it is not data that can travel to another process"
    return NotSendable(
        f"{what}: {why}.",
        hint="Convert it to numbers, strings or arrays, or remove it.",
    )
