"""Frozen value objects: the only kind of state a viewer has."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable, validated, JSON-serialisable value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def evolve(self, **changes: Any) -> Self:
        """Return a copy with `changes` applied and validated."""
        if not changes:
            return self
        return type(self).model_validate({**dict(self), **changes})
