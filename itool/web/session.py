"""Sessions: one conversation with one browser page, over any transport."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

import msgspec

import itool
from itool.core import commands as _commands  # noqa: F401 - fills the registry
from itool.core.colormaps import CURATED, swatch
from itool.core.forms import menu
from itool.core.manager import tree
from itool.core.pool import Pending
from itool.core.registry import COMMANDS
from itool.core.shortcuts import table
from itool.errors import BadArguments, ItoolError, ManagerFailed, NotSendable, WireError
from itool.web.updates import Updates, to_json

if TYPE_CHECKING:
    from itool.core.loop import Timer
    from itool.core.manager import Change, Manager
    from itool.core.viewer import Viewer
    from itool.model.scene import Frame, Scene

Kind = Literal["view", "list"]
Send = Callable[[bytes | str], None]

LONGEST_MESSAGE = 2**20
"""Bytes of a page's message; a page sends commands, not data."""

REST = 0.1
"""Seconds between two lists: rows change far more often than a person reads."""


class Session(Protocol):
    """One conversation with one page. Lives on the manager's thread."""

    def receive(self, message: bytes | str) -> None:
        """Take a message from the page. Never raises."""

    def close(self) -> None:
        """Let go of the page, which is gone. May be called twice."""


def open_session(
    manager: Manager, send: Send, kind: Kind = "view", **args: Any
) -> Session:
    """Begin a conversation with a page; on the manager's thread only.

    Parameters
    ----------
    manager : Manager
        What the page looks at.
    send : callable
        Carries text (JSON) or bytes (see `itool.web.updates`) to the page. It is
        called on the manager's thread, returns at once and does not raise.
    kind : {"view", "list"}
        A view shows one viewer, a list the viewers of the manager.
    **args
        ``viewer`` (id or index) of a view.

    Returns
    -------
    Session
        If it could not begin (there is no such viewer, for example), the page has
        been told so with a message ``closed``, and the session does nothing.
    """
    try:
        if kind == "list" and not args:
            return ListSession(manager, send)
        if kind == "view" and args.keys() == {"viewer"}:
            return ViewSession(manager, send, manager.find(args["viewer"]))
        raise BadArguments(
            f"no session {kind!r} with {', '.join(args) or 'no arguments'}.",
            hint="There are 'list' and 'view', which takes `viewer`.",
        )
    except Exception as error:  # told to the page
        _send(send, {"t": "closed", **_fault(error)})
        return _Ended()


