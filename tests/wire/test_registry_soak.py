"""Twenty managers that start and die at random never confuse the registry."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = float(os.environ.get("ITOOL_SOAK_SECONDS", "3"))
"""For longer: ``ITOOL_SOAK_SECONDS=600 pytest -o faulthandler_timeout=0`` this file."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_no_index_is_given_twice_and_no_record_is_lost_or_stale():
    soak = Path(__file__).with_name("soak.py")
    seed = int.from_bytes(os.urandom(4))

    told = subprocess.check_output([sys.executable, soak, str(SECONDS), str(seed)])
    found = json.loads(told)

    wrong = ("duplicates", "lost", "stale", "failures", "left", "files")
    assert {name: found[name] for name in wrong} == dict.fromkeys(wrong, 0), seed
    assert found["managers"] > 20
    assert found["looks"] > 10
    assert found["highest"] < 30
