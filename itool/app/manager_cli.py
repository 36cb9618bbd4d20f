"""The command line of `itool-manager`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from itool import __version__
from itool.app.options import Options
from itool.errors import ItoolError

CONTEXT = {"help_option_names": ["-h", "--help"]}


@click.command(context_settings=CONTEXT)
@click.argument("paths", nargs=-1, type=click.Path(path_type=str))
@click.option("--loader", metavar="NAME", help="Open PATHs with this loader.")
@click.option("--qt", is_flag=True, help="Open native windows.")
@click.option(
    "--web", is_flag=True, help="Serve the web front end; together with --qt, both."
)
@click.option("--headless", is_flag=True, help="Show nothing; be driven by clients.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port for requests of clients."
)
@click.option(
    "--web-port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Port of the web front end; any free one by default.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser window.")
@click.option("--demo", is_flag=True, help="Open measured example data.")
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, dir_okay=True),
    metavar="FILE",
    help="Open this workspace, and save to it.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one line of JSON when ready."
)
@click.option(
    "--trust-scheduler",
    "trusted",
    multiple=True,
    metavar="ADDRESS",
    help="Read what clients persisted from this dask scheduler, such as "
    "tcp://127.0.0.1:8786. It can run code in the manager. May be repeated.",
)
@click.version_option(__version__, "--version", prog_name="itool-manager")
def main(
    paths: tuple[str, ...],
    loader: str | None,
    qt: bool,
    web: bool,
    headless: bool,
    port: int | None,
    web_port: int,
    no_browser: bool,
    demo: bool,
    workspace: Path | None,
    as_json: bool,
    trusted: tuple[str, ...],
) -> None:
    """Start a manager of ImageTools, and open PATHs in it.

    PATHs are netCDF, HDF5, Zarr, NIfTI, FITS or npy files, or addresses of some
    (https://, s3://); they are read lazily.
    Without --qt, --web or --headless, native windows are opened where there is a
    display, and the web front end is served elsewhere.
    """
    options = Options(
        paths=tuple(paths),
        loader=loader,
        qt=qt,
        web=web,
        headless=headless,
        port=port,
        web_port=web_port,
        browser=not no_browser,
        demo=demo,
        workspace=workspace,
        as_json=as_json,
        trusted=trusted,
    )
    # Imported late: `--help`, `--version` and bad options answer at once.
    from itool.app.process import run_manager

    try:
        run_manager(options)
    except ItoolError as error:
        click.echo(f"itool-manager: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
