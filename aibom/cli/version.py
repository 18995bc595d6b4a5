"""`aibom version`."""

from __future__ import annotations

import click

from aibom import __version__


@click.command()
def version() -> None:
    """Show the version of aibom."""
    click.echo(f"aibom {__version__}")
