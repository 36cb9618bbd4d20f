"""How an exception of the manager is told to a client."""

from __future__ import annotations

import logging

from itool.errors import ItoolError, ManagerFailed
from itool.wire.messages import Fault

LOGGER = logging.getLogger("itool.server")
_LONGEST = 16 * 1024


def fault_of(id: str, error: BaseException) -> Fault:
    """Return `error` as the answer to request `id`.

    What itool did not raise on purpose is also written to the log with its traceback.
    Anything can be told: also an exception that cannot say what it is, or whose text
    cannot be sent.
    """
    kind = _sendable(type(error).__name__)[:128]
    if isinstance(error, ItoolError):
        message, hint = _sendable(error.message), _sendable(error.hint)
        return Fault(id, error.code, kind, message, hint)
    LOGGER.error("request %s failed", id, exc_info=error)
    return Fault(id, ManagerFailed.code, kind, _text(error) or kind)


def _text(error: BaseException) -> str:
    # str() of a KeyError would put its message in quotes.
    words = error.args[:1] if isinstance(error, KeyError) else ()
    try:
        return _sendable(str(words[0] if words else error))
    except BaseException:  # its own description failed, however
        return ""


def _sendable(text: str) -> str:
    """Return `text` shortened; half characters, as odd file names have, become "?"."""
    return str(text)[:_LONGEST].encode("utf-8", "replace").decode()
