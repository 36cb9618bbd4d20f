"""What a dask graph takes from the array whose blocks it begins with.

The tasks are carried out with stand-ins for blocks, which know where their samples come
from and can do nothing but be selected from, transposed and joined. Whatever else a
task does with one raises, and then nobody knows.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

_LAYERS = ("getitem-", "rechunk-merge-", "rechunk-split-", "transpose-")


@dataclass(frozen=True)
class Origin:
    """Where the samples of an array, or of a block of it, come from.

    Attributes
    ----------
    lines : tuple of (int or None, ndarray of int)
        For each dimension the axis of the source, and the samples along it; None is a
        new dimension of length 1.
    fixed : dict of int to int
        For each axis of the source that was dropped the sample that was taken.
    """

    lines: tuple[tuple[int | None, Numbers], ...]
    fixed: dict[int, int]

    @classmethod
    def of(cls, region: Iterable[slice]) -> Origin:
        """Return that of a block of the source.

        Examples
        --------
        >>> Origin.of((slice(4, 6), slice(0, 3)))[1, ::2]
        Origin(lines=((1, array([0, 2])),), fixed={0: 5})
        """
        ends = enumerate(region)
        return cls(tuple((a, np.arange(s.start, s.stop)) for a, s in ends), {})

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the dimensions."""
        return tuple(len(numbers) for _, numbers in self.lines)

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self.lines)

    def source(self, point: tuple[int, ...]) -> tuple[int, ...]:
        """Return the index in the source of a sample here."""
        found = dict(self.fixed)
        for index, (axis, numbers) in zip(point, self.lines, strict=True):
            if axis is not None:
                found[axis] = int(numbers[index])
        return tuple(found[axis] for axis in sorted(found))

    def __getitem__(self, key: Any) -> Origin:
        items = key if isinstance(key, tuple) else (key,)
        plain = (slice, type(None))
        others = [np.ndim(item) for item in items if not isinstance(item, plain)]
        if any(others) and len(others) > 1:
            raise TypeError(f"{key} picks points, or moves dimensions.")
        left = iter(self.lines)
        lines: list[tuple[int | None, Numbers]] = []
        fixed = dict(self.fixed)
        for item in items:
            if item is None:
                lines.append((None, np.zeros(1, np.int64)))
                continue
            axis, numbers = next(left)
            if isinstance(item, slice) or np.ndim(item):
                lines.append((axis, numbers[item]))
            elif axis is not None:
                fixed[axis] = int(numbers[operator.index(item)])
        return Origin((*lines, *left), fixed)

    def transpose(self, axes: Iterable[int]) -> Origin:
        """Return that of a block whose dimensions are in another order."""
        return Origin(tuple(self.lines[axis] for axis in axes), self.fixed)

    def joined(self, others: Iterable[Origin], axis: int) -> Origin:
        """Return `others` after one another along `axis`; all else must be as here."""
        others = tuple(others)
        if not all(self._continues(other, axis) for other in others):
            raise TypeError("what is joined comes from different samples.")
        source = self.lines[axis][0]
        numbers = np.concatenate([other.lines[axis][1] for other in others])
        before, after = self.lines[:axis], self.lines[axis + 1 :]
        return Origin((*before, (source, numbers), *after), self.fixed)

    def _continues(self, other: Origin, along: int) -> bool:
        pairs = enumerate(zip(self.lines, other.lines, strict=True))
        return self.fixed == other.fixed and all(
            axis == its and (i == along or np.array_equal(mine, numbers))
            for i, ((axis, mine), (its, numbers)) in pairs
        )

    def __array_function__(
        self, function: Callable[..., Any], _: Any, args: Any, kwargs: Any
    ) -> Any:
        if function is np.transpose:
            return self.transpose(*args[1:], **kwargs)
        if function is np.concatenate:
            return _joined(*args, **kwargs)
        if function is np.take:
            return _taken(*args, **kwargs)
        return NotImplemented

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a task reads the samples.")


def _joined(blocks: Any, axis: int = 0) -> Origin:
    first: Origin = blocks[0]
    return first.joined(blocks, axis % first.ndim)


def _taken(block: Origin, numbers: Any, axis: int) -> Origin:
    return block[(*[slice(None)] * (axis % block.ndim), numbers)]


def behind_dask(array: Any) -> tuple[Any, Origin] | None:
    """Return the array that a dask array is made from, and what is taken from it.

    Parameters
    ----------
    array : dask.array.Array
        What xarray made from an array of a file.

    Returns
    -------
    tuple of (object, Origin) or None
        None if more was done than to select, transpose and divide into other blocks,
        or if there are two arrays behind it.
    """
    layers: dict[str, Any] = array.dask.layers
    originals = [name for name in layers if name.startswith("original-")]
    if len(originals) != 1:
        return None
    source = originals[0].removeprefix("original-")
    if not all(name.startswith((*originals, source, *_LAYERS)) for name in layers):
        return None
    original: Any
    (original,) = dict(layers[originals[0]]).values()
    original = getattr(original, "value", original)
    if not _is_plain(layers[source], originals[0]):
        return None
    if original.dtype != array.dtype:
        return None
    if array.name != source:
        return original, _traced(array, source)
    if original.shape != array.shape:
        return None
    return original, Origin.of(slice(0, length) for length in array.shape)


def _is_plain(blocks: Any, source: str) -> bool:
    """Return whether `blocks` are those of `source`, with nothing done to them."""
    from dask.array.core import getter, getter_inline, getter_nofancy

    names = [name for name, _ in blocks.indices]
    return (
        blocks.task.func in (getter, getter_nofancy, getter_inline)
        and len(names) == 2
        and str(getattr(names[0], "key", "")) == source
    )


def _traced(array: Any, source: str) -> Origin:
    """Carry out the tasks of the blocks along the edges of `array` with stand-ins."""
    from dask.local import get_sync

    (regions,) = array.dask.layers[source].io_deps.values()

    edges = [
        [
            (array.name, *(number if axis == k else 0 for k in range(array.ndim)))
            for number in range(count)
        ]
        for axis, count in enumerate(array.numblocks)
    ]
    keys = {key for edge in edges for key in edge}
    graph: dict[Any, Any] = dict(array.dask.cull(keys))
    for key in list(graph):
        if isinstance(key, tuple) and key[0] == source:
            graph[key] = Origin.of(regions[key[1:]])
    graph.pop(f"original-{source}", None)
    blocks = dict(zip(keys, get_sync(graph, list(keys)), strict=True))
    first: Origin = blocks[edges[0][0]]
    along = [
        first.joined([blocks[key] for key in edge], axis).lines[axis]
        for axis, edge in enumerate(edges)
    ]
    return Origin(tuple(along), first.fixed)
