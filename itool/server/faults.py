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
    """
    kind = type(error).__name__[:128]
    if isinstance(error, ItoolError):
        message, hint = error.message[:_LONGEST], error.hint[:_LONGEST]
        return Fault(id, error.code, kind, message, hint)
    LOGGER.error("request %s failed", id, exc_info=error)
    message = str(error.args[0]) if isinstance(error, KeyError) else str(error)
    return Fault(id, ManagerFailed.code, kind, message[:_LONGEST] or kind)
