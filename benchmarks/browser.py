"""Dragging a cursor in a page, beside a Bokeh server document that does the same.

Moves are synthetic pointer events, one per frame of the display. Latency runs from the
event to the first task after the frame in which everything it changed was drawn.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psutil

from benchmarks.chrome import Chrome, find_chromium
from benchmarks.report import Row

if TYPE_CHECKING:
    from collections.abc import Iterator


def measure(quick: bool) -> list[Row]:
    """Return the figures of this group."""
    chromium = find_chromium()
    if chromium is None:
        print("no Chromium: the group 'browser' is left out")
        return []
    seconds = 1.5 if quick else 5.0
    size = "small" if quick else "large"
    runs = [
        ("page, 3 images", *_page(chromium, size, _ALL_DIMS, seconds)),
        ("page, crosshair (2 images)", *_page(chromium, size, _CROSSHAIR, seconds)),
        ("Bokeh server, 3 images", *_bokeh(chromium, size, seconds)),
    ]
    rows: list[Row] = []
    for name, stats, ms in runs:
        rows += _rows(name, stats, ms)
    ours, theirs = (s["painted"] / ms for _, s, ms in (runs[0], runs[2]))
    ratio = ours / max(theirs, 1e-9)
    return [*rows, Row("browser", "page / Bokeh server", ratio, "x", ">= 4")]


def _rows(name: str, stats: dict[str, Any], ms: float) -> list[Row]:
    is_ours = name.startswith("page")
    painted = max(1, stats["painted"])
    lat = sorted(stats["lat"]) or [float("nan")]
    rate = stats["painted"] / ms * 1e3
    return [
        Row("browser", f"{name}: updates", rate, "1/s", ">= 55" if is_ours else ""),
        Row("browser", f"{name}: move to paint p50", lat[len(lat) // 2], "ms"),
        Row(
            "browser",
            f"{name}: move to paint p95",
            lat[int(len(lat) * 0.95)],
            "ms",
            "<= 33" if is_ours else "",
        ),
        Row(
            "browser",
            f"{name}: CPU of the server",
            stats["server"] / painted,
            "ms/update",
        ),
        Row(
            "browser",
            f"{name}: CPU of the browser",
            stats["browser"] / painted,
            "ms/update",
        ),
    ]


def _page(
    chromium: str, size: str, gesture: str, seconds: float
) -> tuple[dict[str, Any], float]:
    with _server("itool", size) as (url, process), Chrome(chromium) as chrome:
        chrome.go(url)
        chrome.run("location.href = 'view/0'")
        chrome.wait("window.ITOOL?.page.grid?.isReady && STATS.painted > 0")
        return _drag(chrome, process, gesture, seconds)


def _bokeh(chromium: str, size: str, seconds: float) -> tuple[dict[str, Any], float]:
    with _server("bokeh", size) as (url, process), Chrome(chromium) as chrome:
        chrome.go(url)
        chrome.wait(
            "window.Bokeh && Bokeh.documents.length > 0 && Bokeh.documents[0].is_idle"
        )
        chrome.run(_WATCH_BOKEH)
        return _drag(chrome, process, _MOVE_OVER_BOKEH, seconds)


def _drag(
    chrome: Chrome, process: psutil.Process, gesture: str, seconds: float
) -> tuple[dict[str, Any], float]:
    chrome.run(f"({_LOOP})({gesture}, 0.7)")
    chrome.run("STATS.reset()")
    before = sum(process.cpu_times()[:2]), chrome.cpu()
    ms = chrome.run(f"({_LOOP})({gesture}, {seconds})")
    stats = json.loads(chrome.run("JSON.stringify(STATS)"))
    after = sum(process.cpu_times()[:2]), chrome.cpu()
    stats["server"], stats["browser"] = (
        1e3 * (b - a) for a, b in zip(before, after, strict=True)
    )
    return stats, ms


@contextmanager
def _server(kind: str, size: str) -> Iterator[tuple[str, psutil.Process]]:
    command = [sys.executable, "-m", "benchmarks.browser_servers", kind, size]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), psutil.Process(process.pid)
        finally:
            process.terminate()


# One gesture per frame of the display: gesture(t) with t in seconds.
_LOOP = """(gesture, seconds) => new Promise(done => {
  const start = performance.now();
  const step = () => {
    const t = (performance.now() - start) / 1e3;
    if (t > seconds) { gesture(t, true); done(performance.now() - start); return; }
    gesture(t, false);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""

_CROSSHAIR = """(t, isLast) => {
  const [left, top, width, height] = ITOOL.box('ky-eV');
  const root = document.getElementById('grid');
  const at = {
    clientX: left + width * (0.5 + 0.4 * Math.sin(2.1 * t)),
    clientY: top + height * (0.5 + 0.4 * Math.cos(1.7 * t)),
    pointerId: 1, bubbles: true, composed: true, button: 0, buttons: 1,
  };
  if (!window.HELD) {
    root.setPointerCapture = () => {};
    const target = document.querySelector('[data-panel="ky-eV"]');
    target.dispatchEvent(new PointerEvent('pointerdown', {...at, ctrlKey: true}));
    window.HELD = true;
  }
  root.dispatchEvent(new PointerEvent('pointermove', at));
  if (!isLast) return;
  root.dispatchEvent(new PointerEvent('pointerup', at));
  window.HELD = false;
}"""

# All three dimensions at once, so that every image changes every time.
_ALL_DIMS = """(t, isLast) => {
  STATS.moves++;
  ITOOL.page.hand.move('a', {
    kx: 0.8 * Math.sin(1.3 * t),
    ky: 0.8 * Math.cos(1.7 * t),
    eV: 0.8 * Math.sin(2.1 * t),
  }, performance.now());
  if (isLast) ITOOL.page.hand.end();
}"""

_MOVE_OVER_BOKEH = """(t, isLast) => {
  const {left, top} = MAIN.canvas_view.events_el.getBoundingClientRect();
  const box = MAIN.frame.bbox;
  STATS.moves++;
  MAIN.canvas_view.events_el.dispatchEvent(new PointerEvent('pointermove', {
    clientX: left + box.left + box.width * (0.5 + 0.4 * Math.sin(2.1 * t)),
    clientY: top + box.top + box.height * (0.5 + 0.4 * Math.cos(1.7 * t)),
    pointerId: 1, pointerType: 'mouse', isPrimary: true, bubbles: true, composed: true,
  }));
}"""

# Counts an update when all six plots were painted with it, and acknowledges it then.
_WATCH_BOKEH = """(() => {
  const doc = Bokeh.documents[0];
  const views = [];
  const find = view => {
    if (view.frame) views.push(view);
    for (const child of view.child_views ?? []) find(child);
  };
  for (const view of Object.values(Bokeh.index.roots ?? Bokeh.index)) find(view);
  window.MAIN = views.find(view => view.model.name === 'main');
  window.STATS = {
    moves: 0, painted: 0, lat: [],
    reset() { this.moves = this.painted = 0; this.lat = []; },
  };
  const cursor = doc.get_model_by_name('cursor');
  const ack = doc.get_model_by_name('ack');
  const isNear = (a, b) => Math.abs(a - b) < 0.6;
  const sent = [];
  MAIN.canvas_view.events_el.addEventListener('pointermove', event => {
    const {left, top} = MAIN.canvas_view.events_el.getBoundingClientRect();
    sent.push([event.clientX - left, event.clientY - top, event.timeStamp]);
  }, true);
  const channel = new MessageChannel();
  const after = [];
  channel.port1.onmessage = () => after.shift()();
  let count = 0;
  cursor.properties.data.change.connect(() => {
    const [sx, sy] = [cursor.data.sx[0], cursor.data.sy[0]];
    const waiting = new Set(views);
    let isDone = false;
    const done = () => {
      if (isDone) return;
      isDone = true;
      after.push(() => {
        STATS.painted++;
        const i = sent.findLastIndex(([x, y]) => isNear(x, sx) && isNear(y, sy));
        if (i >= 0) {
          STATS.lat.push(performance.now() - sent[i][2]);
          sent.splice(0, i + 1);
        }
        ack.data = {n: [++count]};
      });
      channel.port2.postMessage(0);
    };
    for (const view of views) {
      const slot = () => {
        view.repainted.disconnect(slot);
        waiting.delete(view);
        if (!waiting.size) done();
      };
      view.repainted.connect(slot);
    }
    // A plot that was painted before this signal does not tell: frames pass instead.
    let frames = 0;
    const frame = () => (++frames < 4 ? requestAnimationFrame(frame) : done());
    requestAnimationFrame(frame);
  });
  return views.length;
})()"""
