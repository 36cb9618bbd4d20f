"""Commands that let viewers move together."""

from __future__ import annotations

from functools import partial

from itool.core.links import tell_apart
from itool.core.manager import Change, Manager
from itool.core.pool import Pending
from itool.core.registry import command
from itool.core.unit_loading import once_known, units_meet
from itool.errors import BadArguments
from itool.model.state import Link


@command(name="viewers.link", title="Link", menu="Viewers", shortcut="Ctrl+L")
def link(
    manager: Manager, viewers: list[int | str], colors: bool = True
) -> str | Pending[str]:
    """Let viewers share cursors, bins and limits by physical coordinate.

    Where both coordinates have units, values are converted: 0.1 eV is 100 meV. A
    dimension whose units cannot be converted (eV and degrees) is not shared. Where one
    has none, numbers are taken as they are.

    Parameters
    ----------
    viewers : list of int or str
        Indexes or ids; at least two.
    colors : bool
        Whether they share colour settings too.

    Returns
    -------
    str
        Name of the new group.
    """
    members = [manager.find(which) for which in viewers]
    if len({v.id for v in members}) < 2:
        raise BadArguments(
            "linking takes at least two viewers.", hint="Select two or more of them."
        )
    ids, meet = [v.id for v in members], units_meet(v.info for v in members)
    return once_known(meet, manager.compute, partial(_link, manager, ids, colors))


@command(name="viewers.unlink", title="Unlink", menu="Viewers", shortcut="Ctrl+Shift+L")
def unlink(manager: Manager, viewers: list[int | str]) -> None:
    """Take viewers out of their groups; a group of one is dissolved."""
    members = [manager.find(which) for which in viewers]
    left = {v.state.link.group for v in members if v.state.link}
    for viewer in members:
        viewer.update(link=None)
    _dissolve(manager, left)


def _link(manager: Manager, ids: list[str], colors: bool) -> str:
    members = [manager.find(viewer) for viewer in ids]
    left = {v.state.link.group for v in members if v.state.link}
    group = next(g for g in _group_names() if not manager.group(g))
    for viewer in members:
        viewer.update(link=Link(group=group, color=colors))
    _dissolve(manager, left)
    tell_apart(members)
    manager.changed.emit(Change("order", members[0].id))
    return group


def _dissolve(manager: Manager, groups: set[str]) -> None:
    for group in groups:
        members = manager.group(group)
        if len(members) == 1:
            members[0].update(link=None)


def _group_names() -> list[str]:
    return [str(n) for n in range(1, 10_000)]
