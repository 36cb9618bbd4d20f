"""The two servers of the group "browser": ours, and a plain Bokeh server document."""

from __future__ import annotations

import signal
import sys
from typing import Any

import numpy as np

from benchmarks.arrays import cube

SHAPES = {"large": (600, 500, 400), "small": (200, 160, 120)}


def serve_pages(size: str) -> None:
    """Serve one viewer by the web face."""
    from itool.core.loop import AsyncLoop
    from itool.core.manager import Manager
    from itool.store.store import DataStore
    from itool.web.server import WebServer

    loop = AsyncLoop()
    manager = Manager(DataStore(), loop)
    manager.open(cube(SHAPES[size]))
    server = WebServer(manager)
    signal.signal(signal.SIGTERM, lambda *_: loop.stop())
    print(server.start(), flush=True)
    loop.run()
    server.stop()
    manager.dispose()


def serve_bokeh(size: str) -> None:
    """Serve the same panels by Bokeh's own server, with its best flow control.

    The browser acknowledges what it has painted; the newest move waits for that. A
    Bokeh server without it queues, and the picture is a second behind the hand.
    """
    from bokeh.server.server import Server

    data = cube(SHAPES[size])
    server = Server({"/": lambda doc: _document(doc, data.values)}, port=0)
    server.start()
    signal.signal(
        signal.SIGTERM,
        lambda *_: server.io_loop.add_callback_from_signal(server.io_loop.stop),
    )
    print(f"http://localhost:{server.port}/", flush=True)
    server.io_loop.start()


def _document(doc: Any, values: np.ndarray) -> None:
    from bokeh.events import MouseMove
    from bokeh.layouts import column, row
    from bokeh.models import ColumnDataSource, LinearColorMapper, Span
    from bokeh.plotting import figure

    low, high = float(values.min()), float(values.max())
    mapper = LinearColorMapper(palette="Magma256", low=low, high=high)
    nx, ny, ne = values.shape
    figures, sources, spans = {}, {}, {}
    for name, (w, h) in {"main": (ne, ny), "side": (nx, ny), "below": (ne, nx)}.items():
        plot = figure(
            width=400,
            height=300,
            x_range=(0, w),
            y_range=(0, h),
            name=name,
            active_drag=None,
        )
        sources[name] = ColumnDataSource({"image": [np.zeros((h, w), np.float32)]})
        plot.image(
            "image", x=0, y=0, dw=w, dh=h, source=sources[name], color_mapper=mapper
        )
        spans[name] = [
            Span(location=n / 2, dimension=d, line_color="gold")
            for n, d in ((w, "height"), (h, "width"))
        ]
        for span in spans[name]:
            plot.add_layout(span)
        figures[name] = plot
    for name, n in (("kx", nx), ("ky", ny), ("eV", ne)):
        plot = figure(
            width=400, height=200, x_range=(0, n), y_range=(low, high), name=name
        )
        sources[name] = ColumnDataSource(
            {"x": np.arange(n, dtype=np.float32), "y": np.zeros(n, np.float32)}
        )
        plot.line("x", "y", source=sources[name])
        figures[name] = plot
    cursor = ColumnDataSource({"sx": [0.0], "sy": [0.0]}, name="cursor")
    ack = ColumnDataSource({"n": [0]}, name="ack")
    state: dict[str, Any] = {"next": None, "busy": False}

    def push() -> None:
        event, state["next"] = state["next"], None
        e, y = (int(np.clip(v, 0, n - 1)) for v, n in ((event.x, ne), (event.y, ny)))
        x = int((e + y) / (ne + ny) * (nx - 1))
        images = {"main": values[x], "side": values[:, :, e].T, "below": values[:, y]}
        curves = {"kx": values[:, y, e], "ky": values[x, :, e], "eV": values[x, y]}
        places = {"main": (e, y), "side": (x, y), "below": (e, x)}
        for name, image in images.items():
            sources[name].data = {"image": [np.ascontiguousarray(image)]}
            for span, place in zip(spans[name], places[name], strict=True):
                span.location = place
        for name, curve in curves.items():
            sources[name].data = {
                "x": sources[name].data["x"],
                "y": np.ascontiguousarray(curve),
            }
        cursor.data = {"sx": [event.sx], "sy": [event.sy]}

    def moved(event: Any) -> None:
        if event.x is None:
            return
        state["next"] = event
        if not state["busy"]:
            state["busy"] = True
            push()

    def acknowledged(attr: str, old: Any, new: Any) -> None:
        state["busy"] = state["next"] is not None
        if state["busy"]:
            push()

    ack.on_change("data", acknowledged)
    figures["main"].on_event(MouseMove, moved)
    rows = (("main", "side"), ("below", "kx"), ("ky", "eV"))
    doc.add_root(column(*(row(*(figures[n] for n in names)) for names in rows)))
    doc.add_root(cursor)
    doc.add_root(ack)


if __name__ == "__main__":
    {"itool": serve_pages, "bokeh": serve_bokeh}[sys.argv[1]](sys.argv[2])
