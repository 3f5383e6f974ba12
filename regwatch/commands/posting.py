"""`deliveries`, `bounces`, `barred`: what became of each mail, what came back, and who is not written to any more."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from notifier.bounces import take_files, take_maildir
from notifier.ledger_answers import answer_deliveries, retry
from notifier.reports import MOST_BYTES
from notifier.subscription_rows import list_barred
from notifier.subscriptions import lift as lift_address
from regwatch.commands.arguments import moment_or_none, state_of
from regwatch.errors import UsageFault
from regwatch.mails import subscribers
from regwatch.output import Format, print_json, print_records
from storage.clock import now

_COLUMNS = ("id", "email", "kind", "frequency", "state", "sent_at", "attempts", "next_attempt_at", "said", "subject")
_ROUND = ("read", "hard", "soft", "complaint", "delayed", "known", "foreign")
_BARRED = ("email", "reason", "since")


def add_to(app: typer.Typer) -> None:
    app.command()(deliveries)
    app.command()(bounces)
    app.command()(barred)


def deliveries(
    context: typer.Context,
    email: Annotated[str, typer.Option(help="Only mail to this address.")] = "",
    since: Annotated[str, typer.Option(help="Settled or made at this date or time or later.")] = "",
    until: Annotated[str, typer.Option(help="Settled or made before it.")] = "",
    state: Annotated[list[str] | None, typer.Option(help="sent, deferred, failed, dead … (may be repeated).")] = None,
    most: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many, the newest.")] = 1000,
    again: Annotated[
        str, typer.Option("--retry", metavar="ID|all", help="Send a dead mail again with the next round.")
    ] = "",
) -> None:
    """Who received what, when, and what the server said."""
    app = state_of(context)
    db = subscribers(app.settings)
    if again:
        if again != "all" and not (again.isascii() and again.isdigit() and len(again) < 18):
            raise UsageFault(f"'{again[:20]}' is no delivery; write its number, or all")
        count = retry(db, None if again == "all" else int(again), now())
        print_records([{"retried": count}], ("retried",), app.format, empty="")
        return
    found = answer_deliveries(
        db,
        email=email,
        since=moment_or_none(since),
        until=moment_or_none(until),
        states=state or [],
        most=most,
    )
    print_records(found, _COLUMNS, app.format, empty="no such mail is in the ledger")


def bounces(
    context: typer.Context,
    file: Annotated[list[str] | None, typer.Argument(metavar="FILE…|-", help="Mails that came back.")] = None,
    maildir: Annotated[Path | None, typer.Option(help="Read what is new in this Maildir instead.")] = None,
) -> None:
    """Take mails that came back: dead boxes and complaints end subscriptions, boxes in trouble get a rest."""
    state = state_of(context)
    mail = state.settings.mail
    if bool(file) == (maildir is not None):
        raise UsageFault("name the mails that came back: files, - for standard input, or --maildir DIR")
    db = subscribers(state.settings)
    if maildir is not None:
        if not maildir.is_dir():
            raise UsageFault(f"{maildir} is not a folder; name a Maildir")
        done = take_maildir(db, mail, maildir, now())
    else:
        done = take_files(db, mail, [_bytes_of(name) for name in file or []], now())
    if state.format is Format.json:
        print_json(done)
    else:
        print_records([dict(done)], _ROUND, state.format, empty="")


def _bytes_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(MOST_BYTES)
    try:
        with Path(name).open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        raise UsageFault(f"{name} cannot be read ({error.strerror or error}); name a readable file") from None


def barred(
    context: typer.Context,
    lift: Annotated[str, typer.Option(metavar="EMAIL", help="Let this address be written to again.")] = "",
) -> None:
    """Addresses that are not written to any more, and why."""
    state = state_of(context)
    db = subscribers(state.settings)
    if lift and not lift_address(db, lift):
        raise UsageFault(f"{lift} is not barred; `regwatch barred` lists who is")
    print_records(list_barred(db), _BARRED, state.format, empty="nobody is barred")
