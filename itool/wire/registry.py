"""The live managers of this user and machine: a locked slot and a record each."""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import msgspec

from itool.errors import ItoolError, UnsafeRegistry
from itool.wire.places import LOOPBACK, runtime_dir
from itool.wire.processes import boot_id, host_name, is_alive, start_ticks, user_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | os.O_CLOEXEC
"""A link is not followed, and a pipe blocks nobody."""

MOST_MANAGERS = 4096
_PATIENCE = 10.0
_LARGEST_RECORD = 64 * 1024
_SETTLED = 100_000_000
"""Nanoseconds after which a change of a folder shows in its times; a tick is 4 ms."""
_RECORD = re.compile(r"m(\d{1,4})\.json")
_LEFTOVER = re.compile(r"m\d{1,4}\.tmp(\d{1,9})")


class ManagerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What a client must know to find and trust one manager.

    Attributes
    ----------
    index : int
        Number of the slot: 0, 1, 2...; taken again after the manager has ended.
    id : str
        Name of this very manager; never used again.
    pid, ticks : int
        The process, and when it started.
    host, boot_id : str
        The machine, and its present start.
    request_port, watch_port : int
        Where requests and events go.
    server_key : str
        Public CURVE key of the manager.
    client_key, client_secret : str
        Key pair that admits a client.
    started : str
        ISO 8601, seconds, local time.
    version : str
        Version of itool.
    workspace_path : str or None
        File that the manager keeps its work in.
    url : str or None
        Page of the web front end, if it has one.
    address : str
        IP address of the interface that the ports are on.
    """

    index: int
    id: str
    pid: int
    ticks: int
    host: str
    boot_id: str
    request_port: int
    watch_port: int
    server_key: str
    client_key: str
    client_secret: str = msgspec.field(default="")
    started: str = ""
    version: str = ""
    workspace_path: str | None = None
    url: str | None = None
    address: str = LOOPBACK

    @property
    def interface(self) -> str:
        """The interface as a user would name it."""
        return "localhost" if self.address == LOOPBACK else self.address

    def __repr__(self) -> str:
        # The secret must not reach a log.
        return f"ManagerRecord(index={self.index}, id={self.id!r}, pid={self.pid})"


def list_managers() -> list[ManagerRecord]:
    """Return the records of the live managers by index; dead ones are removed.

    Raises
    ------
    UnsafeRegistry
        If the folder belongs to another user or others can read or write it.
    """
    folder = runtime_dir()
    began = time.time_ns()
    try:
        status = _check_folder(folder)
    except FileNotFoundError:
        return []
    state = _state_of(folder, status)
    known = _seen.get(state)
    if known is not None:
        return known
    records = {
        name: _read(folder / name) if name.endswith(".json") else None
        for name in os.listdir(folder)
    }
    live = {n: r for n, r in records.items() if r is not None and _is_live(folder, r)}
    if any(_is_sweepable(name) for name in records.keys() - live.keys()):
        _sweep(folder)
    found = sorted(live.values(), key=lambda record: record.index)
    # A second change within one tick of the file system's clock would not show.
    if began - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED:
        _seen.keep(state, found)
    return found


def is_as_told() -> bool:
    """Return whether no manager has come, changed or gone in order since the last list.

    One that was killed may still be in the list. Costs a tenth of `list_managers`.
    """
    return _seen.is_fresh(runtime_dir())


class _Seen:
    """The list as it was told last: it is asked for before every single call.

    Managers come and go by a change of the folder; one that is killed leaves no trace
    there, so the processes are looked at every time.
    """

    def __init__(self) -> None:
        self._kept: tuple[object, tuple[ManagerRecord, ...]] = None, ()

    def keep(self, state: object, live: list[ManagerRecord]) -> None:
        self._kept = state, tuple(live)

    def is_fresh(self, folder: Path) -> bool:
        try:
            status = os.lstat(folder)
        except OSError:
            return False
        return self._kept[0] == _state_of(folder, status)

    def get(self, state: object) -> list[ManagerRecord] | None:
        before, live = self._kept
        if before != state:
            return None
        if not all(is_alive(record.pid, record.ticks) for record in live):
            return None
        return list(live)


_seen = _Seen()


def _state_of(folder: Path, status: os.stat_result) -> object:
    return folder, status.st_ino, status.st_mtime_ns, status.st_ctime_ns


class Slot:
    """One index of the registry, held until `release` or the end of the process.

    Raises
    ------
    UnsafeRegistry
        If the folder of the registry cannot be trusted.
    """

    def __init__(self) -> None:
        self._folder = runtime_dir()
        _make_folder(self._folder)
        with _claiming(self._folder, patience=_PATIENCE) as is_ours:
            if not is_ours:
                raise ItoolError(
                    f"another process has kept {str(self._folder / 'claim.lock')!r} "
                    f"locked for {_PATIENCE:.0f} s.",
                    hint="Look for a stopped itool-manager process and end it.",
                )
            self.index, self._lock = _lowest_free(self._folder)
        self.record: ManagerRecord | None = None
        self._pid = os.getpid()
        # A forked child must not keep the slot of a parent that has ended.
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._close_lock)

    def publish(self, record: ManagerRecord) -> None:
        """Write `record` for clients to see; a later one replaces it."""
        target = self._folder / f"m{self.index}.json"
        draft = target.with_suffix(f".tmp{os.getpid()}")
        draft.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with open(os.open(draft, flags, 0o600), "wb") as file:
            file.write(msgspec.json.encode(record))
        draft.replace(target)
        self.record = record

    def update(
        self, *, url: str | None = None, workspace_path: str | None = None
    ) -> None:
        """Change what is told about the manager; None leaves a field as it is."""
        if self.record is None:
            raise RuntimeError("nothing is published yet")
        fields = {"url": url, "workspace_path": workspace_path}
        changed = {name: value for name, value in fields.items() if value is not None}
        self.publish(msgspec.structs.replace(self.record, **changed))

    def release(self) -> None:
        """Remove the record, then let go of the slot. Harmless when repeated."""
        if self._lock is None or os.getpid() != self._pid:
            return
        (self._folder / f"m{self.index}.json").unlink(missing_ok=True)
        self.record = None
        self._close_lock()

    def _close_lock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def this_process() -> dict[str, Any]:
    """Return the fields of a record that name this process and machine."""
    ticks = start_ticks(os.getpid())
    return {
        "pid": os.getpid(),
        "ticks": ticks or 0,
        "host": host_name(),
        "boot_id": boot_id(),
    }


def _make_folder(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    _check_folder(folder)


def _check_folder(folder: Path) -> os.stat_result:
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise UnsafeRegistry(
            f"the registry of live managers {str(folder)!r} is no folder, or a link to "
            "one.",
            hint="Remove it, or name another folder in ITOOL_RUNTIME_DIR.",
        )
    if not hasattr(os, "getuid"):
        return status
    mode = stat.S_IMODE(status.st_mode)
    if status.st_uid == user_id() and not mode & 0o077:
        return status
    owner = "you" if status.st_uid == user_id() else f"user {status.st_uid}"
    raise UnsafeRegistry(
        f"the registry of live managers {str(folder)!r} belongs to {owner} and has "
        f"mode {mode:04o}; it must be yours alone.",
        hint=f"Run `chmod 700 {folder}`, or name another folder in ITOOL_RUNTIME_DIR.",
    )


@contextmanager
def _claiming(folder: Path, *, patience: float = 0.0) -> Iterator[bool]:
    """Let one process at a time take slots or remove dead records.

    Yields whether this process is the one, after waiting for up to `patience` seconds.
    """
    lock = os.open(folder / "claim.lock", os.O_RDWR | os.O_CREAT | _PLAIN, 0o600)
    deadline = time.monotonic() + patience
    try:
        while not (is_ours := _lock(lock)) and time.monotonic() < deadline:
            time.sleep(0.002)
        yield is_ours
    finally:
        os.close(lock)


def _lowest_free(folder: Path) -> tuple[int, int | None]:
    for index in range(MOST_MANAGERS):
        flags = os.O_RDWR | os.O_CREAT | _PLAIN
        lock = os.open(folder / f"m{index}.lock", flags, 0o600)
        if _lock(lock):
            return index, lock
        os.close(lock)
    raise ItoolError(f"{MOST_MANAGERS} managers are live; there is no free index.")


def _lock(descriptor: int) -> bool:
    from filelock import lock_descriptor

    return lock_descriptor(descriptor, blocking=False)


def _is_sweepable(name: str) -> bool:
    return bool(_RECORD.fullmatch(name) or _LEFTOVER.fullmatch(name))


def _read(path: Path) -> ManagerRecord | None:
    match = _RECORD.fullmatch(path.name)
    if match is None:
        return None
    try:
        record = msgspec.json.decode(_own_text(path), type=ManagerRecord)
    except (OSError, msgspec.MsgspecError):
        return None
    return record if record.index == int(match[1]) else None


def _own_text(path: Path) -> bytes:
    """Return what a file of this user's alone holds."""
    descriptor = os.open(path, os.O_RDONLY | _PLAIN)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != user_id():
            raise PermissionError(f"{path} is no file of this user.")
        if stat.S_IMODE(status.st_mode) & 0o077:
            raise PermissionError(f"{path} is open to others.")
        return os.read(descriptor, _LARGEST_RECORD)
    finally:
        os.close(descriptor)


