"""`backup`, `doctor`: keep what was gathered, and keep the watch able to gather."""

from pathlib import Path
from typing import Annotated

import typer

from notifier.subscribers_db import FILE_NAME
from regwatch.commands.arguments import state_of
from regwatch.doctor import examine
from regwatch.errors import DoneInPart, UsageFault
from regwatch.output import print_records
from storage.archive import ARCHIVE_NAME
from storage.backup import backup as copy_databases
from storage.clock import now
from storage.new_files import CannotWrite

_COPY_COLUMNS = ("database", "file", "bytes", "sha256")
_RESULT_COLUMNS = ("check", "state", "detail", "remedy")


def add_to(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(doctor)


def backup(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="NAME.zip: one zip. Any other name: archive.db's copy, subscribers.db's beside it.")
    ],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file when it exists.")] = False,
) -> None:
    """Copy both databases as they are between two changes, also while a crawl or the service is running."""
    state = state_of(context)
    form = state.format
    folder = state.settings.data
    try:
        copies = copy_databases([folder / ARCHIVE_NAME, folder / FILE_NAME], file, overwrite=overwrite)
    except CannotWrite as fault:
        hint = "; --overwrite replaces it" if "already exists" in str(fault) else ""
        raise UsageFault(f"{fault}{hint}") from None
    rows = [
        {"database": copy.name, "file": str(copy.path), "bytes": copy.bytes, "sha256": copy.sha256} for copy in copies
    ]
    print_records(rows, _COPY_COLUMNS, form, empty="")


def doctor(
    context: typer.Context,
    send_test: Annotated[str, typer.Option("--send-test", metavar="ADDRESS", help="Also send one test mail.")] = "",
    timeout: Annotated[float, typer.Option(min=0.1, max=120, help="Seconds to wait for each answer.")] = 10.0,
) -> None:
    """Check settings, disk, databases, the chain, the clock, each source and the mail server. Status 1 on a fault."""
    state = state_of(context)
    form = state.format
    results = examine(state.settings, now(), send_test=send_test, timeout_s=timeout)
    print_records([result.shape() for result in results], _RESULT_COLUMNS, form, empty="")
    failed = [result for result in results if result.state == "fail"]
    if failed:
        raise DoneInPart(f"{len(failed)} of {len(results)} checks failed: {', '.join(one.check for one in failed)}")
