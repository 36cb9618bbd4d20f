"""Write docs/reference from the code: `python scripts/reference.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

TREE = Path(__file__).parents[1]
FOLDER = TREE / "docs" / "reference"
sys.path.insert(0, str(TREE))

HEAD = """# Commands

Every change passes through one of these: a menu entry, a shortcut, a drag, a call from
Python (`managers[0].run(name, ...)`), the shell (`itool run name --argument value`) and
the wire. Commands on a viewer take `viewer`, its index or id, besides what is listed.

<!-- Written by scripts/reference.py from the commands themselves. -->
"""


def pages() -> dict[Path, str]:
    """Return the pages as they should be."""
    from scripts.api_page import api_page
    from scripts.features_page import features_page

    return {
        FOLDER / "api.md": api_page(),
        FOLDER / "commands.md": commands_page(),
        FOLDER / "features.md": features_page(),
    }


def commands_page() -> str:
    """Return the page of all commands."""
    from itool.core import commands  # noqa: F401 - fills the registry
    from itool.core.registry import COMMANDS

    groups: dict[str, list[str]] = {}
    for command in sorted(COMMANDS, key=lambda c: c.name):
        lines = [f"### `{command.name}`", "", f"*{command.title}*"]
        if command.shortcut:
            lines[-1] += f" ({command.shortcut})"
        lines += ["", _plain(command.doc), ""]
        fields = command.params.model_fields
        schema = command.params.model_json_schema()["properties"] if fields else {}
        if fields:
            lines += ["| argument | type | default |", "|---|---|---|"]
            for name, field in fields.items():
                default = "required" if field.is_required() else f"`{field.default!r}`"
                lines.append(f"| `{name}` | {_kind(schema[name])} | {default} |")
            lines.append("")
        groups.setdefault(command.name.split(".")[0], []).append("\n".join(lines))
    parts = [f"## {name}\n\n" + "\n".join(found) for name, found in groups.items()]
    return HEAD + "\n" + "\n".join(parts)


def _plain(doc: str) -> str:
    """Return the prose of a numpydoc docstring; the arguments have a table."""
    prose = doc.split("\nParameters\n")[0].split("\nReturns\n")[0]
    return prose.split("\nNotes\n")[0].strip()


def _kind(schema: dict[str, Any]) -> str:
    """Return the type that a JSON schema describes, as a reader would say it."""
    if "anyOf" in schema:
        kinds = [_kind(each) for each in schema["anyOf"]]
        return " or ".join("none" if kind == "null" else kind for kind in kinds)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    kind = schema.get("type", "data")
    if kind == "array":
        inner = schema.get("prefixItems")
        if inner:
            return f"({', '.join(_kind(each) for each in inner)})"
        return f"list of {_kind(schema.get('items', {}))}"
    if kind == "object":
        values = schema.get("additionalProperties", {})
        return f"mapping to {_kind(values if isinstance(values, dict) else {})}"
    return str(kind)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text)
        print(path.relative_to(TREE))
