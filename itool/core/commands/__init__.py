"""All commands, in the order of their menus. Importing this fills the registry."""

from itool.core.commands import (
    color,
    cursor,
    data,
    edit,
    extract,
    filters,
    guide,
    layout,
    link,
    manager,
    operation,
    region,
    viewer,
    watch,
    window,
    workspace,
)

__all__ = [
    "color",
    "cursor",
    "data",
    "edit",
    "extract",
    "filters",
    "guide",
    "layout",
    "link",
    "manager",
    "operation",
    "region",
    "viewer",
    "watch",
    "window",
    "workspace",
]
