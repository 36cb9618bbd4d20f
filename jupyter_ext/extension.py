"""Extension: what a Jupyter server loads."""

from __future__ import annotations

from jupyter_server.extension.application import ExtensionApp
from traitlets import Float

from jupyter_ext.api import API
from jupyter_ext.fleet import Fleet
from jupyter_ext.pages import PAGES
from jupyter_ext.relay import STREAMS


class Extension(ExtensionApp):
    """Shows the live ImageTool managers of the server's user in JupyterLab."""

    name = "itool"
    start_timeout = Float(
        30.0, help="Seconds that a new manager gets until it is ready."
    ).tag(config=True)

    def initialize_settings(self) -> None:
        """Put the list of managers where the handlers find it."""
        self.settings["itool_fleet"] = Fleet()
        self.settings["itool_start_timeout"] = self.start_timeout

    def initialize_handlers(self) -> None:
        """Add our URLs below ``itool/``; the base URL is put before them."""
        routes = [*API, *PAGES, *STREAMS]
        self.handlers.extend((rf"/itool/{path}", handler) for path, handler in routes)

    async def stop_extension(self) -> None:
        """Let go of every manager. They go on: the server only looked at them."""
        await self.settings["itool_fleet"].close()
