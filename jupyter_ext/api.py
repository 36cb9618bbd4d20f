"""The REST part: list, start and stop managers, and run their commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import ApiPath, ensure_async, to_os_path
from tornado import web

from itool.errors import (
    BadArguments,
    BadData,
    ImageToolManagerNotFoundError,
    ImageToolManagerTimeoutError,
    ItoolError,
    NotSendable,
    UnknownCommand,
    UnknownViewer,
    UnreadableFile,
)
from jupyter_ext.starter import start_manager

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from jupyter_ext.fleet import Fleet

STATUS: dict[type[ItoolError], int] = {
    ImageToolManagerNotFoundError: 404,
    UnknownViewer: 404,
    ImageToolManagerTimeoutError: 504,
    BadArguments: 400,
    BadData: 400,
    NotSendable: 400,
    UnknownCommand: 400,
    UnreadableFile: 400,
}


class Api(APIHandler):
    """Answers in JSON; an error of ours is answered by its code, message and hint."""

    auth_resource = "itool"

    @property
    def fleet(self) -> Fleet:
        """The live managers."""
        found: Fleet = self.settings["itool_fleet"]
        return found

    async def answer(self, work: Awaitable[Any], status: int = 200) -> None:
        """Send what `work` gives."""
        try:
            result = await work
        except ItoolError as error:
            self.set_status(STATUS.get(type(error), 500))
            result = {
                "code": error.code,
                "message": error.message,
                "hint": error.hint,
            }
        else:
            self.set_status(status)
        self.finish(json.dumps(result))

    def field(self, name: str, kind: type, default: Any = None) -> Any:
        """Return a field of the JSON body; refuse one of another type."""
        body: Any = self.get_json_body()
        value = body.get(name, default) if isinstance(body, dict) else None
        if not isinstance(value, kind):
            raise web.HTTPError(400, f"the body needs {name!r}: {kind.__name__}")
        return value


class Managers(Api):
    """All live managers."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List them."""
        await self.answer(self.fleet.listing())

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Start one."""
        await self.answer(self._start(), status=201)

    async def _start(self) -> dict[str, Any]:
        ready = await start_manager(self.settings["itool_start_timeout"])
        await self.fleet.look_again()
        return ready


class OneManager(Api):
    """One manager."""

    @web.authenticated
    @authorized
    async def delete(self, index: str) -> None:
        """Stop it."""
        await self.answer(self._stop(int(index)))

    async def _stop(self, index: int) -> dict[str, Any]:
        await self.fleet.stop(index)
        return {"index": index}


class Run(Api):
    """The commands of a manager."""

    @web.authenticated
    @authorized
    async def post(self, index: str) -> None:
        """Run the command ``name`` with the arguments ``args``."""
        name, args = self.field("name", str), self.field("args", dict, {})
        await self.answer(self._run(int(index), name, args))

    async def _run(self, index: int, name: str, args: dict[str, Any]) -> Any:
        result = await (await self.fleet.member(index)).run(name, args)
        try:
            json.dumps(result)
        except TypeError:
            raise NotSendable(
                f"the answer of {name!r} is not plain data.",
                hint="Fetch arrays with itool.manager.fetch in Python.",
            ) from None
        return result


class Load(Api):
    """Files of the Jupyter server."""

    @web.authenticated
    @authorized
    async def post(self, index: str) -> None:
        """Open the files at ``paths``, as the file browser has them."""
        paths = self.field("paths", list)
        await self.answer(self._load(int(index), paths))

    async def _load(self, index: int, paths: list[Any]) -> Any:
        on_disk = [await self._on_disk(str(path)) for path in paths]
        member = await self.fleet.member(index)
        return await member.run("data.load", {"paths": on_disk})

    async def _on_disk(self, path: str) -> str:
        """Return where the server's contents manager keeps the file at `path`."""
        root = getattr(self.contents_manager, "root_dir", None)
        if not root:
            raise UnreadableFile(
                f"{path!r} is not a file on the disk of this Jupyter server.",
                hint="Open it in a notebook and pass the array to show_in_manager.",
            )
        try:
            # Refuses what lies outside the folder that the server shows.
            found: Any = self.contents_manager.get(path, content=False)  # type: ignore[no-untyped-call]
            await ensure_async(found)
        except web.HTTPError as error:
            raise UnreadableFile(
                f"{path!r} cannot be opened: {error.log_message or error.reason}.",
                hint="Refresh the file browser to see what is there now.",
            ) from None
        return str(to_os_path(ApiPath(path), root))


API: list[tuple[str, type[APIHandler]]] = [
    (r"api/managers", Managers),
    (r"api/managers/(\d+)", OneManager),
    (r"api/managers/(\d+)/run", Run),
    (r"api/managers/(\d+)/load", Load),
]
