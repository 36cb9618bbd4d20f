"""What `pip install` puts where Jupyter looks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jupyter_server.extension.manager import ExtensionPackage
from jupyterlab_server.config import get_federated_extensions

SHARE = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
CONFIG = Path(sys.prefix) / "etc" / "jupyter" / "jupyter_server_config.d"


def test_jupyterlab_finds_the_panel_and_the_file_that_it_loads():
    found = get_federated_extensions([str(SHARE)])["itool-panel"]

    entry = Path(found["ext_path"]) / found["jupyterlab"]["_build"]["load"]
    assert entry.is_file()
    assert found["install"]["packageName"] == "itool"


def test_the_server_extension_is_switched_on():
    config = json.loads((CONFIG / "jupyter_ext.json").read_text())

    enabled = config["ServerApp"]["jpserver_extensions"]

    assert [name for name, is_on in enabled.items() if is_on] == ["jupyter_ext"]
    assert (
        "itool" in ExtensionPackage(name="jupyter_ext", enabled=True).extension_points
    )
