"""How two processes find out what they can give each other without a copy."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress

from itool.errors import WireError
from itool.wire.lending import Note, borrow, lend
from itool.wire.memory import ALL_SEALS, is_available, opened, seal

NOTHING = Note(-1, 0)
_NONCE_BYTES = 32


class Probe:
    """A random word, in a sealed file and lent; who can read it can be given more.

    Attributes
    ----------
    nonce : bytes
        The word.
    pid : int
        This process.
    descriptor : int
        The file, -1 where the system has none.
    loan : Note
        That on the word that is lent.
    """

    def __init__(self) -> None:
        self.nonce = secrets.token_bytes(_NONCE_BYTES)
        self.pid = os.getpid()
        self.descriptor, self.loan = -1, NOTHING
        self._lent = bytearray(self.nonce)
        if is_available():
            with suppress(OSError):
                self.descriptor, _ = seal([self.nonce])
                self.loan = lend(self._lent)

    def close(self) -> None:
        """Let go of the files."""
        for descriptor in (self.descriptor, self.loan.descriptor):
            if descriptor >= 0:
                os.close(descriptor)
        self.descriptor, self.loan = -1, NOTHING


def can_read(pid: int, descriptor: int, nonce: bytes) -> bool:
    """Return whether memory files of another process are within reach of this one."""
    if not is_available() or descriptor < 0:
        return False
    try:
        with opened(pid, descriptor, ALL_SEALS) as (own, _):
            found = os.pread(own, _NONCE_BYTES + 1, 0)
    except WireError:
        return False
    return secrets.compare_digest(found, nonce)


def can_borrow(pid: int, loan: Note, nonce: bytes) -> bool:
    """Return whether this process may copy what another one lends it."""
    if not is_available() or loan.descriptor < 0:
        return False
    try:
        found = bytes(borrow(pid, loan, _NONCE_BYTES))
    except WireError:
        return False
    return secrets.compare_digest(found, nonce)
