"""The messages between clients and a manager; each field is checked on arrival."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from itool.errors import WireError

PROTOCOL = 1
LARGEST_FRAME = 8 * 2**20
CHUNK = 2 * 2**20
CREDIT = 16
"""Chunks that may be on their way before the receiver has answered for them."""

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=128)]
Text = Annotated[str, Meta(max_length=64 * 1024)]
Count = Annotated[int, Meta(ge=0, le=2**50)]
Descriptor = Annotated[int, Meta(ge=-1, le=2**31 - 1)]
Nonce = Annotated[bytes, Meta(max_length=64)]


class Message(Struct, frozen=True, tag_field="op", forbid_unknown_fields=True):
    """A message; its class name is its type on the wire."""


class Part(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One buffer of a parcel and how it travels.

    Attributes
    ----------
    size : int
        Bytes.
    offset : int
        Where it begins in the body frame or in the memory file.
    descriptor : int
        Memory file of the sender, or -1.
    is_chunked : bool
        Whether it follows in messages of its own.
    """

    size: Count
    offset: Count = 0
    descriptor: Descriptor = -1
    is_chunked: bool = False

    @property
    def is_inline(self) -> bool:
        """Whether it is in the message itself."""
        return self.descriptor < 0 and not self.is_chunked


Parts = Annotated[list[Part], Meta(max_length=2**17)]


class Hello(Message, frozen=True, tag=True):
    """A client introduces itself and offers a memory file as a test."""

    protocol: int
    version: Name
    pid: Count
    descriptor: Descriptor
    nonce: Nonce


class Welcome(Message, frozen=True, tag=True):
    """The manager's answer to `Hello`, with a test of its own.

    Attributes
    ----------
    reads_memory : bool
        Whether the client may send memory files.
    """

    protocol: int
    manager: Name
    version: Name
    reads_memory: bool
    pid: Count
    descriptor: Descriptor
    nonce: Nonce


class Call(Message, frozen=True, tag=True):
    """Run `command`; the parcel holds its arguments as a dict.

    The id is the client's choice and names this one request for good: repeating it
    fetches the answer and does not run the command again.
    """

    id: Id
    command: Name
    parts: Parts
    reads_memory: bool = False


class Chunk(Message, frozen=True, tag=True):
    """The next bytes of a chunked part; they are in the body frame."""

    id: Id
    part: Count
    offset: Count


class Credit(Message, frozen=True, tag=True):
    """The receiver of chunks has taken `chunks` of them."""

    id: Id
    chunks: Annotated[int, Meta(ge=1, le=CREDIT)] = 1


class Done(Message, frozen=True, tag=True):
    """The client has the whole reply; its memory may go."""

    id: Id


class Ping(Message, frozen=True, tag=True):
    """Ask whether anybody is there."""

    id: Id


class Pong(Message, frozen=True, tag=True):
    """Answer to `Ping`: from the server's thread, then from the manager itself."""

    id: Id
    from_manager: bool


class Working(Message, frozen=True, tag=True):
    """The call is not forgotten; the manager is at it.

    From a client: the rest of the request is being computed, and will follow.
    """

    id: Id


class Reply(Message, frozen=True, tag=True):
    """The command was carried out; the parcel holds what it returned."""

    id: Id
    parts: Parts


class Fault(Message, frozen=True, tag=True):
    """The command failed.

    Attributes
    ----------
    code : str
        Code of an error in `itool.errors`.
    type : str
        Name of the exception class.
    """

    id: Text
    code: Name
    type: Name
    message: Text
    hint: Text = ""


class AskSnapshot(Message, frozen=True, tag=True):
    """Ask for the present list of viewers and the number of the newest event."""

    id: Id


class Snapshot(Message, frozen=True, tag=True):
    """The list of viewers as it was after event `seq`."""

    id: Id
    epoch: Name
    seq: Count
    rows: list[dict[str, Any]]


class StreamOpen(Message, frozen=True, tag=True):
    """Open a session of `kind` for a page; then bytes and text go both ways."""

    id: Id
    kind: Name
    args: dict[Name, Any]


class StreamData(Message, frozen=True, tag=True):
    """One message of a stream, in the body frame."""

    id: Id
    is_text: bool


class StreamClose(Message, frozen=True, tag=True):
    """The stream has ended; `reason` is empty if all is well."""

    id: Id
    reason: Text = ""


class Event(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Something changed in a manager.

    Attributes
    ----------
    epoch : str
        The run of the manager that counts.
    seq : int
        Number of the event in this epoch: 1, 2, 3...; a gap means that some were lost.
        A heartbeat repeats the newest one.
    key : str
        Viewer id, or "".
    rev : int
        How often `key` has changed in this epoch.
    kind : str
        ``opened``, ``closed``, ``shown``, ``hidden``, ``state``, ``data``, ``order``,
        ``watched`` or ``beat``.
    payload : dict or None
        The viewer's row in the list of viewers, where it has one.
    """

    epoch: Name
    seq: Count
    key: Text
    rev: Count
    kind: Name
    payload: dict[str, Any] | None = None


FromClient = (
    Hello
    | Call
    | Chunk
    | Credit
    | Done
    | Ping
    | Working
    | AskSnapshot
    | StreamOpen
    | StreamData
    | StreamClose
)
FromManager = (
    Welcome
    | Reply
    | Fault
    | Working
    | Pong
    | Chunk
    | Credit
    | Snapshot
    | StreamData
    | StreamClose
)

_encoder = msgspec.msgpack.Encoder()
_from_client: msgspec.msgpack.Decoder[FromClient] = msgspec.msgpack.Decoder(FromClient)
_from_manager: msgspec.msgpack.Decoder[FromManager] = msgspec.msgpack.Decoder(
    FromManager
)
_event = msgspec.msgpack.Decoder(Event)


def pack(message: Message | Event) -> bytes:
    """Return `message` as one frame."""
    return _encoder.encode(message)


def unpack_from_client(frame: Any) -> FromClient:
    """Return the message that a client sent; raise `WireError` if it is none."""
    try:
        return _from_client.decode(frame)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"a message does not follow the format: {error}") from error


def unpack_from_manager(frame: Any) -> FromManager:
    """Return the message that a manager sent; raise `WireError` if it is none."""
    try:
        return _from_manager.decode(frame)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"a message does not follow the format: {error}") from error


def unpack_event(frame: Any) -> Event:
    """Return the event of a watch message; raise `WireError` if it is none."""
    try:
        return _event.decode(frame)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"an event does not follow the format: {error}") from error
