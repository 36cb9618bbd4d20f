"""A fingerprint tells one content of an array from any other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from itool.store.changes import fingerprint

PAIRS = {
    "numbers that can be missing": [
        pd.array([1, 2, None], dtype="Int64"),
        pd.array([1, 2, 3], dtype="Int64"),
        pd.array([1, None, 2], dtype="Int64"),
        pd.array([1, 2, None], dtype="Int32"),
    ],
    "categories": [
        pd.Categorical(["p", "q", "p"]),
        pd.Categorical(["p", "q", "q"]),
        pd.Categorical(["p", "q", "p"], ordered=True),
    ],
    "text of pandas": [
        pd.array(["p", "q", ""], dtype="string"),
        pd.array(["p", "q", "r"], dtype="string"),
    ],
    "objects": [np.array(["p", 1, None], object), np.array(["p", 1.0, None], object)],
    "numbers": [np.array([0.0, 1.0, np.nan]), np.array([-0.0, 1.0, np.nan])],
}


@pytest.mark.parametrize("values", PAIRS.values(), ids=PAIRS)
def test_each_content_has_its_own_fingerprint_and_keeps_it(values: list[Any]):
    def prints() -> list[Any]:
        return [fingerprint(xr.DataArray(held, dims="x")) for held in values]

    assert len(set(prints())) == len(values)
    assert prints() == prints()
