"""Real Jupyter servers as a hub starts them: a prefix, a token, folders apart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from websockets.sync.client import ClientConnection

TOKEN = "let-me-in"
BASE = "/user/x/"
PATIENCE = 60.0
TREE = Path(__file__).parents[2]
LABEXTENSION = TREE / "jupyter_ext" / "labextension"


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Any
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@dataclass(frozen=True)
class Jupyter:
    """A running server.

    Attributes
    ----------
    port : int
        Where it listens.
    root : Path
        The folder that it shows.
    pid : int
        Its process.
    """

    port: int
    root: Path
    pid: int

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}{BASE}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: Any = None,
        token: str | None = TOKEN,
        **headers: str,
    ) -> Answer:
        """Send a request below ``itool/``; redirects are answers too."""
        if token is not None:
            headers["Authorization"] = f"token {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}itool/{path}", data, headers, method=method
        )
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=PATIENCE) as response:
                text = response.read().decode(errors="replace")
                return Answer(response.status, response.headers, text)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode(errors="replace")
                return Answer(error.code, error.headers, text)

    def socket(
        self, path: str, token: str | None = TOKEN, **headers: str
    ) -> ClientConnection:
        """Open a web socket below ``itool/``."""
        if token is not None:
            headers["Authorization"] = f"token {token}"
        origin = headers.pop("Origin", None)
        return connect(
            f"ws://{self.host}{BASE}itool/{path}",
            origin=origin,
            additional_headers=headers,
            compression=None,
            max_size=None,
            open_timeout=PATIENCE,
        )

    def run(self, index: int, name: str, **args: Any) -> Any:
        """Run a command of a manager."""
        answer = self.ask(
            f"api/managers/{index}/run", "POST", {"name": name, "args": args}
        )
        assert answer.status == 200, answer.text
        return answer.json

    def listing(self) -> list[dict[str, Any]]:
        """Return the live managers."""
        return self.ask("api/managers").json["managers"]


@contextmanager
def jupyter(
    folder: Path, program: str = "jupyter_server", *args: str
) -> Iterator[Jupyter]:
    """Run ``python -m PROGRAM`` with nothing of the user's in sight."""
    root = folder / "root"
    root.mkdir()
    names = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = os.environ | {k: str(folder / v) for k, v in names.items()}
    environment["PYTHONPATH"] = str(TREE)
    command = [
        sys.executable,
        "-m",
        program,
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=0",
        f"--ServerApp.base_url={BASE}",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.jpserver_extensions=jupyter_ext=True",
        *args,
    ]
    _answer_first_question(folder / names["JUPYTERLAB_SETTINGS_DIR"])
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=root, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield Jupyter(_port(process, folder / "runtime", log), root, process.pid)
    finally:
        _end(process)
    said = log.read_text()
    assert "Traceback" not in said, said


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        # anyio's threads wait for ever for a request of the file browser that the end
        # of the loop has cut short.
        process.kill()
        process.wait(PATIENCE)


def _answer_first_question(settings: Path) -> None:
    """Let JupyterLab fetch no news, and not ask about it."""
    folder = settings / "@jupyterlab" / "apputils-extension"
    folder.mkdir(parents=True)
    answers = {"fetchNews": "false", "checkForUpdates": False}
    (folder / "notification.jupyterlab-settings").write_text(json.dumps(answers))


def _port(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> int:
    """Wait for the file that tells the port, and for the server to answer there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        for path in runtime.glob("jpserver-*.json"):
            try:
                port = int(json.loads(path.read_text())["port"])
                url = f"http://127.0.0.1:{port}{BASE}api"
                urllib.request.urlopen(url, timeout=1).close()
            except (OSError, ValueError):
                continue
            return port
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {log.read_text()}")


def closing(socket: ClientConnection) -> tuple[int, str]:
    """Read until the server closes; returns its code and reason."""
    with suppress(ConnectionClosed):
        while True:
            socket.recv(timeout=PATIENCE)
    return socket.close_code or 0, socket.close_reason or ""


def _rest() -> None:
    time.sleep(0.02)


def wait_for(
    condition: Callable[[], Any],
    seconds: float = PATIENCE,
    rest: Callable[[], object] = _rest,
) -> Any:
    """Return what `condition` gives once it is true."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come true"
        rest()
    return found
