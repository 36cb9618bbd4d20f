"""Rules of the house that the import contracts cannot state."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BASE = PYPROJECT["project"]["dependencies"]
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
CONTRACTS = PYPROJECT["tool"]["importlinter"]["contracts"]

BACKENDS = {"cftime", "h5netcdf", "h5py", "netcdf4", "zarr"}
"""Installed for xarray, which imports them by name of the engine."""


def test_every_file_that_may_hold_a_thread_holds_one():
    [threads] = [contract for contract in CONTRACTS if contract["id"] == "threads"]
    named = [line.partition(" -> ")[0] for line in threads["ignore_imports"]]

    holding = {
        ".".join(source.relative_to(ROOT).with_suffix("").parts)
        for source in _sources()
        if _modules(source) & set(threads["forbidden_modules"])
    }

    assert set(named) == holding


def test_everything_imported_is_declared():
    extras = ("qt", "web", "jupyter", "demo", "distributed", "export")
    wanted = [EXTRAS[extra] for extra in extras]
    declared = _names(itertools.chain(BASE, *wanted))

    undeclared = [names for names in _imported() if not names & declared]

    assert undeclared == []


def test_everything_declared_is_imported():
    declared = _names(BASE)

    unused = declared - BACKENDS - set().union(*_imported())

    assert unused == set()


@pytest.mark.parametrize("module", ["itool", "itool.manager"])
def test_importing_loads_no_toolkit(module: str):
    heavy = ["PyQt6", "bokeh", "distributed", "matplotlib", "numba", "tornado.web"]
    script = f"import sys, {module}; print(set({heavy}) & set(sys.modules))"

    loaded = subprocess.check_output([sys.executable, "-c", script], text=True)

    assert loaded.strip() == "set()"


def test_a_manager_is_ready_before_the_libraries_of_data_are_loaded():
    heavy = ["dask", "h5py", "pandas", "scipy", "xarray", "zarr"]
    script = f"import sys, itool.app.process; print(set({heavy}) & set(sys.modules))"

    loaded = subprocess.check_output([sys.executable, "-c", script], text=True)

    assert loaded.strip() == "set()"


def test_nothing_is_unpickled_or_evaluated():
    """Imports are the contract "no-pickle"; this is about what it cannot see."""
    calls = {"eval", "exec", "compile", "__import__"}
    modules = {"cloudpickle", "code", "dill", "joblib", "marshal", "pickle", "shelve"}
    names = {"read_pickle", "to_pickle", "literal_eval", "runpy", "run_path"}

    found = [
        f"{source.relative_to(ROOT)}:{node.lineno}"
        for source in _sources()
        for node in ast.walk(ast.parse(source.read_text()))
        if (isinstance(node, ast.Name) and node.id in calls)
        or (isinstance(node, ast.Attribute) and node.attr in names)
        or (isinstance(node, ast.keyword) and _allows_pickle(node))
    ]
    imported = {
        str(source.relative_to(ROOT))
        for source in _sources()
        if _modules(source) & modules
    }

    assert found == []
    assert imported == set()


def _allows_pickle(node: ast.keyword) -> bool:
    value = node.value
    is_off = isinstance(value, ast.Constant) and value.value is False
    return node.arg == "allow_pickle" and not is_off


def test_the_pages_name_no_foreign_host():
    pages = [
        path
        for folder in ("web_static", "jupyter_ext/labextension")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".css", ".html", ".js", ".svg"}
    ]

    foreign = [
        f"{path.relative_to(ROOT)}: {url}"
        for path in pages
        for url in re.findall(r"\b(?:http|ws)s?://[\w.-]+", path.read_text())
        if url != "http://www.w3.org"
    ]

    assert pages != []
    assert foreign == []


def _sources() -> Iterator[Path]:
    yield from (ROOT / "itool").rglob("*.py")
    yield from (ROOT / "jupyter_ext").rglob("*.py")


def _imported() -> list[set[str]]:
    """Distributions of each module imported, at the top of a file or inside."""
    distributions = packages_distributions()
    modules = set().union(*map(_modules, _sources())) - set(sys.stdlib_module_names)
    return [
        {_canonical(name) for name in distributions.get(module, [module])}
        for module in modules - {"itool", "jupyter_ext", "web_static"}
    ]


def _modules(source: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def _names(requirements: Iterable[str]) -> set[str]:
    return {_canonical(re.split(r"[^\w.-]", line)[0]) for line in requirements}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
