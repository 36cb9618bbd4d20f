"""The page of the Python API, from signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import itool
import itool.manager as api
from itool.app import magics

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

HEAD = """# Python API

<!-- Written by scripts/reference.py from signatures and docstrings. -->
"""

GROUPS = {
    "Showing and fetching": ("show_in_manager load_in_manager fetch replace_data Made"),
    "Choosing a manager": (
        "managers is_running manager_selection_info set_default_manager "
        "get_default_manager clear_default_manager use_manager main "
        "get_log_file_path HOST_IP PORT PORT_WATCH"
    ),
    "Watching variables": "watch watched_variables watch_info maybe_push shutdown",
    "Managers": "ImageToolManagerRegistry ImageToolManagerHandle ManagerEvent "
    "AsyncManager",
    "Viewers": "Viewers ViewerHandle Regions RegionHandle Snapshot",
    "Errors": (
        "ImageToolManagerNotFoundError ImageToolManagerAmbiguousError "
        "ImageToolManagerTimeoutError"
    ),
}
"""Names of `itool.manager`, by headline."""

CONSTANTS = {
    "managers": "The live managers, an `ImageToolManagerRegistry`.",
    "HOST_IP": "Interface that managers started from here listen on: "
    '``ITOOL_MANAGER_HOST``, or ``"localhost"``.',
    "PORT": "Port that a manager tries first: ``ITOOL_MANAGER_PORT``, or 45555. Where "
    "one really is, its handle tells.",
    "PORT_WATCH": "The same for events: ``ITOOL_MANAGER_PORT_WATCH``, or 45556.",
}
ENVIRONMENT = {
    "ITOOL_MANAGER_TARGET": "Index of the default manager of a client, bound to that "
    "very manager when it is first used; calls raise if it is not live.",
    "ITOOL_MANAGER_ZMQ_TIMEOUT_MS": "Milliseconds for which a manager may be silent "
    "before a call raises `ImageToolManagerTimeoutError`; 15000 by default, 0 or less "
    "to wait for ever. A manager that works is not silent.",
    "ITOOL_MANAGER_PORT": "Port for requests that a manager tries first; 45555.",
    "ITOOL_MANAGER_PORT_WATCH": "Port for events that a manager tries first; 45556.",
    "ITOOL_MANAGER_HOST": "Name or address of the one interface that a manager listens "
    "on; loopback by default. Clients read it in the manager's record.",
    "ITOOL_RUNTIME_DIR": "Folder of the registry of live managers, for the user alone.",
}
"""What each variable of the environment does."""

_UNDERLINE = re.compile(r"^-{3,}$")
_ENTRIES = ("Parameters", "Returns", "Raises", "Attributes")


def api_page() -> str:
    """Return the page."""
    parts = [HEAD, _prose(inspect.getdoc(api) or "")]
    for title, names in GROUPS.items():
        parts.append(f"## {title}")
        for name in names.split():
            parts.extend(_entry(name))
    parts += ["## Arrays in shared memory", *_function("itool.shared_empty")]
    rows = [f"| `{name}` | {text} |" for name, text in ENVIRONMENT.items()]
    table = "\n".join(["| variable | what it does |", "|---|---|", *rows])
    parts += ["## Environment", table]
    parts += ["## Commands of IPython", "`%load_ext itool` adds these."]
    for make in (magics._itool_parser, magics._watch_parser, magics._manager_parser):
        parts.extend(_magic(make()))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _entry(name: str) -> Iterator[str]:
    if name in CONSTANTS:
        yield f"### `{name}`"
        yield _prose(CONSTANTS[name])
        return
    value = getattr(api, name)
    if inspect.isfunction(value):
        yield from _function(name)
        return
    is_error = issubclass(value, BaseException)
    bases = ", ".join(base.__name__ for base in value.__bases__)
    yield f"### `{name}({bases})`" if is_error else f"### `{_signed(name, value)}`"
    yield _prose(inspect.getdoc(value) or "")
    for member, found in members(value).items() if not is_error else ():
        if member.startswith("_"):
            continue
        if isinstance(found, property):
            yield f"#### `{name}.{member}`"
            yield _prose(inspect.getdoc(found.fget) or "")
        elif inspect.isfunction(found):
            yield f"#### `{_signed(f'{name}.{member}', found)}`"
            yield _prose(inspect.getdoc(found) or "")


def members(value: type) -> dict[str, Any]:
    """Return the members of a class, those of its parts among our own classes too."""
    own = [cls for cls in value.__mro__ if cls.__module__.startswith("itool.client")]
    found: dict[str, Any] = {}
    for cls in own or [value]:
        found = {**found, **{n: m for n, m in vars(cls).items() if n not in found}}
    return found


def _function(name: str) -> Iterator[str]:
    path = name.removeprefix("itool.")
    value: Any = getattr(itool if path != name else api, path)
    yield f"### `{_signed(name, value)}`"
    yield _prose(inspect.getdoc(value) or "")


def _signed(name: str, value: Any) -> str:
    """Return name and parameters with defaults, without annotations."""
    parameters = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in inspect.signature(value).parameters.values()
        if parameter.name != "self"
    ]
    return f"{name}{inspect.Signature(parameters)}"


def _prose(doc: str) -> str:
    """Return a numpydoc docstring as Markdown."""
    lines = doc.splitlines()
    starts = [i - 1 for i, line in enumerate(lines) if _UNDERLINE.match(line)]
    text = _marked("\n".join(lines[: starts[0] if starts else None]))
    for start, end in pairwise([*starts, len(lines)]):
        title, body = lines[start], lines[start + 2 : end]
        if title == "Examples":
            text += f"\n\n{_code(body)}"
        elif title in _ENTRIES:
            text += f"\n\n**{title}**\n\n" + "\n".join(_items(body))
        else:
            text += f"\n\n**{title}**\n\n" + _marked("\n".join(body))
    return text.strip()


def _items(lines: list[str]) -> Iterator[str]:
    """Yield one bullet for each entry of a section."""
    entries: list[tuple[str, list[str]]] = []
    for line in lines:
        if line and not line.startswith(" "):
            entries.append((line, []))
        elif line and entries:
            entries[-1][1].append(line.strip())
    for head, text in entries:
        name, colon, kind = head.partition(" : ")
        label = f"`{name}` ({kind})" if colon else f"`{name}`"
        yield f"- {label}: {_marked(' '.join(text))}" if text else f"- {label}"


def _marked(text: str) -> str:
    """Return reStructuredText's literals as Markdown's; examples among prose, too."""
    prose, arrow, example = text.partition(">>> ")
    prose = prose.replace("``", "`").strip()
    return f"{prose}\n\n{_code((arrow + example).splitlines())}" if arrow else prose


def _code(lines: list[str]) -> str:
    code = "\n".join(lines).strip()
    return f"```pycon\n{code}\n```"


def _magic(parser: ArgumentParser) -> Iterator[str]:
    """Yield what `--help` says, laid out alike by every version of Python."""
    yield f"### `{parser.prog}`"
    yield parser.description or ""
    rows = ["| argument | what it does |", "|---|---|"]
    for action in parser._actions:
        name = ", ".join(action.option_strings) or action.dest
        value = action.metavar or (action.dest if action.nargs != 0 else "")
        takes = f" {value}" if action.option_strings and value else ""
        choices = "" if not action.choices else f" ({', '.join(action.choices)})"
        rows.append(f"| `{name}{takes}` | {action.help}{choices} |")
    yield "\n".join(rows)
