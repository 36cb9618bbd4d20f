"""Run the benchmarks: ``python -m benchmarks [GROUP...]``; see `GROUPS`."""

from __future__ import annotations

import importlib

import click

from benchmarks.report import Row, keep, machine, show

GROUPS = ("start", "handover", "bridge", "slices", "moves", "browser")


@click.command()
@click.argument("groups", nargs=-1, type=click.Choice(GROUPS))
@click.option("--quick", is_flag=True, help="Fewer repeats, smaller arrays.")
def main(groups: tuple[str, ...], quick: bool) -> None:
    """Measure GROUPS, or everything."""
    before = machine()
    print(before)
    rows: list[Row] = []
    for group in groups or GROUPS:
        module = importlib.import_module(f"benchmarks.{group}")
        found = module.measure(quick)
        show(found)
        rows += found
    print(f"\nkept in {keep(rows, before)}")


if __name__ == "__main__":
    main()
