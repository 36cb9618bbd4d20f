"""Another user of this machine gets nothing: no keys, no answers, no memory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from itool.errors import UnsafeRegistry, WireError
from itool.wire.memory import Probe, map_sealed
from itool.wire.registry import list_managers

NOBODY = 65534

pytestmark = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root"
)

STRANGER = """
import json, os, sys
given = json.loads(sys.argv[1])
os.environ["ITOOL_RUNTIME_DIR"] = given["folder"]
import msgspec, numpy, zmq
import itool.client.aio, itool.client.targets, itool.manager as itm
from itool.client.connection import make_socket, make_watch_socket
from itool.wire.keys import new_key_pair
from itool.wire.messages import Hello, Ping, pack
from itool.wire.registry import ManagerRecord, Slot, list_managers

os.setgroups([]), os.setgid(65534), os.setuid(65534)
os.chdir("/")
folder, pid = given["folder"], given["pid"]
said = {}

def attempt(name, deed):
    try:
        said[name] = repr(deed())
    except (PermissionError, itm.ImageToolManagerNotFoundError) as error:
        said[name] = "refused"

attempt("list the folder", lambda: os.listdir(folder))
attempt("read the record", lambda: open(folder + "/m0.json").read())
attempt("write the record", lambda: open(folder + "/m0.json", "r+"))
attempt("take the lock", lambda: open(folder + "/m0.lock", "r+"))
attempt("plant a record", lambda: open(folder + "/m1.json", "w"))
attempt("remove the record", lambda: os.unlink(folder + "/m0.json"))
attempt("list managers", list_managers)
attempt("print managers", lambda: repr(itm.managers))
attempt("take a slot", Slot)
attempt("show", lambda: itm.show_in_manager(numpy.ones(3)))
for descriptor in given["descriptors"]:
    attempt(f"open {descriptor}", lambda: os.open(f"/proc/{pid}/fd/{descriptor}", 0))
attempt("list descriptors", lambda: os.listdir(f"/proc/{pid}/fd"))
attempt("read memory", lambda: open(f"/proc/{pid}/mem", "rb"))
attempt("read the environment", lambda: open(f"/proc/{pid}/environ", "rb").read())

context, sockets = zmq.Context(), {}
own = new_key_pair()
servers = {"the server's key": given["server_key"], "own keys": own.public}
for name, server_key in servers.items():
    record = ManagerRecord(
        index=0, id="a", pid=pid, ticks=0, host="", boot_id="",
        request_port=given["ports"][0], watch_port=given["ports"][1],
        server_key=server_key, client_key=own.public, client_secret=own.secret)
    sockets["ask with " + name] = make_socket(context, record)
    sockets["watch with " + name] = make_watch_socket(context, record)
    swapped = msgspec.structs.replace(record, request_port=given["ports"][1])
    sockets["ask the other port with " + name] = make_socket(context, swapped)
for kind in ("DEALER", "REQ", "SUB", "XSUB", "PULL"):
    for port in given["ports"]:
        plain = sockets[f"{kind} {port}"] = context.socket(getattr(zmq, kind))
        plain.linger = 0
        plain.connect(f"tcp://127.0.0.1:{port}")
        if kind == "SUB":
            plain.subscribe(b"")
for socket in sockets.values():
    for message in (Hello(1, "0", 1, -1, b""), Ping("let me in")):
        try:
            socket.send(pack(message), zmq.DONTWAIT)
        except zmq.ZMQError:
            break
print("ready", flush=True)
sys.stdin.readline()  # an event happens meanwhile
for _ in range(15):
    for name, socket in sockets.items():
        if socket.poll(5):
            said[name] = repr(socket.recv_multipart())
        else:
            said.setdefault(name, "refused")
context.destroy(linger=0)
print(json.dumps(said))
"""


@pytest.fixture
def runtime_dir(monkeypatch):
    """Keep the registry where others could come if its own mode let them."""
    parent = Path(tempfile.mkdtemp())
    parent.chmod(0o755)
    monkeypatch.setenv("ITOOL_RUNTIME_DIR", str(parent / "itool"))
    yield parent / "itool"
    shutil.rmtree(parent)


def test_another_user_gets_nothing(running, manager, runtime_dir):
    probe = Probe()
    manager.call("data.show", data=np.ones((600, 600)))
    record = running.record
    given = {
        "folder": str(runtime_dir),
        "pid": os.getpid(),
        "descriptors": [probe.descriptor],
        "server_key": record.server_key,
        "ports": [record.request_port, record.watch_port],
    }
    command = [sys.executable, "-c", STRANGER, json.dumps(given)]

    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as stranger:
        assert stranger.stdout.readline() == "ready\n"
        manager.call("data.show", data=np.ones((3, 3)))
        said = json.loads(stranger.communicate("\n", timeout=60)[0])

    assert {name: text for name, text in said.items() if text != "refused"} == {}
    assert len(said) > 25
    assert len(manager.call("viewers.list")) == 2
    assert [each.id for each in list_managers()] == [record.id]
    probe.close()


OFFERS_MEMORY = """
import fcntl, os, sys
from itool.wire.memory import seal
os.setgid(65534), os.setuid(65534)
print(seal([b"abc"])[0], flush=True)
sys.stdin.readline()
"""


def test_memory_of_another_user_is_not_read():
    with subprocess.Popen(
        [sys.executable, "-c", OFFERS_MEMORY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as stranger:
        descriptor = int(stranger.stdout.readline())

        with pytest.raises(WireError, match="of this user"):
            map_sealed(stranger.pid, descriptor)
        stranger.communicate("\n", timeout=60)


def test_a_folder_that_another_user_made_first_is_refused(runtime_dir):
    runtime_dir.mkdir(mode=0o777)
    os.chown(runtime_dir, NOBODY, NOBODY)

    with pytest.raises(UnsafeRegistry, match=str(NOBODY)):
        list_managers()


def test_a_record_that_another_user_made_is_not_believed(running, runtime_dir):
    record = runtime_dir / "m0.json"
    os.chown(record, NOBODY, NOBODY)

    assert list_managers() == []
