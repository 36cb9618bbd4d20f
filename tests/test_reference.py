"""The reference says what the code says, and every public name says enough."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import itool
import itool.manager as api
from scripts.api_page import ENVIRONMENT, GROUPS, members
from scripts.reference import pages

ROOT = Path(__file__).parents[1]


def documented():
    """Yield name and docstring of everything public in the Python API."""
    yield "shared_empty", itool.shared_empty
    for name in api.__all__:
        value = getattr(api, name)
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value) and not issubclass(value, BaseException):
            yield name, value
            for member, found in members(value).items():
                function = found.fget if isinstance(found, property) else found
                if inspect.isfunction(function) and not member.startswith("_"):
                    yield f"{name}.{member}", function


PUBLIC = dict(documented())


def test_the_reference_is_up_to_date():
    for path, text in pages().items():
        assert path.read_text() == text, "run: python scripts/reference.py"


def test_every_public_name_is_in_the_reference():
    assert sorted(" ".join(GROUPS.values()).split()) == sorted(api.__all__)


def test_every_variable_in_the_reference_is_read_somewhere():
    sources = "".join(path.read_text() for path in (ROOT / "itool").rglob("*.py"))

    assert [name for name in ENVIRONMENT if f'"{name}"' not in sources] == []


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_is_documented(name):
    assert inspect.getdoc(PUBLIC[name])


@pytest.mark.parametrize("name", [name for name in PUBLIC if "." not in name])
def test_functions_and_classes_have_an_example(name):
    assert ">>>" in inspect.getdoc(PUBLIC[name])


@pytest.mark.parametrize("name", [name for name in PUBLIC if name.islower()])
def test_functions_tell_what_every_parameter_is(name):
    doc = inspect.getdoc(PUBLIC[name])
    told = doc.partition("Parameters\n")[2]

    for parameter in inspect.signature(PUBLIC[name]).parameters.values():
        assert parameter.name in told, parameter
