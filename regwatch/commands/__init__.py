"""The subcommands, one file per kind of question or deed."""

import typer

from regwatch.commands import asking, crawling, demonstrating, mailing, reading


def add_to(app: typer.Typer) -> None:
    for group in (crawling, asking, reading, mailing, demonstrating):
        group.add_to(app)
