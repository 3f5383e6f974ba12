"""`reread`: what is kept, read again by this release."""

from dataclasses import asdict
from typing import Annotated

import typer

from crawler.opening import limits_of
from crawler.rereading import reread as read_again
from crawler.sources import SOURCES
from regwatch.commands.arguments import known_source, state_of
from regwatch.errors import DoneInPart
from regwatch.output import Format, print_json, print_records
from regwatch.progress import say
from storage.archive import ARCHIVE_NAME, open_archive
from storage.clock import now
from storage.errors import StorageError

_COLUMNS = ("reread", "upgraded", "unreadable")
TOLD_EVERY = 50


def add_to(app: typer.Typer) -> None:
    app.command()(reread)


def reread(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Argument(help="Sources to read again; all when none is named.")] = None,
) -> None:
    """Read every kept page and file again with this release's reader. Nothing is fetched, and what comes out otherwise
    is stored as a technical upgrade: no change, no digest tells of it."""
    state = state_of(context)
    form = state.format
    chosen = [SOURCES[known_source(key)] for key in dict.fromkeys(source or SOURCES)]
    folder = state.settings.data
    if not (folder / ARCHIVE_NAME).exists():
        raise StorageError(f"there is no archive in {folder}; run `regwatch crawl` first or name another with --data")
    db = open_archive(folder)
    try:
        done = read_again(db, chosen, now(), _progress, limits_of(state.settings.crawl))
    finally:
        db.close()
    if form is Format.json:
        print_json(asdict(done))
    else:
        print_records([asdict(done)], _COLUMNS, form, empty="")
    if done.unreadable:
        raise DoneInPart(f"{done.unreadable} kept pages could not be read again; what was read of them before stays")


def _progress(done: int, of: int) -> None:
    if done % TOLD_EVERY == 0 or done == of:
        say(f"read again: {done} of {of}")
