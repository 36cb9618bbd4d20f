"""Live managers are listed, dead ones are not, and strangers cannot meddle."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from itool.errors import UnsafeRegistry
from itool.wire.places import runtime_dir
from itool.wire.registry import (
    ManagerRecord,
    Slot,
    list_managers,
    this_process,
)

MANAGER = """
import sys, time
from itool.wire.places import runtime_dir
from itool.wire.registry import ManagerRecord, Slot, this_process
import secrets
slot = Slot()
time.sleep(float(sys.argv[1]))
slot.publish(ManagerRecord(index=slot.index, id=secrets.token_hex(8), request_port=1,
    watch_port=2, server_key="", client_key="", **this_process()))
print(slot.index, flush=True)
sys.stdin.read()
slot.release()
"""


def record(slot: Slot, **changes: object) -> ManagerRecord:
    fields = {
        "index": slot.index,
        "id": "a",
        "request_port": 1,
        "watch_port": 2,
        "server_key": "",
        "client_key": "",
        "client_secret": "secret",
        **this_process(),
        **changes,
    }
    return ManagerRecord(**fields)


def start(delay: float = 0.0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", MANAGER, str(delay)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def index_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def end(process: subprocess.Popen[str]) -> None:
    with process:
        process.kill()


def test_no_manager_is_listed_where_none_was_started():
    assert list_managers() == []
    assert not runtime_dir().exists()


def test_a_published_manager_is_listed_until_it_is_released():
    slot = Slot()
    slot.publish(record(slot))

    listed = list_managers()
    slot.release()

    assert listed == [record(slot)]
    assert list_managers() == []


def test_a_manager_that_has_not_published_is_not_listed():
    slot = Slot()

    assert list_managers() == []
    slot.release()


def test_an_update_changes_what_is_told():
    slot = Slot()
    slot.publish(record(slot))

    slot.update(url="http://127.0.0.1:1/")

    assert list_managers()[0].url == "http://127.0.0.1:1/"
    slot.release()


def test_a_list_told_before_is_told_anew_when_a_manager_comes_changes_or_goes():
    slot = Slot()
    slot.publish(record(slot))
    told = []

    def tell() -> None:
        time.sleep(0.15)  # by now the folder's times tell of every later change
        told.append([(each.index, each.url) for each in list_managers()])

    tell()
    other = Slot()
    other.publish(record(other))
    tell()
    other.update(url="http://127.0.0.1:1/")
    tell()
    slot.release()
    tell()
    other.release()

    assert told == [
        [(0, None)],
        [(0, None), (1, None)],
        [(0, None), (1, "http://127.0.0.1:1/")],
        [(1, "http://127.0.0.1:1/")],
    ]
    assert list_managers() == []


def test_a_manager_that_is_killed_after_it_was_listed_is_listed_no_more():
    process = start()
    index_of(process)
    time.sleep(0.15)
    before = list_managers()

    end(process)

    assert [each.pid for each in before] == [process.pid]
    assert list_managers() == []


def test_a_record_that_cannot_be_written_leaves_the_one_before():
    slot = Slot()
    slot.publish(record(slot))
    draft = runtime_dir() / f"m0.tmp{os.getpid()}"
    draft.mkdir()

    with pytest.raises(OSError, match="m0"):
        slot.update(url="http://127.0.0.1:1/")

    assert list_managers() == [record(slot)]
    slot.release()


def test_slots_are_numbered_from_zero_and_the_lowest_free_one_is_taken():
    first, second, third = Slot(), Slot(), Slot()
    second.release()

    again = Slot()

    assert [first.index, third.index, again.index] == [0, 2, 1]
    for slot in (first, third, again):
        slot.release()


def test_the_files_are_for_the_owner_alone():
    slot = Slot()
    slot.publish(record(slot))

    modes = {path.stat().st_mode & 0o777 for path in runtime_dir().iterdir()}

    assert runtime_dir().stat().st_mode & 0o777 == 0o700
    assert modes == {0o600}
    slot.release()


def test_a_folder_that_others_can_write_is_refused():
    runtime_dir().mkdir(mode=0o700)
    runtime_dir().chmod(0o770)

    with pytest.raises(UnsafeRegistry, match="0770"):
        Slot()
    with pytest.raises(UnsafeRegistry, match="chmod 700"):
        list_managers()


@pytest.mark.parametrize("mode", [0o750, 0o720, 0o710, 0o705, 0o702, 0o701, 0o777])
def test_a_folder_that_is_open_to_others_in_any_way_is_refused(mode):
    runtime_dir().mkdir(mode=0o700)
    runtime_dir().chmod(mode)

    for look in (Slot, list_managers):
        with pytest.raises(UnsafeRegistry, match=f"{mode:04o}"):
            look()


def test_a_link_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "mine").mkdir(mode=0o700)
    runtime_dir().symlink_to(tmp_path / "mine")

    for look in (Slot, list_managers):
        with pytest.raises(UnsafeRegistry, match="a link"):
            look()

    assert list((tmp_path / "mine").iterdir()) == []
    runtime_dir().unlink()


def test_a_link_to_nowhere_and_a_file_are_refused(tmp_path):
    runtime_dir().symlink_to(tmp_path / "nowhere")
    for look in (Slot, list_managers):
        with pytest.raises(UnsafeRegistry, match="no folder"):
            look()

    runtime_dir().unlink()
    runtime_dir().write_bytes(b"")
    for look in (Slot, list_managers):
        with pytest.raises(UnsafeRegistry, match="no folder"):
            look()


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o660, 0o604, 0o602, 0o666])
def test_a_record_that_is_open_to_others_in_any_way_is_ignored(mode):
    slot = Slot()
    slot.publish(record(slot))
    (runtime_dir() / "m0.json").chmod(mode)

    assert list_managers() == []
    slot.release()


def test_a_link_in_place_of_a_record_is_ignored(tmp_path):
    slot = Slot()
    slot.publish(record(slot))
    (runtime_dir() / "m0.json").rename(tmp_path / "m0.json")
    (runtime_dir() / "m0.json").symlink_to(tmp_path / "m0.json")

    assert list_managers() == []
    slot.release()


def test_a_pipe_or_a_folder_in_place_of_a_record_blocks_nobody():
    slot = Slot()
    os.mkfifo(runtime_dir() / "m5.json", 0o600)
    (runtime_dir() / "m6.json").mkdir(mode=0o700)
    slot.publish(record(slot))

    assert [each.index for each in list_managers()] == [0]
    slot.release()


def test_a_link_where_a_draft_is_written_is_not_followed(tmp_path):
    slot = Slot()
    draft = runtime_dir() / f"m0.tmp{os.getpid()}"
    draft.symlink_to(tmp_path / "elsewhere")

    slot.publish(record(slot))

    assert not (tmp_path / "elsewhere").exists()
    assert [each.index for each in list_managers()] == [0]
    slot.release()


@pytest.mark.parametrize("name", ["claim.lock", "m0.lock"])
def test_a_link_in_place_of_a_lock_is_not_followed(tmp_path, name):
    runtime_dir().mkdir(mode=0o700)
    (runtime_dir() / name).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match=name):
        Slot()

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.skipif(not hasattr(os, "chown") or os.getuid(), reason="needs root")
def test_a_folder_of_another_user_is_refused():
    runtime_dir().mkdir(mode=0o700)
    os.chown(runtime_dir(), 65534, 65534)

    with pytest.raises(UnsafeRegistry, match="65534"):
        list_managers()


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"index": 0}', b"\xff" * 99])
def test_a_damaged_record_is_ignored(text):
    slot = Slot()
    slot.publish(record(slot))
    path = runtime_dir() / "m7.json"
    path.write_bytes(text)
    path.chmod(0o600)

    assert [each.index for each in list_managers()] == [0]
    slot.release()


def test_a_record_that_others_can_read_is_ignored():
    slot = Slot()
    slot.publish(record(slot))
    (runtime_dir() / "m0.json").chmod(0o644)

    assert list_managers() == []
    slot.release()


def test_a_record_whose_process_number_was_given_away_is_ignored():
    slot = Slot()
    slot.publish(record(slot, ticks=1))

    assert list_managers() == []
    slot.release()


def test_the_record_of_a_killed_manager_is_removed_by_the_next_reader():
    process = start()
    index = index_of(process)
    before = list_managers()
    end(process)

    assert [each.index for each in before] == [index] == [0]
    assert list_managers() == []
    assert not list(runtime_dir().glob("*.json"))


def test_a_secret_is_not_shown():
    slot = Slot()

    assert "secret" not in repr(record(slot))
    slot.release()


def test_managers_that_start_and_die_at_random_never_share_an_index():
    chance = random.Random(3)
    live: dict[int, subprocess.Popen[str]] = {}
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        newcomers = [start(chance.random() * 0.02) for _ in range(3)]
        doomed = start(5)
        for process in newcomers:
            index = index_of(process)
            assert index not in live
            live[index] = process
        end(doomed)

        assert [each.index for each in list_managers()] == sorted(live)
        assert {each.pid for each in list_managers()} == {p.pid for p in live.values()}

        for index in chance.sample(sorted(live), k=min(len(live), 2 + len(live) // 6)):
            process = live.pop(index)
            process.send_signal(signal.SIGKILL)
            with process:
                process.wait()
        assert [each.index for each in list_managers()] == sorted(live)
    for process in live.values():
        end(process)
    assert list_managers() == []
