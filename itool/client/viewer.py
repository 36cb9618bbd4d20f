"""A handle on one very viewer of one very manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from itool.client import requests
from itool.client.arguments import writable
from itool.client.processing import ProcessedViewer
from itool.client.regions import Regions
from itool.client.snapshot import Snapshot
from itool.client.steering import SteeredViewer
from itool.errors import UnknownViewer, WrongType

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import xarray as xr

    from itool.model.state import ViewerState


class ViewerHandle(SteeredViewer, ProcessedViewer):
    """One viewer, from `managers[0].viewers`.

    It means that very viewer: when it has been removed, calls raise `UnknownViewer`,
    even if another viewer has its number now. All changes can be undone, here and in
    every window.

    Parameters
    ----------
    manager : ImageToolManagerHandle
        Where it is.
    id : str
        Its name there.

    Examples
    --------
    >>> viewer = managers[0].viewers[-1]
    >>> viewer.move(eV=-1)
    >>> viewer.state.cursors[0].point["eV"]
    -1.0
    >>> copy = viewer.duplicate()
    >>> copy.rename("copy")
    >>> copy.replace(smoothed)
    >>> copy.name, copy.dims, copy.shape
    ('copy', ('kx', 'eV'), (5, 4))
    >>> copy.undo()
    True
    >>> copy.remove()
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ViewerHandle) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        try:
            row = self.row
        except Exception as error:  # a repr tells what it can
            return f"<viewer {self.id!r}: {str(error).splitlines()[0]}>"
        pairs = zip(row["dims"], row["shape"], strict=True)
        sizes = ", ".join(f"{dim}: {size}" for dim, size in pairs)
        return f"<viewer {row['index']} {row['name']!r} ({sizes}) {row['dtype']}>"

    @property
    def _key(self) -> tuple[object, ...]:
        return self.manager._id or self.manager.index, self.id

    @property
    def row(self) -> dict[str, Any]:
        """What the list of viewers says of it: index, name, dims, shape, dtype...

        Raises
        ------
        UnknownViewer
            If it has been removed.
        """
        rows = self.manager.run("viewers.list")
        for row in rows:
            if row["id"] == self.id:
                return dict(row)
        raise UnknownViewer(
            f"the viewer {self.id!r} of manager {self.manager.index} has been removed.",
            hint="The command `viewers.reopen` brings back the one removed last.",
        )

    @property
    def index(self) -> int:
        """Its number in the list of viewers."""
        return int(self.row["index"])

    @property
    def name(self) -> str:
        """Its name; see `rename`."""
        return str(self.row["name"])

    @property
    def dims(self) -> tuple[str, ...]:
        """Dimensions of its array, in storage order."""
        return tuple(self.row["dims"])

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of samples along each dimension."""
        return tuple(self.row["shape"])

    @property
    def state(self) -> ViewerState:
        """The whole state as a frozen value; assign another one to change it.

        Examples
        --------
        >>> viewer.state = viewer.state.evolve(snap=False)
        """
        from itool.model.state import ViewerState

        return ViewerState.model_validate(self.run("viewer.state"))

    @state.setter
    def state(self, state: ViewerState) -> None:
        if not hasattr(type(state), "model_dump"):
            raise WrongType(
                f"a state is a ViewerState, not {type(state).__name__} {state!r}.",
                hint="Change the one that there is: viewer.state.evolve(snap=False).",
            )
        self.change(**state.model_dump(mode="json"))

    def change(self, **fields: Any) -> None:
        """Replace fields of the state in one step.

        Parameters
        ----------
        **fields
            As in `ViewerState`: ``order``, ``cursors``, ``active``, ``color``,
            ``limits``, ``inverted``, ``snap``...

        Raises
        ------
        BadArguments
            If there is no such field, or a value does not fit.

        Examples
        --------
        >>> viewer.change(snap=False, title="first")
        """
        self._step("viewer.change", changes=fields)

    def rename(self, name: str) -> None:
        """Give it another name."""
        self._step("viewer.rename", name=name)

    @property
    def regions(self) -> Regions:
        """Its regions: shapes that are measured, masked or cut along.

        Examples
        --------
        >>> viewer.regions
        <regions none>
        """
        return Regions(self)

    def link(self, *others: ViewerHandle | int | str, colors: bool = True) -> str:
        """Let it move together with other viewers; returns the name of the group.

        Examples
        --------
        >>> viewers[0].link(viewers[1])
        '1'
        """
        requests.meant_by(others, self.manager)
        members = [self.id, *map(requests.checked_viewer, others)]
        return str(self.manager.run("viewers.link", viewers=members, colors=colors))

    def unlink(self) -> None:
        """Take it out of its group."""
        self.manager.run("viewers.unlink", viewers=[self.id])

    def show(self) -> None:
        """Show its window, where the manager has a desktop."""
        self.manager.run("viewers.show", viewers=[self.id])

    def hide(self) -> None:
        """Hide its window; nothing is lost."""
        self.manager.run("viewers.hide", viewers=[self.id])

    def duplicate(self) -> ViewerHandle:
        """Open a copy with the same data, cursors and colours, and return it."""
        made = self.manager.run("viewers.duplicate", viewers=[self.id])
        return ViewerHandle(self.manager, made["ids"][0])

    def remove(self) -> None:
        """Close it."""
        self.manager.run("viewers.remove", viewers=[self.id])

    def undo(self) -> bool:
        """Take back the last change; False if there is none."""
        return bool(self.run("edit.undo"))

    def redo(self) -> bool:
        """Carry out again what was taken back; False if there is nothing."""
        return bool(self.run("edit.redo"))

    def fetch(self, filtered: bool = False) -> xr.DataArray:
        """Return its array with all coordinates and attributes; writable, a copy.

        Parameters
        ----------
        filtered : bool
            Whether it is returned as seen through its filters, not as it was given.
        """
        if filtered:
            seen: xr.DataArray = self.run("data.fetch", filtered=True)
            return seen
        return requests.fetch(self.manager._door(), self.id)

    def replace(self, data: Any) -> None:
        """Show other data; cursors, limits and colours stay at their values."""
        requests.replace(self.manager._door(), self.id, data)

    @property
    def panels(self) -> dict[str, xr.DataArray]:
        """The samples that each panel shows, averaged and thinned as drawn.

        By panel: ``"ky-kx"`` is an image (rows, columns), ``"eV"`` a profile,
        ``"value"`` the sample under the cursor. With several cursors the key is
        ``"panel/cursor"``. Where the array is cut is a scalar coordinate.

        Examples
        --------
        >>> sorted((name, panel.shape) for name, panel in viewer.panels.items())
        [('eV', (4,)), ('kx', (5,)), ('kx-eV', (5, 4)), ('value', ())]
        """
        return dict(self.run("viewer.panels"))

    def export(
        self,
        path: str | os.PathLike[str],
        what: str = "",
        *,
        width: int = 1200,
        height: int = 900,
        theme: Literal["light", "dark"] = "light",
        scale: float = 1.0,
    ) -> Path:
        """Write a picture or samples to a file on this machine.

        Parameters
        ----------
        path : path
            The ending chooses the format: .png, .svg and .pdf are pictures; .nc, .h5,
            .zarr.zip, .csv and .npy hold samples. A file of that name is replaced.
        what : str
            A panel (``"ky-kx"``), or of samples ``"visible"``: all dimensions of what
            lies within the visible ranges. By default all panels, or all samples.
        width, height, theme, scale
            See `snapshot`.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        BadArguments
            If there is no such panel or format.
        BadData
            If there are more than 256 MiB of samples. `fetch` has no such limit, and
            the command ``export.save`` writes where the manager runs.

        Examples
        --------
        >>> viewer.export("spectrum.csv", "eV").name
        'spectrum.csv'
        """
        from itool.store.saving import ending

        target = writable(path)
        made = self.run(
            "export.file",
            format=ending(target).removeprefix("."),
            what=what,
            width=width,
            height=height,
            theme=theme,
            scale=scale,
        )
        target.write_bytes(made["data"])
        return target

    def snapshot(
        self,
        *,
        width: int = 1200,
        height: int = 900,
        theme: Literal["light", "dark"] = "light",
        scale: float = 1.0,
    ) -> Snapshot:
        """Return a picture of the viewer and the arrays in it, of one moment.

        It is drawn by the manager, whether or not a window is open anywhere.

        Parameters
        ----------
        width, height : int
            Size in pixels.
        theme : {"light", "dark"}
            Colours of paper, axes and text.
        scale : float
            How large text and lines are.

        Raises
        ------
        MissingExtra
            If matplotlib is not installed where the manager runs.

        Examples
        --------
        >>> viewer.snapshot(theme="dark").save("cut.png").name
        'cut.png'
        """
        made = self.run(
            "viewer.snapshot",
            width=width,
            height=height,
            theme=theme,
            scale=scale,
            panels=True,
        )
        return Snapshot(bytes(made["png"]), dict(made["panels"]))
