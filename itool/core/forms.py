"""Forms: the fields of an operation, filled in for the array of a viewer.

They are made from the JSON schema of the operation, so that every face draws the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.core.typed import value_text, width_text
from itool.model.operations.catalogue import OPERATIONS, UNLISTED
from itool.model.resolve import resolve
from itool.store.operations.regridding import fitting, mesh_coords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from itool.core.viewer import Viewer
    from itool.model.axis import ArrayInfo
    from itool.model.operations.operation import Operation

Choices = tuple[tuple[str, str], ...]
"""Values with what is written for them."""

WORDS = {
    "std": "standard deviation",
    "min": "minimum",
    "max": "maximum",
    "trim": "are dropped",
    "pad": "make a group",
    "exact": "are an error",
    "area": "mean",
    "range": "range 0 to 1",
    "minimum": "minimum at 0",
    "minimum_area": "minimum at 0, then mean",
    "-": "− subtract",
    "+": "+ add",
    "*": "× multiply",
    "/": "÷ divide",
    "1": "first",
    "2": "second",
    "interpolate": "interpolate the other",
    "overlap": "keep the overlap",
    "all": "either",
}
"""What is written for the values of a choice, if not the value."""


@dataclass(frozen=True, slots=True)
class FieldForm:
    """One field.

    Attributes
    ----------
    name, title : str
        Parameter, and what is written beside it.
    type : str
        "number", "integer", "flag", "text", "choice", "choices" (several of them),
        "order" (all of them in an order), "pair" (two of them), "row_numbers",
        "row_ranges", "row_texts" (one value, two values, a text for each row; an empty
        row is left out), "attrs" (lines of ``name = value``) or "numbers".
    value : object
        What it is filled with.
    choices : tuple of pairs of str
        Values that can be chosen, with what is written for them.
    rows : tuple of triples of str
        Name, label and unit of each row.
    minimum, maximum : float or None
        Ends of a number, both allowed.
    unit : str
        Written behind a number.
    is_integer : bool
        Whether numbers of rows are whole.
    is_required : bool
        Whether an empty field is a mistake.
    """

    name: str
    title: str
    type: str
    value: Any = None
    choices: Choices = ()
    rows: tuple[tuple[str, str, str], ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    is_integer: bool = False
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class OperationForm:
    """The form of an operation.

    Attributes
    ----------
    name : str
        Of the entry in the menu; several may fill in one kind of operation.
    kind, title, about : str
        Of the operation.
    is_filter : bool
        Whether it can be a layer.
    fields : tuple of FieldForm
        From top to bottom.
    filters : int
        How many filters are on, which may be carried out first.
    """

    name: str
    kind: str
    title: str
    about: str
    is_filter: bool
    fields: tuple[FieldForm, ...] = field(default_factory=tuple)
    filters: int = 0


LISTED = {kind: cls for kind, cls in OPERATIONS.items() if cls not in UNLISTED}
CROPS = {"crop_view": "Crop to view", "crop_cursors": "Crop to cursors"}


def menu() -> list[tuple[str, str]]:
    """Return names and titles of all forms, in the order of a menu."""
    (first, select), *rest = ((kind, cls.title) for kind, cls in LISTED.items())
    return [(first, select), *CROPS.items(), *rest]


def forms(viewer: Viewer, others: Iterable[tuple[str, str]]) -> list[OperationForm]:
    """Return the forms of all operations on the array of `viewer`.

    Parameters
    ----------
    viewer : Viewer
        Its array gives dimensions and coordinates, its cursors and view the defaults.
    others : iterable of pairs of str
        Ids and names of the other viewers.
    """
    array = _Array(viewer, tuple(others))
    made = [_form(kind, cls, array) for kind, cls in LISTED.items()]
    crops = [
        _crop(made[0], "crop_view", array.view_ranges()),
        _crop(made[0], "crop_cursors", array.cursor_ranges()),
    ]
    count = len(viewer.state.active_filters)
    return [replace(form, filters=count) for form in (made[0], *crops, *made[1:])]


def filled(form: OperationForm, values: dict[str, Any]) -> OperationForm:
    """Return `form` filled in with these parameters."""
    return replace(
        form,
        fields=tuple(
            replace(each, value=_plain_value(values[each.name])) for each in form.fields
        ),
    )


class _Array:
    """What forms must know of an array and of what is shown of it."""

    def __init__(self, viewer: Viewer, others: Choices) -> None:
        self.viewer, self.others = viewer, others
        self.info: ArrayInfo = viewer.info
        self.data = viewer.data
        self.scene = resolve(viewer.state, self.info)
        self.order = self.scene.order
        self.shown = list(self.order[:2])
        # One to work along; names of samples have no distances.
        ordered = [d for d in self.order if self.info.axis(d).kind != "label"]
        self.dim = (ordered or self.shown)[0]
        self.hidden = list(self.order[2:]) or list(self.order[:1])
        self.units = {
            axis.name: "" if axis.kind == "datetime" else axis.units
            for axis in self.info.axes
        }
        self.at = {c.dim: c.value for c in self.scene.controls}
        self.coords = {
            str(name): (coord.dims, coord.dtype.kind)
            for name, coord in viewer.data.coords.items()
        }

    def dims(self, only: str = "") -> Choices:
        """Return the dimensions, by their place on screen."""
        return tuple(
            (dim, dim)
            for dim in self.order
            if only != "single" or len(self.info.axis(dim)) == 1
        )

    def named(self, only: str) -> Choices:
        """Return coordinates: "number", "extra" (not of a dimension), "mesh", "any".

        "mesh" are those to regrid by: none, unless one has two dimensions.
        """
        if only == "mesh":
            return tuple((name, name) for name in self.mesh and fitting(self.data))
        found = [
            name
            for name, (_, kind) in self.coords.items()
            if (only != "number" or kind in "iufb")
            and (only != "extra" or name not in self.info.dims)
        ]
        return tuple((name, name) for name in found)

    def preset(self, wanted: Any, kind: str) -> Any:
        """Return what a field is filled with; see the hints of the operations."""
        if isinstance(wanted, dict):  # {"shown": 2}
            [(where, value)] = wanted.items()
            dims = self.shown if where == "shown" else self.order
            return {dim: value for dim in dims if len(self.info.axis(dim)) >= value}
        simple: dict[str, Callable[[], Any]] = {
            "hidden": lambda: self.hidden[:1],
            "shown": lambda: list(self.shown),
            "all": lambda: [dim for dim, _ in self.dims("single")],
            "first": lambda: list(self.shown[:1]),
            "cursor": lambda: self._at(self.dim),
            "cursor row": lambda: self._at(self.shown[0]),
            "cursor column": lambda: self._at(self.shown[-1]),
            "size": lambda: len(self.info.axis(self.dim)),
        }
        if str(wanted).startswith("mesh"):
            return self.mesh.get(wanted)
        if wanted in simple:
            return simple[wanted]()
        if wanted == "step":
            steps = {
                dim: width_text(self.info.axis(dim), _digits(self._step(dim)))
                for dim in self.shown
                if self.info.axis(dim).kind != "label"
            }
            return steps if kind == "per_dim" else steps.get(self.dim)
        return None

    @cached_property
    def mesh(self) -> dict[str, Any]:
        """What fields to regrid by are filled with; nothing if there is no mesh."""
        found = mesh_coords(self.data)
        if found is None:
            return {}
        plane, (rows, columns) = found
        return {
            "mesh plane": plane,
            "mesh rows": rows,
            "mesh columns": columns,
            "mesh row size": len(self.info.axis(plane[0])),
            "mesh column size": len(self.info.axis(plane[1])),
        }

    def view_ranges(self) -> dict[str, tuple[Any, Any]]:
        """Return the outermost samples in sight along dimensions that are zoomed."""
        found = {}
        for dim, (low, high) in self.viewer.state.limits.items():
            if dim not in self.info.dims:
                continue
            axis = self.info.axis(dim)
            places = [axis.position(value) for value in axis.values.tolist()]
            inside = [i for i, place in enumerate(places) if low <= place <= high]
            if inside and len(inside) < len(axis):
                found[dim] = self._between(dim, inside[0], inside[-1])
        return found

    def cursor_ranges(self) -> dict[str, tuple[Any, Any]]:
        """Return what lies between the first two cursors, along dims with panels."""
        cursors = self.viewer.state.cursors
        if len(cursors) < 2:
            return {}
        found = {}
        for control in self.scene.controls:
            axis = self.info.axis(control.dim)
            ends = [axis.index(c.point.get(axis.name, axis.middle)) for c in cursors]
            low, high = min(ends), max(ends)
            if control.is_panel and low < high:
                found[axis.name] = self._between(axis.name, low, high)
        return found

    def _between(self, dim: str, first: int, last: int) -> tuple[Any, Any]:
        axis = self.info.axis(dim)
        low, high = sorted((float(axis.values[first]), float(axis.values[last])))
        return value_text(axis, low), value_text(axis, high)

    def _at(self, dim: str) -> Any:
        axis, at = self.info.axis(dim), self.at[dim]
        return _digits(at, 6) if axis.kind == "number" else value_text(axis, at)

    def _step(self, dim: str) -> float:
        axis = self.info.axis(dim)
        if axis.is_uniform:
            return abs(axis.step)
        return float(np.median(np.abs(np.diff(axis.values)))) or 1.0


def _crop(select: OperationForm, name: str, ranges: dict[str, Any]) -> OperationForm:
    fields = tuple(
        FieldForm(f.name, f.title, f.type, ranges, rows=f.rows, is_required=True)
        for f in select.fields
        if f.name == "ranges"
    )
    about = {
        "crop_view": "Keep what is in sight. Zoom in to fill in the ranges.",
        "crop_cursors": "Keep what lies between the cursors. Two are needed.",
    }[name]
    return OperationForm(name, "select", CROPS[name], about, False, fields)


def _form(kind: str, cls: type[Operation], array: _Array) -> OperationForm:
    schema = cls.model_json_schema(mode="validation")
    required = set(schema.get("required", ()))
    fields = tuple(
        _field(name, _plain(spec, schema), name in required, array)
        for name, spec in schema["properties"].items()
        if name != "kind"
    )
    return OperationForm(kind, kind, cls.title, cls.about, cls.is_filter, fields)


def _plain(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a field without references and without null."""
    if "$ref" in spec:
        spec = {**schema["$defs"][spec["$ref"].rpartition("/")[2]], **spec}
    for option in spec.get("anyOf", ()):
        if option.get("type") != "null":
            spec = {**option, **spec}
    return spec


