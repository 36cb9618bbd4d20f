"""Manager: the viewers that are open, in the order they were made."""

from __future__ import annotations

import secrets
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from psygnal import Signal

from itool.core.links import follow, tell_apart
from itool.core.pool import Pending, Pool
from itool.core.settings import Settings
from itool.core.unit_loading import UnitLoading
from itool.core.viewer import Viewer
from itool.core.watched import WatchedViewers
from itool.errors import BadArguments, ItoolError, UnknownViewer, listed
from itool.model.operations.catalogue import Origin
from itool.model.resolve import screen_order
from itool.model.state import ViewerState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import xarray as xr

    from itool.core.loop import Loop
    from itool.model.axis import ArrayInfo
    from itool.store.store import DataStore

EventKind = Literal[
    "opened", "closed", "shown", "hidden", "state", "data", "order", "watched"
]
Work = TypeVar("Work")
Result = TypeVar("Result")

KEPT_BYTES = 256 * 2**20
"""Arrays in memory that undo may keep alive: those that a viewer showed before, and
those of the viewers that were closed."""
KEPT_VIEWERS = 20
"""Closed viewers that can be opened again."""
UNTOLD = ("", "data", "__xarray_dataarray_variable__")
"""Names that say nothing about an array."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to which viewer."""

    kind: EventKind
    viewer: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list of viewers."""

    id: str
    index: int
    name: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: str
    nbytes: int
    is_lazy: bool
    link: str
    is_shown: bool
    source: str
    watched: str = ""
    is_connected: bool = False
    parent: str = ""
    depth: int = 0


class Manager:
    """All viewers of one process. Lives on its loop's thread.

    Attributes
    ----------
    index : int
        Number of this manager in the registry of live managers.
    settings : Settings
        What the user chose for good.
    watched : WatchedViewers
        Those that follow variables of notebooks.
    changed : psygnal.Signal
        Emitted with a `Change` after every change of the list or of a viewer.
    failed : psygnal.Signal
        Emitted with a viewer id (or "") and a message when something went wrong that
        no caller is told of.
    stopping : psygnal.Signal
        Emitted when the process was asked to end.
    workspace_chosen : psygnal.Signal
        Emitted with the path when the session is kept in another folder.
    """

    changed = Signal(Change)
    failed = Signal(str, str)
    stopping = Signal()
    workspace_chosen = Signal(str)

    def __init__(
        self,
        store: DataStore,
        loop: Loop,
        pool: Pool | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.index = 0
        self.settings = settings or Settings()
        self.store = store
        self.loop = loop
        self.pool = pool or Pool(loop)
        self.errors: list[str] = []
        self.watched = WatchedViewers(self)
        self._workspace: Path | None = None
        self._viewers: dict[str, Viewer] = {}
        self._next_index = 0
        self._is_following = False
        self._waiting: set[str] = set()
        self._closed: deque[tuple[str, int, ViewerState]] = deque(maxlen=KEPT_VIEWERS)
        self._units = UnitLoading(self)

    @property
    def viewers(self) -> tuple[Viewer, ...]:
        """The open viewers by index."""
        return tuple(sorted(self._viewers.values(), key=lambda v: v.index))

    def __contains__(self, viewer_id: object) -> bool:
        return viewer_id in self._viewers

    @property
    def workspace(self) -> Path | None:
        """Folder that the session was opened from or saved to last."""
        return self._workspace

    @workspace.setter
    def workspace(self, folder: Path | None) -> None:
        is_new, self._workspace = folder != self._workspace, folder
        if is_new:
            self.workspace_chosen.emit(str(folder or ""))

    @property
    def next_index(self) -> int:
        """Index of the viewer that is opened next."""
        return self._next_index

    def rows(self) -> tuple[Row, ...]:
        """Return the list of viewers by index."""
        return tuple(_row(self, viewer) for viewer in self.viewers)

    def open(self, data: xr.DataArray, **fields: Any) -> Viewer:
        """Open a viewer on `data`.

        Parameters
        ----------
        data : DataArray
            At least one dimension and one sample, numeric.
        **fields
            Fields of `ViewerState`, for example ``color``.

        Raises
        ------
        BadData
            If `data` cannot be shown.
        """
        return self._open(self.store.add(data), fields)

    def open_all(self, arrays: Sequence[xr.DataArray], **fields: Any) -> list[Viewer]:
        """Open a viewer on each of `arrays`, or none if one cannot be shown."""
        with self._kept(arrays) as keys:
            return [self._open(key, dict(fields)) for key in keys]

    def _open(self, key: str, fields: dict[str, Any]) -> Viewer:
        index, self._next_index = self._next_index, self._next_index + 1
        info = self.store.info(key)
        name = info.title or info.name if info.name in UNTOLD else info.name
        title = fields.pop("title", "") or name or f"array {index}"
        order = tuple(fields.pop("order", ()))
        order = screen_order(order, info, fields.get("channel"))
        fields.setdefault("origin", _origin(info))
        state = ViewerState(data=key, title=title, order=order, **fields)
        return self._add(secrets.token_hex(4), index, state)

    def _add(self, viewer_id: str, index: int, state: ViewerState) -> Viewer:
        viewer = Viewer(viewer_id, index, state, self.store, self.loop, self.pool)
        self._viewers[viewer.id] = viewer
        viewer.changed.connect(lambda old, new: self._viewer_changed(viewer, old, new))
        self.changed.emit(Change("opened", viewer.id))
        return viewer

    def replace(self, viewer: Viewer, data: xr.DataArray) -> None:
        """Show `data` in `viewer` instead; undoable while memory allows.

        Cursors, limits and colours stay where they are in coordinate values.
        """
        self.replace_all([viewer], [data])

    def replace_all(
        self, viewers: Sequence[Viewer | None], arrays: Sequence[xr.DataArray]
    ) -> list[Viewer]:
        """Show each of `arrays` in its viewer, in a new one where there is none.

        Nothing is changed if one of them cannot be shown.
        """
        shown = []
        with self._kept(arrays) as keys:
            for viewer, key in zip(viewers, keys, strict=True):
                if viewer is None:
                    shown.append(self._open(key, {}))
                else:
                    self._replace(viewer, key)
                    shown.append(viewer)
        return shown

    def _replace(self, viewer: Viewer, key: str) -> None:
        old, info = viewer.state.data, self.store.info(key)
        order = screen_order(viewer.state.order, info, viewer.state.channel)
        viewer.update(data=key, order=order, origin=_origin(info))
        if self.store.info(old).nbytes > KEPT_BYTES:
            viewer.history.forget(old)
        self._sweep()
        self.changed.emit(Change("data", viewer.id))

    def advance(self, viewer: Viewer, data: xr.DataArray, **fields: Any) -> None:
        """Show `data`, which were made of those in `viewer`, instead of them.

        The former data can always be brought back; only those that were replaced
        before them are let go of if they are large.
        """
        former, key = viewer.state.data, self.store.add(data)
        order = tuple(fields.pop("order", viewer.state.order))
        order = screen_order(order, self.store.info(key), viewer.state.channel)
        viewer.update(data=key, order=order, **fields)
        for old in viewer.history.data_keys - {former, key}:
            info = self.store.info(old)
            if not info.is_lazy and info.nbytes > KEPT_BYTES:
                viewer.history.forget(old)
        self._sweep()
        self.changed.emit(Change("data", viewer.id))

    def refresh(self, viewer: Viewer, data: xr.DataArray) -> None:
        """Show `data` in `viewer`, which follows them: not undoable."""
        key = self.store.add(data)
        info = self.store.info(key)
        order = screen_order(viewer.state.order, info, viewer.state.channel)
        viewer.refill(key, order, _origin(info))
        self._sweep()
        self.changed.emit(Change("data", viewer.id))

    def duplicate(self, viewer: Viewer, title: str) -> Viewer:
        """Open a copy of `viewer`: the same data, cursors and colours, no link."""
        index, self._next_index = self._next_index, self._next_index + 1
        state = viewer.state.evolve(title=title, link=None)
        return self._add(secrets.token_hex(4), index, state)

    def tell(self, kind: EventKind, viewer: Viewer) -> None:
        """Tell everybody of a change that no method here makes."""
        self.changed.emit(Change(kind, viewer.id))

    def close(self, viewer: Viewer) -> None:
        """Close `viewer`; `reopen` brings it back while memory allows."""
        del self._viewers[viewer.id]
        viewer.close()
        self._closed.append((viewer.id, viewer.index, viewer.state))
        self._forget_large()
        self._sweep()
        self.changed.emit(Change("closed", viewer.id))

    def reopen(self) -> Viewer | None:
        """Open the viewer that was closed last, with its id, number and state."""
        if not self._closed:
            return None
        viewer_id, index, state = self._closed.pop()
        if any(viewer.index == index for viewer in self.viewers):
            index, self._next_index = self._next_index, self._next_index + 1
        return self._add(viewer_id, index, state)

    def show(self, viewer: Viewer, shown: bool = True) -> None:
        """Show or hide the desktop's window of `viewer`."""
        viewer.is_shown = shown
        self.changed.emit(Change("shown" if shown else "hidden", viewer.id))

    def renumber(self) -> None:
        """Renumber the viewers to 0, 1, 2... in their present order."""
        for index, viewer in enumerate(self.viewers):
            viewer.index = index
        self._next_index = len(self._viewers)

    def find(self, which: object) -> Viewer:
        """Return the viewer with this id or index.

        Parameters
        ----------
        which : str or int
            An id, the name of a tie to a variable, or an index; negative indexes count
            from the end.

        Raises
        ------
        UnknownViewer
            If there is none.
        """
        if isinstance(which, str) and which in self._viewers:
            return self._viewers[which]
        if isinstance(which, str) and which.startswith("watch:"):
            return self.watched.find(which)
        if isinstance(which, str) and which.lstrip("-").isdigit():
            which = int(which)
        if isinstance(which, int) and not isinstance(which, bool):
            viewers = self.viewers
            if -len(viewers) <= which < 0:
                return viewers[which]
            for viewer in viewers:
                if viewer.index == which:
                    return viewer
        if which is None:
            raise BadArguments(
                "no viewer was named.", hint="Pass `viewer=` an id or an index."
            )
        raise UnknownViewer(
            f"no viewer {str(which)!r} in manager {self.index}; "
            f"it has {listed(v.index for v in self.viewers)}.",
            hint=f"List them with `itool list {self.index}`, or in Python with "
            f"managers[{self.index}].viewers.",
        )

    def group(self, name: str) -> tuple[Viewer, ...]:
        """Return the viewers that are linked in the group `name`."""
        return tuple(
            v for v in self.viewers if v.state.link and v.state.link.group == name
        )

    def compute(
        self, work: Callable[[], Work], then: Callable[[Work], Result]
    ) -> Pending[Result]:
        """Run `work` in the pool, then `then(answer)` on this thread."""
        return self.pool.compute(work, then)

    def report(self, error: BaseException, viewer: str = "") -> None:
        """Show an error that no caller was waiting for, and remember it."""
        message = str(error) if isinstance(error, ItoolError) else repr(error)
        self.errors.append(message)
        if viewer in self._viewers:
            self._viewers[viewer].say(message)
        self.failed.emit(viewer, message)

    def stop(self) -> None:
        """Ask the process to end."""
        self.loop.post(self.stopping.emit)

    def dispose(self) -> None:
        """Close every viewer and the pool; the manager is not used afterwards."""
        self._units.close()
        for viewer in self.viewers:
            self.close(viewer)
        self._closed.clear()
        self._sweep()
        self.pool.close()

    def _viewer_changed(
        self, viewer: Viewer, old: ViewerState, new: ViewerState
    ) -> None:
        # A follower's own change leads nobody, or rounded bins would go to and fro.
        if new.link is not None and new.link == old.link and not self._is_following:
            peers = [v for v in self.group(new.link.group) if v is not viewer]
            self._is_following = True
            try:
                follow(viewer, peers, old, new)
                if new.data != old.data:
                    tell_apart([viewer, *peers])
            finally:
                self._is_following = False
        self.changed.emit(Change("state", viewer.id))

    def _forget_large(self) -> None:
        """Let go of closed viewers, the oldest first, until their arrays are small."""
        infos = [self.store.info(state.data) for _, _, state in self._closed]
        sizes = [0 if info.is_lazy else info.nbytes for info in infos]
        while sizes and sum(sizes) > KEPT_BYTES:
            sizes.pop(0)
            self._closed.popleft()

    @contextmanager
    def _kept(self, arrays: Sequence[xr.DataArray]) -> Iterator[list[str]]:
        """Keep `arrays`, all or none of them, until viewers show them."""
        keys: list[str] = []
        try:
            for array in arrays:
                keys.append(self.store.add(array))
                self._waiting.add(keys[-1])
            yield keys
        finally:
            self._waiting.difference_update(keys)
            self._sweep()

    def _sweep(self) -> None:
        used = self._waiting | {v.state.data for v in self._viewers.values()}
        for viewer in self._viewers.values():
            used |= viewer.history.data_keys
        used |= {state.data for _, _, state in self._closed}
        for key in self.store.keys() - used:
            self.store.remove(key)


