"""The viewers of one manager as a list that prints itself."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, overload

from itool.client.branches import branches
from itool.client.requests import checked_viewer
from itool.client.strict import Strict
from itool.client.tables import html_table, text_table
from itool.client.viewer import ViewerHandle
from itool.errors import UnknownViewer, WrongType, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itool.client.handle import ImageToolManagerHandle

_COLUMNS = ("Index", "Name", "Sizes", "Dtype", "Size", "Link", "Shown", "Id")


class Viewers(Strict):
    """The viewers that a manager has now, looked up anew on every access.

    Iterating gives `ViewerHandle` objects in the order of their indexes.
    ``viewers[index]`` takes what `fetch` takes: an index, a negative one counted from
    the end, or an id; and besides a name that only one viewer has.

    Examples
    --------
    >>> [viewer.name for viewer in managers[0].viewers]
    ['cut', 'map']
    >>> managers[0].viewers["map"].shape
    (5, 3, 4)
    """

    __slots__ = ("manager",)

    def __init__(self, manager: ImageToolManagerHandle) -> None:
        self.manager = manager

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The list of viewers as plain data: index, id, name, dims, shape..."""
        return [dict(row) for row in self.manager.run("viewers.list")]

    @property
    def ids(self) -> tuple[str, ...]:
        """Names of the viewers that they keep for life."""
        return tuple(row["id"] for row in self.rows)

    @property
    def indexes(self) -> tuple[int, ...]:
        """Numbers of the viewers, ascending; not always 0, 1, 2..."""
        return tuple(row["index"] for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __iter__(self) -> Iterator[ViewerHandle]:
        return iter([self._handle(row) for row in self.rows])

    def __contains__(self, viewer: object) -> bool:
        if isinstance(viewer, ViewerHandle):
            return any(viewer == each for each in self)
        try:
            return self._found(viewer) is not None
        except (UnknownViewer, WrongType):
            return False

    @overload
    def __getitem__(self, which: int | str) -> ViewerHandle: ...
    @overload
    def __getitem__(self, which: slice) -> list[ViewerHandle]: ...
    def __getitem__(
        self, which: int | str | slice
    ) -> ViewerHandle | list[ViewerHandle]:
        if isinstance(which, slice):
            return [self._handle(row) for row in self.rows[which]]
        return self._handle(self._found(which))

    def link(self, *viewers: ViewerHandle | int | str, colors: bool = True) -> str:
        """Let viewers move together, all of them by default; returns the group.

        Raises
        ------
        BadArguments
            If there are fewer than two.

        Examples
        --------
        >>> group = managers[0].viewers.link("cut", "map")
        >>> managers[0].viewers.unlink()
        """
        members = self._ids(viewers)
        return str(self.manager.run("viewers.link", viewers=members, colors=colors))

    def unlink(self, *viewers: ViewerHandle | int | str) -> None:
        """Take viewers out of their groups, all of them by default."""
        self.manager.run("viewers.unlink", viewers=self._ids(viewers))

    def remove(self, *viewers: ViewerHandle | int | str) -> None:
        """Close viewers; those to be closed must be named.

        Examples
        --------
        >>> managers[0].viewers.remove("cut", 1)
        >>> managers[0].viewers.reopen().name
        'map'
        """
        if viewers:
            self.manager.run("viewers.remove", viewers=self._ids(viewers))

    def reopen(self) -> ViewerHandle | None:
        """Bring back the viewer that was removed last; None if there is none."""
        made = self.manager.run("viewers.reopen")
        return ViewerHandle(self.manager, made["ids"][0]) if made["ids"] else None

    def __repr__(self) -> str:
        rows = [_cells(row, "  ") for row in branches(self.rows)]
        return text_table(_COLUMNS, rows) if rows else self._nobody()

    def _repr_html_(self) -> str:
        # Cells of HTML lose plain spaces at their beginning.
        rows = [_cells(row, "\u2003") for row in branches(self.rows)]
        if not rows:
            return f"<p>{escape(self._nobody())}</p>"
        return html_table(_COLUMNS, rows)

    def _ipython_key_completions_(self) -> list[str]:
        rows = self.rows
        names = [row["name"] for row in rows]
        return [
            *(row["id"] for row in rows),
            *(name for name in names if names.count(name) == 1),
        ]

    def _nobody(self) -> str:
        return f"No viewers in manager {self.manager.index}."

    def _handle(self, row: dict[str, Any]) -> ViewerHandle:
        return ViewerHandle(self.manager, row["id"])

    def _ids(self, viewers: tuple[ViewerHandle | int | str, ...]) -> list[str]:
        if not viewers:
            return list(self.ids)
        members: list[str] = []
        for viewer in viewers:
            if not isinstance(viewer, ViewerHandle):
                members.append(str(self._found(viewer)["id"]))
            elif viewer in self:
                members.append(viewer.id)
            else:
                raise UnknownViewer(
                    f"{viewer!r} is not in manager {self.manager.index}; "
                    f"it has {listed(self.indexes)}."
                )
        return members

    def _found(self, which: object) -> dict[str, Any]:
        wanted, rows = checked_viewer(which), self.rows
        found = [row for row in rows if row["id"] == wanted]
        is_number = isinstance(wanted, int) or wanted.lstrip("-").isdecimal()
        if not found and is_number:
            number = int(wanted)
            if -len(rows) <= number < 0:
                return rows[number]
            found = [row for row in rows if row["index"] == number]
        found = found or [row for row in rows if row["name"] == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownViewer(
                f"{len(found)} viewers are called {wanted!r}: "
                f"{listed(row['index'] for row in found)}.",
                hint="Name one by its index or id.",
            )
        raise UnknownViewer(
            f"no viewer {str(wanted)!r} in manager {self.manager.index}; "
            f"it has {listed(row['index'] for row in rows)}.",
            hint=f"List them with managers[{self.manager.index}].viewers.",
        )


def _cells(row: dict[str, Any], indent: str) -> tuple[str, ...]:
    pairs = zip(row["dims"], row["shape"], strict=True)
    sizes = ", ".join(f"{dim}: {size}" for dim, size in pairs)
    return (
        str(row["index"]),
        _indented(row, indent),
        sizes,
        row["dtype"],
        _bytes(row["nbytes"]) + (" lazy" if row["is_lazy"] else ""),
        row["link"],
        "*" if row["is_shown"] else "",
        row["id"],
    )


def _indented(row: dict[str, Any], indent: str) -> str:
    depth, name = int(row["depth"]), str(row["name"])
    return f"{indent * (depth - 1)}└ {name}" if depth else name


def _bytes(count: float) -> str:
    units = iter(("B", "KiB", "MiB", "GiB", "TiB"))
    unit = next(units)
    while count >= 1000 and unit != "TiB":
        count, unit = count / 1024, next(units)
    return f"{count:.3g} {unit}"
