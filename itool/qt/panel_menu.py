"""The context menu of a panel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMenu

from itool.qt.menus import add_action
from itool.qt.panels.image_panel import ImagePanel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PyQt6.QtGui import QAction
    from PyQt6.QtWidgets import QWidget

    from itool.model.scene import Scene
    from itool.qt.panels.panel import PanelView, Run


def panel_menu(
    parent: QWidget,
    run: Run,
    actions: Mapping[str, QAction],
    scene: Scene,
    view: PanelView,
    export: Callable[[str], object],
    ranges: Callable[[str], object],
) -> QMenu:
    """Return the menu of the panel `view`, which is drawn from `scene`.

    `actions` are those of the window by name of their command; `export` asks where the
    panel with an id is to be saved, `ranges` what of it is to be visible.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    panel, is_image = view.panel, isinstance(view, ImagePanel)
    menu.addAction(actions["view.all"])
    add_action(menu, "Visible range…", partial(ranges, panel.id))
    menu.addAction(actions["view.transpose"])
    for axis in (panel.x, panel.y):
        if axis.dim:
            invert = partial(run, "view.invert", dim=axis.dim)
            add_action(menu, f"Invert {axis.dim}", invert, checked=axis.is_inverted)
    if is_image:
        equal = partial(run, "view.equal")
        add_action(menu, "Equal aspect", equal, checked=scene.equal_aspect)
    menu.addSeparator()
    if is_image:
        is_locked = scene.color.limits is not None
        add_action(menu, "Lock levels", partial(run, "color.lock"), checked=is_locked)
    add_action(menu, "Copy image" if is_image else "Copy plot", view.copy_image)
    add_action(menu, "Export panel…", partial(export, panel.id))
    return menu
