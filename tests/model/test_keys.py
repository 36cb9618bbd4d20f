"""Keys: one spelling, and refusals that help."""

from __future__ import annotations

import pytest

from itool.errors import BadArguments
from itool.model.keys import check_free, read_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("t", "T"),
        ("shift+ctrl+z", "Ctrl+Shift+Z"),
        ("Control + Alt + Delete", "Ctrl+Alt+Del"),
        ("Shift+?", "?"),
        ("ctrl++", "Ctrl++"),
        ("+", "+"),
        ("meta+ArrowLeft", "Meta+Left"),
        ("f5", "F5"),
        (" ", "Space"),
        ("", ""),
        ("ж", "Ж"),
    ],
)
def test_keys_have_one_spelling(text: str, keys: str) -> None:
    assert read_keys(text) == keys
    assert read_keys(keys) == keys


@pytest.mark.parametrize(
    "text", ["Ctrl", "Ctrl+", "Hyper+T", "Ctrl+K, Ctrl+C", "TT", "F13", "Ctrl+\n"]
)
def test_what_is_no_shortcut_is_refused(text: str) -> None:
    with pytest.raises(BadArguments, match="is not a shortcut"):
        read_keys(text)


def test_shift_with_a_digit_types_another_character() -> None:
    with pytest.raises(BadArguments, match="another character"):
        read_keys("Shift+1")


@pytest.mark.parametrize("keys", ["Ctrl+W", "Ctrl+T", "Ctrl+N", "Ctrl+Shift+T", "F5"])
def test_keys_of_browsers_are_refused(keys: str) -> None:
    with pytest.raises(BadArguments, match="browsers"):
        check_free(keys)


@pytest.mark.parametrize("keys", ["?", "Tab", "Shift+Left", "Ctrl+Shift+P", "Ctrl+C"])
def test_keys_with_a_fixed_meaning_are_refused(keys: str) -> None:
    with pytest.raises(BadArguments, match="cannot be changed"):
        check_free(keys)
