"""Keys: shortcuts as text in the notation of Qt, spelt in one way, or refused."""

from __future__ import annotations

from itool.errors import BadArguments, listed

MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
"""In the order in which they are written."""

NAMED = (
    *(f"F{number}" for number in range(1, 13)),
    *("Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown"),
    *("Ins", "Del", "Backspace", "Return", "Esc", "Tab", "Space"),
)
"""Keys that are called by a name instead of what they type."""

_OTHER_NAMES = {
    **{"control": "Ctrl", "cmd": "Ctrl", "command": "Ctrl", "option": "Alt"},
    **{"delete": "Del", "insert": "Ins", "enter": "Return", "escape": "Esc"},
    **{"pageup": "PgUp", "pagedown": "PgDown", " ": "Space", "backtab": "Tab"},
    **{f"arrow{side.lower()}": side for side in ("Left", "Right", "Up", "Down")},
}
_NAMES = {
    **{name.lower(): name for name in (*MODIFIERS, *NAMED)},
    **_OTHER_NAMES,
}

BROWSER = (
    *("Ctrl+W", "Ctrl+T", "Ctrl+N", "Ctrl+Shift+W", "Ctrl+Shift+T", "Ctrl+Shift+N"),
    *("Ctrl+Q", "Ctrl+Shift+Q", "Ctrl+Tab", "Ctrl+Shift+Tab", "Ctrl+PgUp"),
    *("Ctrl+PgDown", "Alt+F4", "F5", "Ctrl+R", "Ctrl+Shift+R", "F11", "F12"),
)
"""What browsers, or the desktops around them, do not hand to a page."""

FIXED = {
    "?": "the list of shortcuts",
    "Ctrl+Shift+P": "the list of all commands",
    "F9": "showing the controls",
    "F2": "renaming",
    "Tab": "going from one control to the next",
    "Shift+Tab": "going from one control to the one before",
    "Esc": "closing and stopping",
    "Return": "confirming",
    "Space": "pressing the button that has the focus",
    "Backspace": "typing",
    "Ctrl+A": "selecting all",
    **{f"Ctrl+{key}": "cutting, copying and pasting text" for key in "CVX"},
    **{
        f"{held}{side}": "moving the cursor, or what has the focus"
        for held in ("", "Shift+", "Ctrl+Shift+")
        for side in ("Left", "Right", "Up", "Down")
    },
}
"""Keys whose meaning cannot be changed, and what they are for."""


def read_keys(text: str) -> str:
    """Return `text` as shortcuts are spelt here: ``"Ctrl+Shift+Z"``.

    A character that needs Shift on some keyboards stands for itself, without Shift:
    which key types it differs from one country to the next.

    Parameters
    ----------
    text : str
        Modifiers and one key in any case and order; "" for no keys.

    Raises
    ------
    BadArguments
        If it is not one key with modifiers.

    Examples
    --------
    >>> read_keys("shift+ctrl+z"), read_keys("Shift+?"), read_keys("delete")
    ('Ctrl+Shift+Z', '?', 'Del')
    """
    if not text.strip(" ") and text != " ":
        return ""
    held, key = _divided(text)
    known = {_NAMES.get(name.strip().lower(), name) for name in held}
    name = _NAMES.get(key.lower(), key)
    is_character = len(name) == 1 and name.isprintable() and name != " "
    if not known <= {*MODIFIERS} or not (is_character or name in NAMED):
        raise BadArguments(
            f"{text!r} is not a shortcut: one key, or Ctrl, Alt, Shift and Meta with "
            "one key.",
            hint="A key is the character it types, as in 'Ctrl+Shift+Z' or '?', or one "
            f"of {listed(NAMED)}.",
        )
    if is_character and name.isalpha():
        name = name.upper()
    elif is_character and name.isdigit() and "Shift" in known:
        raise BadArguments(
            f"{text!r}: Shift with {name!r} types another character.",
            hint="Name that character, for example '!'.",
        )
    elif is_character:
        known.discard("Shift")
    return "+".join([*(each for each in MODIFIERS if each in known), name])


def check_free(keys: str) -> None:
    """Refuse `keys` that cannot be given to a command.

    Raises
    ------
    BadArguments
        If browsers keep them for themselves, or their meaning is fixed.
    """
    if keys in BROWSER:
        raise BadArguments(
            f"{keys} is kept by browsers for themselves and never reaches a page.",
            hint="Choose other keys; a single letter, or Alt with a letter, is free.",
        )
    if keys in FIXED:
        raise BadArguments(
            f"{keys} is for {FIXED[keys]}, which cannot be changed.",
            hint="Choose other keys.",
        )


def _divided(text: str) -> tuple[list[str], str]:
    """Return modifiers and key; the key may be "+" itself."""
    if text.strip() == "+" or text.endswith("++"):
        held = text.strip()[:-2]
        return held.split("+") if held else [], "+"
    parts = text.split("+")
    key = parts.pop()
    return parts, key if key == " " else key.strip()
