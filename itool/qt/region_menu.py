"""The context menu of a region, on its image and on its chip."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QColorDialog, QInputDialog, QMenu, QWidget

from itool.qt.menus import add_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.model.shape import RegionControl
    from itool.qt.panels.panel import Run


def region_menu(
    parent: QWidget,
    run: Run,
    region: RegionControl,
    vertex: int | None,
    edit_points: Callable[[str], None],
) -> QMenu:
    """Return the menu of `region`; `vertex` is the number of that under the mouse."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    call = partial(_call, run, region.id)
    if vertex is not None and region.kind in ("polygon", "polyline"):
        add_action(menu, "Remove vertex", call("region.remove_point", point=vertex))
        menu.addSeparator()
    add_action(menu, "Points…", partial(edit_points, region.id))
    add_action(menu, "Rename…", partial(_rename, parent, run, region))
    add_action(menu, "Colour…", partial(_recolor, parent, run, region))
    shown = "Hide" if region.visible else "Show"
    add_action(menu, shown, call("region.show", visible=not region.visible))
    menu.addSeparator()
    if region.kind == "polyline":
        add_action(menu, "Open profile", call("region.profile"))
        add_action(menu, "Slice along path", call("region.slice"))
    else:
        add_action(menu, "Mask outside", call("region.mask", keep="inside"))
        add_action(menu, "Mask inside", call("region.mask", keep="outside"))
        here = call("region.mask", keep="inside", replace=True)
        add_action(menu, "Mask outside, in this viewer", here)
        here = call("region.mask", keep="outside", replace=True)
        add_action(menu, "Mask inside, in this viewer", here)
    add_action(menu, "Crop", call("region.crop"))
    add_action(menu, "Crop, in this viewer", call("region.crop", replace=True))
    menu.addSeparator()
    add_action(menu, "Remove", call("region.remove"))
    return menu


def _call(run: Run, region: str, name: str, **args: object) -> Callable[[], object]:
    return partial(run, name, region=region, **args)


def _rename(parent: QWidget, run: Run, region: RegionControl) -> None:
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Rename region")
    dialog.setLabelText("Name")
    dialog.setTextValue(region.label)
    dialog.textValueSelected.connect(
        lambda name: run("region.rename", name=name, region=region.id)
    )
    dialog.open()


def _recolor(parent: QWidget, run: Run, region: RegionControl) -> None:
    dialog = QColorDialog(QColor(region.color), parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.colorSelected.connect(
        lambda color: run("region.color", color=color.name(), region=region.id)
    )
    dialog.open()
