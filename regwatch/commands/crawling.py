"""`crawl` and `sources`: look at the sites, and say how well they are being watched."""

from typing import Annotated

import typer

from crawler.declared import declarations
from crawler.sources import SOURCES
from regwatch.commands.arguments import now_or, state_of
from regwatch.crawls import crawl as run_crawl
from regwatch.crawls import failures
from regwatch.errors import DoneInPart
from regwatch.output import Format, print_json, print_records, print_table
from storage.archive import open_archive
from storage.archive.runs import declare_channels
from storage.queries.coverage import sources as channel_states

_CRAWL_COLUMNS = ("source", "channel", "outcome", "listed", "published", "edited", "withdrawn", "restored", "error")
_SOURCE_COLUMNS = (
    "source",
    "channel",
    "name_en",
    "state",
    "last_success_at",
    "last_new_at",
    "checks",
    "ok",
    "not_seen",
)


def add_to(app: typer.Typer) -> None:
    app.command()(crawl)
    app.command()(sources)


def crawl(
    context: typer.Context,
    source: Annotated[
        list[str] | None, typer.Argument(help="Sources to crawl; all enabled ones when none is named.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read every list to its end and look at every known notice.")
    ] = False,
    at: Annotated[str, typer.Option("--now", help="Stamp what is seen with this time (for replaying history).")] = "",
    earlier: Annotated[
        bool, typer.Option("--earlier", help="Crawl although the archive holds looks that are stamped later.")
    ] = False,
) -> None:
    """Poll the watched channels and store what changed. Status 1 when a channel could not be read."""
    state = state_of(context)
    form = state.format
    report = run_crawl(state.settings, source or [], full=full, at=now_or(at), earlier=earlier)
    if form is Format.json:
        print_json(report)
    elif form is Format.csv:
        print_records(report["channels"], _CRAWL_COLUMNS, form, empty="")
    else:
        print_table(report["channels"], _CRAWL_COLUMNS, title=f"run {report['run']}")
    failed = failures(report)
    if failed:
        more = f" and {len(failed) - 5} more" if len(failed) > 5 else ""
        raise DoneInPart(f"the crawl was done in part: {'; '.join(failed[:5])}{more}")


def sources(
    context: typer.Context,
    at: Annotated[str, typer.Option("--now", help="Judge the channels as of this time.")] = "",
) -> None:
    """How well each channel is being watched: last success, last new item, state."""
    state = state_of(context)
    moment = now_or(at)
    db = open_archive(state.settings.data)
    declare_channels(db, declarations(list(SOURCES.values()), state.settings.crawl_config()), moment, anew=False)
    print_records(channel_states(db, moment), _SOURCE_COLUMNS, state.format, empty="no source is declared")
