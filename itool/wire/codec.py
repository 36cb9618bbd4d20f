"""Data without code: values that commands take and return, as a header and buffers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import msgspec

import itool.wire.plain  # noqa: F401 (registers the tags of plain values)
from itool.errors import ItoolError, NotSendable, WireError
from itool.wire.tags import Reader, Refused, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itool.wire.later import Block, Later
    from itool.wire.tags import Buffer, Defer, Recipe, Reopen


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
    writer = Writer(recipe, defer)
    try:
        tree = writer.write(value)
    except Refused as refusal:
        raise _not_sendable(refusal) from None
    except RecursionError:
        raise NotSendable("the value contains itself.") from None
    return Deferred(msgspec.msgpack.encode(tree), writer.buffers, writer.later)


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
        return Reader(buffers, reopen).read(msgspec.msgpack.decode(header))
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
