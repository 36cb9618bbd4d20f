"""Operations as they are asked for: read from plain data, and what is amiss said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from itool.core.pool import flat
from itool.core.typed import as_numbers, wants_units
from itool.errors import BadArguments, listed
from itool.model import units
from itool.model.operations.catalogue import OPERATIONS, AnyOperation

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.core.pool import Pending
    from itool.core.viewer import Viewer
    from itool.model.axis import ArrayInfo

Result = TypeVar("Result")

_ANY: TypeAdapter[Any] = TypeAdapter(AnyOperation)

PROBLEMS = {
    "missing": "is missing",
    "too_short": "is missing",
    "string_too_short": "is missing",
    "float_parsing": "is not a number",
    "float_type": "is not a number",
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "int_from_float": "is not a whole number",
    "extra_forbidden": "is not one of its parameters",
}
"""What is said for the problems that are met most, instead of pydantic's own words."""


def wanted(
    viewer: Viewer,
    operation: dict[str, Any],
    act: Callable[[AnyOperation], Pending[Result]],
) -> Pending[Result]:
    """Return what `act` returns of the operation that is described by plain data.

    Parameters
    ----------
    viewer : Viewer
        Whose array is meant: text is read as what there is along its axes, in other
        units too. Their table is loaded first, in the pool, if that is needed.
    operation : dict
        ``kind`` and its parameters.
    act : callable
        Called on the loop's thread.

    Raises
    ------
    BadArguments
        See `read`.
    """

    def go() -> Pending[Result]:
        return act(read(operation, viewer.info))

    meet = wants_units(operation, viewer.info)
    if not meet or units.are_loaded():
        return go()
    return flat(viewer.compute(units.load, lambda _: go()))


def read(operation: dict[str, Any], info: ArrayInfo | None = None) -> AnyOperation:
    """Return the operation that is described by ``kind`` and its parameters.

    Numbers may be text, as a form has them; along an axis of `info` also with units, or
    dates and names of samples.

    Raises
    ------
    BadArguments
        If there is none of this kind, or a parameter does not fit.
    """
    kind = operation.get("kind")
    if kind not in OPERATIONS:
        raise BadArguments(
            f"there is no operation {kind!r}; there are {listed(OPERATIONS)}."
        )
    if info is not None:
        operation = as_numbers(operation, info)
    try:
        found: AnyOperation = _ANY.validate_python(operation)
    except ValidationError as error:
        fields = OPERATIONS[kind].model_fields
        problems = dict.fromkeys(
            _problem(str(kind), problem)
            for problem in error.errors(include_url=False, include_input=False)
        )
        raise BadArguments(
            f"{OPERATIONS[kind].title}: {'; '.join(problems)}.",
            hint=f"It takes {listed([n for n in fields if n != 'kind'])}.",
        ) from None
    return found


def known_filter(viewer: Viewer, number: int) -> int:
    """Return `number` if there is such a filter.

    Raises
    ------
    BadArguments
        If there is not.
    """
    count = len(viewer.state.filters)
    if number >= count:
        raise BadArguments(f"no filter {number}; there are {count}, from 0.")
    return number


def _problem(kind: str, problem: Any) -> str:
    name, *rest = [str(part) for part in problem["loc"][1:]] or ["operation"]
    field = OPERATIONS[kind].model_fields.get(name)
    extra = field.json_schema_extra if field is not None else None
    title = str(extra.get("title", name)) if isinstance(extra, dict) else name
    where = f"{title} ({', '.join(rest)})" if rest else title
    said = PROBLEMS.get(problem["type"])
    if said is None:
        said = str(problem["msg"]).replace("Input should be", "must be")
    return f"“{where}” {said}"
