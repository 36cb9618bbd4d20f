"""Theme: light and dark, from the table of colours that the web pages use too."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtGui import QColor, QGuiApplication, QPalette
from PyQt6.QtWidgets import QApplication

Mode = Literal["system", "light", "dark"]
MODES: tuple[Mode, ...] = ("system", "light", "dark")

BRIGHT = 0.55
"""Luminance from which a colour is hard to see on white."""
ICONS = Path(str(files("itool.qt") / "icons"))


@cache
def tables() -> dict[str, dict[str, str]]:
    """Return the colour of every token in the light and the dark table."""
    text = (files("web_static") / "theme.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


def color(token: str) -> QColor:
    """Return the colour that `token` has in the table in use."""
    return _colors(is_dark())[token]


def curve_color(css: str) -> QColor:
    """Return the colour of a curve: a cursor's, darkened if the paper is too bright."""
    tint = QColor(css)
    light = 0.3 * tint.redF() + 0.6 * tint.greenF() + 0.1 * tint.blueF()
    return tint if is_dark() or light < BRIGHT else tint.darker(125)


def is_dark() -> bool:
    """Return whether the dark table is in use."""
    return _in_use[0] == "dark"


def mode() -> Mode:
    """Return what the user chose and an earlier session remembered."""
    kept = str(QSettings().value("theme", "system"))
    return next((each for each in MODES if each == kept), "system")


def choose(wanted: Mode) -> None:
    """Use and remember a theme."""
    QSettings().setValue("theme", wanted)
    apply(wanted)


def apply(wanted: Mode) -> None:
    """Give the application the colours of a theme, without remembering it."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        _in_use[0] = _system() if wanted == "system" else wanted
        app.setPalette(_palette())
        font = app.font()
        font.setPointSizeF(9)
        app.setFont(font)
        app.setStyleSheet(_style_sheet())


def follow_system(app: QApplication) -> None:
    """Set the remembered theme now, and again when the system's changes."""
    apply(mode())
    if hints := app.styleHints():
        hints.colorSchemeChanged.connect(lambda _: apply(mode()))


_in_use = ["light"]
"""The table in use: looked up for every line that is drawn, so not asked of Qt."""


def _system() -> str:
    hints = QGuiApplication.styleHints()
    is_night = hints and hints.colorScheme() == Qt.ColorScheme.Dark
    return "dark" if is_night else "light"


@cache
def _colors(dark: bool) -> dict[str, QColor]:
    table = tables()["dark" if dark else "light"]
    return {token: QColor(value) for token, value in table.items()}


def _palette() -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for token, members in {
        "window": (roles.Window,),
        "surface": (roles.Base, roles.ToolTipBase),
        "raised": (roles.Button, roles.Light),
        "hover": (roles.AlternateBase, roles.Midlight),
        "border": (roles.Mid, roles.Dark, roles.Shadow),
        "text": (roles.WindowText, roles.Text, roles.ButtonText, roles.ToolTipText),
        "muted": (roles.PlaceholderText,),
        "accent": (roles.Highlight, roles.Link, roles.Accent),
        "accent-text": (roles.HighlightedText, roles.BrightText),
    }.items():
        for role in members:
            palette.setColor(role, color(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, color("muted"))
    return palette


def _style_sheet() -> str:
    text = (files("itool.qt") / "style.qss").read_text(encoding="utf-8")
    table = tables()["dark" if is_dark() else "light"]
    # Long names first: "accent" must not eat the start of "accent-soft".
    for token in sorted(table, key=len, reverse=True):
        text = text.replace(f"@{token}", table[token])
    return text.replace("@icons", ICONS.as_posix())
