"""A tour through a viewer in both faces, by the gestures that the tests make.

`make screenshots` runs it; its pictures are shown by ``docs/tour.md``.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from PIL import Image
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QColor, QPainter, QPixmap
from PyQt6.QtWidgets import QApplication, QDialog

from itool.qt import theme
from itool.qt.desktop import create_application
from itool.store.demo import demo_arrays
from tests.browser.driver import Driver
from tests.contract.faces.qt.face import QtFace
from tests.contract.faces.web.face import WebFace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import xarray as xr

    from tests.contract.probe import Probe

SIZE = 1100, 760


def cursors(screen: Probe) -> None:
    """Set two cursors, one of them averaged over 21 years."""
    screen.set_value("latitude", 40.0)
    screen.set_bins("time", 21)
    screen.add_cursor()
    screen.set_value("longitude", 290.0)


def colours(screen: Probe) -> None:
    """Centre a diverging map on the freezing point of water."""
    screen.set_colormap("RdBu")
    screen.toggle("reverse")
    screen.set_norm("centered")
    screen.set_pivot(273.15)


def profiles(screen: Probe) -> None:
    """Stack the profiles of three cursors, divided by their maximum."""
    screen.set_value("eV", -0.2)
    for value in (-0.1, 0.0):
        screen.add_cursor()
        screen.set_value("eV", value)
    screen.set_profile("max")
    screen.set_profile(offset=0.3)


def regions(screen: Probe) -> None:
    """Draw a circle, and a path with its profile."""
    corners = [(-0.4, 180.0), (-0.2, 240.0), (0.0, 300.0)]
    panel = "pixels-eV"
    middle, edge = {"eV": -0.1, "pixels": 200.0}, {"eV": -0.05, "pixels": 215.0}
    screen.draw(panel, "circle", middle, edge)
    screen.draw(panel, "polyline", *({"eV": x, "pixels": y} for x, y in corners))


def operations(screen: Probe) -> None:
    """Open the dialog of an operation, with its code and a preview."""
    screen.open_operation("gaussian")
    screen.preview()


def regrid(screen: Probe) -> None:
    """Open the dialog that puts a satellite's image on a grid of lat and lon."""
    screen.regrid()
    screen.preview()


def truecolour(screen: Probe) -> None:
    """Set the cursor on an image whose dimension "rgb" is shown as colours."""
    screen.set_index("x", 40)
    screen.set_index("y", 60)


def layers(arrays: Sequence[xr.DataArray]) -> xr.DataArray:
    """Return three layers of the scan as the red, green and blue of one image."""
    scan = arrays[1].isel(t=0, z=[8, 12, 16]).drop_vars(["t", "z"])
    colours = (scan / scan.quantile(0.995)).clip(0, 1).rename(z="rgb")
    return colours.assign_coords(rgb=["r", "g", "b"]).drop_vars("quantile")


def palette(screen: Probe) -> None:
    """Open the palette of all commands."""
    screen.press("Ctrl+Shift+P")


@dataclass(frozen=True)
class Stop:
    """One picture of the tour: what is done to what is made of the demo's arrays."""

    visit: Callable[[Probe], None]
    array: Callable[[Sequence[xr.DataArray]], xr.DataArray]

    @property
    def name(self) -> str:
        """What its pictures are called."""
        return self.visit.__name__


STOPS = (
    Stop(cursors, itemgetter(0)),
    Stop(colours, itemgetter(0)),
    Stop(truecolour, layers),
    Stop(profiles, itemgetter(3)),
    Stop(regions, itemgetter(3)),
    Stop(operations, itemgetter(3)),
    Stop(regrid, itemgetter(2)),
    Stop(palette, itemgetter(0)),
)


class Fixtures:
    """What the browser's face asks pytest for."""

    def __init__(self) -> None:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or ""
        self._driver = Driver(path)

    def getfixturevalue(self, name: str) -> Any:
        """Return what is called `name`."""
        return getattr(self, f"_{name}")

    def close(self) -> None:
        """End the browser."""
        self._driver.close()


def take(folder: Path) -> None:
    """Take the pictures of all stops in both faces."""
    application = create_application()
    theme.apply("light")
    arrays = demo_arrays()
    for stop in STOPS:
        face = QtFace()
        visit_windows(face, stop, stop.array(arrays), folder)
        face.close()
    fixtures = Fixtures()
    for stop in STOPS:
        page_face = WebFace(fixtures)  # type: ignore[arg-type]
        visit_pages(page_face, stop, stop.array(arrays), folder)
        page_face.close()
    fixtures.close()
    application.processEvents()


def visit_windows(face: QtFace, stop: Stop, array: xr.DataArray, folder: Path) -> None:
    """Take a native window with whatever dialog it has open."""
    screen = face.show(face.manager.open(array))
    screen.window.resize(*SIZE)
    screen.settle()
    stop.visit(screen)
    for _ in range(40):
        QApplication.processEvents()
    picture = screen.window.grab()
    for dialog in screen.window.findChildren(QDialog):
        if dialog.isVisible():
            lay(picture, dialog.grab())
            dialog.close()
    keep(picture, folder / f"tour-{stop.name}-qt.png")


def lay(picture: QPixmap, dialog: QPixmap) -> None:
    """Put the picture of a dialog over that of its window."""
    at = QPoint(
        (picture.width() - dialog.width()) // 2,
        max(40, (picture.height() - dialog.height()) // 3),
    )
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 60))
    painter.drawPixmap(at, dialog)
    painter.setPen(theme.color("border"))
    painter.drawRect(dialog.rect().translated(at))
    painter.end()


def visit_pages(face: WebFace, stop: Stop, array: xr.DataArray, folder: Path) -> None:
    """Take a page."""
    screen = face.show(face.manager.open(array))
    width, height = SIZE
    face.do(lambda: screen.page.set_viewport_size({"width": width, "height": height}))
    screen.settle()
    stop.visit(screen)
    face.do(lambda: screen.page.wait_for_timeout(500))
    path = folder / f"tour-{stop.name}-web.png"
    face.do(lambda: screen.page.screenshot(path=path))
    shrink(path)


def keep(picture: QPixmap, path: Path) -> None:
    """Write a picture."""
    picture.save(str(path))
    shrink(path)


def shrink(path: Path) -> None:
    """Write a picture again in 256 colours of its own, half of its bytes."""
    picture = Image.open(path).convert("RGB")
    # The usual method gives colours that are rare to their neighbours: those of a map.
    few = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=2)
    few.save(path, optimize=True)
