"""Scale: the map between positions and pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scale:
    """The linear map between positions and pixels along one side of a panel.

    Attributes
    ----------
    low, high : float
        Visible positions.
    length : float
        Pixels.
    flipped : bool
        Whether `low` is at the far end: at the right, or at the bottom.
    """

    low: float = 0.0
    high: float = 1.0
    length: float = 1.0
    flipped: bool = False

    def pixel(self, position: float) -> float:
        """Return the pixel of `position`, counted from the left or the top."""
        at = (position - self.low) / (self.high - self.low) * self.length
        return self.length - at if self.flipped else at

    def pixels(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the pixels of many positions."""
        at = (positions - self.low) * (self.length / (self.high - self.low))
        return self.length - at if self.flipped else at

    def position(self, pixel: float) -> float:
        """Return the position at `pixel`; inverse of `pixel`."""
        at = self.length - pixel if self.flipped else pixel
        return self.low + at / (self.length or 1.0) * (self.high - self.low)
