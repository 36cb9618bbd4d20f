"""Desk: what the server's thread does. It talks to clients and waits for nobody."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import zmq

from itool import __version__
from itool.core import commands as _commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from itool.errors import BadArguments, WireError
from itool.server.calls import Calls, Job
from itool.server.events import Events
from itool.server.faults import fault_of
from itool.server.mailbox import Mailbox
from itool.server.streams import SessionFactory, Streams
from itool.wire import messages
from itool.wire.codec import encode_plain
from itool.wire.keys import Doorkeeper
from itool.wire.memory import Probe, can_read, touch
from itool.wire.messages import PROTOCOL, Pong, Welcome, pack, unpack_from_client
from itool.wire.parcels import Incoming, Outgoing
from itool.wire.plain import as_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itool.core.manager import Manager
    from itool.wire.messages import Fault, Hello, Message, Ping
    from itool.wire.tags import Reopen

LOGGER = logging.getLogger("itool.server")

BEAT = 1.0
"""Seconds between two signs of life."""

_MOST_CLIENTS = 4096
_AT_ONCE = 64
_LIGHT_BYTES = 64 * 1024
_TOUCHED_BYTES = 2**30
"""Most bytes whose pages are mapped before they are read: those may never be.

Arrays that stay a client's own are left out: scripts show them again and again.
"""


class Desk:
    """Takes requests, has the manager carry them out, and sends the answers.

    Whatever a command raises, `SystemExit` and `KeyboardInterrupt` included, is the
    answer to its request and ends nothing else: a manager is ended by its `stop`.

    Parameters
    ----------
    manager : Manager
        Lives on its own thread and is reached through its loop only.
    id : str
        Name of this very manager.
    context, router, watch : zmq.Context, zmq.Socket, zmq.Socket
        Owned by the desk from now on.
    allowed : set of str
        Public keys of clients.
    streams : mapping of str to callable
        See `itool.server.service.Service`.
    """

    def __init__(
        self,
        manager: Manager,
        id: str,
        context: zmq.Context[Any],
        router: zmq.Socket[bytes],
        watch: zmq.Socket[bytes],
        *,
        allowed: set[str],
        streams: Mapping[str, SessionFactory],
    ) -> None:
        self.id = id
        self._manager = manager
        self._context = context
        self._router = router
        self._watch_socket = watch
        self._doorkeeper = Doorkeeper(context, allowed)
        self._mailbox = Mailbox()
        self._porters = ThreadPoolExecutor(2, thread_name_prefix="itool-porter")
        self._probe = Probe()
        self._readable: OrderedDict[bytes, int] = OrderedDict()
        self._calls = Calls(self._send, self._begin)
        self._streams = Streams(streams, self._send, manager.loop, self._mailbox)
        self._events = Events(manager, self._mailbox, watch)
        self._is_serving = True
        self._is_core_asked = False
        self._porters.submit(import_module, "itool.wire.xarrays")  # before it is needed

    def serve(self) -> None:
        """Serve until `stop`. This is the server's thread."""
        poller = zmq.Poller()
        for source in (self._router, self._watch_socket, self._doorkeeper.socket):
            poller.register(source, zmq.POLLIN)
        poller.register(self._mailbox, zmq.POLLIN)
        next_beat = time.monotonic()
        while self._is_serving:
            wait = max(0.0, next_beat - time.monotonic())
            for source, _ in poller.poll(int(wait * 1000) + 1):
                self._guarded(source)
            if time.monotonic() >= next_beat:
                next_beat = time.monotonic() + BEAT
                self._beat()

    def stop(self) -> None:
        """End `serve` after what is waiting has been sent. Any thread."""
        self._events.close()
        self._mailbox.post(self._last_words)

    def close(self) -> None:
        """Let go of everything; after `serve` has ended. Manager's thread."""
        self._events.close()
        self._porters.shutdown(cancel_futures=True)
        self._streams.close_sessions()
        self._mailbox.close()
        self._probe.close()
        self._doorkeeper.close()
        self._router.close()
        self._watch_socket.close()
        self._context.term()

    def _last_words(self) -> None:
        self._calls.close()
        self._streams.close_all()
        self._is_serving = False

    def _beat(self) -> None:
        self._events.beat()
        self._streams.check()
        self._calls.tidy()
        if self._calls.running and not self._is_core_asked:
            self._is_core_asked = True
            self._manager.loop.post(partial(self._mailbox.post, self._core_lives))

    def _core_lives(self) -> None:
        self._is_core_asked = False
        self._calls.reassure()

    def _guarded(self, source: Any) -> None:
        """Handle what one socket has; whatever goes wrong, the thread lives on."""
        try:
            if source is self._router:
                for _ in range(_AT_ONCE):
                    self._take_message()
                    if not self._router.get(zmq.EVENTS) & zmq.POLLIN:
                        break
            elif source is self._watch_socket:
                self._events.answer_subscriber()
            elif source is self._doorkeeper.socket:
                self._doorkeeper.answer()
            else:
                for call in self._mailbox.take():
                    call()
        except zmq.Again:
            return
        except BaseException:
            LOGGER.exception("the server met an error and goes on")

    def _take_message(self) -> None:
        client, *frames = self._router.recv_multipart(zmq.DONTWAIT, copy=False)
        name = client.bytes
        id = ""
        try:
            if not 1 <= len(frames) <= 2:
                raise WireError(f"a message has 1 or 2 frames, not {len(frames)}.")
            message = unpack_from_client(frames[0].buffer)
            id = getattr(message, "id", "")
            self._dispatch(name, message, frames[1].buffer if frames[1:] else b"")
        except BaseException as error:
            self._calls.refuse(name, id, error)

    def _dispatch(self, client: bytes, message: messages.FromClient, body: Any) -> None:
        match message:
            case messages.Call():
                self._calls.call(client, message, body, self._readable.get(client, 0))
            case messages.Chunk():
                self._calls.chunk(client, message, body)
            case messages.Credit():
                self._calls.credit(client, message)
            case messages.Working():
                self._calls.working(client, message)
            case messages.Done():
                self._calls.done(client, message)
            case messages.StreamData():
                self._streams.receive(client, message, body)
            case messages.StreamOpen():
                self._streams.open(client, message)
            case messages.StreamClose():
                self._streams.close(client, message)
            case messages.Hello():
                self._welcome(client, message)
            case messages.Ping():
                self._pong(client, message)
            case messages.AskSnapshot():
                then = partial(self._send, client)
                take = partial(self._events.take_snapshot, message, then)
                self._manager.loop.post(take)

    def _welcome(self, client: bytes, hello: Hello) -> None:
        if hello.protocol != PROTOCOL:
            raise WireError(
                f"a client of itool {hello.version} speaks version {hello.protocol} of "
                f"the wire format; manager {self._manager.index}, itool {__version__}, "
                f"speaks version {PROTOCOL}.",
                hint="Use the same version of itool on both ends.",
            )
        reads = can_read(hello.pid, hello.descriptor, hello.nonce)
        self._readable.pop(client, None)
        if reads:
            self._readable[client] = hello.pid
        if len(self._readable) > _MOST_CLIENTS:
            self._readable.popitem(last=False)
        probe = self._probe
        self._send(
            client,
            Welcome(
                PROTOCOL,
                self.id,
                __version__,
                reads,
                probe.pid,
                probe.descriptor,
                probe.nonce,
            ),
        )

    def _pong(self, client: bytes, ping: Ping) -> None:
        self._send(client, Pong(ping.id, from_manager=False))
        answer = partial(self._send, client, Pong(ping.id, from_manager=True))
        self._manager.loop.post(partial(self._mailbox.post, answer))

    def _begin(self, job: Job, incoming: Incoming) -> None:
        if incoming.nbytes < _LIGHT_BYTES and not incoming.has_recipes:
            self._unpack(job, incoming)
            return
        mapped = incoming.mapped
        self._porters.submit(self._unpack, job, incoming)
        if sum(buffer.nbytes for buffer in mapped) <= _TOUCHED_BYTES:
            for buffer in mapped:
                half = buffer.nbytes // 2
                for part in (buffer[:half], buffer[half:]):
                    self._porters.submit(touch, part)

    def _unpack(self, job: Job, incoming: Incoming) -> None:
        try:
            args = incoming.value(_reopener() if incoming.has_recipes else None)
            if not isinstance(args, dict) or not all(type(k) is str for k in args):
                raise BadArguments(f"the arguments of {job.command!r} are no mapping.")
        except BaseException as error:
            self._fail(job, error)
            return
        self._manager.loop.post(partial(self._run, job, args))

    def _run(self, job: Job, args: dict[str, Any]) -> None:
        """Carry out a command. Manager's thread."""
        try:
            value = COMMANDS.run(self._manager, job.command, **args)
        except BaseException as error:
            self._fail(job, error)
            return
        if isinstance(value, Future):
            value.add_done_callback(partial(self._settled, job))
        else:
            self._return(job, value)

    def _settled(self, job: Job, outcome: Future[Any]) -> None:
        error = outcome.exception()
        if error is not None:
            self._fail(job, error)
        else:
            self._return(job, outcome.result())

    def _return(self, job: Job, value: Any) -> None:
        try:
            header = encode_plain(value, with_records=True)
            value = as_plain(value) if header is None else None
        except BaseException as error:
            self._fail(job, error)
            return
        if header is not None:
            self._mailbox.post(partial(self._finish, job, Outgoing.of(header), None))
            return
        if _is_small_array(value):
            self._pack(job, value)
            return
        try:
            self._porters.submit(self._pack, job, value)
        except RuntimeError:  # the service was stopped meanwhile
            LOGGER.info("request %s was answered too late", job.id)

    def _pack(self, job: Job, value: Any) -> None:
        try:
            parcel = Outgoing(value, through_memory=job.reads_memory)
        except BaseException as error:
            self._fail(job, error)
            return
        self._mailbox.post(partial(self._finish, job, parcel, None))

    def _fail(self, job: Job, error: BaseException) -> None:
        fault = fault_of(job.id, error)
        self._mailbox.post(partial(self._finish, job, None, fault))

    def _finish(self, job: Job, parcel: Outgoing | None, fault: Fault | None) -> None:
        self._calls.finish(job, parcel, fault)

    def _send(self, client: bytes, message: Message, body: Any = b"") -> bool:
        """Send to `client`; return whether it is there and keeps up."""
        frames = [client, pack(message), body] if len(body) else [client, pack(message)]
        try:
            # Copied: sending without a copy would start a thread in pyzmq for good.
            self._router.send_multipart(frames, zmq.DONTWAIT)
        except zmq.ZMQError as error:
            LOGGER.debug("a message to a client was dropped: %s", error)
            return False
        return True


def _reopener() -> Reopen:
    from itool.store.recipes import Reopener  # xarray, when there is a recipe

    return Reopener()


def _is_small_array(value: Any) -> bool:
    """Return whether packing `value` takes less time than asking a porter."""
    if type(value).__name__ != "DataArray":
        return False
    from itool.wire.xarrays import is_lazy

    variables = [value.variable, *value.coords.variables.values()]
    return sum(variable.nbytes for variable in variables) < _LIGHT_BYTES and not any(
        is_lazy(variable) for variable in variables
    )