def _is_live(folder: Path, record: ManagerRecord) -> bool:
    """Return whether the process of `record` runs and still holds its slot.

    Both are needed: a busy lock may be the sweeper's or the next owner's, and a process
    may let go of its slot and live on.
    """
    if not is_alive(record.pid, record.ticks) or record.boot_id != boot_id():
        return False
    try:
        lock = os.open(folder / f"m{record.index}.lock", os.O_RDWR | _PLAIN)
    except OSError:
        return False
    try:
        return not _lock(lock)
    finally:
        os.close(lock)


def _sweep(folder: Path) -> None:
    """Remove the records and drafts of managers that were killed."""
    with _claiming(folder) as is_ours:
        for name in os.listdir(folder) if is_ours else ():
            with suppress(OSError):  # what is no file stays, and is ignored
                if match := _RECORD.fullmatch(name):
                    _remove_dead(folder, int(match[1]))
                match = _LEFTOVER.fullmatch(name)
                if match and start_ticks(int(match[1])) is None:
                    (folder / name).unlink(missing_ok=True)


def _remove_dead(folder: Path, index: int) -> None:
    """Remove the record of a slot that nobody holds.

    The slot is held meanwhile: its next owner might otherwise publish between the look
    and the removal.
    """
    flags = os.O_RDWR | os.O_CREAT | _PLAIN
    lock = os.open(folder / f"m{index}.lock", flags, 0o600)
    try:
        if _lock(lock):
            (folder / f"m{index}.json").unlink(missing_ok=True)
    finally:
        os.close(lock)
