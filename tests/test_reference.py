"""The reference says what the commands are."""

from __future__ import annotations

from scripts.reference import PAGE, page


def test_the_reference_of_commands_is_up_to_date():
    assert PAGE.read_text() == page(), "run: python scripts/reference.py"
