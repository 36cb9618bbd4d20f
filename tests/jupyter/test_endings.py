"""What the file browser offers is what a manager opens."""

from __future__ import annotations

import re

from itool.store.loaders import LOADERS
from tests.jupyter.servers import LABEXTENSION


def test_the_file_browser_offers_what_the_loaders_claim():
    [pattern] = re.findall(
        r"READABLE\s*=\s*/(.+)/i;", (LABEXTENSION / "lib" / "ask.js").read_text()
    )

    claimed = {ending for each in LOADERS.values() for ending in each.suffixes}

    assert all(re.search(pattern, f"scan{ending}") for ending in claimed)
