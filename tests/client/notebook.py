"""What tests of watching do in a notebook, which is a dict here."""

from __future__ import annotations

import numpy as np
import xarray as xr

import itool.manager as itm
from itool.client.watch import watchers


def cut(**attrs):
    return xr.DataArray(
        np.arange(24.0).reshape(4, 6),
        dims=("y", "x"),
        coords={"y": np.arange(4.0), "x": np.arange(6.0)},
        attrs=attrs,
        name="cut",
    )


def watch(notebook, *names, **options):
    options.setdefault("poll_interval_s", 100)
    return itm.watch(*names, namespace=notebook, **options)


def push(notebook):
    itm.maybe_push(namespace=notebook)


def viewers(running):
    return running.do(lambda: [v.state.title for v in running.manager.viewers])


def end_abruptly():
    """End as a kernel does that is killed: without a word."""
    for watcher in list(watchers._watchers.values()):
        watcher.leave(0.0)
    watchers._watchers.clear()


def block_inbound(notebook):
    """Keep what would be assigned, as while a long cell runs."""
    waiting = []
    watcher = next(w for w in watchers._watchers.values())
    watcher.namespace.do = waiting.append
    return waiting


def sizes_of_pushes(running):
    sizes = []
    rows = running.manager.watched
    patch = rows.patch

    def counted(uid, base, order, blocks):
        sizes.extend(block.nbytes for block in blocks.values())
        return patch(uid, base, order, blocks)

    rows.patch = counted
    return sizes
