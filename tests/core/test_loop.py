"""The loop of a manager without windows."""

from __future__ import annotations

import os
import signal
from functools import partial

import pytest

from itool.core.loop import AsyncLoop


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
def test_a_signal_is_heard_while_the_loop_waits_for_nothing():
    loop, heard = AsyncLoop(), []
    loop.on_signal(signal.SIGUSR1, lambda: (heard.append("signal"), loop.stop()))
    loop.after(0.05, partial(os.kill, os.getpid(), signal.SIGUSR1))
    late = loop.after(20, loop.stop)

    loop.run()

    late.cancel()
    assert heard == ["signal"]
    assert signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL
