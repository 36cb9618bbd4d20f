"""One manager process: its parts put together, run, and taken apart again."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import webbrowser
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from itool import __version__
from itool.app.display import has_display
from itool.app.logs import LOGGER, start_log, stop_log
from itool.app.places import located
from itool.client.local import clear_local_manager, set_local_manager
from itool.core.ask import asker
from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.core.settings import Settings
from itool.errors import ItoolError, MissingExtra
from itool.server.service import Service
from itool.store.schedulers import close_schedulers, trust_schedulers
from itool.store.store import DataStore
from itool.wire.places import log_path, settings_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from itool.app.options import Options
    from itool.core.loop import Loop


SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""What ends a manager."""


def run_manager(options: Options) -> None:
    """Run a manager until it is stopped.

    Parameters
    ----------
    options : Options
        As given on the command line.

    Raises
    ------
    ItoolError
        If it cannot start; nothing is left behind.
    """
    options = options.decided()
    with ExitStack() as parts:
        front = _windows_front(parts) if options.qt else _plain_front()
        settings = Settings(settings_path())
        manager = Manager(DataStore(), front.loop, settings=settings)
        parts.callback(manager.dispose)
        parts.callback(settings.close)
        manager.failed.connect(_log_failure)
        parts.callback(stop_log, start_log(log_path()))
        parts.callback(close_schedulers)
        trust_schedulers(options.trusted)
        service = Service(manager, port=options.port, streams=_streams(manager))
        parts.callback(service.stop)
        service.start()
        LOGGER.info("manager %d of itool %s started", manager.index, __version__)
        set_local_manager(manager, front.wait)
        parts.callback(clear_local_manager)
        url = _serve_pages(manager, options, parts)
        if url:
            service.update(url=url)
        if options.qt:
            _open_desktop(manager, parts)
        manager.stopping.connect(front.stop)
        for number in SIGNALS:
            front.on_signal(number, manager.stop)
        front.loop.post(partial(_begin, manager, options, url))
        # What was imported stays: to look through it again and again for garbage
        # costs a tenth of a second each time, in the middle of somebody's drag.
        gc.freeze()
        front.run()
        for number in SIGNALS:  # what is saved now is not to be cut short
            _listen(number, lambda: None)
        _save_workspace(manager)


@dataclass(frozen=True)
class _Front:
    """The loop of the process, and how it is run, ended and kept turning."""

    loop: Loop
    run: Callable[[], object]
    stop: Callable[[], None]
    on_signal: Callable[[int, Callable[[], None]], None]
    wait: Callable[[Future[Any]], None] | None = None


def _plain_front() -> _Front:
    loop = AsyncLoop()
    return _Front(loop, loop.run, loop.stop, loop.on_signal)


def _windows_front(parts: ExitStack) -> _Front:
    from itool.qt.desktop import create_application
    from itool.qt.loop import QtLoop, wait_for
    from itool.qt.wakeup import SignalWakeup

    application = create_application()
    parts.callback(SignalWakeup().close)
    # Not `quit`: that asks every window first, and closing the list asks to stop.
    loop, stop = QtLoop(), lambda: application.exit(0)
    return _Front(loop, application.exec, stop, _listen, wait_for)


def _open_desktop(manager: Manager, parts: ExitStack) -> None:
    from itool.qt.desktop import Desktop

    desktop = Desktop(manager)
    parts.callback(desktop.close)
    desktop.show()


def _streams(manager: Manager) -> dict[str, Any]:
    """Return what opens sessions for pages that are relayed by a Jupyter server."""
    from itool.web.session import open_session

    return {
        "view": partial(open_session, manager, kind="view"),
        "list": partial(open_session, manager, kind="list"),
    }


def _serve_pages(manager: Manager, options: Options, parts: ExitStack) -> str:
    if not options.web:
        return ""
    if not all(find_spec(name) for name in ("tornado", "bokeh")):
        raise MissingExtra(
            "the web front end needs tornado and bokeh, which are not installed.",
            hint='Install them with: pip install "itool[web]"',
        )
    from itool.web.server import WebServer

    server = WebServer(manager, port=options.web_port)
    parts.callback(server.stop)
    return server.start()


def _listen(number: int, call: Callable[[], None]) -> None:
    signal.signal(number, lambda *_: call())


def _begin(manager: Manager, options: Options, url: str) -> None:
    """Announce the manager, then open what the command line named."""
    _announce(manager, options, url)
    ask = asker(manager)
    try:
        manager.settings.load()
    except ItoolError as error:
        manager.report(error)
    manager.settings.follow(manager.loop)
    if options.workspace is not None:
        manager.workspace = options.workspace.expanduser().absolute()
        if options.workspace.exists():
            ask("workspace.open", path=str(manager.workspace))
    if options.paths:
        paths = [located(path) for path in options.paths]
        ask("data.load", paths=paths, loader=options.loader)
    if options.demo:
        ask("data.demo")


def _announce(manager: Manager, options: Options, url: str) -> None:
    if options.as_json:
        ready = {
            "index": manager.index,
            "pid": os.getpid(),
            "version": __version__,
            "url": url or None,
        }
        click.echo(json.dumps(ready))
    else:
        click.echo(f"ImageTool manager {manager.index} is ready.")
        if url:
            click.echo(f"Open it in a browser:  {url}")
        click.echo("Ctrl+C ends it.")
    sys.stdout.flush()
    if url and options.browser and not options.qt and has_display():
        webbrowser.open(url)


def _log_failure(viewer: str, message: str) -> None:
    LOGGER.error("%s", message)
    click.echo(f"itool-manager: {message}", err=True)


def _save_workspace(manager: Manager) -> None:
    """Write the session to its workspace, if it has one, before anything is closed."""
    if manager.workspace is None or not manager.viewers:
        return
    from itool.core.commands.workspace import save_now

    try:
        click.echo(f"Saved to {save_now(manager)}.", err=True)
    except ItoolError as error:
        _log_failure("", str(error))
