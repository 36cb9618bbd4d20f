"""What is built from the tree is what a user installs."""

from __future__ import annotations

import filecmp
import json
import subprocess
import sys
import zipfile
from email import message_from_bytes
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import itool

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGES = {"itool", "jupyter_ext", "web_static"}
METADATA = f"itool-{itool.__version__}.dist-info/METADATA"
LABEXTENSION = "share/jupyter/labextensions/itool-panel"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
        folder,
    ]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def test_the_wheel_holds_every_file_of_its_packages(wheel: zipfile.ZipFile):
    files = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not {"labextension", "__pycache__"} & set(path.parts)
    }

    missing = files - set(wheel.namelist())

    assert missing == set()


def test_the_wheel_holds_nothing_but_its_packages(wheel: zipfile.ZipFile):
    tops = {name.split("/")[0].partition("-")[0] for name in wheel.namelist()}

    assert tops == PACKAGES


def test_the_wheel_ships_the_labextension_once_and_switches_the_server_extension_on(
    wheel: zipfile.ZipFile,
):
    data = f"itool-{itool.__version__}.data/data"

    panel = [name for name in wheel.namelist() if "remoteEntry" in name]
    config = wheel.read(f"{data}/etc/jupyter/jupyter_server_config.d/jupyter_ext.json")

    assert panel == [f"{data}/{LABEXTENSION}/lib/remoteEntry.js"]
    assert json.loads(config)["ServerApp"]["jpserver_extensions"] == {
        "jupyter_ext": True
    }


def test_the_extra_all_is_everything_a_user_wants(wheel: zipfile.ZipFile):
    lines = message_from_bytes(wheel.read(METADATA)).get_all("Requires-Dist")

    [everything, *parts] = [
        {line.partition(";")[0] for line in lines if f"extra == '{extra}'" in line}
        for extra in ("all", "qt", "web", "jupyter", "demo", "distributed", "export")
    ]

    assert everything == set().union(*parts)


def test_the_panel_has_the_version_of_the_package():
    panel = json.loads((ROOT / "jupyter_ext/labextension/package.json").read_text())

    assert panel["version"] == itool.__version__ == version("itool")


@pytest.mark.parametrize("script", ["itool", "itool-manager"])
def test_a_console_script_leads_to_a_function(script: str):
    [entry] = entry_points(group="console_scripts", name=script)

    assert callable(entry.load())


def test_the_installed_panel_is_the_one_in_the_tree():
    source = ROOT / "jupyter_ext/labextension"
    installed = Path(sys.prefix) / LABEXTENSION

    stale = [
        name
        for name in (path.relative_to(source) for path in source.rglob("*.*"))
        if not filecmp.cmp(source / name, installed / name, shallow=False)
    ]

    assert stale == [], "run `make install` to copy the panel again"
