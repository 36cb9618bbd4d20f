"""The command line of `itool`, the client of running managers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from itool import __version__
from itool.app.command_group import CommandGroup
from itool.app.places import located
from itool.app.talk import call, pick_manager
from itool.errors import ItoolError, listed

CONTEXT = {"help_option_names": ["-h", "--help"]}
TO = click.option(
    "--manager",
    "-m",
    "index",
    type=int,
    help="Index of the manager; the only one by default.",
)


class Polite(click.Group):
    """A group that prints our errors as one message instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command line."""
        try:
            return super().invoke(ctx)
        except ItoolError as error:
            click.echo(f"itool: {error}", err=True)
            sys.exit(2)


@click.group(cls=Polite, context_settings=CONTEXT)
@click.version_option(__version__, "--version", prog_name="itool")
def main() -> None:
    """Talk to running ImageTool managers (start one with `itool-manager`).

    Completion in bash: eval "$(_ITOOL_COMPLETE=bash_source itool)"; zsh_source and
    fish_source serve other shells.
    """


@main.command("list")
@click.argument("index", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(index: int | None, as_json: bool) -> None:
    """List the live managers and their viewers, or those of manager INDEX."""
    from itool.manager import managers
    from itool.wire.registry import list_managers

    handles = list(managers.values()) if index is None else [pick_manager(index)]
    pages = {record.index: record.url for record in list_managers()}
    found = [
        {
            **handle_fields(handle),
            "url": pages.get(handle.index),
            "viewers": call(handle.index, "viewers.list"),
        }
        for handle in handles
    ]
    if as_json:
        click.echo(json.dumps(found, default=str))
        return
    if not found:
        click.echo("No manager is running. Start one with `itool-manager`.")
    for each in found:
        click.echo(
            f"Manager {each['index']}  (pid {each['pid']}, itool {each['version']})"
        )
        if each["url"]:
            click.echo(f"  page: {each['url']}")
        for row in each["viewers"]:
            click.echo("  " + row_text(row))


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option("--loader", metavar="NAME", help="Open the files with this loader.")
@TO
def show(files: tuple[str, ...], loader: str | None, index: int | None) -> None:
    """Open FILES, or addresses (https://, s3://), in a manager."""
    paths = [located(path) for path in files]
    made = call(index, "data.load", paths=paths, loader=loader)
    click.echo(f"Opened {listed(made['indexes'], nothing='nothing')}.")


@main.command()
@click.argument("viewer")
@click.argument("file", type=click.Path(path_type=Path))
@TO
def save(viewer: str, file: Path, index: int | None) -> None:
    """Write the array of VIEWER (index or id) to FILE: .nc, .h5, .zarr or .zarr.zip."""
    target = str(file.expanduser().absolute())
    click.echo(f"Saved {call(index, 'data.save', viewer=viewer, path=target)}.")


@main.command()
@click.argument("index", type=int, required=False)
def stop(index: int | None) -> None:
    """End manager INDEX, or the only one."""
    handle = pick_manager(index)
    call(handle.index, "manager.stop")
    click.echo(f"Manager {handle.index} ends.")


@main.group(cls=CommandGroup)
@TO
@click.pass_context
def run(ctx: click.Context, index: int | None) -> None:
    """Run any command of a manager by NAME; see `itool run --help` for all names."""
    ctx.obj = index


def handle_fields(handle: Any) -> dict[str, Any]:
    """Return what a list says of a manager."""
    names = ("index", "pid", "host", "port", "watch_port", "started", "version")
    return {name: getattr(handle, name) for name in names}


def row_text(row: dict[str, Any]) -> str:
    """Return one line for a viewer.

    Examples
    --------
    >>> row_text({"index": 0, "name": "cut", "dims": ["eV", "kx"], "shape": [3, 4],
    ...     "dtype": "float32", "is_lazy": True, "link": "1"})
    '0: cut  (eV: 3, kx: 4) float32, lazy, linked 1'
    """
    sizes = ", ".join(
        f"{d}: {n}" for d, n in zip(row["dims"], row["shape"], strict=True)
    )
    notes = [row["dtype"]]
    if row["is_lazy"]:
        notes.append("lazy")
    if row["link"]:
        notes.append(f"linked {row['link']}")
    return f"{row['index']}: {row['name']}  ({sizes}) {', '.join(notes)}"


if __name__ == "__main__":
    main()
