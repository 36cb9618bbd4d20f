"""What a page must be told so that its scene becomes the next one."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from itool.model.scene import Panel

if TYPE_CHECKING:
    from itool.model.scene import Layer, Scene

LAYERS = ("layers", "associated")
"""Fields of a panel that hold layers."""

Patch = dict[str, Any]


def scene_patch(old: Scene | None, new: Scene) -> Patch:
    """Return what changed from `old` to `new`, as data that JSON can carry.

    Parameters
    ----------
    old : Scene or None
        What the page shows; None if it shows nothing yet.
    new : Scene
        What it shall show.

    Returns
    -------
    dict
        Changed fields of the scene by name. ``panels`` maps panel ids, and
        ``controls`` dimensions, to *their* changed fields; ids that are not mentioned
        stay as they are. ``panel_ids`` and ``control_ids`` are there when the set of
        panels or controls changed, and list all of them; an id that is new comes with
        all its fields.

    Notes
    -----
    Requests are left out, since a page does not read samples: frames say what they
    hold. During a drag a patch has a few numbers, whatever the size of the scene.
    """
    patch = _changed(old, new, skip=("panels", "controls", "value", "measures"))
    _patch_items(patch, "panel", _panels(old), _panels(new))
    _patch_items(patch, "control", _controls(old), _controls(new))
    return patch


def _patch_items(
    patch: Patch, name: str, old: dict[str, Any], new: dict[str, Any]
) -> None:
    if list(old) != list(new):
        patch[f"{name}_ids"] = list(new)
    changes = {key: _changed(old.get(key), item) for key, item in new.items()}
    changes = {key: change for key, change in changes.items() if change}
    if changes:
        patch[f"{name}s"] = changes


def _panels(scene: Scene | None) -> dict[str, Panel]:
    return {panel.id: panel for panel in scene.panels} if scene else {}


def _controls(scene: Scene | None) -> dict[str, Any]:
    return {control.dim: control for control in scene.controls} if scene else {}


def _changed(old: Any, new: Any, skip: tuple[str, ...] = ()) -> Patch:
    patch = {}
    for field in fields(new):
        if field.name in skip:
            continue
        value = getattr(new, field.name)
        if field.name in LAYERS and isinstance(new, Panel):
            value = _drawn(value)
            if old is not None and value == _drawn(getattr(old, field.name)):
                continue
        elif old is not None and getattr(old, field.name) == value:
            continue
        patch[field.name] = value
    return patch


def _drawn(layers: tuple[Layer, ...]) -> list[dict[str, str]]:
    return [{"id": layer.id, "color": layer.color} for layer in layers]
