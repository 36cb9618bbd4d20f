"""Take the pictures of the README and of the tour: `make screenshots`.

Real windows off the screen, real pages in Chromium, a real JupyterLab; the demo data.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

TREE = Path(__file__).parents[1]
IMAGES = TREE / "docs" / "images"
SIZE = {"width": 1280, "height": 860}
sys.path.insert(0, str(TREE))

if TYPE_CHECKING:
    from itool.manager import ImageToolManagerHandle


def main() -> None:
    """Take all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ITOOL_RUNTIME_DIR"] = str(Path(folder) / "runtime")
        os.environ["XDG_CONFIG_HOME"] = folder
        tour()
        desktop()
        pages(Path(folder))
    for image in sorted(IMAGES.glob("*.png")):
        print(image.relative_to(TREE))


def tour() -> None:
    """Take the tour in a process of its own, whose application ends with it."""
    code = f"import tour, pathlib; tour.take(pathlib.Path({str(IMAGES)!r}))"
    path = os.pathsep.join([str(TREE), str(TREE / "scripts")])
    subprocess.run(
        [sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": path}
    )


def desktop() -> None:
    """Take the native windows, light and dark."""
    from PyQt6.QtWidgets import QApplication

    from itool.core.ask import asker
    from itool.core.manager import Manager
    from itool.qt import theme
    from itool.qt.desktop import Desktop, create_application
    from itool.qt.loop import QtLoop
    from itool.store.demo import demo_arrays
    from itool.store.store import DataStore

    application = create_application()
    manager = Manager(DataStore(), QtLoop())
    window = Desktop(manager)
    window.show()
    for array in demo_arrays():
        manager.open(array)
    # Windows open one by one, in turns of their own.
    while len(window.windows) < len(manager.viewers):
        QApplication.processEvents()
    for viewer in manager.viewers:
        window.windows[viewer.id].resize(SIZE["width"], SIZE["height"])
    dress(asker(manager), [viewer.id for viewer in manager.viewers])
    brain = next(v for v in manager.viewers if len(v.info.dims) == 4)
    for name in ("light", "dark"):
        theme.apply(name)
        end = time.monotonic() + 2
        while time.monotonic() < end or not all(v.is_drawn for v in manager.viewers):
            QApplication.processEvents()
        window.windows[manager.viewers[0].id].grab().save(
            str(IMAGES / f"qt-{name}.png")
        )
        window.windows[brain.id].grab().save(str(IMAGES / f"qt-4d-{name}.png"))
        window.list.grab().save(str(IMAGES / f"qt-manager-{name}.png"))
    window.close()
    manager.dispose()
    application.processEvents()


def dress(ask: Any, viewers: list[str]) -> None:
    """Put cursors, bins and colours where they show something."""
    climate, brain, *_ = viewers
    ask("cursor.move", viewer=climate, point={"latitude": 40.0, "longitude": 254.0})
    ask("cursor.bin", viewer=climate, bins={"time": 21})
    ask("cursor.add", viewer=climate, point={"latitude": 20.0, "longitude": 290.0})
    ask("cursor.activate", viewer=climate, cursor="a")
    ask("color.map", viewer=brain, cmap="gray")


def pages(folder: Path) -> None:
    """Take the web front end and the panel in JupyterLab, on one manager."""
    from playwright.sync_api import sync_playwright

    from itool.manager import managers
    from tests.jupyter.servers import LABEXTENSION, jupyter
    from tests.process.managers import manager

    shutil.copytree(LABEXTENSION, folder / "extensions" / "itool-panel")
    options = [
        f"--LabApp.extra_labextensions_path={folder / 'extensions'}",
        "--LabApp.expose_app_in_browser=True",
    ]
    with (
        manager("--web", "--no-browser", "--demo") as process,
        jupyter(folder, "jupyterlab", *options) as lab,
        sync_playwright() as playwright,
    ):
        rows = wait_for_demo(managers[process.index])
        dress(managers[process.index].run, [row["id"] for row in rows])
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        take_pages(browser, process.url, rows)
        take_lab(browser, lab, rows)
        browser.close()


def wait_for_demo(handle: ImageToolManagerHandle) -> list[dict[str, Any]]:
    """Return the rows of the demo's viewers once they are open."""
    end = time.monotonic() + 60
    while not (rows := handle.run("viewers.list")):
        if time.monotonic() > end:
            raise TimeoutError("the demo did not open")
        time.sleep(0.1)
    return list(rows)


def take_pages(browser: Any, url: str, rows: list[dict[str, Any]]) -> None:
    """Take the list and a viewer in a plain browser, light and dark."""
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport=SIZE, color_scheme=scheme)
        page = context.new_page()
        page.goto(url)
        page.wait_for_timeout(1500)
        page.screenshot(path=IMAGES / f"web-manager-{scheme}.png")
        base = page.url.split("?")[0].rstrip("/")
        page.goto(f"{base}/view/{rows[0]['id']}")
        page.wait_for_selector(".panel")
        page.wait_for_timeout(2500)
        name = "web.png" if scheme == "light" else "web-dark.png"
        page.screenshot(path=IMAGES / name)
        context.close()


def take_lab(browser: Any, lab: Any, rows: list[dict[str, Any]]) -> None:
    """Take JupyterLab with the panel and a viewer's tab."""
    from tests.jupyter.servers import TOKEN
    from tests.jupyter.test_lab import open_viewer, wait_until_loaded

    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{lab.url}lab?token={TOKEN}&reset")
    wait_until_loaded(page)
    page.locator('.jp-SideBar [data-id="itool-panel"]').click()
    open_viewer(page, rows[0]["id"])
    page.wait_for_timeout(2500)
    page.screenshot(path=IMAGES / "lab.png")
    context.close()


if __name__ == "__main__":
    main()
