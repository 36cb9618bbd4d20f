"""Light and dark, with one table for native windows and web pages."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QSettings, Qt

from itool.qt import theme
from itool.qt.desktop import create_application

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QApplication


def test_both_tables_have_the_same_tokens() -> None:
    tables = theme.tables()

    assert tables["light"].keys() == tables["dark"].keys()


def test_the_style_sheet_uses_only_tokens_that_exist() -> None:
    text = (files("itool.qt") / "style.qss").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    used = set(re.findall(r": [^;]*@([a-z-]+)", text)) - {"icons"}

    assert used <= theme.tables()["light"].keys()


@pytest.mark.parametrize("table", ["light", "dark"])
@pytest.mark.parametrize("ink", ["text", "muted", "axis"])
@pytest.mark.parametrize("paper", ["window", "surface", "plot"])
def test_text_is_readable(table: str, ink: str, paper: str) -> None:
    colors = theme.tables()[table]

    # WCAG 2.2, success criterion 1.4.3: at least 4.5 to 1.
    assert contrast(colors[ink], colors[paper]) >= 4.5


def test_a_chosen_theme_is_remembered(qapp: QApplication) -> None:
    theme.choose("dark")

    assert theme.mode() == "dark"
    assert theme.is_dark()
    QSettings().clear()
    theme.apply("light")


def test_windows_follow_the_system_unless_a_theme_was_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hints = create_application().styleHints()
    assert hints is not None

    def change(scheme: str) -> None:
        # Off the screen there is no system that would.
        monkeypatch.setattr(theme, "_system", lambda: scheme)
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Unknown)

    change("dark")
    assert theme.is_dark()
    change("light")
    assert not theme.is_dark()

    theme.choose("light")
    change("dark")
    assert not theme.is_dark()
    QSettings().clear()
    theme.apply("light")


def test_a_foreign_setting_means_the_system(qapp: QApplication) -> None:
    QSettings().setValue("theme", "mauve")

    assert theme.mode() == "system"
    QSettings().clear()


def test_curves_of_bright_cursors_are_darkened_on_white(qapp: QApplication) -> None:
    theme.apply("light")
    on_white = theme.curve_color("#e6b800")
    theme.apply("dark")
    on_black = theme.curve_color("#e6b800")
    theme.apply("light")

    assert on_black.name() == "#e6b800"
    assert on_white.lightness() < on_black.lightness()


def test_there_is_one_application(qapp: QApplication) -> None:
    assert create_application() is qapp


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
