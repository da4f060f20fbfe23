"""The command line: one module per noun, thin over the same services as the API.

May import: everything. Commands import what they need when they run, so that ``--help`` is quick.
Commands for the API's operations come from its own description (``nouns``): a new route of a noun
has one, and a new noun needs a line in ``NOUNS``.
To add another: a function in the module of its noun, with an example, registered below.
Exit codes: 0 done, 1 the command was right and failed, 2 the command or its input is wrong.
Tests: ``tests/cli``.
"""

import gc
from typing import Annotated

import typer

from docyard import __version__
from docyard.cli import (
    apps,
    backups,
    deployments,
    doctor,
    extract,
    init,
    members,
    refusals,
    runs,
    secrets,
    server,
    sweep,
    tokens,
)
from docyard.cli.nouns import NOUNS, NounGroup
from docyard.cli.options import example

# 700 by default.
_ALLOCATIONS_PER_COLLECTION = 50_000

# Nouns with commands of their own, which read files or standard input, or work without the API.
_BY_HAND = {
    "apps": apps,
    "deployments": deployments,
    "members": members,
    "runs": runs,
    "secrets": secrets,
    "tokens": tokens,
}


def main() -> None:
    """Run the command line; this is the entry point ``docyard``."""
    # What modules make while they load stays: looking through it for garbage again and again is a
    # quarter of a command's start.
    gc.set_threshold(_ALLOCATIONS_PER_COLLECTION)
    with refusals.reported():
        build_app()(prog_name="docyard")


def build_app() -> typer.Typer:
    """Return all commands; the manual's page about them is made from this."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        epilog=example("docyard extract receipt.jpg --app Receipt"),
    )
    app.callback()(_describe)
    for module in (init, server, extract, doctor, backups, sweep):
        module.register(app)
    for name, description in NOUNS.items():
        noun = typer.Typer(
            cls=NounGroup, no_args_is_help=True, help=description, epilog=example(f"docyard {name} --help")
        )
        # A callback keeps a group a group where it has one command only.
        noun.callback()(lambda: None)
        if name in _BY_HAND:
            _BY_HAND[name].register(noun)
        app.add_typer(noun, name=name)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"docyard {__version__}")
        raise typer.Exit


def _describe(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Documents in, fields out: serve the API, or read files right here."""
