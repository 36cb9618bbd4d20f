"""Extent: along which dimensions an operation looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itool.model.operations.filtering import Curvature
from itool.model.operations.selecting import Select

if TYPE_CHECKING:
    from itool.model.operations.operation import Operation


def touched(operation: Operation, dims: tuple[str, ...]) -> set[str]:
    """Return those of `dims` along which a cut would change what the operation does."""
    if isinstance(operation, Curvature | Select):
        return set(dims)
    plain = operation.model_dump(exclude={"kind", "names", "coord", "coords", "attrs"})
    if len(plain) < len(operation.model_dump()) - 1:
        return set(dims)
    return {text for text in _texts(plain) if text in dims}


def _texts(plain: Any) -> list[str]:
    if isinstance(plain, str):
        return [plain]
    if isinstance(plain, dict):
        return [*map(str, plain), *_texts(list(plain.values()))]
    if isinstance(plain, list | tuple):
        return [text for item in plain for text in _texts(item)]
    return []
