"""The live managers as a mapping that prints itself."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from itool.client import targets
from itool.client.handle import ImageToolManagerHandle, handle_of
from itool.client.strict import Strict
from itool.client.tables import html_table, text_table
from itool.errors import BadArguments, UnknownManager, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = (
    "Index",
    "Default",
    "Workspace",
    "PID",
    "Endpoint",
    "Watch Port",
    "Started",
    "Version",
)
_NOBODY = "No live ImageTool managers."


class ImageToolManagerRegistry(Strict):
    """The live managers of this user, looked up anew on every access.

    Iterating gives handles, ``registry[index]`` the one with that index.

    Examples
    --------
    >>> len(managers), managers.keys()
    (1, (0,))
    >>> managers[0].endpoint
    'localhost:...'
    >>> [manager.show(cut).indexes for manager in managers]
    [(2,)]
    """

    __slots__ = ()

    def __len__(self) -> int:
        return len(targets.live_managers())

    def __bool__(self) -> bool:
        return bool(targets.live_managers())

    def __iter__(self) -> Iterator[ImageToolManagerHandle]:
        return iter(self.values())

    def __contains__(self, item: object) -> bool:
        if isinstance(item, ImageToolManagerHandle):
            return item in self.values()
        return item in self.keys()

    def __getitem__(self, index: int) -> ImageToolManagerHandle:
        number = targets.checked_index(index)
        found = dict(self.items())
        if number not in found:
            raise UnknownManager(
                f"no manager {number} is live; there are {listed(found)}.",
                hint="itool.manager.managers lists them."
                if found
                else "Start one with `itool-manager`.",
            )
        return found[number]

    def keys(self) -> tuple[int, ...]:
        """Return the indexes of the live managers."""
        return tuple(handle.index for handle in self.values())

    def values(self) -> tuple[ImageToolManagerHandle, ...]:
        """Return a handle for each live manager, by index."""
        default = None
        with suppress(BadArguments):  # nonsense in the environment; calls tell it
            default = targets.get_default()
        return tuple(handle_of(record, default) for record in targets.live_managers())

    def items(self) -> tuple[tuple[int, ImageToolManagerHandle], ...]:
        """Return pairs of index and handle."""
        return tuple((handle.index, handle) for handle in self.values())

    def __repr__(self) -> str:
        rows = [_cells(handle) for handle in self.values()]
        return text_table(_COLUMNS, rows) if rows else _NOBODY

    def _repr_html_(self) -> str:
        rows = [_cells(handle) for handle in self.values()]
        return html_table(_COLUMNS, rows) if rows else f"<p>{_NOBODY}</p>"


def _cells(handle: ImageToolManagerHandle) -> tuple[str, ...]:
    return (
        str(handle.index),
        "*" if handle.is_default else "",
        handle.workspace_path or "",
        str(handle.pid),
        handle.endpoint,
        str(handle.watch_port),
        handle.started,
        handle.version,
    )
