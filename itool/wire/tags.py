"""Header trees: how a Python value becomes plain msgpack plus raw buffers, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from itool.errors import NotReopened, WireError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itool.wire.later import Block, Later

    Buffer = bytes | bytearray | memoryview
    Recipe = Callable[[Any], dict[str, Any] | None]
    Defer = Literal["", "whole", "blocks"]
    Reopen = Callable[[dict[str, Any]], Any]

TAG = "\x00"
DEEPEST = 64
_NODES = frozenset({list, dict})
_LEAVES = frozenset({type(None), bytes, bool, float})
LARGE = 2**20
"""From this size a buffer leaves the message and goes through memory or in chunks."""


class Refused(Exception):
    """A value that does not travel; it collects the way to it on its way up."""

    def __init__(self, value: object, why: str = "") -> None:
        super().__init__(why)
        self.kind = f"{type(value).__module__}.{type(value).__qualname__}".removeprefix(
            "builtins."
        )
        self.why = why
        self.steps: list[str] = []

    def inside(self, step: str) -> Refused:
        """Return this refusal with one more `step` in front of its path."""
        self.steps.insert(0, step)
        return self


class Writer:
    """Turns values into a header tree and collects their raw bytes in `buffers`.

    Parameters
    ----------
    recipe : callable, optional
        Asked for every variable that is not in memory; it returns plain values from
        which the receiver can reopen the data, or None to send the samples.
    defer : {"", "whole", "blocks"}
        What becomes of large arrays that are not in memory: they are computed at once,
        or left among the buffers to be computed later, as a whole or in blocks.

    Attributes
    ----------
    later : list of (int, Later)
        Arrays whose blocks are left to be computed, with the number of their first.
    """

    def __init__(self, recipe: Recipe | None = None, defer: Defer = "") -> None:
        self.buffers: list[Buffer | Later | Block] = []
        self.later: list[tuple[int, Later]] = []
        self.recipe = recipe
        self.defer = defer
        self._depth = 0

    def write(self, value: Any) -> Any:
        """Return the header tree of `value`; raise `Refused` if it is not data."""
        kind = type(value)
        if kind in _LEAVES:
            return value
        if kind is str and is_text(value):
            return value
        if kind is int and -(2**63) <= value < 2**63:
            return value
        if self._depth == DEEPEST:
            raise Refused(value, f"it is nested more than {DEEPEST} levels deep")
        self._depth += 1
        try:
            if kind is list:
                return self.items(value)
            entry = _WRITERS.get(kind) or _entry_for(kind)
            if entry is None:
                raise Refused(value)
            body = entry.write(value, self)
            return body if entry.is_plain(body) else {TAG: entry.name, "v": body}
        finally:
            self._depth -= 1

    def items(self, values: Sequence[Any]) -> list[Any]:
        """Return the header trees of `values`, in order."""
        out = []
        for position, value in enumerate(values):
            try:
                out.append(self.write(value))
            except Refused as refusal:
                raise refusal.inside(f"[{position}]") from None
        return out

    def named(self, step: str, value: Any) -> Any:
        """Return the header tree of `value`, which the reader knows as `step`."""
        try:
            return self.write(value)
        except Refused as refusal:
            raise refusal.inside(step) from None

    def put(self, buffer: Buffer | Later | Block) -> int:
        """Keep `buffer` for the raw part of the message and return its number."""
        self.buffers.append(buffer)
        return len(self.buffers) - 1


class Reader:
    """Turns a header tree and its raw buffers into values again.

    Parameters
    ----------
    buffers : sequence of bytes-like
        The raw parts; arrays are views of them, writable if they are.
    reopen : callable, optional
        Opens what a recipe names.
    """

    def __init__(self, buffers: Sequence[Buffer], reopen: Reopen | None = None) -> None:
        # Not copied: what is taken from it is to be freed.
        self.buffers = buffers if isinstance(buffers, list) else list(buffers)
        self._reopen = reopen
        self._depth = 0

    def read(self, tree: Any) -> Any:
        """Return the value of a header tree."""
        if not isinstance(tree, list | dict):
            return tree
        if self._depth == 4 * DEEPEST:
            raise WireError("a header is nested too deeply.")
        self._depth += 1
        try:
            if isinstance(tree, list):
                return [self.read(t) if type(t) in _NODES else t for t in tree]
            name = tree.get(TAG)
            if name is None:
                return {
                    key: self.read(t) if type(t) in _NODES else t
                    for key, t in tree.items()
                }
            return _reader_for(name)(tree["v"], self)
        finally:
            self._depth -= 1

    def buffer(self, number: int) -> Buffer:
        """Return raw buffer `number`."""
        if not 0 <= number < len(self.buffers):
            raise WireError(f"buffer {number} of {len(self.buffers)} is missing.")
        return self.buffers[number]

    def take(self, number: int) -> Buffer:
        """Return raw buffer `number` and let go of it."""
        buffer = self.buffer(number)
        self.buffers[number] = b""
        return buffer

    def reopen(self, recipe: dict[str, Any]) -> Any:
        """Return the lazy array that `recipe` names."""
        if self._reopen is None:
            raise NotReopened("this end does not reopen recipes.")
        return self._reopen(recipe)


class _Entry(NamedTuple):
    name: str
    write: Callable[[Any, Writer], Any]
    is_plain: Callable[[Any], bool]


_WRITERS: dict[type, _Entry] = {}
_READERS: dict[str, Callable[[Any, Reader], Any]] = {}
_FAMILIES: list[tuple[type, _Entry]] = []


def tag(
    name: str,
    *types: type,
    write: Callable[[Any, Writer], Any],
    read: Callable[[Any, Reader], Any],
    heirs: bool = False,
    is_plain: Callable[[Any], bool] = lambda body: False,
) -> None:
    """Let values of `types` travel under `name`; nothing else ever travels.

    Parameters
    ----------
    name : str
        The tag in the header.
    *types : type
        Exactly these types, or also their heirs if `heirs` is true.
    write, read : callable
        Value to tree, tree to value.
    heirs : bool
        Whether subclasses travel under the same tag.
    is_plain : callable
        True for a body that needs no tag because msgpack knows its type.
    """
    entry = _Entry(name, write, is_plain)
    for cls in types:
        if heirs:
            _FAMILIES.append((cls, entry))
        else:
            _WRITERS[cls] = entry
    _READERS[name] = read


def _entry_for(cls: type) -> _Entry | None:
    if cls not in _WRITERS:
        _load_array_tags()
    entry = _WRITERS.get(cls)
    if entry is not None:
        return entry
    # numpy's text is also Python's; families that come later know more of a type.
    families = reversed(_FAMILIES)
    return next((entry for base, entry in families if issubclass(cls, base)), None)


def _reader_for(name: Any) -> Callable[[Any, Reader], Any]:
    if name not in _READERS:
        _load_array_tags()
    if name not in _READERS:
        raise WireError(f"unknown tag {str(name)[:40]!r} in a header.")
    return _READERS[name]


def _load_array_tags() -> None:
    """Import numpy, pandas and xarray only when a value of theirs is met."""
    import itool.wire.xarrays  # noqa: F401


def is_text(value: str) -> bool:
    """Return whether `value` is text that msgpack has, without half characters."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
