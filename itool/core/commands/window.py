"""Commands on the list of viewers."""

from __future__ import annotations

from itool.core.manager import Change, Manager, Row
from itool.core.registry import command

Viewers = list[int | str]


@command(name="viewers.list", title="List viewers")
def rows(manager: Manager) -> tuple[Row, ...]:
    """Return the open viewers, one row each."""
    return manager.rows()


@command(name="viewers.show", title="Show", menu="Viewers", shortcut="Return")
def show(manager: Manager, viewers: Viewers) -> None:
    """Show the desktop windows of these viewers."""
    for viewer in [manager.find(which) for which in viewers]:
        manager.show(viewer)


@command(name="viewers.hide", title="Hide", menu="Viewers", shortcut="Ctrl+W")
def hide(manager: Manager, viewers: Viewers) -> None:
    """Hide the desktop windows of these viewers; nothing is lost."""
    for viewer in [manager.find(which) for which in viewers]:
        manager.show(viewer, shown=False)


@command(name="viewers.remove", title="Remove", menu="Viewers", shortcut="Del")
def remove(manager: Manager, viewers: Viewers) -> list[str]:
    """Close these viewers; `viewers.reopen` brings them back.

    Returns
    -------
    list of str
        Their names.
    """
    found = {v.id: v for v in (manager.find(which) for which in viewers)}
    for viewer in found.values():
        manager.close(viewer)
    return [viewer.state.title for viewer in found.values()]


@command(
    name="viewers.reopen",
    title="Reopen removed",
    menu="Viewers",
    shortcut="Ctrl+Shift+T",
)
def reopen(manager: Manager) -> dict[str, list[str] | list[int]]:
    """Open the viewer that was removed last, with its data, cursors and colours.

    Viewers whose arrays are large are let go of at once; the last 20 others are kept.
    """
    viewer = manager.reopen()
    made = [] if viewer is None else [viewer]
    return {"ids": [v.id for v in made], "indexes": [v.index for v in made]}


@command(name="viewers.duplicate", title="Duplicate", menu="Viewers", shortcut="Ctrl+D")
def duplicate(manager: Manager, viewers: Viewers) -> dict[str, list[str] | list[int]]:
    """Open copies of these viewers with the same data, cursors and colours."""
    made = [
        manager.duplicate(viewer, f"{viewer.state.title} copy")
        for viewer in [manager.find(which) for which in viewers]
    ]
    return {"ids": [v.id for v in made], "indexes": [v.index for v in made]}


@command(name="viewers.promote", title="Promote", menu="Viewers")
def promote(manager: Manager, viewers: Viewers) -> None:
    """List these viewers by themselves, not under those that they were made from."""
    for viewer in [manager.find(which) for which in viewers]:
        viewer.update(parent="")


@command(name="viewers.renumber", title="Renumber", menu="Viewers")
def renumber(manager: Manager) -> None:
    """Renumber the viewers to 0, 1, 2... in their present order."""
    manager.renumber()
    for viewer in manager.viewers[:1]:
        manager.changed.emit(Change("order", viewer.id))
