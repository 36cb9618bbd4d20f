"""Every operation has a dialog in every face, whose code gives the result it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from scipy import ndimage

from itool.core.forms import menu
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.contract.probe import Face

FILLED: dict[str, dict[str, str | bool]] = {
    "select": {"points.eV": "-0.19", "ranges.kx.0": "1", "ranges.kx.1": "6"},
    "crop_view": {},
    "crop_cursors": {},
    "aggregate": {"dims.eV": False, "dims.kx": True, "how": "std"},
    "coarsen": {"factors.ky": "", "factors.kx": "2", "boundary": "pad"},
    "thin": {"factors.ky": "3", "factors.kx": ""},
    "squeeze": {},
    "transpose": {"dims.0": "kx"},
    "swap_dims": {"dim": "ky", "coord": "current"},
    "rename": {"names.kx": "slit angle"},
    "sort_by": {"coords.ky": False, "coords.current": True, "ascending": False},
    "scale_coordinate": {"coord": "eV", "scale": "1000", "offset": "-5"},
    "set_coordinate": {"dim": "kx", "start": "-1", "stop": "1"},
    "edit_attributes": {"coord": "ky", "attrs": "units = 1/Å\nslit = 2"},
    "interpolate": {"dim": "eV", "samples": "5"},
    "regrid": {},
    "rotate": {"angle": "30"},
    "mirror": {"center": "1.5", "how": "difference"},
    "symmetrize": {"fold": "3"},
    "normalise": {"how": "range"},
    "gaussian": {"sigma.kx": "1.5"},
    "derivative": {"dim": "kx", "order": "2"},
    "curvature": {"factor": "0.5"},
    "minimum_gradient": {},
    "divide_by_coordinate": {"coord": "current"},
    "shift": {"dim": "kx", "distance": "2"},
    "arithmetic": {"operator": "*"},
}
"""What is filled in, by name of the form; the rest stays as it is offered."""


def rich() -> xr.DataArray:
    """Return the volume with a dimension of length 1 and coordinates of all kinds."""
    rows, columns = np.mgrid[:4, :5].astype(float)
    return volume().assign_coords(
        current=("ky", [4.0, 1.0, 2.0, 3.0]),
        qx=(("ky", "kx"), columns + 0.1 * rows),
        qy=(("ky", "kx"), rows),
    )


def test_every_operation_that_is_offered_is_tried() -> None:
    assert [name for name, _ in menu()] == list(FILLED)


@pytest.mark.parametrize("name", FILLED)
def test_a_dialog_makes_what_its_code_says(
    face: Face, run: Callable[..., Any], name: str
) -> None:
    data = rich().expand_dims(run=[7.0], axis=-1) if name == "squeeze" else rich()
    viewer, other = face.manager.open(data), face.manager.open(rich() + 1)
    if name == "crop_view":
        run("view.limits", viewer=viewer.id, limits={"ky": (1, 2), "kx": (2, 6)})
    elif name == "crop_cursors":
        run("cursor.add", viewer=viewer.id, point={"ky": 1.0, "kx": 6.0, "eV": -0.4})
    before = viewer.state
    screen = face.show(viewer)
    screen.open_operation(name)
    for field, value in FILLED[name].items():
        screen.fill(field, value)

    code, has_picture = screen.preview()
    assert has_picture
    assert screen.carry_out("new") == ""

    face.settle(lambda: len(face.manager.viewers) == 3)
    names = {"np": np, "xr": xr, "ndimage": ndimage}
    space = names | {"data": data, "other": other.data.load()}
    exec(code, space)
    xr.testing.assert_identical(face.manager.viewers[-1].data.load(), space["data"])
    assert not space["data"].identical(data)
    assert viewer.state == before