def tree(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return `rows` as a list is drawn: each followed by those made from it.

    `Row.depth` says how far a row is indented. A row whose parent is gone stands at the
    left.
    """
    below: dict[str, list[Row]] = {}
    for row in rows:
        below.setdefault(row.parent, []).append(row)

    def branch(parent: str, depth: int) -> list[Row]:
        found: list[Row] = []
        for row in below.get(parent, ()):
            found += [replace(row, depth=depth), *branch(row.id, depth + 1)]
        return found

    return tuple(branch("", 0))


def _origin(info: ArrayInfo) -> Origin:
    return Origin(variable=info.name, file=info.source)


def _row(manager: Manager, viewer: Viewer) -> Row:
    state = viewer.state
    info = manager.store.info(state.data)
    parent = state.parent if state.parent in manager else ""
    return Row(
        id=viewer.id,
        index=viewer.index,
        name=state.title,
        dims=info.dims,
        shape=info.shape,
        dtype=info.dtype,
        nbytes=info.nbytes,
        is_lazy=info.is_lazy,
        link=state.link.group if state.link else "",
        is_shown=viewer.is_shown,
        source=info.source,
        watched=viewer.watched.varname if viewer.watched else "",
        is_connected=viewer.watched is not None and viewer.watched.is_connected,
        parent=parent,
    )