def _field(
    name: str, spec: dict[str, Any], is_required: bool, array: _Array
) -> FieldForm:
    hint = str(spec.get("form", ""))
    title = str(spec.get("title", name))
    value = array.preset(spec.get("preset"), hint)
    value = spec.get("default") if value is None else value
    unit = str(spec.get("unit", ""))
    if unit == "of dim":
        unit = array.units[array.dim]
    if hint:
        return _hinted(name, title, hint, spec, value, is_required, array)
    if "enum" in spec:
        choices = tuple((str(v), WORDS.get(str(v), str(v))) for v in spec["enum"])
        if all(isinstance(v, int) for v in spec["enum"]):
            return FieldForm(name, title, "choice", value, choices, is_integer=True)
        return FieldForm(name, title, "choice", value, choices)
    kind = {"boolean": "flag", "string": "text"}.get(spec["type"], spec["type"])
    return FieldForm(
        name,
        title,
        kind,
        value,
        minimum=spec.get("minimum", spec.get("exclusiveMinimum")),
        maximum=spec.get("maximum"),
        unit=unit,
        is_required=is_required,
    )


def _hinted(
    name: str,
    title: str,
    hint: str,
    spec: dict[str, Any],
    value: Any,
    is_required: bool,
    array: _Array,
) -> FieldForm:
    only = str(spec.get("only", ""))
    dims = array.dims(only)
    if hint == "dim":
        return FieldForm(name, title, "choice", array.dim, dims, is_required=True)
    if hint in ("coord", "viewer"):
        choices = array.named(only) if hint == "coord" else array.others
        if "nothing" in spec:
            choices = (("", str(spec["nothing"])), *choices)
        first = choices[0][0] if choices else ""
        return FieldForm(
            name, title, "choice", value or first, choices, is_required=is_required
        )
    if hint in ("dims", "coords"):
        choices = array.named("any") if hint == "coords" else dims
        if hint == "coords":
            choices = tuple(c for c in choices if len(array.coords[c[0]][0]) == 1)
            value = [name for name, _ in choices if name in (value or ())]
        return FieldForm(
            name, title, "choices", list(value or ()), choices, is_required=is_required
        )
    if hint in ("order", "plane"):
        chosen = list(array.info.dims) if hint == "order" else list(array.shown)
        chosen = chosen if value is None else value
        kind = "order" if hint == "order" else "pair"
        return FieldForm(name, title, kind, chosen, dims, is_required=True)
    if hint == "names":
        names = dict.fromkeys([*array.info.dims, *array.coords])
        return FieldForm(
            name, title, "row_texts", {}, rows=tuple((n, n, "") for n in names)
        )
    if hint in ("per_dim", "ranges"):
        inner = spec.get("additionalProperties", {})
        is_integer = inner.get("type") == "integer"
        rows = tuple(
            (dim, dim, "" if is_integer else array.units[dim]) for dim in array.order
        )
        return FieldForm(
            name,
            title,
            "row_numbers" if hint == "per_dim" else "row_ranges",
            value or {},
            rows=rows,
            minimum=inner.get("minimum", inner.get("exclusiveMinimum")),
            is_integer=is_integer,
            is_required=is_required,
        )
    return FieldForm(name, title, hint, value)


def _plain_value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _digits(value: float, count: int = 3) -> float:
    """Return `value` with a few digits, as a person would type it."""
    return float(f"{value:.{count}g}")
