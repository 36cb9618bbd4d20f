"""Settings: what a user chose for good, in one file that all managers read."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from psygnal import Signal

from itool.errors import UnreadableFile
from itool.store.saving import save_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from itool.core.loop import Loop, Timer

PACE = 2.0
"""Seconds between two looks at the file."""


class Settings:
    """Sections of names and texts.

    Parameters
    ----------
    path : Path, optional
        The file (JSON); without it, changes last as long as the process.

    Attributes
    ----------
    changed : psygnal.Signal
        Emitted after a change.
    """

    changed = Signal()

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._sections: dict[str, dict[str, str]] = {}
        self._seen: tuple[int, ...] = ()
        self._timer: Timer | None = None

    def load(self) -> None:
        """Take over what the file says; without a file, nothing.

        Raises
        ------
        UnreadableFile
            If it is damaged; then nothing is taken over.
        """
        self._sections = self._read()
        self.changed.emit()

    def follow(self, loop: Loop) -> None:
        """Take over, within `PACE`, what other managers write from now on.

        A file that is damaged is passed over until it changes again.
        """
        self._timer = loop.after(PACE, partial(self.follow, loop))
        if self._state() == self._seen:
            return
        with suppress(UnreadableFile):
            sections = self._read()
            if sections != self._sections:
                self._sections = sections
                self.changed.emit()

    def close(self) -> None:
        """Follow the file no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def section(self, name: str) -> dict[str, str]:
        """Return a copy of what was chosen under `name`."""
        return dict(self._sections.get(name, {}))

    def change(self, name: str, changes: Mapping[str, str | None]) -> None:
        """Set, or with None forget, entries of a section, in the file and here.

        Raises
        ------
        UnreadableFile
            If the file is damaged or cannot be written; nothing is changed then.
        """
        # Another manager may have written meanwhile; what it chose stays.
        kept = self._read() if self._path is not None else self._sections
        section = {**kept.get(name, {}), **changes}
        chosen = {key: text for key, text in section.items() if text is not None}
        sections = {**kept, name: chosen}
        if self._path is not None:
            text = json.dumps(sections, indent=2, ensure_ascii=False)
            _make_folder(self._path.parent)
            save_bytes(f"{text}\n".encode(), self._path)
        self._sections = sections
        self.changed.emit()

    def _state(self) -> tuple[int, ...]:
        """Return what differs after the file was written; () while there is none."""
        try:
            found = self._path.stat() if self._path is not None else None
        except OSError:
            return ()
        return (found.st_ino, found.st_mtime_ns, found.st_size) if found else ()

    def _read(self) -> dict[str, dict[str, str]]:
        self._seen = self._state()
        if self._path is None or not self._path.exists():
            return {}
        try:
            found = json.loads(self._path.read_text("utf-8"))
            return {
                str(name): {str(key): str(text) for key, text in section.items()}
                for name, section in found.items()
            }
        except (OSError, ValueError, AttributeError) as error:
            raise UnreadableFile(
                f"the settings '{self._path}' cannot be read: {error}.",
                hint="Mend or remove the file.",
            ) from None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnreadableFile(
            f"the folder of settings '{folder}' cannot be made: {error.strerror}.",
            hint="Nothing was changed. May you write there?",
        ) from None
