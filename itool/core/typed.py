"""What is typed into the fields of operations: units, dates, names of samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadArguments
from itool.model.operations.catalogue import OPERATIONS
from itool.model.reading import has_foreign_units, read_value, read_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from itool.model.axis import ArrayInfo, Axis
    from itool.model.operations.operation import Operation

    Field = tuple[str, dict[str, Any]]
    Change = Callable[[Axis, Any], Any]


def as_numbers(operation: dict[str, Any], info: ArrayInfo) -> dict[str, Any]:
    """Return an operation with the numbers that text along an axis stands for.

    Parameters
    ----------
    operation : dict
        ``kind`` and its parameters, as a form or Python has them.
    info : ArrayInfo
        Of the array that it is meant for.

    Raises
    ------
    BadArguments
        If text is no coordinate, or no width, along its axis.
    """
    found = dict(operation)
    for name, extra in _typed_fields(operation):
        try:
            found[name] = _changed(operation, name, extra, info, _READ[extra["typed"]])
        except BadArguments as error:
            said = f"“{extra.get('title', name)}”: {error.message}"
            raise BadArguments(said, hint=error.hint) from None
    return found


def wants_units(operation: dict[str, Any], info: ArrayInfo) -> bool:
    """Return whether text has other units than its axis, to be looked up in a table."""
    found = []

    def look(axis: Axis, value: Any) -> Any:
        found.append(isinstance(value, str) and has_foreign_units(axis, value))

    for name, extra in _typed_fields(operation):
        _changed(operation, name, extra, info, look)
    return any(found)


def as_texts(operation: Operation, info: ArrayInfo) -> dict[str, Any]:
    """Return the parameters of an operation as one would type them.

    Examples
    --------
    >>> import numpy as np
    >>> from itool.model.axis import ArrayInfo, Axis
    >>> from itool.model.operations.filtering import Gaussian
    >>> info = ArrayInfo("d1", "", (Axis("t", np.arange(9.0), "datetime"),))
    >>> as_texts(Gaussian(sigma={"t": 7.2e6}), info)["sigma"]
    {'t': '7200 s'}
    """
    plain = operation.model_dump()
    for name, extra in _typed_fields(plain):
        write = value_text if extra["typed"] == "value" else width_text
        plain[name] = _changed(plain, name, extra, info, write)
    return plain


def value_text(axis: Axis, value: Any) -> Any:
    """Return a coordinate as a field shows it: a number, an exact date or a name.

    Examples
    --------
    >>> import numpy as np
    >>> from itool.model.axis import Axis
    >>> days = Axis("t", np.array([0.0, 86400000.0]), "datetime")
    >>> value_text(days, 86400000.0), value_text(days, 43200000.5)
    ('1970-01-02', '1970-01-01 12:00:00.000500')
    """
    if axis.kind == "number" or isinstance(value, str) or value is None:
        return value
    if axis.kind == "label":
        return axis.text(value)
    is_fine = not float(value).is_integer()
    exact = np.datetime64(round(value * 1000), "us")
    text = str(exact if is_fine else exact.astype("datetime64[ms]")).replace("T", " ")
    for rest in (".000", ":00", " 00:00"):
        text = text.removesuffix(rest)
    return text


def width_text(axis: Axis, value: Any) -> Any:
    """Return a width as a field shows it: a number, or a time with its unit."""
    if axis.kind != "datetime" or isinstance(value, str) or value is None:
        return value
    return f"{value / 1000:.10g} s"


def _typed_fields(operation: dict[str, Any]) -> Iterator[Field]:
    kind = OPERATIONS.get(str(operation.get("kind")))
    for name, field in kind.model_fields.items() if kind is not None else ():
        extra = field.json_schema_extra
        for more in (
            extra,
            *(getattr(m, "json_schema_extra", 0) for m in field.metadata),
        ):
            if isinstance(more, dict) and "typed" in more and name in operation:
                yield name, more


def _changed(
    operation: dict[str, Any],
    name: str,
    extra: dict[str, Any],
    info: ArrayInfo,
    change: Change,
) -> Any:
    value = operation[name]
    axes = {axis.name: axis for axis in info.axes}
    if "form" in extra:  # values by dimension, or pairs of them
        if not isinstance(value, dict):
            return value
        return {
            dim: _each(change, axes[dim], item) if dim in axes else item
            for dim, item in value.items()
        }
    plane = operation.get("plane") or ("", "")
    dim = operation.get("dim")
    if "of" in extra:
        dim = plane[("row", "column").index(extra["of"])]
    return _each(change, axes[dim], value) if dim in axes else value


def _each(change: Change, axis: Axis, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [change(axis, item) for item in value]
    return change(axis, value)


def _value(axis: Axis, value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        return value
    return read_value(axis, value)


def _width(axis: Axis, value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        return value
    if axis.kind == "datetime" and _is_number(value):
        raise BadArguments(
            f"{value.strip()!r} along {axis.name!r} needs a unit of time.",
            hint=f"Type {value.strip()} s, or min, h, day.",
        )
    try:
        return read_width(axis, value)
    except BadArguments as error:
        example = "2 h" if axis.kind == "datetime" else f"0.1 {axis.units}".strip()
        hint = f"Type a width such as {example}."
        raise BadArguments(error.message, hint=hint) from None


def _span(axis: Axis, value: Any) -> Any:
    if isinstance(value, str) and value.strip()[:1] in ("-", "−"):
        return -_width(axis, value.strip()[1:])
    return _width(axis, value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


_READ: dict[str, Change] = {"value": _value, "width": _width, "span": _span}
