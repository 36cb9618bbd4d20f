"""The Jupyter side of itool: a server extension that relays, and a panel."""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from jupyter_ext.extension import Extension

    return [{"module": "jupyter_ext", "app": Extension}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "itool-panel"}]
