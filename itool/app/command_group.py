"""`itool run`: a subcommand for each command of the manager, made from its schema."""

from __future__ import annotations

import json
from typing import Any

import click

from itool.app.talk import call

Schema = dict[str, Any]
_SCALARS = {"string": click.STRING, "integer": click.INT, "number": click.FLOAT}


class CommandGroup(click.Group):
    """Lists what the chosen manager offers, and turns options into arguments."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the manager's commands."""
        return sorted(schema["name"] for schema in _schemas(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called `cmd_name`, if there is one."""
        for schema in _schemas(ctx):
            if schema["name"] == cmd_name:
                return _command(schema)
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` begin with."""
        if self.get_command(ctx, args[0]) is None:
            ctx.fail(
                f"no command {args[0]!r}. There are: "
                f"{', '.join(self.list_commands(ctx))}."
            )
        return super().resolve_command(ctx, args)


def _schemas(ctx: click.Context) -> list[Schema]:
    found: list[Schema] = ctx.meta.setdefault("itool.schemas", [])
    if not found:
        found += call(ctx.params.get("index"), "manager.commands")
    return found


def _command(schema: Schema) -> click.Command:
    params: list[click.Parameter] = []
    if schema["target"] == "viewer":
        params.append(
            click.Option(["--viewer"], required=True, help="Index or id of the viewer.")
        )
    required = schema["params"].get("required", ())
    definitions = schema["params"].get("$defs", {})
    for name, field in schema["params"].get("properties", {}).items():
        params.append(_option(name, _plain(field, definitions), name in required))

    @click.pass_context
    def carry_out(ctx: click.Context, /, **values: Any) -> None:
        given = {n: v for n, v in values.items() if v is not None and v != ()}
        answer = call(ctx.obj, schema["name"], **given)
        if answer is not None:
            text = (
                answer if isinstance(answer, str) else json.dumps(answer, default=str)
            )
            click.echo(text)

    return click.Command(
        schema["name"],
        params=params,
        callback=carry_out,
        help=f"{schema['title']}.\n\n\b\n{schema['doc']}",
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _plain(field: Schema, definitions: dict[str, Schema]) -> Schema:
    """Return `field` with references followed and ``null`` left out."""
    if "$ref" in field:
        return {**definitions[field["$ref"].rsplit("/", 1)[-1]], **field}
    options = [f for f in field.get("anyOf", ()) if f.get("type") != "null"]
    if options:
        chosen = options[0] if len(options) == 1 else {"type": "string"}
        return {**field, **_plain(chosen, definitions)}
    return field


def _option(name: str, field: Schema, required: bool) -> click.Option:
    flag = f"--{name.replace('_', '-')}"
    kind = field.get("type")
    if kind == "boolean":
        no = f"--no-{name.replace('_', '-')}"
        return click.Option([f"{flag}/{no}", name], default=None, required=required)
    if kind == "array":
        return click.Option(
            [flag, name],
            multiple=True,
            required=required,
            type=Item(),
            help="Repeat the option for each item.",
        )
    if kind == "object":
        return click.Option(
            [flag, name],
            multiple=True,
            required=required,
            callback=_gathered,
            metavar="KEY=VALUE",
            help="Repeat the option for each key.",
        )
    if "enum" in field:
        return click.Option(
            [flag, name], type=click.Choice(field["enum"]), required=required
        )
    return click.Option(
        [flag, name], type=_SCALARS.get(kind or "", Item()), required=required
    )


class Item(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A number, true, false, null or a list as in JSON; anything else is text."""

    name = "value"

    def convert(self, value: Any, param: object, ctx: object) -> Any:
        """Return `value` as plain data."""
        return _value(value) if isinstance(value, str) else value


def _gathered(
    ctx: click.Context, param: click.Parameter, pairs: tuple[str, ...]
) -> Any:
    gathered = {}
    for pair in pairs:
        key, found, value = pair.partition("=")
        if not found:
            raise click.BadParameter(f"{pair!r} is not KEY=VALUE.", ctx, param)
        gathered[key] = _value(value)
    return gathered or None


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
