"""The names and parameters that code written for this API relies on."""

from __future__ import annotations

import dataclasses
import inspect
import threading

import numpy as np
import pytest

import itool.manager
from itool.app.options import Options
from itool.errors import ItoolError
from tests.server.hosting import host

SIGNATURES = {
    "clear_default_manager": "()",
    "fetch": "(index, *, target=None)",
    "get_default_manager": "(*, validate=True)",
    "get_log_file_path": "()",
    "is_running": "(target=None)",
    "load_in_manager": "(paths, loader_name=None, *, target=None, **load_kwargs)",
    "main": "(execute=True)",
    "manager_selection_info": "()",
    "maybe_push": "(*, shell=None, namespace=None)",
    "replace_data": "(index, data, *, target=None)",
    "set_default_manager": "(index)",
    "show_in_manager": "(data, target=None, **kwargs)",
    "shutdown": "(*, shell=None, namespace=None, remove=False)",
    "use_manager": "(index)",
    "watch": "(*varnames, shell=None, namespace=None, stop=False, remove=False, "
    "stop_all=False, restore=False, target=None, source_label=None, "
    "poll_interval_s=0.25)",
    "watch_info": "(*, target=None)",
    "watched_variables": "(*, shell=None, namespace=None)",
    "ImageToolManagerHandle": "(*, index, pid, host, port, watch_port, started, "
    "version, workspace_path=None, is_default=False)",
    "ImageToolManagerHandle.events": "(self, *, timeout=None)",
    "ImageToolManagerHandle.fetch": "(self, index)",
    "ImageToolManagerHandle.load": "(self, paths, loader_name=None, **load_kwargs)",
    "ImageToolManagerHandle.log": "(self, lines=100)",
    "ImageToolManagerHandle.replace": "(self, index, data)",
    "ImageToolManagerHandle.run": "(self, command, /, **args)",
    "ImageToolManagerHandle.show": "(self, data, **kwargs)",
    "ImageToolManagerHandle.use": "(self)",
    "ImageToolManagerHandle.watch": "(self, *varnames, **kwargs)",
    "ImageToolManagerHandle.watch_info": "(self)",
    "ImageToolManagerRegistry": "()",
    "ImageToolManagerRegistry.items": "(self)",
    "ImageToolManagerRegistry.keys": "(self)",
    "ImageToolManagerRegistry.values": "(self)",
    "AsyncManager.events": "(self, *, timeout=None)",
    "AsyncManager.fetch": "(self, index)",
    "AsyncManager.load": "(self, paths, loader_name=None, **load_kwargs)",
    "AsyncManager.replace": "(self, index, data)",
    "AsyncManager.run": "(self, command, /, **args)",
    "AsyncManager.show": "(self, data, **kwargs)",
    "ViewerHandle.add_filter": "(self, kind, /, **parameters)",
    "ViewerHandle.apply": (
        "(self, kind, /, place='replace', *, filtered=True, **parameters)"
    ),
    "ViewerHandle.code": "(self, variable='', *, plot=True)",
    "ViewerHandle.bin": "(self, bins=None, /, cursor='', **dims)",
    "ViewerHandle.change": "(self, **fields)",
    "ViewerHandle.color": "(self, cmap='', *, gamma=None, reverse=None, vmin=None, "
    "vmax=None, lock=None, part=None, norm=None, center=None, linear_width=None, "
    "percentiles=None, fits_view=None)",
    "ViewerHandle.fetch": "(self, filtered=False)",
    "ViewerHandle.link": "(self, *others, colors=True)",
    "ViewerHandle.move": "(self, point=None, /, cursor='', **dims)",
    "ViewerHandle.replace": "(self, data)",
    "ViewerHandle.snapshot": "(self, *, width=1200, height=900, theme='light', "
    "scale=1.0)",
    "Viewers.link": "(self, *viewers, colors=True)",
    "Viewers.remove": "(self, *viewers)",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_name_has_its_parameters(name):
    found = itool.manager
    for part in name.split("."):
        found = getattr(found, part)

    bare = inspect.Signature(
        [
            parameter.replace(annotation=inspect.Parameter.empty)
            for parameter in inspect.signature(found).parameters.values()
        ]
    )
    assert str(bare) == SIGNATURES[name]


def test_nothing_public_is_left_out():
    functions = {
        name
        for name in itool.manager.__all__
        if inspect.isfunction(getattr(itool.manager, name))
    }

    assert functions == {name for name in SIGNATURES if name.islower()}
    assert isinstance(itool.manager.managers, itool.manager.ImageToolManagerRegistry)


@pytest.mark.parametrize("name", ["endpoint", "is_default", "viewers", "aio", "errors"])
def test_a_handle_has_what_code_reads_from_it(name):
    handle = itool.manager.ImageToolManagerHandle
    fields = {field.name for field in dataclasses.fields(handle)}

    assert name in fields or isinstance(getattr(handle, name), property)


@pytest.mark.parametrize(
    ("name", "variable", "text", "usual", "value"),
    [
        ("HOST_IP", "ITOOL_MANAGER_HOST", "127.0.0.2", "localhost", "127.0.0.2"),
        ("PORT", "ITOOL_MANAGER_PORT", "4711", 45555, 4711),
        ("PORT_WATCH", "ITOOL_MANAGER_PORT_WATCH", "4712", 45556, 4712),
    ],
)
def test_the_constants_say_where_managers_would_listen(
    monkeypatch, name, variable, text, usual, value
):
    monkeypatch.delenv(variable, raising=False)
    assert getattr(itool.manager, name) == usual

    monkeypatch.setenv(variable, text)
    assert getattr(itool.manager, name) == value


def test_a_manager_that_a_program_starts_leaves_its_arguments_alone(monkeypatch):
    started = []
    monkeypatch.setattr("itool.app.process.run_manager", started.append)
    monkeypatch.setattr("sys.argv", ["host", "--no-such-option", "file.nc"])

    itool.manager.main()
    itool.manager.main(execute=False)

    assert started == [Options()]


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="NONSENSE"):
        _ = itool.manager.NONSENSE


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("ImageToolManagerNotFoundError", RuntimeError),
        ("ImageToolManagerAmbiguousError", RuntimeError),
        ("ImageToolManagerTimeoutError", TimeoutError),
    ],
)
def test_the_errors_are_also_pythons_own(name, base):
    error = getattr(itool.manager, name)

    assert issubclass(error, base)
    assert issubclass(error, ItoolError)


def test_a_thread_that_has_ended_leaves_no_connection(runtime_dir):
    with host(port=0, watch_port=0):
        worker = threading.Thread(
            target=itool.manager.show_in_manager, args=[np.ones((2, 2))]
        )
        worker.start()
        worker.join()

        assert itool.manager.fetch(0).shape == (2, 2)
