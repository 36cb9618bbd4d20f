"""Pages and files: the web front end of any manager, behind Jupyter's own login."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from itool.errors import ItoolError
from itool.web import assets


class Guarded(JupyterHandler):
    """A handler of ours: known users only, and a policy of our own."""

    auth_resource = "itool"

    def prepare(self, *args: Any, **kwargs: Any) -> Any:
        """Make a nonce, then let Jupyter find out who asks."""
        self.nonce = assets.nonce()
        for name, value in assets.headers(self.nonce).items():
            # Who may frame a page is Jupyter's to say; its policy does.
            if name != "X-Frame-Options":
                self.set_header(name, value)
        self.set_header("Content-Security-Policy", self._joined_policy())
        return super().prepare(*args, **kwargs)

    def _joined_policy(self) -> str:
        """Return our policy, with what Jupyter's says about frames and reports."""
        theirs = [rule.strip() for rule in self.content_security_policy.split(";")]
        kept = [r for r in theirs if r.startswith(("frame-ancestors", "report-"))]
        ours = [rule.strip() for rule in assets.policy(self.nonce).split(";")]
        if any(rule.startswith("frame-ancestors") for rule in kept):
            ours = [rule for rule in ours if not rule.startswith("frame-ancestors")]
        return "; ".join([*ours, *kept])

    def page(self, name: assets.Page, root: str) -> None:
        """Send a page, or say what is missing to send it."""
        self.set_header("Cache-Control", "no-store")
        try:
            self.finish(assets.page(name, self.nonce, root))
        except ItoolError as error:
            raise web.HTTPError(500, str(error)) from error


class ListPage(Guarded):
    """The list of a manager's viewers."""

    @web.authenticated
    @authorized
    async def get(self, index: str) -> None:
        """Send the page."""
        self.page("manager", root="")


class ViewPage(Guarded):
    """One viewer."""

    @web.authenticated
    @authorized
    async def get(self, index: str, viewer: str) -> None:
        """Send the page, which finds its viewer by its own address."""
        self.page("view", root="../")


class AssetFile(Guarded):
    """A script or style sheet of the pages, BokehJS among them."""

    @web.authenticated
    @authorized
    async def get(self, index: str, version: str, path: str) -> None:
        """Send the file; a browser may keep it for ever."""
        accepted = self.request.headers.get("Accept-Encoding", "")
        found = assets.asset(path, accepted)
        if found is None:
            raise web.HTTPError(404)
        for name, value in found.headers.items():
            self.set_header(name, value)
        is_current = version == assets.asset_version()
        keep = "private, max-age=31536000, immutable" if is_current else "no-store"
        self.set_header("Cache-Control", keep)
        self.finish(found.content)


PAGES: list[tuple[str, type[JupyterHandler]]] = [
    (r"manager/(\d+)/", ListPage),
    (r"manager/(\d+)/view/([^/]+)", ViewPage),
    (r"manager/(\d+)/static/([0-9a-f]+)/(.+)", AssetFile),
]
