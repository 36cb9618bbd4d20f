"""What the page of features names is there."""

from __future__ import annotations

import re

import pytest

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.registry import COMMANDS
from scripts.features_page import Feature, features, features_page
from scripts.reference import pages

ROWS = [row for rows in features().values() for row in rows]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_the_commands_of_a_feature_exist(row: Feature) -> None:
    known = {command.name for command in COMMANDS}

    assert [name for name in row.commands if name not in known] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_the_tests_of_a_feature_exist(row: Feature) -> None:
    missing = [
        name
        for path, name in row.tests
        if not re.search(rf"^def {name}\(", path.read_text(), re.MULTILINE)
    ]

    assert missing == []


def test_the_page_is_up_to_date() -> None:
    page = next(path for path in pages() if path.name == "features.md")

    assert page.read_text(encoding="utf-8") == features_page(), (
        "run: python scripts/reference.py"
    )
