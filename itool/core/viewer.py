"""Viewer: one state, one array, any number of views."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from psygnal import Signal

from itool.core.cursor_colors import CursorPaint
from itool.core.frames import frame_of, is_colored, recolored, view_of
from itool.core.history import History
from itool.core.player import Player
from itool.core.reader import Reader
from itool.core.tasks import Tasks
from itool.model.control import PlayControl
from itool.model.resolve import resolve
from itool.model.scene import (
    REGION_PANEL,
    VALUE_PANEL,
    Frame,
    Layer,
    Scene,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr
    from numpy.typing import NDArray

    from itool.core.loop import Loop
    from itool.core.pool import Pending, Pool
    from itool.core.view import ViewerView
    from itool.model.axis import ArrayInfo
    from itool.model.color import ColorScale
    from itool.model.operations.catalogue import FilterLayer, Origin
    from itool.model.scene import SliceRequest
    from itool.model.shape import RegionRequest
    from itool.model.state import ViewerState
    from itool.model.watched import Watched
    from itool.store.store import DataStore

Place = tuple[str, str]
Span = tuple[float, float]
View = tuple[slice, ...]
Work = TypeVar("Work")
Result = TypeVar("Result")


class Viewer:
    """A slicing window that exists apart from any screen.

    Parameters
    ----------
    viewer_id : str
        Stable name; never reused within a manager.
    index : int
        Number shown to the user.
    state : ViewerState
        First state; `state.data` must be in `store`.
    store, loop, pool
        Where samples come from, and where calls run.

    Attributes
    ----------
    state : ViewerState
        The current state. Only `update`, `undo` and `redo` replace it.
    is_shown : bool
        Whether the desktop shows a window of this viewer.
    watched : Watched or None
        The variable of a notebook that this viewer follows.
    player : Player
        Moves its cursor by itself.
    revision : int
        How often other data were shown.
    tasks : Tasks
        Operations under way.
    changed : psygnal.Signal
        Emitted with the old and the new state after every change.
    """

    changed = Signal(object, object)

    def __init__(
        self,
        viewer_id: str,
        index: int,
        state: ViewerState,
        store: DataStore,
        loop: Loop,
        pool: Pool,
    ) -> None:
        self.id = viewer_id
        self.index = index
        self.state = state
        self.is_shown = True
        self.watched: Watched | None = None
        self.revision = 0
        self.tasks = Tasks(loop, self.refresh_soon)
        self.history = History()
        self.player = Player(self, loop)
        self._store, self._loop, self._pool = store, loop, pool
        self._paint = CursorPaint()
        self._views: list[ViewerView] = []
        self._scene: Scene | None = None
        self._frames: dict[Place, Frame] = {}
        self._partial: set[Place] = set()
        self._reader = Reader(
            store, loop, pool, self._take, self._fail, self.refresh_soon
        )
        self._is_due = False
        self._message = ""

    @property
    def info(self) -> ArrayInfo:
        """What is known of the array on screen without reading it."""
        return self._store.info(self._shown)

    @property
    def painted(self) -> ViewerState:
        """The state with the colours that its cursors are drawn in."""
        return self._paint.painted(self.state, self.info)

    @property
    def scene(self) -> Scene:
        """What a view would draw now."""
        readings = self._reader.readings
        reading = "Reading" if readings.is_long else ""
        return replace(
            resolve(self.painted, self.info),
            cursor_colors=self.state.cursor_colors,
            coords=self._paint.names(self.info),
            is_busy=readings.is_slow or bool(self.tasks),
            work=self.tasks.title or reading,
            progress=self.tasks.fraction if self.tasks else self._reader.fraction,
            timing=readings.note,
            message=self._message,
            can_undo=self.history.can_undo,
            can_redo=self.history.can_redo,
            playing=tuple(
                PlayControl(dim, playing.rate, playing.step, playing.is_on)
                for dim, playing in self.player.playing.items()
            ),
        )

    @property
    def is_drawn(self) -> bool:
        """Whether all views show the present state, samples included."""
        return not self._is_due and not self._reader

    @property
    def is_seen(self) -> bool:
        """Whether there is a view of it."""
        return bool(self._views)

    @property
    def data(self) -> xr.DataArray:
        """The array as it was given, whatever filters it is seen through."""
        return self._store.data(self.state.data)

    @property
    def workable(self) -> xr.DataArray:
        """The array as operations take it: in memory, or in lazy blocks."""
        return self._store.workable(self.state.data)

    def seen_through(
        self, layers: tuple[FilterLayer, ...]
    ) -> Callable[[], xr.DataArray]:
        """Return what works out the array seen through `layers`, in any thread."""
        key = self._store.filtered(self.state.data, layers)
        return partial(self._store.work_out, key)

    @property
    def _shown(self) -> str:
        return self._store.filtered(self.state.data, self.state.filters)

    def compute(
        self, work: Callable[[], Work], then: Callable[[Work], Result]
    ) -> Pending[Result]:
        """Run `work` in the pool, then `then(answer)` on the loop's thread.

        What `then` changes is called what the present command is called.
        """
        title = self.history.title

        def finish(answer: Work) -> Result:
            with self.history.called(title):
                return then(answer)

        return self._pool.compute(work, finish)

    def read(self, request: SliceRequest | RegionRequest) -> NDArray[np.floating]:
        """Return samples of the store; in the pool, as it may take long."""
        return self._store.read(request)

    def compute_range(self, then: Callable[[Span], Result]) -> Pending[Result]:
        """Find the smallest and largest sample of the array, then call `then`."""
        return self.compute(
            partial(self._store.range, self._shown, self.state.part), then
        )

    def compute_frames(
        self, work: Callable[[Scene, dict[Place, Frame]], Work]
    ) -> Pending[Work]:
        """Read what every panel shows and run ``work(scene, frames)``, in the pool.

        Frames are named by panel and layer, and coloured as a view is shown them.
        """
        scene, color = self.scene, self.state.color
        layers = _layers(scene)

        def read() -> Work:
            frames = {
                place: frame_of(
                    place[0],
                    layer,
                    self._store.read(layer.request),
                    color,
                    _view(scene, place, layer, color),
                )
                for place, layer in layers.items()
            }
            return work(scene, frames)

        return self.compute(read, lambda answer: answer)

    def shown(self, panel: str) -> list[Frame]:
        """Return what is drawn in a panel now; nothing where no view is attached."""
        return [frame for (of, _), frame in self._frames.items() if of == panel]

    def update(self, *, gesture: str = "", **changes: Any) -> None:
        """Replace fields of the state; undoable.

        Parameters
        ----------
        gesture : str
            Changes of the same gesture in a row are undone together.
        **changes
            Fields of `ViewerState`.
        """
        old, new = self.state, self.state.evolve(**changes)
        if new == old:
            return
        self.history.record(old, gesture)
        self._replace(new)

    def refill(self, key: str, order: tuple[str, ...], origin: Origin) -> None:
        """Show other data as if they had always been there: not undoable."""
        old = self.state
        new = old.evolve(data=key, order=order, origin=origin)
        if set(order) == set(old.order):
            self.history.rekey(old.data, key)
        else:
            self.history.forget(old.data)
        self._replace(new)

    def undo(self) -> bool:
        """Go back to the state before the last change; False if there is none."""
        state = self.history.undo(self.state)
        if state is not None:
            self._replace(state)
        return state is not None

    def redo(self) -> bool:
        """Return to the state that was undone last; False if there is none."""
        state = self.history.redo(self.state)
        if state is not None:
            self._replace(state)
        return state is not None

    def attach(self, view: ViewerView) -> None:
        """Let `view` draw this viewer, beginning with what is on screen now."""
        if not self._views:
            self._forget()
        self._views.append(view)
        if self._scene is not None:
            view.show_scene(self._scene)
            for frame in self._frames.values():
                view.show_frame(frame)
        self.refresh_soon()

    def detach(self, view: ViewerView) -> None:
        """Stop drawing in `view`."""
        if view in self._views:
            self._views.remove(view)
        if not self._views:
            self._forget()

    def close(self) -> None:
        """Close all views, and give up what is under way."""
        self.player.close()
        self.tasks.cancel()
        self._reader.give_up()
        views, self._views = self._views, []
        for view in views:
            view.close()

    def give_up(self) -> bool:
        """Give up operations and reads under way; False if there are none.

        What has been read stays on screen.
        """
        had_tasks, reads = self.tasks.cancel(), self._reader.give_up()
        for place, layer in reads:
            self._partial.discard(place)
            frame = self._frames.get(place)
            if frame is None or frame.request != layer.request:
                self._take(place, layer, _nothing(layer))
        if reads:
            self.say(
                "Reading was given up: not all is shown. Move or zoom to read again."
            )
        return had_tasks or bool(reads)

    def say(self, message: str) -> None:
        """Show `message` in the status line of every view until the next change."""
        self._message = message
        self.refresh_soon()

    def refresh_soon(self) -> None:
        """Draw what changed, once per turn of the loop however often this is called."""
        if not self._is_due and self._views:
            self._is_due = True
            self._loop.post(self._refresh)

    def _forget(self) -> None:
        # Nobody looks: the next view is shown everything anew.
        self._scene = None
        self._reader.give_up()
        self._frames.clear()
        self._partial.clear()

    def _replace(self, new: ViewerState) -> None:
        old, self.state = self.state, new
        self.revision += old.data != new.data
        self._message = ""
        self.changed.emit(old, new)
        self.refresh_soon()

    def _refresh(self) -> None:
        self._is_due = False
        if not self._views:
            return
        scene = self.scene
        if scene != self._scene:
            self._scene = scene
            for view in tuple(self._views):
                view.show_scene(scene)
        wanted = _layers(scene) | {(REGION_PANEL, m.id): m for m in scene.measures}
        for place in self._frames.keys() - wanted.keys():
            del self._frames[place]
        self._reader.keep(wanted)
        for place, layer in wanted.items():
            self._want(place, layer)

    def _want(self, place: Place, layer: Layer) -> None:
        frame = self._frames.get(place)
        is_whole = place not in self._partial or self._reader.is_fetching(place, layer)
        if frame is not None and frame.request == layer.request and is_whole:
            view = self._view(place, layer)
            if not is_colored(frame, self.state.color, view):
                self._show(place, recolored(frame, self.state.color, view))
            if (frame.curve, frame.white) != (layer.curve, layer.white):
                self._take(place, layer, frame.values, place in self._partial)
        else:
            self._reader.want(place, layer)

    def _take(
        self,
        place: Place,
        layer: Layer,
        values: NDArray[np.floating],
        is_partial: bool = False,
    ) -> None:
        (self._partial.add if is_partial else self._partial.discard)(place)
        view = self._view(place, layer)
        self._show(place, frame_of(place[0], layer, values, self.state.color, view))

    def _view(self, place: Place, layer: Layer) -> View | None:
        scene = self._scene
        return _view(scene, place, layer, self.state.color) if scene else None

    def _fail(self, place: Place, layer: Layer, error: BaseException) -> None:
        # An empty frame stands in, so that a failing read is not tried for ever.
        self._take(place, layer, _nothing(layer))
        self.say(f"{type(error).__name__}: {error}")

    def _show(self, place: Place, frame: Frame) -> None:
        self._frames[place] = frame
        for view in tuple(self._views):
            view.show_frame(frame)


def _nothing(layer: Layer) -> NDArray[np.floating]:
    return np.full((0,) * len(layer.request.dims), np.nan)


def _view(scene: Scene, place: Place, layer: Layer, color: ColorScale) -> View | None:
    panel = next((p for p in scene.panels if p.id == place[0]), None)
    return view_of(panel, layer.request, color) if panel else None


def _layers(scene: Scene) -> dict[Place, Layer]:
    layers = {
        (p.id, layer.id): layer
        for p in scene.panels
        for layer in (*p.layers, *p.associated)
    }
    layers[VALUE_PANEL, scene.value.id] = scene.value
    return layers
