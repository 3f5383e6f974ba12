"""`feed`: the address of the feed of what one subscription brings."""

from typing import Annotated

import typer

from notifier.links import feed_link
from notifier.subscription_feeds import feed_token, withdraw_feed
from regwatch.commands.arguments import state_of
from regwatch.errors import UsageFault
from regwatch.mails import subscribers
from regwatch.output import print_records
from storage.clock import now


def add_to(app: typer.Typer) -> None:
    app.command()(feed)


def feed(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The number of a subscription.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="Withdraw its link; the next one is another.")] = False,
) -> None:
    """The address of the Atom feed of what one subscription's filter brings."""
    state = state_of(context)
    base = state.settings.mail.base_url
    if not base and not revoke:
        raise UsageFault("mail.base_url is not set, so a feed has no address; add it to regwatch.toml")
    db = subscribers(state.settings)
    if revoke:
        withdraw_feed(db, number, now())
        address = ""
    else:
        address = feed_link(base, feed_token(db, number, now()))
    print_records([{"id": number, "feed": address}], ("id", "feed"), state.format, empty="")
