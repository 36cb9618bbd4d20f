"""Requests on the server's thread: parcels in, commands run once, parcels out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from itool.errors import AnswerGone, ManagerFailed, WireError
from itool.server.faults import fault_of
from itool.wire.messages import (
    CREDIT,
    Call,
    Chunk,
    Credit,
    Done,
    Fault,
    Reply,
    Working,
)
from itool.wire.parcels import Incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from itool.wire.messages import Message
    from itool.wire.parcels import Outgoing
    from itool.wire.tags import Buffer

    Send = Callable[..., bool]

KEPT_ANSWERS = 1024
KEPT_BYTES = 16 * 2**20
UPLOAD_PATIENCE = 30.0
"""Seconds without a chunk after which a half upload is dropped."""

DELIVERY_PATIENCE = 60.0
"""Seconds that a large answer waits for its client."""


@dataclass(eq=False)
class Job:
    """One request: who waits for it, what came of it, how much of that was sent."""

    id: str
    command: str
    client: bytes
    reads_memory: bool
    incoming: Incoming | None = None
    answer: Reply | Fault | None = None
    parcel: Outgoing | None = None
    touched: float = field(default_factory=time.monotonic)
    to_send: Iterator[tuple[int, int, memoryview]] = field(
        default_factory=lambda: iter(())
    )

    @property
    def is_running(self) -> bool:
        """Whether the manager is at it."""
        return self.incoming is None and self.answer is None

    @property
    def kept_bytes(self) -> int:
        """Bytes of the answer that are kept in case it is asked for again."""
        return len(self.parcel.body) if self.parcel else 0


class Calls:
    """All requests that are under way or were answered a short while ago.

    Parameters
    ----------
    send : callable
        ``send(client, message, body=b"")``; returns whether the client is there.
    begin : callable
        ``begin(job, incoming)`` starts the command; `finish` is called some time later.
    """

    def __init__(self, send: Send, begin: Callable[[Job, Incoming], None]) -> None:
        self._send = send
        self._begin = begin
        self._jobs: dict[str, Job] = {}
        self._kept_bytes = 0

    @property
    def running(self) -> list[Job]:
        """The requests that the manager is at."""
        return [job for job in self._jobs.values() if job.is_running]

    def call(self, client: bytes, call: Call, body: Buffer, pid: int) -> None:
        """Take a request; one that is known already is not carried out again."""
        job = self._jobs.get(call.id)
        if job is not None and job.command != call.command:
            raise WireError(f"request {call.id!r} was another one before.")
        if job is not None and job.incoming is None:
            job.client = client
            if job.answer is not None:
                self._deliver(job)
            return
        job = Job(call.id, call.command, client, call.reads_memory)
        is_chunked = any(part.is_chunked for part in call.parts)
        limit = self._room() if is_chunked else 0
        incoming = Incoming(call.parts, body, pid=pid, limit=limit, writable=False)
        self._jobs[call.id] = job
        if incoming.is_complete:
            self._begin(job, incoming)
        else:
            job.incoming = incoming

    def chunk(self, client: bytes, chunk: Chunk, body: Buffer) -> None:
        """Take a piece of a request's arguments."""
        job = self._jobs.get(chunk.id)
        if job is None or job.incoming is None or job.client != client:
            return  # the rest of an upload that was refused
        try:
            job.incoming.receive(chunk.part, chunk.offset, body)
        except WireError:
            del self._jobs[chunk.id]
            raise
        job.touched = time.monotonic()
        self._send(client, Credit(chunk.id))
        if job.incoming.is_complete:
            incoming, job.incoming = job.incoming, None
            self._begin(job, incoming)

    def working(self, client: bytes, working: Working) -> None:
        """Wait for the rest of a request, which its client is still computing."""
        job = self._jobs.get(working.id)
        if job is not None and job.client == client and job.incoming is not None:
            job.touched = time.monotonic()
            self._send(client, working)

    def credit(self, client: bytes, credit: Credit) -> None:
        """Send more of an answer, because its client has taken some."""
        job = self._jobs.get(credit.id)
        if job is not None and job.client == client:
            self._send_chunks(job, credit.chunks)

    def done(self, client: bytes, done: Done) -> None:
        """Let go of an answer that has arrived, or of a request that will not."""
        job = self._jobs.get(done.id)
        if job is not None and job.client == client and job.incoming is not None:
            del self._jobs[done.id]
        elif job is not None and job.client == client and job.answer is not None:
            self._let_go(job)

    def finish(self, job: Job, parcel: Outgoing | None, fault: Fault | None) -> None:
        """Answer a request with what its command returned or raised."""
        job.parcel = parcel
        job.answer = fault or Reply(job.id, parcel.parts if parcel else [])
        job.touched = time.monotonic()
        self._kept_bytes += job.kept_bytes
        self._deliver(job)
        self._forget_old(job)

    def refuse(self, client: bytes, id: str, error: BaseException) -> None:
        """Answer a request that could not even begin."""
        job = self._jobs.get(id)
        if job is not None and job.client == client and job.answer is None:
            del self._jobs[id]
        self._send(client, fault_of(id, error))

    def reassure(self) -> None:
        """Tell everyone who waits that the manager is at it."""
        for job in self.running:
            self._send(job.client, Working(job.id))

    def tidy(self) -> None:
        """Drop half uploads and answers that nobody fetches."""
        now = time.monotonic()
        for job in list(self._jobs.values()):
            if job.incoming is not None and now - job.touched > UPLOAD_PATIENCE:
                error = WireError("the rest of the request did not arrive in time.")
                self.refuse(job.client, job.id, error)
            elif job.answer is not None and now - job.touched > DELIVERY_PATIENCE:
                self._let_go(job)

    def close(self) -> None:
        """Tell everyone who waits that there will be no answer."""
        error = ManagerFailed(
            "the manager was stopped before it answered.",
            hint="Start a manager with `itool-manager`, and try again.",
        )
        for job in list(self._jobs.values()):
            if job.answer is None:
                self.refuse(job.client, job.id, error)
            self._let_go(job)

    def _deliver(self, job: Job) -> None:
        message: Message | None = job.answer
        if job.parcel is None:
            if isinstance(message, Reply):
                error = AnswerGone(f"request {job.id!r} was answered before.")
                message = fault_of(job.id, error)
            assert message is not None
            self._send(job.client, message)
            return
        assert message is not None
        job.touched = time.monotonic()
        job.to_send = job.parcel.chunks()
        if self._send(job.client, message, job.parcel.body):
            self._send_chunks(job, CREDIT)

    def _send_chunks(self, job: Job, count: int) -> None:
        job.touched = time.monotonic()
        for _, (part, offset, data) in zip(range(count), job.to_send, strict=False):
            if not self._send(job.client, Chunk(job.id, part, offset), data):
                return

    def _let_go(self, job: Job) -> None:
        job.to_send = iter(())
        if job.parcel is not None and job.parcel.is_large:
            self._kept_bytes -= job.kept_bytes
            job.parcel.close()
            job.parcel = None

    def _forget_old(self, newest: Job) -> None:
        while len(self._jobs) > KEPT_ANSWERS or self._kept_bytes > KEPT_BYTES:
            answered = (job for job in self._jobs.values() if job.answer is not None)
            oldest = next(answered, newest)
            if oldest is newest:
                return
            self._kept_bytes -= oldest.kept_bytes
            self._let_go(oldest)
            del self._jobs[oldest.id]

    def _room(self) -> int:
        """Return how many bytes may still be announced: what memory is free."""
        import psutil

        coming = sum(j.incoming.nbytes for j in self._jobs.values() if j.incoming)
        return max(0, int(psutil.virtual_memory().available * 0.9) - coming)
