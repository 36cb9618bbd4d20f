"""Watched viewers: each follows a variable of a notebook, and the variable follows it.

A viewer counts the revisions of its data. A notebook names the revision that it knew
when it pushes, so a push meets a change made here meanwhile only by keeping both.
"""

from __future__ import annotations

import secrets
import uuid
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from itool.core.watch_session import WatchSession
from itool.errors import BadArguments, UnknownViewer, listed
from itool.model.watched import Watched

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

    from itool.core.manager import Manager
    from itool.core.viewer import Viewer

    Revisions = dict[str, int]


class WatchedViewers:
    """The watched viewers of a manager and the namespaces that they are tied to.

    Parameters
    ----------
    manager : Manager
        Whose viewers.

    Attributes
    ----------
    link_id : str
        Name of the session, saved with its workspace; 32 hexadecimal digits.
    ties : int
        How often a viewer was tied or untied: tells older notices from newer ones.
    """

    def __init__(self, manager: Manager) -> None:
        self.link_id = secrets.token_hex(16)
        self._manager = manager
        self.ties = 0
        self._sessions: dict[str, WatchSession] = {}

    @property
    def viewers(self) -> tuple[Viewer, ...]:
        """The watched viewers by index."""
        return tuple(v for v in self._manager.viewers if v.watched is not None)

    def open(self, send: Callable[[str], None], source: str) -> WatchSession:
        """Begin to tell a namespace of changes; its viewers are connected from now on.

        Parameters
        ----------
        send : callable
            Carries text to the namespace; returns at once and does not raise.
        source : str
            Name of the namespace.
        """
        if not source or type(source) is not str:
            raise BadArguments(f"{source!r} does not name a namespace.")
        if source in self._sessions:
            self._sessions[source].close()
        # What pushes need, before the first of them has to wait for it.
        module = partial(import_module, "itool.store.changes")
        self._manager.compute(module, lambda _: None)
        session = self._sessions[source] = WatchSession(self, source, send)
        self._manager.changed.connect(session.note)
        self._connect(source, True)
        return session

    def bind(
        self,
        varname: str,
        data: xr.DataArray,
        source: str,
        label: str | None = None,
        uid: str | None = None,
    ) -> dict[str, Any]:
        """Tie a variable to its viewer: the one it had, or a new one.

        Parameters
        ----------
        varname, source, label
            See `Watched`.
        data : DataArray
            Value of the variable.
        uid : str, optional
            The tie that is meant, if there are several.

        Returns
        -------
        dict
            ``uid``, ``viewer`` (its id), ``index``, ``revision``, ``ties``, ``is_new``,
            and ``kept``: the title of another viewer that keeps what was changed here
            while the variable was away, or None.

        Raises
        ------
        BadArguments
            If several disconnected viewers could be meant, or a name is none.
        """
        tie = _new_tie(varname, source, label)  # before anything is opened for it
        viewer = self.find(uid) if uid else self._find(varname, source, label)
        kept, is_new = None, viewer is None
        if viewer is None:
            title = varname if data.name is None else ""
            viewer = self._manager.open(data, title=title)
        watched = viewer.watched or tie
        if not is_new:
            if not data.identical(viewer.data):
                kept = self._take(viewer, data, watched.synced)
            self._manager.show(viewer)
        watched = watched.evolve(
            source_uid=source,
            source_label=label or watched.source_label,
            is_connected=source in self._sessions,
            synced=viewer.revision,
        )
        self._tie(viewer, watched)
        return {
            "uid": watched.uid,
            "viewer": viewer.id,
            "index": viewer.index,
            "revision": viewer.revision,
            "ties": self.ties,
            "is_new": is_new,
            "kept": kept,
        }

    def push(self, uid: str, base: int, data: xr.DataArray) -> dict[str, Any]:
        """Show the new value of a variable.

        Parameters
        ----------
        uid : str
            The tie.
        base : int
            Revision that the namespace knew.
        data : DataArray
            All of it.

        Returns
        -------
        dict
            The ``revision`` that this is, and ``kept`` as in `bind`.
        """
        viewer = self.find(uid)
        kept = self._take(viewer, data, base)
        self._sync(viewer)
        return {"revision": viewer.revision, "kept": kept}

    def patch(
        self, uid: str, base: int, order: tuple[int, ...], blocks: dict[int, Any]
    ) -> dict[str, Any] | None:
        """Show a variable of which some blocks changed; see `itool.store.changes`.

        Returns
        -------
        dict or None
            As `push`; None if the data of revision `base` are not shown any more, so
            that all of the variable is needed.
        """
        from itool.store.changes import patched

        viewer = self.find(uid)
        if viewer.revision != base:
            return None
        self._manager.refresh(viewer, patched(viewer.data, order, blocks))
        self._sync(viewer)
        return {"revision": viewer.revision, "kept": None}

    def pull(self, uid: str) -> dict[str, Any]:
        """Return ``revision`` and ``data`` of a viewer, which its variable becomes."""
        viewer = self.find(uid)
        self._sync(viewer)
        return {"revision": viewer.revision, "data": viewer.data}

    def release(self, uid: str, remove: bool = False) -> None:
        """Untie a viewer from its variable; harmless if that is done already."""
        with suppress(UnknownViewer):
            viewer = self.find(uid)
            self._tie(viewer, None)
            if remove:
                self._manager.close(viewer)

    def find(self, uid: str) -> Viewer:
        """Return the viewer with the tie `uid`.

        Raises
        ------
        UnknownViewer
            If there is none.
        """
        for viewer in self.viewers:
            if viewer.watched is not None and viewer.watched.uid == uid:
                return viewer
        raise UnknownViewer(
            f"no viewer of manager {self._manager.index} is tied to {uid!r}.",
            hint="It was removed or untied; watch the variable again.",
        )

    def revisions(self, source: str) -> Revisions:
        """Return the revision of each viewer that is tied to a namespace."""
        return {
            v.watched.uid: v.revision
            for v in self.viewers
            if v.watched is not None and v.watched.source_uid == source
        }

    def info(self) -> list[dict[str, Any]]:
        """Return the ties, as `itool.manager.watch_info` tells of them."""
        return [
            {
                "varname": w.varname,
                "uid": w.uid,
                "workspace_link_id": self.link_id,
                "source_label": w.source_label,
                "source_uid": w.source_uid,
                "connected": w.is_connected,
            }
            for w in (v.watched for v in self.viewers)
            if w is not None
        ]

    def saved(self, viewer: Viewer) -> dict[str, Any] | None:
        """Return what a workspace keeps of a viewer's tie, as plain data."""
        if viewer.watched is None:
            return None
        return {
            "link_id": self.link_id,
            "varname": viewer.watched.varname,
            "uid": viewer.watched.uid,
            "source_label": viewer.watched.source_label,
        }

    def restore(self, viewer: Viewer, saved: dict[str, Any]) -> None:
        """Tie a viewer from a workspace to the variable that it followed.

        It is disconnected until that variable is watched again. In a manager where
        nothing is watched yet, this goes on with the session that was saved.
        """
        if not self.viewers:
            self.link_id = str(saved["link_id"])
        uid = str(saved["uid"])
        if any(v.watched is not None and v.watched.uid == uid for v in self.viewers):
            return  # the workspace was opened twice, and the first has the tie
        fields = {name: saved[name] for name in ("varname", "uid", "source_label")}
        self._tie(viewer, Watched.model_validate(fields))

    def _find(self, varname: str, source: str, label: str | None) -> Viewer | None:
        ties = [(v, v.watched) for v in self.viewers if v.watched is not None]
        same = [(v, w) for v, w in ties if w.varname == varname]
        for viewer, watched in same:
            if watched.source_uid == source:
                return viewer
        away = [(v, w) for v, w in same if not w.is_connected]
        labelled = [(v, w) for v, w in away if label and w.source_label == label]
        found = labelled or [(v, w) for v, w in away if not (label and w.source_label)]
        if len(found) > 1:
            raise BadArguments(
                f"several disconnected rows watched {varname!r}: "
                f"{listed(v.index for v, _ in found)}.",
                hint="Remove those that are not meant, or name the notebook they came "
                "from with source_label=.",
            )
        return found[0][0] if found else None

    def _take(self, viewer: Viewer, data: xr.DataArray, base: int) -> str | None:
        """Show `data`; what was changed here since `base` is kept in a new viewer."""
        from itool.store.convert import check

        kept = None
        check(data)  # before anything is kept for its sake
        if viewer.revision != base and not data.identical(viewer.data):
            kept = f"{viewer.state.title} (as it was in the manager)"
            self._manager.duplicate(viewer, kept)
        self._manager.refresh(viewer, data)
        return kept

    def _sync(self, viewer: Viewer) -> None:
        assert viewer.watched is not None
        viewer.watched = viewer.watched.evolve(synced=viewer.revision)

    def _tie(self, viewer: Viewer, watched: Watched | None) -> None:
        if watched != viewer.watched:
            viewer.watched = watched
            self.ties += 1
            self._manager.tell("watched", viewer)

    def _connect(self, source: str, is_connected: bool) -> None:
        for viewer in self.viewers:
            watched = viewer.watched
            if watched is not None and watched.source_uid == source:
                self._tie(viewer, watched.evolve(is_connected=is_connected))

    def ended(self, session: WatchSession) -> None:
        """Note that the namespace of `session` is gone."""
        self._manager.changed.disconnect(session.note, missing_ok=True)
        if self._sessions.get(session.source) is session:
            del self._sessions[session.source]
            self._connect(session.source, False)


def _new_tie(varname: str, source: str, label: str | None) -> Watched:
    try:
        return Watched(
            varname=varname,
            uid=f"watch:{uuid.uuid4()}",
            source_uid=source,
            source_label=label,
        )
    except ValidationError as error:
        problems = "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())
        raise BadArguments(f"this variable cannot be watched: {problems}.") from None
