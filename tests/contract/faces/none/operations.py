"""The probe of no window: dialogs of operations, filters and code."""

from __future__ import annotations

from typing import Any

from itool.core.pool import Pending
from itool.core.registry import COMMANDS
from itool.errors import ItoolError
from tests.contract.faces.none.window import NoneWindow


class NoneOperations(NoneWindow):
    """Dialogs of operations, filters and code."""

    def open_operation(self, name: str) -> None:
        forms = self._ask("operation.list", viewer=self._viewer.id)
        self._form = next(form for form in forms if form.name == name)
        values = {f.name: f.value for f in self._form.fields}
        self._values = {n: v for n, v in values.items() if v is not None}
        self._first = True

    def regrid(self) -> None:
        assert any(len(coord.dims) == 2 for coord in self._shown.associated)
        self.open_operation("regrid")

    def carry_filters_out(self, first: bool) -> None:
        assert self._form.filters
        self._first = first

    def fill(self, field: str, value: str | bool) -> None:
        name, _, part = field.partition(".")
        form = next(each for each in self._form.fields if each.name == name)
        if not part:
            self._values[name] = int(value) if form.is_integer else value
        elif form.type in ("order", "pair"):  # what is chosen changes places
            here = list(self._values[name])
            new, at = str(value), int(part)
            here[here.index(new)], here[at] = here[at], new
            self._values[name] = here
        elif isinstance(value, bool):
            rest = [each for each in self._values.get(name, ()) if each != part]
            self._values[name] = [*rest, part] if value else rest
        else:
            part, _, place = part.partition(".")
            row = dict(self._values.get(name) or {})
            if place:
                pair = list(row.get(part, (None, None)))
                pair[int(place)] = value
                row[part] = pair
            elif value:
                row[part] = value
            else:
                row.pop(part, None)
            self._values[name] = row

    def preview(self) -> tuple[str, bool]:
        made = self._wait("operation.preview", operation=self._operation)
        return made.code, made.image.startswith("data:image/png")

    def carry_out(self, place: str) -> str:
        try:
            if not place:
                changed = {"number": self._changed, "operation": self._operation}
                self._wait("filter.change", **changed)
            elif place == "layer":
                self._wait("filter.add", operation=self._operation)
            else:
                done = {"operation": self._operation, "filtered": self._first}
                self._wait("operation.apply", place=place, **done)
        except ItoolError as error:
            return str(error)
        return ""

    def start(self, place: str) -> None:
        COMMANDS.run(
            self._face.manager,
            "operation.apply",
            viewer=self._viewer.id,
            operation=self._operation,
            place=place,
        )

    @property
    def progress(self) -> float | None:
        return self._shown.progress

    def abandon(self) -> None:
        self.give_up()

    @property
    def work(self) -> str:
        share = self._shown.progress
        return self._shown.work + ("" if share is None else f" {share:.0%}")

    def give_up(self) -> None:
        self._wait("operation.cancel")

    @property
    def filters(self) -> tuple[tuple[str, bool], ...]:
        return tuple((f.title, f.is_on) for f in self._shown.filters)

    def switch_filter(self, number: int) -> None:
        self._wait("filter.switch", number=number)

    def edit_filter(self, number: int) -> None:
        self._form = self._wait("filter.form", number=number)
        self._values = {f.name: f.value for f in self._form.fields}
        self._changed = number

    def filled(self, field: str) -> str:
        name, _, part = field.partition(".")
        value = self._values[name]
        return f"{value[part] if part else value}"

    def remove_filter(self, number: int) -> None:
        self._wait("filter.remove", number=number)

    def copy_code(self) -> str:
        return str(self._wait("viewer.code"))

    @property
    def _operation(self) -> dict[str, Any]:
        return {"kind": self._form.kind, **self._values}

    def _wait(self, name: str, **args: Any) -> Any:
        """Run a command and return its answer or raise its failure."""
        answer = COMMANDS.run(self._face.manager, name, viewer=self._viewer.id, **args)
        if isinstance(answer, Pending):
            self.settle(answer.done)
            answer = answer.result()
        self.settle(lambda: self._viewer.is_drawn)
        return answer
