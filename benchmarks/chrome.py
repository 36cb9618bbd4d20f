"""Chromium over its bare debugging protocol.

Playwright is left out on purpose: it switches on the protocol's network domain, which
copies every WebSocket message through three processes and doubles the cost of a frame.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil
from websockets.sync.client import connect

ARGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
    "--window-size=1250,950",
)


def find_chromium() -> str | None:
    """Return the path of Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Chrome:
    """One browser with one page; a context manager."""

    def __init__(self, path: str) -> None:
        self._home = tempfile.mkdtemp(prefix="itool-bench-")
        self._process = subprocess.Popen(
            [path, *ARGS, f"--user-data-dir={self._home}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = connect(self._page(), max_size=None, compression=None)
        self._count = 0

    def __enter__(self) -> Chrome:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        for process in reversed(self._processes()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._home, ignore_errors=True)

    def go(self, url: str) -> None:
        """Show `url`."""
        self._command("Page.navigate", url=url)
        time.sleep(0.5)

    def run(self, script: str) -> Any:
        """Return the value of a JavaScript expression, awaited."""
        answer = self._command(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")

    def wait(self, script: str, seconds: float = 30) -> None:
        """Wait until a JavaScript expression is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.run(script):
                    return
            except RuntimeError:
                pass  # the page is not there yet
            time.sleep(0.1)
        raise TimeoutError(script)

    def cpu(self) -> float:
        """Return the CPU seconds of all processes of the browser."""
        return sum(sum(p.cpu_times()[:2]) for p in self._processes())

    def _page(self) -> str:
        announced = Path(self._home, "DevToolsActivePort")
        for _ in range(300):
            if announced.exists() and announced.read_text().count("\n"):
                break
            time.sleep(0.05)
        port = announced.read_text().split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            targets = json.load(answer)
        return str(
            next(t["webSocketDebuggerUrl"] for t in targets if t["type"] == "page")
        )

    def _command(self, method: str, **params: Any) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv(timeout=60))
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                result: dict[str, Any] = answer["result"]
                return result

    def _processes(self) -> list[psutil.Process]:
        root = psutil.Process(self._process.pid)
        return [root, *root.children(recursive=True)]