class _Talk:
    """What both kinds of session have: commands in, replies out."""

    def __init__(self, manager: Manager, send: Send, viewer: str = "") -> None:
        self._manager = manager
        self._send = send
        self._viewer = viewer
        self.is_open = True
        manager.settings.changed.connect(self._send_shortcuts)

    def receive(self, message: bytes | str) -> None:
        """Take a message from the page: ``hello``, ``call`` or ``ack``."""
        if not self.is_open:
            return
        try:
            read = _read(message)
        except WireError as error:
            self.send({"t": "fault", "id": None, **_fault(error)})
            return
        if isinstance(read, Call):
            if read.ack:
                self._note(Ack(n=read.ack))
            self._run(read)
        else:
            self._note(read)

    def close(self) -> None:
        """Let go of the page."""
        self._manager.settings.changed.disconnect(self._send_shortcuts)
        self.is_open = False

    def send(self, message: dict[str, Any]) -> None:
        """Send a text message, unless the page is gone."""
        if self.is_open:
            _send(self._send, message)

    def _note(self, message: Hello | Ack) -> None:
        """Take a message that is not a call."""

    def _settled(self, call: int) -> None:
        """Note that what `call` changed has been drawn."""

    def _run(self, call: Call) -> None:
        try:
            args = dict(call.args)
            if self._viewer and COMMANDS[call.command].target == "viewer":
                args.setdefault("viewer", self._viewer)
            answer = COMMANDS.run(self._manager, call.command, **args)
        except Exception as error:
            self._fail(call, error)
            return
        if isinstance(answer, Pending):
            answer.add_done_callback(partial(self._answer_late, call))
            return
        # Views are refreshed by a call that waits in the loop already; this one comes
        # after it, so what is taken from then on shows what the command did.
        self._manager.loop.post(partial(self._settled, call.id))
        self._answer(call, answer)

    def _answer(self, call: Call, result: Any) -> None:
        try:
            self.send({"t": "reply", "id": call.id, "result": result})
        except TypeError:
            self._fail(
                call,
                NotSendable(
                    f"the answer of {call.command!r} is not plain data.",
                    hint="Fetch arrays with itool.manager.fetch in Python.",
                ),
            )

    def _answer_late(self, call: Call, pending: Pending[Any]) -> None:
        error = pending.exception()
        if error is None:
            self._answer(call, pending.result())
        else:
            self._fail(call, error)

    def _fail(self, call: Call, error: BaseException) -> None:
        self.send({"t": "fault", "id": call.id, **_fault(error)})

    def _send_shortcuts(self) -> None:
        self.send({"t": "shortcuts", "shortcuts": table(self._manager.settings)})

    def _welcome(self, kind: Kind) -> None:
        self.send(
            {
                "t": "welcome",
                "kind": kind,
                "viewer": self._viewer,
                "manager": _about(self._manager),
                "commands": _listed_commands(),
                "shortcuts": table(self._manager.settings),
                "cmaps": _swatches(),
                "operations": [{"name": n, "title": title} for n, title in menu()],
            }
        )


class ViewSession(_Talk):
    """A page that shows one viewer; it is one of the viewer's views.

    Sends at most `window` updates that the page has not acknowledged. What changes
    meanwhile is merged into the next one.
    """

    def __init__(
        self, manager: Manager, send: Send, viewer: Viewer, window: int = 2
    ) -> None:
        super().__init__(manager, send, viewer.id)
        self._subject = viewer
        self._updates = Updates()
        self._window = window
        self._sent = self._seen = 0
        self._call = 0
        self._is_pumping = False
        self._screen = _Screen(self)
        self._welcome("view")
        viewer.attach(self._screen)

    def close(self) -> None:
        """Let go of the page; the viewer stays."""
        self._subject.detach(self._screen)
        super().close()

    def show_scene(self, scene: Scene) -> None:
        """Send `scene` when the page is ready for it."""
        self._updates.show_scene(scene)
        self._pump_soon()

    def show_frame(self, frame: Frame) -> None:
        """Send `frame` when the page is ready for it."""
        self._updates.show_frame(frame)
        self._pump_soon()

    def viewer_gone(self) -> None:
        """Tell the page that its viewer was closed."""
        name = self._subject.state.title
        self.send(
            {
                "t": "closed",
                "code": "viewer.closed",
                "message": f"{name!r} was removed from the manager.",
                "hint": "",
            }
        )
        super().close()

    def _note(self, message: Hello | Ack) -> None:
        if isinstance(message, Hello):
            self._window = message.window
        elif self._seen < message.n <= self._sent:
            self._seen = message.n
        self._pump_soon()

    def _settled(self, call: int) -> None:
        self._call = max(self._call, call)

    def _pump_soon(self) -> None:
        # Scene and frames of one refresh belong into one update; and a pump that waits
        # in the loop comes after `_settled`, so an update names the call it shows.
        if not self._is_pumping:
            self._is_pumping = True
            self._manager.loop.post(self._pump)

    def _pump(self) -> None:
        self._is_pumping = False
        is_free = self._sent - self._seen < self._window
        if self.is_open and self._updates.is_due and is_free:
            self._sent += 1
            self._send(self._updates.take(call=self._call))


class _Screen:
    """The view that a viewer knows: its `close` means that the viewer is gone."""

    def __init__(self, session: ViewSession) -> None:
        self.show_scene = session.show_scene
        self.show_frame = session.show_frame
        self.close = session.viewer_gone


