"""Reader: fetches what layers ask for, and lets go of what they ask for no more."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from itool.core.readings import Readings
from itool.errors import Cancelled
from itool.store.progress import Progress, followed

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from numpy.typing import NDArray

    from itool.core.loop import Loop
    from itool.core.pool import Pending, Pool
    from itool.model.scene import Layer
    from itool.store.store import DataStore

    Place = tuple[str, str]
    Fail = Callable[[Place, Layer, BaseException], object]

STALE = 0.5
"""Seconds for which a read goes on that is no longer wanted. Shorter ones are shown
late, so that a drag through slow data shows something."""


class Take(Protocol):
    """What a reader does with samples."""

    def __call__(
        self, place: Place, layer: Layer, values: NDArray[Any], is_partial: bool = False
    ) -> object:
        """Take all samples, or what there is of them while a read goes on."""


@dataclass(eq=False)
class Reading:
    """One read on its way."""

    layer: Layer
    began: float
    progress: Progress = field(default_factory=Progress)


class Reader:
    """The reads of one viewer, at most one for each place in the scene.

    Parameters
    ----------
    store, loop, pool
        Where samples come from, where answers are taken, and where slow reads run.
    take : callable
        Given a place, its layer and its samples.
    fail : callable
        Given a place, its layer and why its samples do not come.
    tell : callable
        Called when something is to be drawn anew.

    Attributes
    ----------
    readings : Readings
        What a user is told of the reads.
    """

    def __init__(
        self,
        store: DataStore,
        loop: Loop,
        pool: Pool,
        take: Take,
        fail: Fail,
        tell: Callable[[], None],
    ) -> None:
        self.readings = Readings(loop, tell)
        self._store, self._loop, self._pool = store, loop, pool
        self._take, self._fail, self._tell = take, fail, tell
        self._running: dict[Place, Reading] = {}

    def __bool__(self) -> bool:
        return bool(self._running)

    @property
    def fraction(self) -> float | None:
        """Share of the oldest read that is done; None while it is not known."""
        first = next(iter(self._running.values()), None)
        return None if first is None else first.progress.fraction

    def is_fetching(self, place: Place, layer: Layer) -> bool:
        """Return whether what `layer` asks for is on its way."""
        running = self._running.get(place)
        return running is not None and running.layer.request == layer.request

    def want(self, place: Place, layer: Layer) -> None:
        """Fetch what `layer` asks for, or wait until that is its turn."""
        if self.is_fetching(place, layer):
            return
        is_quick, running = (
            self._store.is_quick(layer.request),
            self._running.get(place),
        )
        if running is not None:
            left = running.began + STALE - time.monotonic()
            if left > 0 and not is_quick:
                self._loop.after(left, self._tell)
                return
            self._let_go(place)
        if not is_quick:
            self._begin(place, layer)
            return
        try:
            self._take(place, layer, self._store.read(layer.request))
        except Exception as error:
            self._fail(place, layer, error)
        self.readings.skip()

    def keep(self, places: Container[Place]) -> None:
        """Give up what is read for other places."""
        for place in [each for each in self._running if each not in places]:
            self._let_go(place)

    def give_up(self) -> list[tuple[Place, Layer]]:
        """Give up all reads and return what they were for."""
        return [(place, self._let_go(place).layer) for place in list(self._running)]

    def _begin(self, place: Place, layer: Layer) -> None:
        reading = Reading(layer, time.monotonic())
        self._running[place] = reading
        self.readings.begin(place, self._store.amount(layer.request))

        def show(values: NDArray[Any]) -> None:
            self._loop.post(partial(self._show, place, reading, values))

        def read() -> NDArray[Any]:
            with followed(reading.progress):
                reading.progress.check()
                return self._store.read(layer.request, show)

        pending = self._pool.compute(read, lambda values: values)
        pending.add_done_callback(partial(self._arrived, place, reading))

    def _let_go(self, place: Place) -> Reading:
        reading = self._running.pop(place)
        reading.progress.is_given_up = True
        self.readings.end(place)
        return reading

    def _show(self, place: Place, reading: Reading, values: NDArray[Any]) -> None:
        if self._running.get(place) is reading:
            self._take(place, reading.layer, values, is_partial=True)

    def _arrived(
        self, place: Place, reading: Reading, pending: Pending[NDArray[Any]]
    ) -> None:
        if self._running.get(place) is not reading:
            return  # given up before
        del self._running[place]
        self.readings.end(place, reading.progress.share)
        error = pending.exception()
        if error is None:
            self._take(place, reading.layer, pending.result())
        elif not isinstance(error, Cancelled):
            self._fail(place, reading.layer, error)
        self._tell()
