"""Commands: the one list of things that can be asked of a manager."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from itool.core.manager import Manager
from itool.core.viewer import Viewer
from itool.errors import BadArguments, UnknownCommand, listed

Target = Literal["manager", "viewer"]
Handler = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be asked.

    Attributes
    ----------
    name : str
        ``"noun.verb"``, the same on the wire, in menus and in the docs.
    handler : callable
        The function; its first parameter is the viewer or the manager.
    params : type of pydantic.BaseModel
        Its other parameters.
    title : str
        What a menu says.
    target : {"manager", "viewer"}
        What the first parameter is. Viewer commands take an argument ``viewer``
        besides their own.
    menu : str
        Menu that lists it, or "" if it needs arguments that a menu cannot give.
    shortcut : str
        Keys in the notation of Qt (``"Ctrl+Shift+Z"``), or "".
    copies : bool
        Whether a front end puts the text that it returns on the clipboard.
    """

    name: str
    handler: Handler
    params: type[BaseModel]
    title: str
    target: Target
    menu: str = ""
    shortcut: str = ""
    copies: bool = False

    @property
    def doc(self) -> str:
        """The docstring of the handler."""
        return _doc(self.handler)

    def schema(self) -> dict[str, Any]:
        """Return name, title, menu, shortcut, doc and JSON schema as plain data."""
        return {
            "name": self.name,
            "title": self.title,
            "target": self.target,
            "menu": self.menu,
            "shortcut": self.shortcut,
            "copies": self.copies,
            "doc": self.doc,
            "params": self.params.model_json_schema(mode="validation"),
        }


class Commands:
    """The command registry: every change passes through `run`."""

    def __init__(self) -> None:
        self._by_name: dict[str, Command] = {}

    def __iter__(self) -> Iterator[Command]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Command:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownCommand(
                f"no command {name!r}; there are {listed(sorted(self._by_name))}.",
                hint="List them with `itool run --list`.",
            ) from None

    def register(
        self,
        *,
        name: str,
        title: str,
        menu: str = "",
        shortcut: str = "",
        copies: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Return a decorator that adds a function to the list.

        Raises
        ------
        ValueError
            If the name is taken.
        """

        def add(handler: Handler) -> Handler:
            if name in self._by_name:
                raise ValueError(f"command {name!r} is registered twice")
            target, params = _read_signature(name, handler)
            self._by_name[name] = Command(
                name, handler, params, title, target, menu, shortcut, copies
            )
            return handler

        return add

    def check(self, name: str, args: dict[str, Any]) -> BaseModel:
        """Return validated `args` of the command `name`.

        Raises
        ------
        UnknownCommand
            If there is no such command.
        BadArguments
            If an argument is missing, unknown or of the wrong type.
        """
        command = self[name]
        try:
            return command.params(**args)
        except ValidationError as error:
            problems = "; ".join(
                f"{'.'.join(map(str, e['loc'])) or 'arguments'}: "
                f"{e['msg'].removeprefix('Value error, ')}"
                for e in error.errors(include_url=False, include_input=False)
            )
            raise BadArguments(
                f"bad arguments for {name!r}: {problems}.",
                hint=f"It takes {listed(command.params.model_fields)}.",
            ) from None

    def run(self, manager: Manager, name: str, /, **args: Any) -> Any:
        """Carry out the command `name`; on the manager's thread only.

        Returns
        -------
        object
            What the command returns: plain data, arrays, or a `Pending` of them if
            the work goes on in the pool.
        """
        command = self[name]
        if command.target == "manager":
            return command.handler(manager, **dict(self.check(name, args)))
        viewer = manager.find(args.pop("viewer", None))
        checked = dict(self.check(name, args))
        with viewer.history.called(command.title):
            return command.handler(viewer, **checked)


@cache
def _doc(handler: Handler) -> str:
    return inspect.getdoc(handler) or ""


def _read_signature(name: str, handler: Handler) -> tuple[Target, type[BaseModel]]:
    first, *rest = inspect.signature(handler, eval_str=True).parameters.values()
    targets: dict[Any, Target] = {Manager: "manager", Viewer: "viewer"}
    if first.annotation not in targets:
        raise TypeError(f"{name}: the first parameter must be a Manager or a Viewer")
    fields: dict[str, Any] = {
        p.name: (p.annotation, ... if p.default is p.empty else p.default) for p in rest
    }
    config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")
    return targets[first.annotation], create_model(name, __config__=config, **fields)


COMMANDS = Commands()
"""All commands; filled by importing `itool.core.commands`."""

command = COMMANDS.register