class ListSession(_Talk):
    """A page that shows the list of viewers, which is sent whenever it changes."""

    def __init__(self, manager: Manager, send: Send) -> None:
        super().__init__(manager, send)
        self._rows: tuple[Any, ...] | None = None
        self._timer: Timer | None = None
        manager.changed.connect(self._changed)
        manager.failed.connect(self._failed)
        self._welcome("list")
        self._send_rows()

    def close(self) -> None:
        """Let go of the page."""
        if self.is_open:
            self._manager.changed.disconnect(self._changed)
            self._manager.failed.disconnect(self._failed)
            if self._timer is not None:
                self._timer.cancel()
        super().close()

    def _changed(self, change: Change) -> None:
        if self._timer is None:
            self._timer = self._manager.loop.after(REST, self._send_rows)

    def _failed(self, viewer: str, message: str) -> None:
        self.send({"t": "failed", "viewer": viewer, "message": message})

    def _send_rows(self) -> None:
        self._timer = None
        rows = tree(self._manager.rows())
        if rows != self._rows:
            self._rows = rows
            self.send({"t": "list", "rows": rows, "manager": _about(self._manager)})


class _Ended:
    """A session that could not begin."""

    def receive(self, message: bytes | str) -> None:
        """Ignore `message`."""

    def close(self) -> None:
        """Do nothing."""


class Hello(msgspec.Struct, tag="hello", tag_field="t", forbid_unknown_fields=True):
    """A page's first words: how many updates it takes before it answers."""

    window: Annotated[int, msgspec.Meta(ge=1, le=16)] = 2


class Call(msgspec.Struct, tag="call", tag_field="t", forbid_unknown_fields=True):
    """A command that the page asks for, with what `Ack` would say in `ack`."""

    id: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    command: Annotated[str, msgspec.Meta(max_length=100)]
    args: dict[str, Any] = {}
    ack: Annotated[int, msgspec.Meta(ge=0)] = 0


class Ack(msgspec.Struct, tag="ack", tag_field="t", forbid_unknown_fields=True):
    """The page has drawn the updates up to number `n`."""

    n: Annotated[int, msgspec.Meta(ge=0)]


_DECODER: msgspec.json.Decoder[Hello | Call | Ack] = msgspec.json.Decoder(
    Hello | Call | Ack
)


def _read(message: bytes | str) -> Hello | Call | Ack:
    if not isinstance(message, str):
        raise WireError("a page sends text, not binary messages.")
    if len(message) > LONGEST_MESSAGE:
        raise WireError(
            f"a message of {len(message)} characters is longer than {LONGEST_MESSAGE}."
        )
    try:
        return _DECODER.decode(message)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise WireError(
            f"not a message of a page: {error}.",
            hint='There are {"t": "hello"}, {"t": "call"} and {"t": "ack"}.',
        ) from None


def _send(send: Send, message: dict[str, Any]) -> None:
    send(to_json(message).decode())


def _fault(error: BaseException) -> dict[str, str]:
    if not isinstance(error, ItoolError):
        text = f"{type(error).__name__}: {error}"
        error = ManagerFailed(text, hint="This is a fault of itool; please report it.")
    return {"code": error.code, "message": error.message, "hint": error.hint}


def _about(manager: Manager) -> dict[str, Any]:
    return {
        "index": manager.index,
        "pid": os.getpid(),
        "version": itool.__version__,
    }


@lru_cache(maxsize=1)
def _listed_commands() -> list[dict[str, Any]]:
    return [
        {
            "name": command.name,
            "title": command.title,
            "target": command.target,
            "menu": command.menu,
            "copies": command.copies,
        }
        for command in COMMANDS
    ]


@lru_cache(maxsize=1)
def _swatches() -> list[dict[str, Any]]:
    """Return the maps offered first, for a gradient beside each name."""
    return [{"name": name, "colors": swatch(name)} for name in CURATED]
