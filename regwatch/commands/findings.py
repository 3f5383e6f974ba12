"""`findings`: what is wrong with the watch now, and telling the operator of it."""

from datetime import timedelta
from typing import Annotated

import typer

from notifier.operator_mail import CLOSED_WITHIN, queue_operator_mail
from notifier.outbox import flush
from regwatch.commands.arguments import now_or, state_of
from regwatch.errors import DoneInPart, UsageFault
from regwatch.mails import subscribers
from regwatch.output import print_records
from regwatch.progress import say
from regwatch.settings import Settings
from storage.archive import open_archive
from storage.clock import now
from storage.queries.health import closed_findings, open_findings

_COLUMNS = ("source", "channel", "kind", "opened_at", "last_at", "times", "detail")


def add_to(app: typer.Typer) -> None:
    app.command()(findings)


def findings(
    context: typer.Context,
    at: Annotated[str, typer.Option("--now", help="What was open at this time.")] = "",
    tell: Annotated[
        bool, typer.Option("--tell", help="Mail what is new, over, or open for another day to mail.operator.")
    ] = False,
) -> None:
    """What is wrong with the watch: every finding that is open, of the channels and of the service itself."""
    state = state_of(context)
    if tell:
        if at:
            raise UsageFault("--tell speaks of the present; leave out --now")
        _tell(state.settings)
    archive = state.archive()
    try:
        found = open_findings(archive, now_or(at))
    finally:
        archive.close()
    print_records(found, _COLUMNS, state.format, empty="nothing is wrong: every channel was seen when it should be")


def _tell(settings: Settings) -> None:
    """Look at the service's own health, put one mail into the outbox when there is news, and send what waits there."""
    from regwatch.service.own_health import channel_names, look

    if not settings.mail.operator or not settings.mail.transport:
        missing = "operator" if not settings.mail.operator else "transport"
        raise UsageFault(
            f"mail.{missing} is not set, so nobody can be told; write [mail] {missing} = … into the settings"
        )
    archive, people, at = open_archive(settings.data), subscribers(settings), now()
    try:
        look(archive, people, settings, at)
        closed = closed_findings(archive, at - CLOSED_WITHIN, at + timedelta(seconds=1))
        queued = queue_operator_mail(
            people, settings.mail, open_findings(archive, at), closed, at, channel_names(archive)
        )
        tally = flush(people, settings.mail, at)
    finally:
        people.close()
        archive.close()
    if tally.faults:
        raise DoneInPart(f"the operator's mail waits in the outbox and is tried again: {tally.faults[0]}")
    say(f"told {settings.mail.operator}" if queued else "nothing new to tell the operator")
