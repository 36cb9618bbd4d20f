"""What a manager is started with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itool.app.display import can_open_windows, require_windows
from itool.errors import BadArguments

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `itool-manager`, see its ``--help``."""

    paths: tuple[str, ...] = ()
    loader: str | None = None
    qt: bool = False
    web: bool = False
    headless: bool = False
    port: int | None = None
    web_port: int = 0
    browser: bool = True
    demo: bool = False
    workspace: Path | None = None
    as_json: bool = False
    trusted: tuple[str, ...] = ()

    def decided(self) -> Options:
        """Return these options with the front ends chosen and checked.

        Raises
        ------
        BadArguments
            If the front ends asked for exclude each other.
        NoDisplay, MissingExtra
            If native windows were asked for and cannot be opened.
        """
        if self.headless and (self.qt or self.web):
            raise BadArguments(
                "--headless shows nothing, so it excludes --qt and --web.",
                hint="Leave out --headless; clients can talk to any manager.",
            )
        if self.qt:
            require_windows()
        if self.qt or self.web or self.headless:
            return self
        if can_open_windows():
            return replace(self, qt=True)
        return replace(self, web=True)
