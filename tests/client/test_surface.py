"""The names and parameters that code written for this API relies on."""

from __future__ import annotations

import inspect
import threading

import numpy as np
import pytest

import itool.manager
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
    "replace_data": "(index, data, *, target=None)",
    "set_default_manager": "(index)",
    "show_in_manager": "(data, target=None, **kwargs)",
    "use_manager": "(index)",
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
    "ImageToolManagerRegistry": "()",
    "ImageToolManagerRegistry.items": "(self)",
    "ImageToolManagerRegistry.keys": "(self)",
    "ImageToolManagerRegistry.values": "(self)",
    "AsyncManager.events": "(self)",
    "AsyncManager.fetch": "(self, index)",
    "AsyncManager.load": "(self, paths, loader_name=None, **load_kwargs)",
    "AsyncManager.replace": "(self, index, data)",
    "AsyncManager.run": "(self, command, /, **args)",
    "AsyncManager.show": "(self, data, **kwargs)",
    "ViewerHandle.bin": "(self, bins=None, /, cursor='', **dims)",
    "ViewerHandle.change": "(self, **fields)",
    "ViewerHandle.color": "(self, cmap='', *, gamma=None, reverse=None, vmin=None, "
    "vmax=None, lock=None, part=None)",
    "ViewerHandle.fetch": "(self)",
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


def test_what_is_public_is_documented_with_an_example():
    functions = [getattr(itool.manager, name) for name in itool.manager.__all__]
    for function in filter(inspect.isfunction, functions):
        assert ">>>" in (inspect.getdoc(function) or ""), function


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
