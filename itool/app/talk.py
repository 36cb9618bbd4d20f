"""How the command line reaches a manager."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import Any


def pick_manager(index: int | None) -> Any:
    """Return the handle of manager `index`, or of the one that calls go to.

    Raises
    ------
    ImageToolManagerNotFoundError, ImageToolManagerAmbiguousError
        If there is none, or the choice is not clear.
    """
    from itool.client.handle import handle_of
    from itool.client.targets import resolve

    return handle_of(resolve(index), None)


def call(index: int | None, name: str, /, **args: Any) -> Any:
    """Run the command `name` in manager `index` and return its answer as plain data."""
    answer = pick_manager(index).run(name, **args)
    if isinstance(answer, (list, tuple)):
        return [
            asdict(x) if is_dataclass(x) and not isinstance(x, type) else x
            for x in answer
        ]
    return answer
