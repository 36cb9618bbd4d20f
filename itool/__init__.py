"""Interactive n-D image slicing: one manager, in Qt, the browser and JupyterLab.

Importing this package loads nothing else. Notebooks and scripts start at
`itool.manager`; `itool.shared_empty` makes arrays that are shown without a copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from itool.wire.shared import shared_empty

__all__ = ["__version__", "shared_empty"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "shared_empty":
        from itool.wire.shared import shared_empty

        return shared_empty
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """Add ``%itool``, ``%watch`` and ``%manager`` to IPython: ``%load_ext itool``."""
    from importlib import import_module

    # The commands stand above everything that they use.
    import_module("itool.app.magics").load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Take them away again and watch nothing any longer: ``%unload_ext itool``."""
    from importlib import import_module

    import_module("itool.app.magics").unload(shell)
