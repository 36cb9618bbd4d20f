"""The demo notebook, run against a manager without windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import pytest
from nbclient import NotebookClient

from itool.manager import fetch
from tests.jupyter.servers import TREE
from tests.process import managers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEMO = TREE / "binder" / "demo.ipynb"


@pytest.fixture(scope="module")
def outputs(
    runtime_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Return what the cells of the demo print, by the first line of each."""
    folder = tmp_path_factory.mktemp("demo")
    with managers.manager("--headless"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        patch.setenv("PYTHONPATH", str(TREE))
        notebook = nbformat.read(DEMO, as_version=4)
        client = NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": str(folder)}}
        )
        client.execute()
        yield {
            cell.source.splitlines()[0]: str(cell.outputs)
            for cell in notebook.cells
            if cell.cell_type == "code"
        }


def test_every_cell_of_the_demo_runs(outputs: dict[str, str]):
    assert not any("'error'" in printed for printed in outputs.values())


def test_the_demo_leaves_its_arrays_in_the_manager(outputs: dict[str, str]):
    assert fetch(0).dims == ("time", "latitude", "longitude")
    assert fetch(1).name == "anomaly"
    assert fetch(2).dims == ("time",)


def test_the_demo_is_kept_without_outputs():
    notebook = nbformat.read(DEMO, as_version=4)

    assert all(not cell.get("outputs") for cell in notebook.cells)
