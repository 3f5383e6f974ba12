"""The subcommands, one file per kind of question or deed."""

import typer

from regwatch.commands import (
    asking,
    comparing,
    crawling,
    demonstrating,
    documents,
    evidence,
    exploring,
    feeding,
    findings,
    keeping,
    mailing,
    posting,
    reading,
    reporting,
    serving,
    upkeep,
)


def add_to(app: typer.Typer) -> None:
    for group in (
        crawling,
        findings,
        asking,
        comparing,
        reading,
        reporting,
        documents,
        mailing,
        posting,
        feeding,
        evidence,
        keeping,
        upkeep,
        serving,
        exploring,
        demonstrating,
    ):
        group.add_to(app)
