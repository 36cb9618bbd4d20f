"""pint's table of units.

To import this module takes half a second, and Python sees to it that it happens once,
whatever threads ask for it: only `itool.model.units` does, when two units meet.
"""

from __future__ import annotations

from typing import Any

from pint import UnitRegistry

TABLE: UnitRegistry[Any] = UnitRegistry()
