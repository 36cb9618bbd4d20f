"""What a user reads when a manager cannot be started."""

from __future__ import annotations

import asyncio
import sys

import pytest

from itool.errors import ImageToolManagerTimeoutError, ManagerFailed
from jupyter_ext import starter


def pretend(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(starter, "COMMAND", (sys.executable, "-c", script))


def test_a_manager_that_ends_at_once_is_quoted(monkeypatch: pytest.MonkeyPatch):
    pretend(monkeypatch, "print('the disk is full'); raise SystemExit(3)")

    with pytest.raises(ManagerFailed, match="code 3: the disk is full"):
        asyncio.run(starter.start_manager(timeout=20))


def test_a_manager_that_is_never_ready_is_ended(monkeypatch: pytest.MonkeyPatch):
    pretend(monkeypatch, "import time; print('loading', flush=True); time.sleep(60)")

    with pytest.raises(ImageToolManagerTimeoutError, match="loading"):
        asyncio.run(starter.start_manager(timeout=1))


def test_the_servers_token_is_not_handed_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "a-secret")
    pretend(monkeypatch, "import os; raise SystemExit(str(dict(os.environ)))")

    with pytest.raises(ManagerFailed) as failed:
        asyncio.run(starter.start_manager(timeout=20))

    assert "a-secret" not in str(failed.value)
